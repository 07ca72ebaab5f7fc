"""Finds known names in text: one automaton over the lexicon's tables, exact and quick.

Offsets are Unicode code points of the text given, end exclusive. White space, quotation marks,
dashes and diacritics are levelled before matching, so that "Recep  Tayyip\\nErdoğan" is found by
the row "Recep Tayyip Erdogan"; the offsets returned always point into the text as given.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ahocorasick

from kg.find.tables import (
    Ambiguity,
    Item,
    Name,
    Office,
    read_ambiguities,
    read_body_heads,
    read_items,
    read_names,
    read_offices,
)
from kg.model import Span

# A name of four letters or more is also found in full capitals, as headings print it; shorter
# ones ("Mao", "Eni") would meet acronyms there.
SHORTEST_IN_CAPITALS = 4

_HIGHEST_LEVELLED = 0x2100  # letters above (Arabic, CJK ...) carry no Latin diacritics
_GONE = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeff]+|(?<=[ \n\t\r\f\v\u00a0]) +")
_SPACE_RUN = re.compile(r"\s\s")

# An event's name with a common noun in it ("Syrian civil war") is read like a description; one
# that is capitalised throughout ("Iraq War", "Treaty of Lausanne") is a proper name.
_COMMON_NOUN = re.compile(r"\b(?!(?:of|and|the|in|on|for|to|at|by|from|with|between)\b)[a-z]{3,}")


def _levelling() -> dict[int, str]:
    table = {}
    for point in range(0x80, _HIGHEST_LEVELLED):
        char = chr(point)
        kept = "".join(
            c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)
        )
        if len(kept) == 1 and kept != char:
            table[point] = kept
    table |= dict.fromkeys(map(ord, "\n\t\r\f\v\u0085\u00a0\u2028\u2029"), " ")
    table |= dict.fromkeys(map(ord, "’‘ʼ´`ʹ"), "'")
    table |= dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
    return table | {ord("ı"): "i", ord("ł"): "l", ord("Ł"): "L", ord("ø"): "o", ord("đ"): "d"}


_LEVEL = _levelling()
_LOWER = {
    point: low
    for point in range(_HIGHEST_LEVELLED)
    if len(low := _LEVEL.get(point, chr(point)).lower()) == 1 and low != chr(point)
}


def level(text: str) -> str:
    """Return a name without diacritics, odd white space or typographic quotes and dashes."""
    return _GONE.sub("", text.translate(_LEVEL)).strip()


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of text that the lexicon knows, with every row that fits it.

    ``inside`` tells that a longer hit surrounds it: "Syrian" in "Syrian crisis".
    """

    span: Span
    names: tuple[Name, ...]
    inside: bool = False

    def kinds(self) -> frozenset[str]:
        """Return the kinds of the names that fit."""
        return frozenset(name.kind for name in self.names)


class Lexicon:
    """What is known by name. Never changes after it is made; safe to share."""

    def __init__(
        self,
        items: Mapping[str, Item],
        names: Iterable[Name],
        offices: Iterable[Office] = (),
        ambiguities: Iterable[Ambiguity] = (),
        body_heads: Mapping[str, tuple[str, str]] | None = None,
        languages: tuple[str, ...] = ("en",),
    ) -> None:
        """Build the automaton over the names in the given languages."""
        self.items = dict(items)
        self.names = tuple(names)
        self.body_heads = dict(body_heads or {})
        self.languages = languages
        self._of_item: dict[str, list[Name]] = defaultdict(list)
        for name in self.names:
            self._of_item[name.item].append(name)
        self._offices: dict[str, list[Office]] = defaultdict(list)
        for office in offices:
            self._offices[office.person].append(office)
        self._ambiguous = {level(a.name): a for a in ambiguities}
        self._exact, self._fold = _tables(n for n in self.names if n.lang in languages)
        self._automata = (_automaton(self._exact), _automaton(self._fold))

    def item(self, item_id: str) -> Item:
        """Return the item with this id; raise KeyError where there is none."""
        return self.items[item_id]

    def names_of(self, item_id: str, lang: str | None = None) -> tuple[Name, ...]:
        """Return the names of an item, of one language where it is given."""
        return tuple(n for n in self._of_item.get(item_id, ()) if lang in (None, n.lang))

    def offices_of(self, person_id: str) -> tuple[Office, ...]:
        """Return the offices a person held, oldest first."""
        return tuple(self._offices.get(person_id, ()))

    def ambiguity(self, form: str) -> Ambiguity | None:
        """Return what is known about a form that may name several items."""
        return self._ambiguous.get(level(form))

    def lookup(self, form: str) -> tuple[Name, ...]:
        """Return every row that fits exactly this form, its case rule kept."""
        plain = level(form)
        return _unique((*self._exact.get(plain, ()), *self._fold.get(plain.lower(), ())))

    def find(self, text: str, offset: int = 0) -> tuple[Hit, ...]:
        """Return the known names in a text, in order; ``offset`` is added to their spans.

        Within a layer (nouns, adjectives, events) the longest name wins and hits do not overlap.
        A name inside a longer one of another layer is kept only where the longer one is a
        description or a government body: "Syrian" in "Syrian civil war", but not "Russian" in
        "Russian Federation" nor "Iraq" in "Iraq War".
        """
        plain, gaps = _plain(text)
        found: dict[tuple[int, int], tuple[Name, ...]] = {}
        for start, end, names in self._raw(plain):
            key = (start, end)
            found[key] = _unique(found.get(key, ()) + names)
        if not found:
            return ()
        chosen = self._choose(found)
        return tuple(
            Hit(Span(gaps.old(s) + offset, gaps.old(e - 1) + 1 + offset), names, inside)
            for (s, e), names, inside in chosen
        )

    def _raw(self, plain: str) -> Iterator[tuple[int, int, tuple[Name, ...]]]:
        folded = plain.translate(_LOWER)
        size = len(plain)
        for automaton, haystack in zip(self._automata, (plain, folded), strict=True):
            if not len(automaton):
                continue
            for last, (length, names) in automaton.iter(haystack):
                start = last - length + 1
                if start and plain[start].isalnum() and plain[start - 1].isalnum():
                    continue
                if last + 1 < size and plain[last].isalnum() and plain[last + 1].isalnum():
                    continue
                yield start, last + 1, names

    def _choose(
        self, found: dict[tuple[int, int], tuple[Name, ...]]
    ) -> list[tuple[tuple[int, int], tuple[Name, ...], bool]]:
        layers: dict[str, dict[tuple[int, int], list[Name]]] = defaultdict(dict)
        for span in sorted(found, key=lambda s: (s[0], -s[1])):
            for name in found[span]:
                layers[self._layer(name)].setdefault(span, []).append(name)
        kept: dict[tuple[int, int], list[Name]] = {}
        for layer in sorted(layers):
            reached = -1
            for span, names in layers[layer].items():
                if span[0] >= reached:
                    kept.setdefault(span, []).extend(names)
                    reached = span[1]
        return list(self._nest(kept))

    def _layer(self, name: Name) -> str:
        if name.kind == "adjective":
            return "adjective"
        return "event" if self.items[name.item].layer in ("agreement", "crisis") else "noun"

    def _nest(
        self, kept: dict[tuple[int, int], list[Name]]
    ) -> Iterator[tuple[tuple[int, int], tuple[Name, ...], bool]]:
        outer: tuple[int, int] | None = None
        for span in sorted(kept, key=lambda s: (s[0], -s[1])):
            inside = outer is not None and span[1] <= outer[1]
            if inside and outer is not None and not self._keeps(kept[outer], kept[span]):
                continue
            if not inside and (outer is None or span[1] > outer[1]):
                outer = span
            yield span, tuple(kept[span]), inside

    def _keeps(self, outer: list[Name], inner: list[Name]) -> bool:
        events = all(self._layer(n) == "event" for n in outer)
        if events and any(n.kind == "metonym" for n in inner):
            return False  # "Minsk agreements" are named after the city, whatever else they are
        return all(
            n.kind == "description"
            or self.items[n.item].type == "GovernmentBody"
            or (self._layer(n) == "event" and _COMMON_NOUN.search(n.text) is not None)
            for n in outer
        )


class _Gaps:
    """Maps offsets of the levelled text to the text as given."""

    def __init__(self, removed: list[tuple[int, int]]) -> None:
        self._starts: list[int] = []  # offset in the levelled text from which the shift holds
        self._shifts: list[int] = []
        shift = 0
        for start, end in removed:
            self._starts.append(start - shift)
            shift += end - start
            self._shifts.append(shift)

    def old(self, new: int) -> int:
        """Return where the character at this levelled offset stands in the text as given."""
        at = bisect_right(self._starts, new) - 1
        return new + self._shifts[at] if at >= 0 else new


def _plain(text: str) -> tuple[str, _Gaps]:
    if text.isascii() and not _SPACE_RUN.search(text):
        return text.translate(_LEVEL) if "\n" in text or "`" in text else text, _Gaps([])
    plain = text.translate(_LEVEL)
    removed = [m.span() for m in _GONE.finditer(plain)]
    return (_GONE.sub("", plain) if removed else plain), _Gaps(removed)


def _tables(
    names: Iterable[Name],
) -> tuple[dict[str, tuple[Name, ...]], dict[str, tuple[Name, ...]]]:
    exact: dict[str, list[Name]] = defaultdict(list)
    fold: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        plain = level(name.text)
        if name.case == "fold":
            fold[plain.translate(_LOWER)].append(name)
            continue
        exact[plain].append(name)
        if len(plain) >= SHORTEST_IN_CAPITALS and not plain.isupper() and name.kind != "acronym":
            exact[plain.upper()].append(name)
    return (
        {key: _unique(values) for key, values in exact.items()},
        {key: _unique(values) for key, values in fold.items()},
    )


def _automaton(table: Mapping[str, tuple[Name, ...]]) -> Any:
    automaton = ahocorasick.Automaton()
    for key, names in table.items():
        automaton.add_word(key, (len(key), names))
    if table:
        automaton.make_automaton()
    return automaton


def _unique(names: Iterable[Name]) -> tuple[Name, ...]:
    return tuple(dict.fromkeys(names))


def load(folder: Path, languages: tuple[str, ...] = ("en",)) -> Lexicon:
    """Read the tables in a folder; raise ConfigurationError where they do not hold together."""
    items = read_items(folder)
    return Lexicon(
        items,
        read_names(folder, items),
        read_offices(folder),
        read_ambiguities(folder),
        read_body_heads(folder),
        languages,
    )
