"""The names in the graph: what a thing is called, what it is, how often it is spoken of.

Built once for each published graph, so that a page labels a thousand addresses without a
question, and so that a search does not scan the store.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.namespaces import RESOURCES
from server.asking import Row
from server.schema import OTHER, Family, Schema, short

LONGEST_QUERY = 200  # characters of a search that are looked at; nobody types more by hand


@dataclass(slots=True)
class Entry:
    """A thing with a name."""

    iri: str
    label: str = ""
    language: str = ""
    types: list[str] = field(default_factory=list)
    kind: str = ""  # address of the class that says most
    family: Family = OTHER
    claims: int = 0  # how many claims speak of it
    earliest: str = ""
    latest: str = ""
    other_names: list[tuple[str, str]] = field(default_factory=list)  # text, language


def fold(words: str) -> str:
    """Return text for comparing: no case, no accents, single spaces."""
    # Taken apart before and after: letters for mathematics are capitals only once taken apart.
    apart = unicodedata.normalize("NFKD", words).casefold().replace("ı", "i")
    plain = unicodedata.normalize("NFKD", apart).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", kept))


@dataclass(slots=True)
class Index:
    """Entries by address, and the search over their names."""

    schema: Schema
    entries: dict[str, Entry] = field(default_factory=dict)
    _folded: list[tuple[str, Entry]] = field(default_factory=list)
    _by_name: dict[str, list[Entry]] = field(default_factory=dict)

    def label(self, address: str) -> str:
        """Return the name of a thing, a class, a property or a code."""
        entry = self.entries.get(address)
        if entry and entry.label:
            return entry.label
        if address in self.schema.terms:
            return self.schema.label(address)
        return short(address)

    def language(self, address: str) -> str:
        """Return the language of a thing's name, or nothing where it is not stated."""
        entry = self.entries.get(address)
        return entry.language if entry else ""

    def family(self, address: str) -> Family:
        """Return the family of a thing."""
        entry = self.entries.get(address)
        return entry.family if entry else OTHER

    def of_kind(self, class_iri: str) -> list[Entry]:
        """Return the things of a class or of one below it, by name."""
        schema = self.schema
        found = (
            e for e in self.entries.values() if any(class_iri in schema.above(t) for t in e.types)
        )
        return sorted(found, key=lambda e: (fold(e.label), e.iri))

    def search(self, words: str, family: str = "", first: str = "", last: str = "") -> list[Entry]:
        """Return the things whose names hold every word, best first.

        ``family`` is a family's key; ``first`` and ``last`` are days or years that the thing's
        time must meet. An empty search returns everything that meets these, most spoken of
        first.
        """
        wanted = fold(words[:LONGEST_QUERY])
        scored: list[tuple[int, int, str, str, Entry]] = []
        seen: set[str] = set()
        for name, entry in self._folded:
            if (family and entry.family.key != family) or not _meets(entry, first, last):
                continue
            score = _score(wanted, name)
            if score is not None:
                scored.append((score, -entry.claims, fold(entry.label), entry.iri, entry))
        found = []
        for *_, entry in sorted(scored, key=lambda hit: hit[:4]):
            if entry.iri not in seen:
                seen.add(entry.iri)
                found.append(entry)
        return found

    @property
    def names(self) -> list[str]:
        """Return all names, folded, each once."""
        return list(self._by_name)

    def named(self, folded: str) -> list[Entry]:
        """Return the things with exactly this folded name."""
        return self._by_name.get(folded, [])

    def finish(self) -> "Index":
        """Name what has no name of its own, sort things into families, and return the index."""
        for entry in self.entries.values():
            entry.kind = self.schema.narrowest(entry.types)
            entry.family = self.schema.family(entry.types)
            entry.label = entry.label or short(entry.iri)
            names = [entry.label, *(name for name, _ in entry.other_names)]
            for name in dict.fromkeys(fold(name) for name in names):
                self._folded.append((name, entry))
                self._by_name.setdefault(name, []).append(entry)
        return self


def _score(wanted: str, name: str) -> int | None:
    """Return how well a name fits (0 best), or None where a word is not in it."""
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    words = wanted.split()
    if all(f" {name}".find(f" {word}") >= 0 for word in words):
        return 2
    return 3 if all(word in name for word in words) else None


def _meets(entry: Entry, first: str, last: str) -> bool:
    if not (first or last):
        return True
    if not entry.earliest:
        return False
    ends = entry.latest or entry.earliest
    return (not first or ends[: len(first)] >= first) and (
        not last or entry.earliest[: len(last)] <= last
    )


def build_index(schema: Schema, names: Iterable[Row], counts: Iterable[Row]) -> Index:
    """Return the index from rows of things (``things.rq``) and of claims (``spoken.rq``)."""
    index = Index(schema)
    for row in names:
        address = row.text("thing")
        if not address.startswith(RESOURCES) or "#" in address:
            continue  # passages are quoted, not named
        entry = index.entries.setdefault(address, Entry(address))
        kind, label, lang = row.text("class"), row.text("label"), _language(row)
        if kind and kind not in entry.types:
            entry.types.append(kind)
        if label and (not entry.label or (lang == "en" and entry.language != "en")):
            entry.label, entry.language = label, lang
        if label and (label, lang) not in entry.other_names:
            entry.other_names.append((label, lang))
        entry.earliest = entry.earliest or row.text("earliest")
        entry.latest = entry.latest or row.text("latest")
    for row in counts:
        if row.text("thing") in index.entries:
            index.entries[row.text("thing")].claims += row.number("n")
    return index.finish()


def _language(row: Row) -> str:
    return row["label"].language if "label" in row else ""
