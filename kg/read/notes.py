"""Finds footnotes, endnotes and lists of references: lines that belong to no running text.

A note begins with its number and stands below a rule, under a heading like "Notes", or begins with
a number in square brackets. What stands under "References" is a list of works. A rule that frames
or underlines a heading, as in cables, begins no notes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.read.lines import Line

_HEADS = "notes|endnotes|footnotes|end notes"
NOTE_HEADS = frozenset(_HEADS.split("|"))
_LISTS = "references|bibliography|works cited|sources|further reading|literature|list of references"
REFERENCE_HEADS = frozenset(_LISTS.split("|"))
_ENTRY = re.compile(r"(?:\[(\d{1,3})\]|(\d{1,3})[.)]?(?=\s)|([¹²³⁰-⁹]{1,3}))\s*(?=\S)")
_BRACKETED = re.compile(r"\[(\d{1,3})\]\s+[\"“‘A-ZÀ-Þ]")
# A note without a rule above it: a number, a capital, and a year, page or "Ibid."
_PLAIN = re.compile(
    r"\d{1,3}\s+(?=[A-Z‘“\"'])(?:Ibid|Idem|(?=[^\n]{10,400}$)[^\n]*?(?:,\s(?:pp?\.?\s?\d|vol\b)"
    r"|[,(]\s?(?:1[5-9]|20)\d\d\b))"
)
_RULE = re.compile(r"[_—–-]{5,}|[_*-]\s?(?:[_*-]\s?){4,}")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its number and its lines; a work in a list of references has no number."""

    number: int | None
    first: int  # index of its first line
    last: int
    body: int  # offset at which its words begin


def find_notes(text: str, lines: list[Line]) -> list[Note]:
    """Return the notes and references of a text in order."""
    return list(_walk(text, lines))


def _walk(text: str, lines: list[Line]) -> Iterator[Note]:
    mode = ""
    i = 0
    while i < len(lines):
        words = lines[i].of(text)
        plain = words.strip(" :.0123456789").casefold() if len(words) < 40 else ""
        if not words:
            i += 1
            continue
        if plain in NOTE_HEADS or (_RULE.fullmatch(words) and not _of_heading(text, lines, i)):
            mode = "notes"
        elif plain in REFERENCE_HEADS:
            mode = "references"
        elif mode == "references" and not _ends_list(text, lines, i):
            yield Note(None, i, i, lines[i].start)
        else:
            entry = _entry(words, mode)
            if entry is not None:
                last = _last_line(text, lines, i)
                yield Note(_number(entry), i, last, lines[i].start + entry.end())
                i = last + 1
                continue
            mode = ""
        i += 1


def _of_heading(text: str, lines: list[Line], i: int) -> bool:
    """Tell whether a rule belongs to a heading: it stands above one that has a rule below, or below
    a short line that stands alone.
    """
    near = [lines[k].of(text) if 0 <= k < len(lines) else "" for k in range(i - 2, i + 3)]
    before, above, _, below, _ = near
    rules = [bool(_RULE.fullmatch(words)) for words in near]
    if below and not rules[3] and rules[4]:
        return True
    alone = not before or rules[0]
    return bool(above) and not rules[1] and alone and len(above) < 80 and above[-1] not in ".?!;"


def _entry(words: str, mode: str) -> re.Match[str] | None:
    if mode == "notes" or _BRACKETED.match(words) or _PLAIN.match(words):
        return _ENTRY.match(words)
    return None


def _number(entry: re.Match[str]) -> int:
    return int((entry[1] or entry[2] or entry[3]).translate(SUPERSCRIPTS))


def _last_line(text: str, lines: list[Line], i: int) -> int:
    """A note goes on to the next note or blank line."""
    while i + 1 < len(lines):
        words = lines[i + 1].of(text)
        if not words or _ENTRY.match(words):
            break
        i += 1
    return i


def _ends_list(text: str, lines: list[Line], i: int) -> bool:
    """A list of works ends where a line looks like a heading again: short, without a year."""
    words = lines[i].of(text)
    alone = not lines[i - 1].of(text) and (i + 1 == len(lines) or not lines[i + 1].of(text))
    return (
        alone and len(words) < 60 and not any(c.isdigit() for c in words[3:]) and "," not in words
    )
