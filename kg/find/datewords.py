"""The patterns by which dates are printed, and the words in them."""

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        ("January Jan", "February Feb", "March Mar", "April Apr", "May", "June Jun", "July Jul",
         "August Aug", "September Sept Sep", "October Oct", "November Nov", "December Dec"), 1
    )
    for name in names.split()
}  # fmt: skip
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_COUNTED = (
    "a:1 an:1 one:1 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 eleven:11 "
    "twelve:12 fifteen:15 twenty:20 thirty:30"
)
COUNTS = {word: int(n) for word, n in (pair.split(":") for pair in _COUNTED.split())}

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_FULL_YEAR = r"(?:1[5-9][0-9][0-9]|20[0-9][0-9])"
# A year is no quantity: nothing like "2,000", "1990s", "2010 km" or "1995-96" goes on after it.
_YEAR = rf"{_FULL_YEAR}(?![\w%]|[.,][0-9]|\s?[-–—]\s?[0-9])"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_DASH = r"\s?[-–—]\s?"
_SEASON = r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"
_ABOUT = r"(?:[Aa]bout|[Aa]round|[Cc]irca|ca\.|c\.|[Aa]pproximately)\s+"
_COUNT = rf"(?:[0-9]{{1,3}}|{'|'.join(COUNTS)})"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_IN = (
    r"(?:[Ii]n|[Bb]y|[Ss]ince|[Uu]ntil|[Tt]ill|[Ff]rom|[Bb]efore|[Aa]fter|[Dd]uring|[Oo]f|[Ll]ast)"
)
_WHOSE = r"(?:that|the same|the following|the next|the previous|this)"
_NOUNS_AFTER_NUMBERS = (
    r"(?!\s+(?:people|persons|km|kilomet|miles|met(?:re|er)s|tons|tonnes|soldiers|troops|men|women|"
    r"barrels|megawatts|MW|dollars|euros|hectares|refugees|civilians|tourists|students|children|"
    r"percent|per cent|of the|prisoners|tanks|missiles|members|victims))"
)

PATTERNS: dict[str, str] = {
    "iso": rf"{_FULL_YEAR}-(?P<m>[01][0-9])-(?P<d>[0-3][0-9])(?![\w-])",
    "dotted": rf"(?P<d>{_DAY})[./](?P<m>[01]?[0-9])[./](?P<y>{_FULL_YEAR})(?!\w)",
    "days_range": rf"(?P<d>{_DAY})(?:{_DASH}|\s+(?:and|to)\s+)(?P<d2>{_DAY})\s+(?:of\s+)?"
    rf"(?P<m>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?",
    "day_range": rf"(?P<d>{_DAY})\s+(?P<m>{_MONTH})(?:\s+(?P<y1>{_YEAR}))?(?:{_DASH}|\s+to\s+)"
    rf"(?P<d2>{_DAY})\s+(?P<m2>{_MONTH})\s+(?P<y>{_YEAR})",
    "day": rf"(?P<d>{_DAY})\s?(?:of\s+)?(?P<m>{_MONTH})(?:\s?,?\s*(?P<y>{_YEAR}))?(?!\w)",
    "us_day": rf"(?P<m>{_MONTH})\s+(?P<d>{_DAY})(?![\w%]|[.,][0-9])(?:\s?,?\s+(?P<y>{_YEAR}))?",
    "months_range": rf"(?P<m>{_MONTH})(?:{_DASH}|\s+(?:to|and)\s+)(?P<m2>{_MONTH})\s+"
    rf"(?P<y>{_YEAR})",
    "month": rf"(?P<m>{_MONTH})\s?,?\s*(?:of\s+)?(?P<y>{_YEAR})",
    "season": rf"(?P<s>{_SEASON})\s?,?\s*(?:of\s+)?(?P<y>{_YEAR}|that year|the same year)",
    "day_of": rf"(?P<d>{_DAY})\s+of\s+(?:that|the same)\s+month",
    "month_of": rf"(?P<m>{_MONTH})\s+of\s+(?P<whose>that|the same|the following|the next)\s+year",
    "bare_month": rf"(?:{_IN}\s+(?:early\s+|late\s+|mid-)?|[Tt]hat\s+)(?P<m>{_MONTH})"
    r"(?![\w’']|\s?,?\s*(?:of\s+)?(?:[0-9]|that\b|the same\b|the next\b|the following\b))",
    "decade": r"(?:(?P<part>early|mid|late)[-\s]\s?)?(?P<y>1[5-9][0-9]|20[0-9])0s",
    "century": r"(?P<c>1[0-9]|2[01])(?:th|st)[-\s]century",
    "from_to": rf"(?:[Ff]rom|[Bb]etween)\s+(?P<y>{_FULL_YEAR})\s+(?:to|until|and|till)\s+"
    rf"(?P<y2>{_YEAR})",
    "range": rf"(?P<y>{_FULL_YEAR}){_DASH}(?P<y2>{_FULL_YEAR}|[0-9][0-9])(?![\w%]|[.,-][0-9])",
    "since": rf"(?:[Ee]ver\s+)?[Ss]ince\s+(?P<y>{_YEAR})",
    "until": rf"(?:[Uu]ntil|[Tt]ill|[Uu]p\sto)\s+(?P<y>{_YEAR})",
    "about": rf"{_ABOUT}(?P<y>{_YEAR}){_NOUNS_AFTER_NUMBERS}",
    "year": rf"(?P<y>{_YEAR}){_NOUNS_AFTER_NUMBERS}",
    "later": rf"\b(?P<n>{_COUNT}|[AOTFSEN][a-z]{{0,4}})\s+{_UNIT}\s+"
    r"(?P<way>later|earlier|before|afterwards)\b",
    "next": r"\b(?:[Tt]he\s+)?(?P<way>following|next|previous)\s+(?P<unit>day|month|year)\b",
    "same": r"\b(?:(?:the|that)\s+same|that(?=\s+(?:day|year|month)\b))\s*"
    r"(?P<unit>day|month|year)\b",
}
COMPILED = {name: re.compile(pattern) for name, pattern in PATTERNS.items()}
# What every date holds somewhere: passages without it are passed over quickly.
HINT = re.compile(
    r"1[5-9][0-9][0-9]|20[0-9][0-9]|century|later|earlier|before|afterwards|following|next|previous"
    r"|same|that\s+(?:day|month|year)|January|February|March|April|May|June|July|August"
    r"|September|October|November|December"
)
_STARTS = "|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern in PATTERNS.values())
ANY = re.compile(rf"(?<![\w$€£.,-])(?<![$€£]\s)(?:{_STARTS})")
