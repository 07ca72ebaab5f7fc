"""The forms by which a heading, a list item and running text are told from each other."""

import re
from dataclasses import dataclass

from kg.model import Span
from kg.read.lines import Line, one_paragraph_a_line, usual_width

LONGEST_HEADING = 220  # characters; a longer block is running text
MOST_LINES = 4
MOST_WORDS = 16  # of a heading without number or capitals
# A heading directly above its text is markedly shorter than the lines of the text.
SHORT_LINE = 0.75
# Of the words of a title, this share has capitals; a headline has fewer.
TITLE_SHARE = 0.7
# A line this long, as a part of the usual width, is wrapped by the page and not by its writer.
FULL_LINE = 0.85

ORDINAL = (
    r"(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|fifth(?:ly)?|sixth(?:ly)?|"
    r"seventh(?:ly)?|eighth(?:ly)?|ninth(?:ly)?|tenth(?:ly)?|finally|lastly|last)"
)
_KNOWN = (
    "abstract|summary|executive summary|introduction|background|preface|foreword|overview|context|"
    "conclusion|conclusions|concluding remarks|inference|inferences|results|findings|discussion|"
    "references|bibliography|works cited|sources|notes|endnotes|footnotes|acknowledgements|"
    "acknowledgments|appendix|annex|keywords|key words|recommendations|methodology|methods|"
    "problematic|literature review|outlook|timeline|chronology"
)
KNOWN_HEADINGS = frozenset(_KNOWN.split("|"))
_NUMBER = re.compile(
    r"(?P<word>(?:chapter|section|part|annex|appendix|article)\s+)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2})+(?:\.?[a-z](?=[.)\s]))?|[IVXLC]{1,7}\.(?:[a-z]|\d{1,2})(?=[.)\s])|\d{1,2}|[IVXLC]{1,7}|[A-Z])"
    r"(?P<stop>[.):]|\s*[–—-](?=\s)|(?=\s))\s*",
    re.IGNORECASE,
)
LABEL = re.compile(rf"(?:the\s+)?{ORDINAL}(?:\s+[\w'’-]+){{0,2}}\s*:", re.IGNORECASE)
_ITEM = re.compile(
    r"(?:[•·▪◦‣●○*–—-]\s+|\.\s+(?=[A-Z“\"])|\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})[).]\s+|"
    r"[A-Z]\s?\d{1,2}\s?[:.]\s)"
)
# The head of a letter or memorandum: one line, one thing.
_LETTER = r"(?:To|From|Subject|Date|Re|Cc|Ref|Via|For|Attn|By|Classification):\s"
LETTER_HEAD = re.compile(_LETTER)
NO_HEADING = re.compile(
    rf"by\s+[A-Z]|{_LETTER}|.*(?:\buniversity\b|@|©|\bcopyright\b)", re.IGNORECASE
)
_ROMAN = re.compile(r"[IVXLC]+")
_SENTENCE_INSIDE = re.compile(r"[a-zà-ÿ]{2}[.!?][\"”’)]*\s+[\"“‘(]?[A-Z]")
_SMALL = (
    "a an the of in on at to for and or but by from with as into between since over under after "
    "before against toward towards via per nor than its their vs"
)
SMALL_WORDS = frozenset(_SMALL.split())


@dataclass(frozen=True, slots=True)
class Found:
    """A heading as found, before it is put into the tree."""

    first: int  # index of its first line
    last: int  # index of its last line
    span: Span
    number: str | None
    title: str
    level: int
    rest: int | None = None  # offset at which text goes on in its last line


@dataclass(frozen=True, slots=True)
class Page:
    """The text, its lines, and which of them are blank or noise."""

    text: str
    lines: list[Line]
    noise: frozenset[int]
    line_is_block: bool
    width: int  # of most lines of running text
    ends: list[int]  # for every line, the last line of its block

    def empty(self, i: int) -> bool:
        """Tell whether a line is missing, blank or noise."""
        if not 0 <= i < len(self.lines):
            return True
        return self.lines[i].start == self.lines[i].end or i in self.noise

    def words(self, i: int) -> str:
        """Return the characters of a line."""
        return self.lines[i].of(self.text)

    def block_end(self, i: int) -> int:
        """Return the last line of the block that line ``i`` stands in."""
        return self.ends[i]

    def next_full(self, i: int) -> int | None:
        """Return the first line after ``i`` that is neither blank nor noise."""
        for j in range(i + 1, min(len(self.lines), i + 40)):
            if not self.empty(j):
                return j
        return None

    def joined(self, first: int, last: int) -> str:
        """Return the words of some lines with single spaces; empty where too many for a heading."""
        if last - first >= MOST_LINES:
            return ""
        text = self.text[self.lines[first].start : self.lines[last].end]
        return " ".join(text.split())


def make_page(text: str, lines: list[Line], noise: frozenset[int]) -> Page:
    """Return the page of a text; a block ends at a blank line, or where a number begins one."""
    whole_lines = one_paragraph_a_line(lines)
    page = Page(text, lines, noise, whole_lines, usual_width(lines), list(range(len(lines))))
    if whole_lines:
        return page
    for i in range(len(lines) - 2, -1, -1):
        if not page.empty(i) and not page.empty(i + 1) and not _begins_item(page.words(i + 1)):
            page.ends[i] = page.ends[i + 1]
    return page


def _begins_item(words: str) -> bool:
    match = numbered(words) if words[:1].isdigit() else None
    return match is not None and bool(match["stop"])


def is_item(words: str) -> bool:
    """Tell whether a line begins like an item of a list."""
    return bool(_ITEM.match(words)) or bool(list_number(words))


def list_number(words: str) -> re.Match[str] | None:
    """Match the number of a list item: "2. " or "2) " before a word."""
    match = _NUMBER.match(words)
    if not match or not match["stop"] or match["stop"] not in ".)" or match["word"]:
        return None
    return match if match["number"].isdigit() and words[match.end() :][:1].isalpha() else None


def numbered(words: str) -> re.Match[str] | None:
    """Match a heading's number; what follows it begins like a heading."""
    match = _NUMBER.match(words)
    if match is None:
        return None
    number, rest = match["number"], words[match.end() :]
    if not rest or not (rest[0].isupper() or rest[0] in "“\"‘'" or rest[0].isdigit()):
        return None
    if number.isalpha() and (not number.isupper() or (not match["stop"] and not match["word"])):
        return None
    if number.isalpha() and len(number) > 1 and not _ROMAN.fullmatch(number):
        return None
    if rest[0].isdigit() and not re.match(r"\d{4}\b", rest):
        return None
    return match


def is_capitals(words: str) -> bool:
    """Tell whether words are printed in capitals throughout."""
    letters = [c for c in words if c.isalpha()]
    return len(letters) > 3 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def heading_like(words: str, *, with_number: bool) -> bool:
    """Tell whether words have the form of a heading: short, capital first, no end of a sentence."""
    words = words.strip()
    if not words or len(words) > LONGEST_HEADING or words[0].islower():
        return False
    if _SENTENCE_INSIDE.search(words):
        return False
    if is_capitals(words):
        return True
    if words[-1] in ".!,;" and not words.endswith(("etc.", "U.S.")):
        return False
    if words[-1] == ":":
        return with_number or bool(LABEL.fullmatch(words)) or _title_case(words)
    if with_number:
        return True
    first = words.lstrip("“\"‘'(")[:1]
    return len(words.split()) <= MOST_WORDS and first.isupper() and words.count(",") < 4


def _title_case(words: str) -> bool:
    """Tell whether a few words all have capitals, but for the small ones."""
    parts = [w for w in words.rstrip(":").split() if w.casefold() not in SMALL_WORDS]
    return 0 < len(parts) <= 5 and all(w[0].isupper() for w in parts)


def mostly_capitals(words: str) -> bool:
    """Tell a title ("Keeping the Aegean Calm") from a headline that is a sentence."""
    parts = [w for w in words.split() if w[0].isalpha() and w.casefold() not in SMALL_WORDS]
    return sum(w[0].isupper() for w in parts) > len(parts) * TITLE_SHARE


def number_style(number: str, last_letter: str) -> str:
    """Return how a heading is counted: digit, roman or letter; "C" after "B" is a letter."""
    if not number.isalpha():
        return "digit"
    follows = len(number) == 1 and last_letter and ord(number) == ord(last_letter) + 1
    return "roman" if _ROMAN.fullmatch(number) and not follows else "letter"
