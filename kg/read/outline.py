"""Headings that the format marks, and the tree that all headings make."""

import re

from kg.model import Heading, Section, Span
from kg.read.forms import Found, Page, numbered
from kg.read.lines import Line

_HASHES = re.compile(r"(#{1,6})\s+\w")


def marked_headings(page: Page, headings: tuple[Heading, ...]) -> list[Found]:
    """Return the headings that the format marks; a lone first one of the top level is the title."""
    found = []
    starts = {page.lines[i].start: i for i in range(len(page.lines)) if not page.empty(i)}
    top = [h for h in headings if h.level == min(x.level for x in headings)] if headings else []
    titled = len(top) == 1 and bool(headings) and top[0] == headings[0] and len(headings) > 1
    depths = sorted({h.level for h in headings if not (titled and h == top[0])})
    for heading in headings:
        first = starts.get(heading.span.start)
        if first is None or (titled and heading == top[0]):
            continue
        last = first
        while last + 1 < len(page.lines) and page.lines[last].end < heading.span.end:
            last += 1
        number, title = _number_and_title(page.joined(first, last))
        level = depths.index(heading.level) + 1
        found.append(Found(first, last, heading.span, number, title, level))
    return found


def hash_headings(text: str, lines: list[Line]) -> tuple[Heading, ...]:
    """Return headings that plain text marks as Markdown does: "## The War"."""
    found = ((line, _HASHES.match(line.of(text))) for line in lines if line.end > line.start)
    return tuple(Heading(Span(line.start, line.end), len(m[1])) for line, m in found if m)


def _number_and_title(words: str) -> tuple[str | None, str]:
    words = words.strip("#").strip()
    match = numbered(words)
    title = words[match.end() :] if match else words
    return (match["number"] if match else None), title.strip().rstrip(":").strip()


def tree(found: list[Found], length: int) -> tuple[Section, ...]:
    """Return the sections of some headings: each reaches to the next heading of any level."""
    sections: list[Section] = []
    open_: list[Section] = []
    for index, heading in enumerate(found):
        while open_ and open_[-1].level >= heading.level:
            open_.pop()
        end = found[index + 1].span.start if index + 1 < len(found) else length
        section = Section(
            index,
            heading.number,
            heading.title,
            heading.level,
            heading.span,
            Span(heading.span.end, end),
            open_[-1].index if open_ else None,
        )
        sections.append(section)
        open_.append(section)
    return tuple(sections)
