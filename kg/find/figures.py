"""Finds the figures of a text: amounts, shares, ranks, durations and counts, as printed.

Numbers in dates, names ("S-400", "Resolution 1973"), citations and of headings are no figures,
nor are definite small counts that only point back ("the two countries").
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.find.dates import dates_in
from kg.find.figurewords import FIGURE, FRACTION, FUNCTION_WORDS, IRREGULAR, RANK, UNCOUNTED, UNITS
from kg.find.numbers import CARDINALS, FRACTIONS, ORDINALS, value_of
from kg.model import Document, Figure, Layout, Span

# A small count after "the", "both", "its" ... points back to things named before.
LARGEST_POINTING_COUNT = 12
# Words between a number and the noun it counts: "four former steel workers".
FARTHEST_NOUN = 4
# A number as large as this needs no noun beside it to be a figure.
LEAST_BARE_AMOUNT = 1e5

_DEFINITE = re.compile(
    r"(?:\b(?:the|both|these|those|all|which|other|any|no|former|latter|same)|[’']s?)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(
    r"(?:[^\W\d_][\w’']*[-–—/.:]|\b(?:No|no|Nos|vol|p|pp|Art|art)\.\s?|[§#]\s?)$"
)
_CAPITAL_BEFORE = re.compile(r"\b([A-Z][\w’']*)\s$")
_FROM = re.compile(r"\b(?:from|between)\s$", re.IGNORECASE)
_TO_NUMBER = re.compile(r"\s(?:to|and)\s\d")
_FROM_NUMBER = re.compile(r"\b(?:from|between)\s[\d.,]+\s(?:to|and)\s$", re.IGNORECASE)
_OF_THEM = re.compile(r"\sof\s(?:them|whom|these|those)\b")
_VOTES_TO = re.compile(r"\d\s[a-z]+s\s(?:to|against)\s$")
_LABEL = re.compile(r"(?:[A-Z]\w+\s)?\d{1,2}\s?[-–—:.)]\s")
_DEAD = re.compile(r"\b(?:dead|deaths|killed|victims|casualties|wounded|died)\b", re.IGNORECASE)
_RELATIVE_AFTER = re.compile(
    r"[\s-](?:later|earlier|ago|before|afterwards|after|previously|old|on(?=[,.;]))\b"
)
_WORD = re.compile(r"[\s-]{1,3}([^\W\d_][\w’'-]*)")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?(?=\s)")
_JOIN = re.compile(r"\s?(?:to|and|or|[-–—])\s?", re.IGNORECASE)


def find_figures(document: Document, layout: Layout) -> tuple[Figure, ...]:
    """Return the figures of a document in text order; numbers of headings are none.

    The span covers qualifier, number and unit (or the noun that is counted). Values are written
    out: 33 billion is 33e9; a share is in percent; a rank has the unit ``rank``. Offsets are code
    points, end exclusive.
    """
    found: list[Figure] = []
    for passage in layout.passages:
        begin = passage.span.start
        numbered = _LABEL.match(passage.masked)
        if numbered is None and passage.kind == "heading":
            numbered = _SECTION.match(passage.masked)
        for figure in figures_in(passage.masked):
            if numbered is None or figure.span.start >= numbered.end():
                span = Span(begin + figure.span.start, begin + figure.span.end)
                found.append(replace(figure, span=span))
    return tuple(found)


def figures_in(text: str) -> list[Figure]:
    """Return the figures of one passage; spans count from its beginning."""
    found = [*_ranks(text), *_fractions(text)]
    matches = list(FIGURE.finditer(text))
    if matches:
        taken = [(a, b) for a, b, _ in dates_in(text)] + [(f.span.start, f.span.end) for f in found]
        found += _with_units(text, list(_numbers(text, matches, taken)))
    return sorted(found, key=lambda f: f.span)


def _ranks(text: str) -> Iterator[Figure]:
    for match in RANK.finditer(text):
        word = (match["o"] or match["o2"] or match["w"] or match["d"] or "").casefold()
        first = 1 if match["top"] else 0
        value = float(ORDINALS.get(word) or CARDINALS.get(word) or first or int(word or 0))
        yield Figure(Span(*match.span()), value, "rank", None, "rank")


def _fractions(text: str) -> Iterator[Figure]:
    for match in FRACTION.finditer(text):
        value = round(FRACTIONS[" ".join(match["f"].casefold().split())], 4)
        yield Figure(Span(*match.span()), value, "percent", _asked(match), "share")


def _asked(match: re.Match[str]) -> str | None:
    return " ".join(match["ask"].casefold().split()) if match["ask"] else None


def _numbers(
    text: str, matches: list[re.Match[str]], taken: list[tuple[int, int]]
) -> Iterator[Figure]:
    for match in matches:
        if any(match.start("n") < b and a < match.end("n") for a, b in taken):
            continue
        figure = _figure(text, match)
        if figure is not None:
            yield figure


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    printed, start = match["n"], match.start("n")
    value = value_of(printed)
    scaled = any(c.isspace() for c in printed) or "," in printed or value >= LEAST_BARE_AMOUNT
    unit, kind = UNITS.get((match["unit"] or match["money"] or "").strip().casefold(), ("", ""))
    if (printed.casefold() == "one" and kind in ("", "count", "duration")) or (
        match["unit"] and _RELATIVE_AFTER.match(text, match.end())
    ):
        return None
    if not unit and not scaled and _is_name(text, start):
        return None
    end = match.end()
    if not unit or kind == "count":
        if value <= LARGEST_POINTING_COUNT and _DEFINITE.search(text[max(0, start - 24) : start]):
            return None
        noun = None if unit else _counted(text, match.end("n"))
        if noun is None and not unit and not scaled and not _stands_alone(text, match):
            return None
        if noun is not None:
            if value <= UNCOUNTED.get(noun[1].casefold(), 0):
                return None
            end, unit, kind = noun[0], _unit_of(noun[1]), "count"
    per = match["per"] or match["slash"]
    if per and kind == "amount" and not unit.isupper():
        unit = f"{unit}/{per.casefold()}"
    if not unit and not scaled and _DEAD.search(text):
        unit, kind = "persons", "count"
    return Figure(Span(match.start(), end), value, unit, _asked(match), kind or "amount")


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Tell whether a bare number counts: "from 80 to 500", "319 votes to 264", "88 of them"."""
    if _OF_THEM.match(text, match.end("n")) or _VOTES_TO.search(text[: match.start("n")][-40:]):
        return True
    first = _FROM.search(text[max(0, match.start("n") - 12) : match.start("n")])
    if first and _TO_NUMBER.match(text, match.end("n")):
        return True
    return bool(_FROM_NUMBER.search(text[max(0, match.start("n") - 40) : match.start("n")]))


def _is_name(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start]
    if _NAME_BEFORE.search(before):
        return True
    capital = _CAPITAL_BEFORE.search(before)
    if capital is None:
        return False
    word = capital[1].casefold()
    return word not in FUNCTION_WORDS and start > len(capital[0])


def _counted(text: str, at: int) -> tuple[int, str] | None:
    """Return where the counted noun ends, and the noun: the first plural within a few words."""
    last: tuple[int, str] | None = None
    for _ in range(FARTHEST_NOUN):
        match = _WORD.match(text, at)
        if match is None or match[1].casefold() in FUNCTION_WORDS:
            break
        word = match[1]
        if word.endswith("s") and not word.endswith(("ss", "us", "is", "’s", "'s")):
            last = match.end(), word
        elif word.casefold() in IRREGULAR:
            return match.end(), word
        elif last is not None:
            break
        at = match.end()
    return last


def _unit_of(noun: str) -> str:
    known = UNITS.get(noun.casefold())
    return known[0] if known and known[1] == "count" else noun


def _with_units(text: str, found: list[Figure]) -> list[Figure]:
    """Give a bare number the unit of its neighbour: "from 5 to 10 billion dollars"."""
    result = list(found)
    for i in range(len(result) - 2, -1, -1):
        left, right = result[i], result[i + 1]
        joined = _JOIN.fullmatch(text[left.span.end : right.span.start])
        if not left.unit and joined:
            result[i] = replace(left, unit=right.unit, kind=right.kind)
    money: Figure | None = None
    for i, here in enumerate(result):
        if here.unit.isupper() and here.kind == "amount":
            money = here
        elif not here.unit and here.value >= LEAST_BARE_AMOUNT:
            counted = _number_of(text[: here.span.start])
            if counted:
                result[i] = replace(here, unit=counted, kind="count")
            elif money is not None:
                result[i] = replace(here, unit=money.unit, kind=money.kind)
    return result


def _number_of(before: str) -> str | None:
    """Return what is counted in "the number of visitors fell from 7.5 million"."""
    at = before.casefold().rfind("number of")
    noun = _counted(before, at + len("number of")) if at >= 0 else None
    return _unit_of(noun[1]) if noun else None
