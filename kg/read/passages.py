"""Cuts the running text into passages: sentences, headings and list items."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from syntok import segmenter

from kg.model import Passage, Span
from kg.read.forms import LETTER_HEAD, SMALL_WORDS, Found, Page, is_item

# A stretch without any end of a sentence is cut here, so that no passage grows without bound.
LONGEST_PASSAGE = 5_000

_GLUED = re.compile(r"(?:(?<=[a-zà-ÿ)”\"][.!?])|(?<=\b\d{4}\.))(?=[A-Z][a-zà-ÿ]+[\s,])")
# A comma for a full stop, as in damaged or translated text: no word that only ever opens a sentence
# is written with a capital after a comma.
_MISSING_STOP = re.compile(
    r"(?<=\w,)(?=\s{1,3}(?:And|But|Indeed|However|They|This|These|It|The(?!\s+(?:Hague|Gambia))|We"
    r"|There|In|For|On|At|Its|Their)\s)"
)
_VISIBLE = re.compile(r"\S(?:.*\S)?", re.DOTALL)


def passages_of(
    page: Page, found: list[Found], titles: list[Span], masks: list[Span]
) -> tuple[Passage, ...]:
    """Return the passages in text order; masked stretches are blanked out, offsets kept.

    The document's own titles are headings of no section.
    """
    own = {title.start for title in titles}
    masked = _blank(page.text, masks)
    passages: list[Passage] = []
    for span, kind, section in _blocks(page, found, masked):
        if span.start in own:
            kind = "heading"
        pieces = [span] if kind == "heading" else _sentences(masked, span)
        for piece in pieces:
            shown = _VISIBLE.search(masked, piece.start, piece.end)
            if shown is None:
                continue
            end = shown.end()
            text = masked[shown.start() : end]
            if any(c.isalnum() for c in text):
                passages.append(
                    Passage(len(passages), Span(shown.start(), end), text, kind, section)
                )
    return tuple(passages)


def _blank(text: str, masks: Iterable[Span]) -> str:
    parts: list[str] = []
    at = 0
    for mask in masks:
        if mask.end <= at:
            continue
        start = max(mask.start, at)
        parts += [text[at:start], " " * (mask.end - start)]
        at = mask.end
    parts.append(text[at:])
    return "".join(parts)


def _blocks(page: Page, found: list[Found], masked: str) -> Iterator[tuple[Span, str, int | None]]:
    """Yield headings and the blocks of text between them."""
    line, begin, section = 0, 0, None
    for index, heading in enumerate(found):
        yield from _paragraphs(page, masked, range(line, heading.first), begin, section)
        yield heading.span, "heading", index
        section, begin = index, heading.span.end
        line = heading.last + (heading.rest is None)
    yield from _paragraphs(page, masked, range(line, len(page.lines)), begin, section)


def _paragraphs(
    page: Page, masked: str, lines: range, begin: int, section: int | None
) -> Iterator[tuple[Span, str, int | None]]:
    """Yield the paragraphs and list items of some lines; nothing before ``begin``."""
    open_: Span | None = None
    kind = "sentence"
    gap = False
    for i in lines:
        if page.empty(i):
            gap = gap or i not in page.noise
            continue
        line = page.lines[i]
        item = is_item(page.words(i)) and (gap or open_ is None or _ended(masked, open_))
        item = item or bool(LETTER_HEAD.match(page.words(i)))
        if open_ is not None and not item and not _parted(page, masked, open_, i, gap):
            open_ = Span(open_.start, line.end)
        else:
            if open_ is not None:
                yield open_, kind, section
            open_, kind = Span(max(begin, line.start), line.end), "item" if item else "sentence"
        gap = False
    if open_ is not None:
        yield open_, kind, section


def _ended(masked: str, block: Span) -> bool:
    words = masked[max(block.start, block.end - 400) : block.end].rstrip()
    return not words or words[-1] in '.!?:;”"…,'


def _parted(page: Page, masked: str, block: Span, i: int, gap: bool) -> bool:
    """Tell whether a line begins a new paragraph: a page's edge may lie within a sentence."""
    if page.line_is_block and not gap:
        return True
    if not gap:
        return False
    words = masked[max(block.start, block.end - 400) : block.end].rstrip()
    if not words or words[-1] in ".!?:;…":
        return True
    if page.words(i)[0].islower():
        return False
    return words.split()[-1].casefold() not in SMALL_WORDS


def _sentences(masked: str, block: Span) -> Iterator[Span]:
    cuts = {block.start, block.end}
    for missing in (_GLUED, _MISSING_STOP):
        cuts.update(m.start() for m in missing.finditer(masked, block.start, block.end))
    for start, end in pairwise(sorted(cuts)):
        for low in range(start, end, LONGEST_PASSAGE * 20):
            yield from _split(masked, low, min(end, low + LONGEST_PASSAGE * 20))


def _split(masked: str, start: int, end: int) -> Iterator[Span]:
    # The segmenter takes an empty line for the end of a paragraph: here blocks are known already.
    text = masked[start:end].replace("\n", " ").replace("\r", " ")
    for paragraph in segmenter.analyze(text):
        for sentence in paragraph:
            first, last = sentence[0], sentence[-1]
            low, high = start + first.offset, start + last.offset + len(last.value)
            for cut in range(low, high, LONGEST_PASSAGE):
                yield Span(cut, min(high, cut + LONGEST_PASSAGE))
