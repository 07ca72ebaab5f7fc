"""Finds citations: "(Okan, 2018, p. 23)", "Ibid.", newspapers with a date, web addresses, notes."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from kg.model import Citation, Span
from kg.read.lines import ADDRESS, Line
from kg.read.notes import SUPERSCRIPTS, Note

LONGEST_NOTE = 600  # characters; a longer note is text of its own
LONGEST_AUTHOR = 200  # characters of author and title between the brackets of a citation

_GROUP = re.compile(r"\(\s?\([^()]{1,400}\)\)?|\([^()\[\]]{1,400}\)|\[[^()\[\]]{1,400}\]")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)[a-z]?(?!\d)")
_PAGE = re.compile(
    r"(?<![A-Za-z])(?:pp?|pages?|S)\s?\.?\s*(\d{1,4}(?:\s?[-–]\s?\d{1,4})?)", re.IGNORECASE
)
_COLON_PAGE = re.compile(r"(?<=\d)[a-z]?[:,]\s?(\d{1,4}(?:\s?[-–]\s?\d{1,4})?)$")
_IBID = re.compile(
    r"(?:[(\[]\d{1,3}[)\]]\s?)?"
    r"\b(?:[Ii]bid(?:em)?|[Ii]dem(?=,?\s\d|[)\]])|[Ll]oc\. ?cit|[Oo]p\. ?cit)\b\.?"
    r"(?:\s?,?\s?(?:[Pp]{1,2}\s?\.?\s?)?\d{1,4}(?:[-–]\d{1,4})?)?"
)
_LAST_NUMBER = re.compile(r",?\s(\d{1,4}(?:[-–]\d{1,4})?)$")
_SAME_AGAIN = (("Ibid.",), ("idem",))
_NOTE_MARK = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]")
_RAISED_MARK = re.compile(r"(?<=[^\s\d])(?<!\bm)(?<!\bkm)(?<!\bcm)[¹²³⁰⁴-⁹]{1,3}(?!\w)")
# "in 1963.1 The border": the number of a note, where there is such a note
_GLUED_MARK = re.compile(
    r"(?:(?<=[a-z)”\"’][.,;])|(?<=\d{4}[.,;])|(?<=[a-z]{2}))\d{1,3}(?=\s+[A-Z“\"‘]|\s*$|\s*\n)"
)
_FIRST_MARK = re.compile(r"\[(\d{1,3})(?:\s?[,–-]\s?\d{1,3})*\]|([¹²³⁰⁴-⁹]{1,3}|\d{1,3})")
_ISSUE = re.compile(r"\b(?:No|Nr|Vol|Issue|Iss)\.?\s?\d+(?:\s?[.(]\s?\d+\)?)?", re.IGNORECASE)
_MONTH_NAMES = (
    "January February March April May June July August September October November December"
)
_MONTHS = _MONTH_NAMES.split()
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS) + "|Sept"
_SEASON = "Spring|Summer|Autumn|Fall|Winter"
_DATE = re.compile(
    rf"(?:(?P<d1>\d{{1,2}})\s?(?P<m1>{_MONTH})\.?\s?,?\s?(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\.?\s?(?P<d2>\d{{1,2}})\s?,\s?(?P<y2>\d{{4}})"
    r"|(?P<n4>\d{1,2})/(?P<y4>\d{4})"
    rf"|(?P<m3>{_MONTH})\.?\s?,?\s?(?P<y3>\d{{4}}))"
)
_PART = re.compile(
    r"(?:(?:chapters?|chap|ch|paras?|sec|section|vol|fn|note|table|fig|annex|art)\.?\s?[\w.–-]{1,9}"
    r"|updated|translated|reprinted|emphasis added|[\d ,–-]{1,20}|\W)+",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"\b(?:S|A|E|UN|COM|INFCIRC|S/RES|A/RES)/[\w./-]*\d")
_UNDATED = re.compile(r",\s(?:n\.\s?d\.|forthcoming|in press|unpublished)", re.IGNORECASE)
_TIME_WORDS = re.compile(rf"\b(?:{_MONTH}|{_SEASON})\b\.?|\d{{1,2}}(?:st|nd|rd|th)?(?!\d)")
_LEAD = re.compile(
    r"^(?:see(?: also)?|cf\.?|e\.g\.,?|(?:as )?(?:quoted|cited) in|according to|source:|from)\s+",
    re.IGNORECASE,
)
# A year after these words, or beside these nouns, dates a thing of the world and names no work.
_WORLD = re.compile(
    r"\b(?:since|until|till|from|to|in|before|after|between|during|about|around|by|of|for|was|were|"
    r"is|are|born|died|signed|founded|ratified|adopted|effective)$|"
    r"\b(?:treaty|war|agreement|accords?|convention|protocol|crisis|summit|resolution|elections?|"
    r"referendum|act|law|born|died)\b",
    re.IGNORECASE,
)
_SMALL_WORDS = "and et al. al & de la le der den van von bin ibn el of the for in on to a"
_SMALL = frozenset(_SMALL_WORDS.split())
_REPORTS = (
    r"(?:argue|note|write|claim|find|show|observe|contend|suggest|hold|maintain|point|state|describe"
    r"|explain|conclude|estimate|report|call|see|add|stress|emphasi[sz]e)(?:s|d|ed)?"
)
_NARRATIVE = re.compile(
    r"((?:[A-Z][\w'’-]+)(?:\s(?:and|&|et al\.)\s?(?:[A-Z][\w'’-]+)?)?)\s(\((\d{4})[a-z]?"
    r"(?:,?\s?(?:pp?\.?\s?|:\s?)(\d+(?:[-–]\d+)?))?\))"
)
_BEFORE_NARRATIVE = re.compile(
    rf"\b(?:according to|as|following|see|cf\.|{_REPORTS})\s(?:[A-Z][\w’'-]*\s)?$", re.IGNORECASE
)
_AFTER_NARRATIVE = re.compile(rf"\s+(?:has |have |also |rightly )?{_REPORTS}\b")


def find_citations(
    text: str, blocked: list[Span], notes: Mapping[int, Citation] | None = None
) -> tuple[Citation, ...]:
    """Return the citations of a text in order, with what is printed of author, year and page.

    A group with several works gives one citation for each. "Ibid." points to the one before. A
    mark like "[3]" tells what the note with this number tells; ``notes`` has these. Nothing that
    begins within the spans in ``blocked`` is a citation.
    """
    notes = notes or {}
    found: list[Citation] = []
    blocked = sorted(blocked)
    for citation in sorted(_all(text, notes), key=lambda c: (c.span.start, -c.span.end)):
        if found and citation.span.start < found[-1].span.end:
            continue
        if not _within(blocked, citation.span.start):
            found.append(_noted(_resolved(citation, found), text, notes))
    inside = [c for c in notes.values() if c.authors or c.year or c.page]
    return tuple(sorted([*found, *inside], key=lambda c: c.span))


def note_citations(text: str, lines: list[Line], notes: list[Note]) -> dict[int, Citation]:
    """Return what the numbered notes cite, by number; a note that cites nothing has no author."""
    cited = {}
    for note in notes:
        if note.number is not None and note.number not in cited:
            words = text[note.body : lines[note.last].end]
            span = Span(lines[note.first].start, lines[note.last].end)
            cites = _YEAR.search(words) or _PAGE.search(words) or _IBID.search(words)
            known = _citation(words, span) if cites and len(words) < LONGEST_NOTE else None
            cited[note.number] = known or Citation(span)
    return cited


def _again(words: str) -> tuple[str, ...]:
    return _SAME_AGAIN[1] if "idem" in words.casefold() else _SAME_AGAIN[0]


def _noted(citation: Citation, text: str, notes: Mapping[int, Citation]) -> Citation:
    """Give a mark its note's author, year and page."""
    mark = _FIRST_MARK.fullmatch(citation.span.of(text))
    number = (mark[1] or mark[2]).translate(SUPERSCRIPTS) if mark else ""
    note = notes.get(int(number)) if number else None
    return replace(note, span=citation.span) if note else citation


def _within(blocked: list[Span], offset: int) -> bool:
    at = bisect_right(blocked, offset, key=lambda span: span.start) - 1
    return at >= 0 and blocked[at].end > offset


def _resolved(citation: Citation, earlier: list[Citation]) -> Citation:
    if citation.authors not in _SAME_AGAIN or not earlier:
        return citation
    last = earlier[-1]
    index = last.same_as if last.same_as is not None else len(earlier) - 1
    return Citation(citation.span, citation.authors, None, citation.page, same_as=index)


def _all(text: str, notes: Mapping[int, Citation]) -> Iterator[Citation]:
    for match in _NARRATIVE.finditer(text):
        led = _BEFORE_NARRATIVE.search(text[max(0, match.start() - 32) : match.start()])
        if match[4] or led or _AFTER_NARRATIVE.match(text, match.end()):
            yield Citation(Span(*match.span()), _names(match[1]), int(match[3]), match[4])
    for match in _GROUP.finditer(text):
        yield from _group(text, match)
    for match in _GLUED_MARK.finditer(text) if notes else ():
        if int(match.group()) in notes:
            yield Citation(Span(*match.span()))
    for match in _RAISED_MARK.finditer(text):
        yield Citation(Span(*match.span()))
    for match in _IBID.finditer(text):
        page = _PAGE.search(match.group()) or _LAST_NUMBER.search(match.group())
        yield Citation(Span(*match.span()), _again(match.group()), None, page[1] if page else None)


def _group(text: str, match: re.Match[str]) -> Iterator[Citation]:
    whole = match.group()
    if _NOTE_MARK.fullmatch(whole):
        yield Citation(Span(*match.span()))
        return
    cuts = [m.start() + 1 for m in re.finditer(";", whole)]
    edges = [0, *cuts, len(whole)]
    parts = [(a, b, whole[a:b].strip(" ()[];\n\t")) for a, b in pairwise(edges)]
    if not any(_cites(part) for _, _, part in parts):
        return
    for low, high, part in parts:
        if _cites(part) or _YEAR.fullmatch(part):
            low += len(whole[low:high]) - len(whole[low:high].lstrip())
            yield _citation(part, Span(match.start() + low, match.start() + high))


def _cites(part: str) -> bool:
    """Tell whether the words between brackets name a work."""
    words = _LEAD.sub("", " ".join(part.split()))
    if _IBID.match(words) or ADDRESS.search(words) or _SYMBOL.search(words):
        return True
    if _UNDATED.search(words):
        return _capital(words)
    year, page = _YEAR.search(words), _PAGE.search(words)
    if year is None:
        return bool(page and page.start() > 0 and _capital(words[: page.start()]))
    before = _TIME_WORDS.sub(" ", _ISSUE.sub(" ", words[: year.start()]))
    before = re.sub(r"[\s,.:/()]+", " ", before).strip()
    if not before or not _capital(before) or len(before) > LONGEST_AUTHOR:
        return False
    if page is not None or _ISSUE.search(words):
        return True
    dated = _DATE.search(words)
    if dated is not None:
        return bool(dated["n4"]) or not _WORLD.search(before)
    rest = words[year.end() :].strip(" ,.:")
    whole = not rest or bool(_PART.fullmatch(rest) or _COLON_PAGE.search(words))
    return whole and not _WORLD.search(before)


def _capital(words: str) -> bool:
    """Tell whether some words could be authors or titles: capitals, and hardly anything else."""
    names = [w for w in words.split() if w.casefold() not in _SMALL and w[:1].isalpha()]
    capital = [w for w in names if w[0].isupper()]
    return bool(capital) and 2 * len(capital) >= len(names) and words.lstrip("“\"'( ")[:1].isupper()


def _citation(part: str, span: Span) -> Citation:
    words = _LEAD.sub("", " ".join(part.split()))
    if _IBID.match(words):
        page = _PAGE.search(words) or _LAST_NUMBER.search(words)
        return Citation(span, _again(words), None, page[1] if page else None)
    address = ADDRESS.search(words)
    plain = words[: address.start()] if address else words
    year, date = _YEAR.search(plain), _date(plain)
    page = _PAGE.search(plain) or _COLON_PAGE.search(plain)
    ends = (year, page, _ISSUE.search(plain), _DATE.search(plain))
    stop = min([m.start() for m in ends if m], default=len(plain))
    return Citation(
        span,
        () if _SYMBOL.search(words) else _names(plain[:stop]),
        int(year[1]) if year else None,
        page[1].replace(" ", "") if page else None,
        date,
        address.group() if address else None,
    )


def _names(words: str) -> tuple[str, ...]:
    first = re.split(r"\s*[,/:]\s*(?![A-Z]\.)", words.strip(" ,./:"))[0].strip(" ,.")
    names = re.split(r"\s+(?:and|&)\s+|\s+et al\b\.?", first)
    return tuple(n.strip(" ,") for n in names if n.strip(" ,") and n.strip()[0].isupper())


def _date(words: str) -> str | None:
    match = _DATE.search(words)
    if match is None:
        return None
    if match["n4"]:
        return f"{match['y4']}-{int(match['n4']):02}" if 1 <= int(match["n4"]) <= 12 else None
    month = match["m1"] or match["m2"] or match["m3"]
    day = match["d1"] or match["d2"]
    number = next(i for i, name in enumerate(_MONTHS, 1) if name[:3] == month[:3])
    date = f"{match['y1'] or match['y2'] or match['y3']}-{number:02}"
    return f"{date}-{int(day):02}" if day and 1 <= int(day) <= 31 else date
