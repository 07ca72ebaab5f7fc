"""The lines of a document, and the furniture among them that is no running text."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

# A running header has at most this many characters; longer repeated lines are text.
LONGEST_HEADER = 100
# A line that stands this often in a document, digits aside, is a running header or footer.
LEAST_REPEATS = 3
# With more words and a full stop, a repeated line is a sentence said again.
WORDS_OF_SENTENCE = 6
# Lines of this length hold a whole paragraph each: then every line break ends one.
PARAGRAPH_LINE = 160

_BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_ADDRESS = (
    r"(?:(?:https?|ftp)\s?:?\s?//|www\.|doi:\s?10\.|10\.\d{4,9}/)[^\s<>\"“”]*[^\s<>\"“”.,;:)\]]"
)
ADDRESS = re.compile(_ADDRESS, re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")
_LABELS = "available at retrieved accessed from url see web site online"
_ADDRESS_LABELS = frozenset(_LABELS.split())
# Longer lines are text, whatever they begin with.
LONGEST_ADDRESS_LINE = 400
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|pp\.|seite)?\s*[-–—|(\[]?\s*(?!(?:1[5-9]|20)\d\d\b)\d{1,4}\s*[-–—|)\]]?(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivx]{1,6})$")  # a line of a table of contents
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5})[.)]?\s")
_RULE = re.compile(r"[\s*_=~#.•·—–-]{3,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it; an empty one has start == end."""

    start: int
    end: int
    page_edge: bool = False  # it stands first on a page, after a form feed

    def of(self, text: str) -> str:
        """Return the line's characters."""
        return text[self.start : self.end]


def split_lines(text: str) -> list[Line]:
    """Return all lines of a text, blank ones too."""
    lines = []
    at, edge = 0, False
    for match in _BREAK.finditer(text):
        lines.append(_line(text, at, match.start(), edge))
        edge = match.group() == "\f"
        if edge:  # a page ends a paragraph unless its sentence goes on
            lines.append(Line(match.start(), match.start()))
        at = match.end()
    lines.append(_line(text, at, len(text), edge))
    return lines


def _line(text: str, start: int, end: int, edge: bool) -> Line:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    return Line(begin, max(begin, start + len(piece.rstrip())), edge)


def one_paragraph_a_line(lines: list[Line]) -> bool:
    """Tell whether a text has whole paragraphs on single lines and no blank lines to part them."""
    full = [line for line in lines if line.end > line.start]
    blank = len(lines) - len(full)
    long = sum(line.end - line.start > PARAGRAPH_LINE for line in full)
    return long > 0 and (blank * 10 < len(full) or long * 3 > len(full))


def usual_width(lines: list[Line]) -> int:
    """Return the length that most lines of wrapped text reach: that of the upper quarter."""
    lengths = sorted(line.end - line.start for line in lines if line.end > line.start)
    return lengths[len(lengths) * 3 // 4] if lengths else 0


def noise_lines(text: str, lines: list[Line]) -> Iterator[int]:
    """Yield the indexes of page numbers, running headers, rules and lines of addresses alone."""
    full = [i for i, line in enumerate(lines) if line.end > line.start]
    repeated = _repeated(text, lines, full)
    numbers = _counted_pages(text, lines, full)
    for i in full:
        line = lines[i]
        words = line.of(text)
        page_number = i in numbers or (_alone(lines, i) and _PAGE_NUMBER.fullmatch(words))
        leader = len(words) < LONGEST_HEADER + 40 and _LEADER.search(words)
        header = len(words) <= LONGEST_HEADER and _shape(words) in repeated
        if header or leader or page_number or _only_addresses(words) or _RULE.fullmatch(words):
            yield i


def _only_addresses(words: str) -> bool:
    if len(words) > LONGEST_ADDRESS_LINE:
        return False
    parts = [part.strip(",;:<>") for part in words.split()]
    named = [part for part in parts if part and part.casefold() not in _ADDRESS_LABELS]
    return bool(named) and all(ADDRESS.fullmatch(p) or _EMAIL.fullmatch(p) for p in named)


def _repeated(text: str, lines: list[Line], full: list[int]) -> set[str]:
    counts: Counter[str] = Counter()
    for i in full:
        line = lines[i]
        if line.end - line.start <= LONGEST_HEADER and _at_edge(lines, i):
            words = line.of(text)
            count = len(words.split())
            if words[-1] in ".!?" and count > WORDS_OF_SENTENCE:
                continue
            if count > 2 or any(c.isdigit() for c in words):
                counts[_shape(words)] += 1
    return {shape for shape, count in counts.items() if count >= LEAST_REPEATS and len(shape) > 3}


def _shape(words: str) -> str:
    """Return a line without its numbers; headings differ by theirs ("2.1 Peru", "3.1 Peru")."""
    plain = words if _NUMBERED.match(words) else re.sub(r"\d+", "#", words)
    return " ".join(plain.split()).casefold()


def _counted_pages(text: str, lines: list[Line], full: list[int]) -> set[int]:
    """Return lines with a number alone that goes on counting from the one before or after."""
    numbers: dict[int, int] = {}
    for i in full:
        words = lines[i].of(text)
        if len(words) < 5 and words.isdecimal() and _at_edge(lines, i):
            numbers[i] = int(words)
    order = list(numbers)
    counted: set[int] = set()
    for left, right in pairwise(order):
        if numbers[right] - numbers[left] == 1:
            counted |= {left, right}
    return counted


def _at_edge(lines: list[Line], i: int) -> bool:
    """Tell whether a blank line, a page's edge or nothing stands on one side at least."""
    before = i == 0 or lines[i - 1].end == lines[i - 1].start
    after = i + 1 == len(lines) or lines[i + 1].end == lines[i + 1].start
    return before or after


def _alone(lines: list[Line], i: int) -> bool:
    """Tell whether there is a blank line, or none, on both sides."""
    before = i == 0 or lines[i - 1].end == lines[i - 1].start
    after = i + 1 == len(lines) or lines[i + 1].end == lines[i + 1].start
    return before and after
