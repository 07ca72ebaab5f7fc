"""Full-text search of labels: ``?x dg:search "words"`` in a query finds things by their names.

Every word must be in one label; case and accents do not matter; a word that ends in ``*`` is the
beginning of one. The best hits come first, and there are at most MOST_HITS of them. The words are
looked up in an index of SQLite and take their place in the query as VALUES.
"""

import re
import sqlite3
from collections.abc import Iterator

import pyoxigraph as ox

from kg.namespaces import PREFIXES, term
from server.engine.rewriting.query import read
from server.engine.tokens import unescape

SEARCH = term("search")
LABELS = (
    f"{PREFIXES['rdfs']}label",
    f"{PREFIXES['skos']}prefLabel",
    f"{PREFIXES['skos']}altLabel",
)
MOST_HITS = 1_000
# With more things than this a list of them is hardly shorter than the graph.
MOST_HOLDERS = 500
# Parts are found by the groups of three characters in them.
SHORTEST_PART = 3
WORD = re.compile(r"(\w+)(\*?)")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class SearchError(Exception):
    """The search is not written as it must be."""


class Labels:
    """An index of the labels of a store's default graph, by words and by parts of words."""

    properties = LABELS

    def __init__(self, store: ox.Store, parts: bool = True) -> None:
        # Made in one process and read in those forked from it: all in memory, no file, no lock.
        self._data = sqlite3.connect(":memory:", check_same_thread=False)
        self._data.execute(
            "CREATE VIRTUAL TABLE label USING fts5(text, iri UNINDEXED,"
            " tokenize='unicode61 remove_diacritics 2')"
        )
        self._data.executemany("INSERT INTO label VALUES (?, ?)", _labels(store))
        self._parts = parts and _has_parts(self._data) and _index_parts(self._data, store)
        self._data.commit()

    def holders(self, part: str) -> list[str] | None:
        """Return the IRIs of at least all things with a label that holds a text, in any case.

        None where that cannot be said or they are too many to list. The text is of ASCII.
        """
        if not self._parts or len(part) < SHORTEST_PART or "\x00" in part:
            return None
        quoted = part.casefold().replace('"', '""')
        rows = self._data.execute(
            "SELECT DISTINCT iri FROM part WHERE text MATCH ? LIMIT ?",
            (f'"{quoted}"', MOST_HOLDERS + 1),
        ).fetchall()
        return [row[0] for row in rows] if len(rows) <= MOST_HOLDERS else None

    def find(self, words: str) -> list[str]:
        """Return the IRIs of what is named so, the best first."""
        parts = [f'"{word}"{star}' for word, star in WORD.findall(words)]
        if not parts:
            return []
        rows = self._data.execute(
            "SELECT iri FROM label WHERE text MATCH ? ORDER BY rank, iri LIMIT ?",
            (" ".join(parts), MOST_HITS),
        )
        return list(dict.fromkeys(row[0] for row in rows))


def _labels(store: ox.Store) -> Iterator[tuple[str, str]]:
    for name in LABELS:
        for quad in store.quads_for_pattern(None, ox.NamedNode(name), None, ox.DefaultGraph()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                yield quad.object.value, quad.subject.value


def _has_parts(data: sqlite3.Connection) -> bool:
    """Make a table of parts, where this SQLite can."""
    try:
        data.execute(
            "CREATE VIRTUAL TABLE part USING fts5(text, iri UNINDEXED,"
            " tokenize='trigram case_sensitive 1')"
        )
    except sqlite3.OperationalError:
        return False
    return True


def _index_parts(data: sqlite3.Connection, store: ox.Store) -> bool:
    """Index all labels by their parts; False where something is labelled that has no IRI.

    Case folding is Python's: for a text of ASCII it finds at least what LCASE and the engine's
    expressions find, for example the Kelvin sign for a k.
    """
    for name in LABELS:
        quads = store.quads_for_pattern(None, ox.NamedNode(name), None, ox.DefaultGraph())
        for quad in quads:
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(
                quad.object, ox.Literal
            ):
                return False
            label = quad.object.value.casefold().replace("\x00", "\ufffd")
            data.execute("INSERT INTO part VALUES (?, ?)", (label, quad.subject.value))
    return True


def expand(text: str, labels: Labels) -> str:
    """Put the hits of each search in its place. Raises SearchError."""
    if "search" not in text:
        return text
    query = read(text)
    if query is None:
        return text
    pieces, at = [], 0
    found = query.tokens
    for number in range(1, len(found) - 2):
        token = found[number]
        if token.kind not in {"name", "iri"} or query.iri(token) != SEARCH:
            continue
        subject, words, after = found[number - 1], found[number + 1], found[number + 2]
        before = found[number - 2] if number > 1 else subject
        alone = after.text not in {";", ","} and before.text not in {";", ","}
        if subject.kind != "variable" or words.kind != "string" or not alone:
            raise SearchError('a search stands alone and is written ?x dg:search "words"')
        hits = " ".join(f"<{iri}>" for iri in labels.find(_value(words.text)))
        pieces.append(f"{text[at : subject.begin]}VALUES {subject.text} {{ {hits} }}")
        at = words.end
    return "".join(pieces) + text[at:]


def _value(literal: str) -> str:
    mark = literal[:3] if literal[:3] in {'"""', "'''"} else literal[:1]
    inner = unescape(literal[len(mark) : -len(mark)])
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(1)), inner)
