"""Reads numbers as printed: digits, words, fractions, scales."""

import re

_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
CARDINALS = {word: float(n) for n, word in enumerate(_CARDINALS.split())}
_TENS = "thirty forty fifty sixty seventy eighty ninety"
CARDINALS |= {word: 10.0 * n for n, word in enumerate(_TENS.split(), start=3)}
CARDINALS |= {"dozen": 12.0}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {word: n for n, word in enumerate(_ORDINALS.split(), start=1)}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
FRACTIONS = {
    "half": 50.0,
    "a third": 100 / 3,
    "one third": 100 / 3,
    "two thirds": 200 / 3,
    "a quarter": 25.0,
    "one quarter": 25.0,
    "three quarters": 75.0,
    "a fifth": 20.0,
    "one fifth": 20.0,
    "two fifths": 40.0,
    "three fifths": 60.0,
    "four fifths": 80.0,
    "a tenth": 10.0,
}

_WORD = "|".join(sorted(CARDINALS, key=len, reverse=True))
_TENS_WORD = "twenty|" + _TENS.replace(" ", "|")
_SCALE = "|".join(SCALES)
DIGITS = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?(?!\d)|\d{1,9}(?:\.\d{1,6})?"
WORDS = rf"(?:{_TENS_WORD})[- ](?:one|two|three|four|five|six|seven|eight|nine)|{_WORD}"
NUMBER = (
    rf"(?:(?:{DIGITS}|{WORDS}|half\sa(?=\s(?:{_SCALE}|century|decade|year|day|dozen)\b)|(?:a|an|several)(?=\s(?:{_SCALE}|dozen)\b))"
    rf"(?:(?:-|\s{{1,3}})(?:{_SCALE}|dozen)\b|\s?(?:bn|mn|tn|[mk])\b)*)"
)
_TOKEN = re.compile(rf"{DIGITS}|[a-z]+", re.IGNORECASE)


def value_of(printed: str) -> float:
    """Return the number of what ``NUMBER`` matches: ``3.6 million`` gives 3600000.0."""
    total = 1.0
    first = True
    for word in _TOKEN.findall(printed.casefold()):
        if word == "half":
            total = 0.5
        elif word[0].isdigit():
            total = float(re.sub(r"[,\u00a0\u202f ]", "", word))
        elif word in SCALES or word in SHORT_SCALES or (word == "dozen" and not first):
            total *= SCALES.get(word) or SHORT_SCALES.get(word) or 12.0
        elif word in CARDINALS:
            number = CARDINALS[word]
            total = number if first else total + number
        first = False
    return round(total, 6)
