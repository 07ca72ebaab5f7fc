"""A document's text cut into stretches, so that marks may nest and cross and stay links.

Offsets are code points into the document's text, end exclusive, and are never changed: white
space is only collapsed by the browser when it shows the page. Where marks cross, the text is cut
at every boundary. A link never stands in a link: the innermost name carries the link to its
thing, and a small number after a quoted span leads to what is drawn from it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

Range = tuple[int, int]

# A text whose lines are longer than this on average is broken at paragraphs, not at the margin.
LONG_LINE = 110


@dataclass(frozen=True, slots=True)
class Mark:
    """A name in the text: where, and of what."""

    begin: int
    end: int
    thing: str
    kind: str  # the family's key
    tag: str


@dataclass(slots=True)
class Stretch:
    """Text between two boundaries, under the same marks."""

    begin: int
    text: str
    mark: Mark | None = None
    first: bool = False  # the paragraph names the thing here first, so that its tag is shown
    kinds: tuple[str, ...] = ()  # of the quoted spans that cover it
    anchors: list[Range] = field(default_factory=list)  # quoted spans that begin here
    refs: list[Range] = field(default_factory=list)  # quoted spans that end here


@dataclass(slots=True)
class Block:
    """A paragraph or a heading."""

    begin: int
    end: int
    level: int = 0  # 0: a paragraph
    stretches: list[Stretch] = field(default_factory=list)
    spans: list[Range] = field(default_factory=list)  # quoted spans that begin in it


def blocks(text: str, headings: Iterable[tuple[int, int, int]]) -> list[Block]:
    """Return the paragraphs and headings of a text; ``headings`` are begin, end and level."""
    heads = {(b, e): level for b, e, level in headings}
    cuts = {0, len(text)} | {edge for span in heads for edge in span}
    cuts |= {m.end() for m in re.finditer(_break(text), text)}
    edges = sorted(c for c in cuts if not any(b < c < e for b, e in heads))
    found = []
    for begin, end in pairwise(edges):
        if text[begin:end].strip():
            found.append(Block(begin, end, heads.get((begin, end), 0)))
    return found


def _break(text: str) -> str:
    """Return the pattern of a paragraph's end: a blank line, or any line where lines are long."""
    lines = [line for line in text.splitlines() if line.strip()]
    mean = sum(map(len, lines)) / max(len(lines), 1)
    return r"\n+" if mean > LONG_LINE else r"\n[^\S\n]*\n\s*"


def lay_out(
    text: str,
    headings: Iterable[tuple[int, int, int]],
    marks: Iterable[Mark],
    spans: dict[Range, str],
) -> list[Block]:
    """Return the blocks of a text with its names and its quoted spans (span to kind) marked.

    Spans outside the text are left out: a mark is shown where the text is, or not at all.
    """
    size = len(text)
    names = _outermost(m for m in marks if 0 <= m.begin < m.end <= size)
    quoted = sorted(s for s in spans if 0 <= s[0] < s[1] <= size)
    edges = {edge for m in names for edge in (m.begin, m.end)}
    edges |= {edge for s in quoted for edge in s}
    found = blocks(text, headings)
    for block in found:
        inside = sorted(
            {block.begin, block.end} | {e for e in edges if block.begin < e < block.end}
        )
        block.stretches = [Stretch(begin, text[begin:end]) for begin, end in pairwise(inside)]
        _put_names(block, names)
        _put_spans(block, quoted, spans)
    return found


def _outermost(marks: Iterable[Mark]) -> list[Mark]:
    """Return the longest of marks that overlap; a name inside a name has its own quoted page."""
    chosen: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.begin, -m.end, m.thing)):
        if not chosen or mark.begin >= chosen[-1].end:
            chosen.append(mark)
    return chosen


def _put_names(block: Block, names: list[Mark]) -> None:
    """Put names on stretches; a thing's tag is shown once a paragraph, so that text stays text."""
    tagged: set[str] = set()
    for mark in names:
        if mark.end <= block.begin or mark.begin >= block.end:
            continue
        for stretch in block.stretches:
            end = stretch.begin + len(stretch.text)
            if mark.begin <= stretch.begin and end <= mark.end:
                stretch.mark, stretch.first = mark, mark.thing not in tagged
                tagged.add(mark.thing)


def _put_spans(block: Block, quoted: list[Range], spans: dict[Range, str]) -> None:
    for span in quoted:
        if span[1] <= block.begin or span[0] >= block.end:
            continue
        covered = [
            s for s in block.stretches if span[0] <= s.begin and s.begin + len(s.text) <= span[1]
        ]
        if not covered:
            continue
        for stretch in covered:
            stretch.kinds = tuple(dict.fromkeys([*stretch.kinds, spans[span]]))
        if span[0] >= block.begin:
            covered[0].anchors.append(span)
            block.spans.append(span)
        if span[1] <= block.end:
            covered[-1].refs.append(span)


def context(text: str, begin: int, end: int, reach: int = 500) -> tuple[str, str]:
    """Return the text before and after a span, cut at the ends of paragraphs and words."""
    before = text[max(0, begin - reach) : begin]
    if begin > reach:
        before = before[before.find(" ") + 1 :]
    before = re.split(r"\n[^\S\n]*\n", before)[-1]
    after = text[end : end + reach]
    if end + reach < len(text):
        after = after.rsplit(" ", 1)[0]
    return before, re.split(r"\n[^\S\n]*\n", after)[0]
