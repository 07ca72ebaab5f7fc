"""An offline index of Wikidata in one SQLite file: names, classes, full text; read only.

Built by ``kg.link.indexbuild``. Names are found by their levelled form, so that a look-up is one
step in a B-tree; the full-text table finds names by their words.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.link.authority import Known
from kg.link.names import normal

FORMAT = "1"
MAGIC = b"SQLite format 3\x00"
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE entity (
  qid TEXT PRIMARY KEY, label TEXT, description TEXT, classes TEXT, sitelinks INTEGER
) WITHOUT ROWID;
CREATE TABLE name (id INTEGER PRIMARY KEY, form TEXT, lang TEXT, kind TEXT, text TEXT, qid TEXT);
CREATE TABLE subclass (child TEXT, parent TEXT, PRIMARY KEY (child, parent)) WITHOUT ROWID;
CREATE TABLE staged (qid TEXT PRIMARY KEY, classes TEXT, payload BLOB) WITHOUT ROWID;
"""
FINISH = """
DROP TABLE staged;
CREATE INDEX name_form ON name (form);
CREATE INDEX name_qid ON name (qid);
CREATE VIRTUAL TABLE words USING fts5(
  text, content='name', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO words(words) VALUES ('rebuild');
"""


@dataclass(frozen=True, slots=True)
class Found:
    """An entity of the index."""

    qid: str
    label: str
    description: str
    classes: tuple[str, ...]
    sitelinks: int


class WikiIndex:
    """A finished index, opened for reading."""

    def __init__(self, path: Path) -> None:
        """Open an index; raise InputError where the file is none, or of another version."""
        try:
            address = f"{path.resolve().as_uri()}?mode=ro"
            self._base = sqlite3.connect(address, uri=True, check_same_thread=False)
            self.about: Mapping[str, str] = dict(self._rows("SELECT key, value FROM meta"))
        except sqlite3.Error as fault:
            raise InputError(
                f"{path} is no index of Wikidata ({fault}): make one with index build."
            ) from None
        if self.about.get("format") != FORMAT or "finished" not in self.about:
            raise InputError(f"{path} is not finished or of another version: build it again.")

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def _rows(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        yield from self._base.execute(query, values)

    def exact(self, name: str) -> list[Found]:
        """Return the entities that have this name after levelling, best known first."""
        return self._found(
            "qid IN (SELECT qid FROM name WHERE form = ?)", (normal(name),), limit=100
        )

    def entity(self, qid: str) -> Found | None:
        """Return an entity by its id."""
        return next(iter(self._found("qid = ?", (qid,), limit=1)), None)

    def search(self, words: str, limit: int = 10) -> list[Found]:
        """Return the entities one of whose names holds all words, best known first."""
        terms = re.findall(r"\w+", words)
        if not terms:
            return []
        asked = " ".join(f'"{t}"' for t in terms)
        inner = (
            "qid IN (SELECT n.qid FROM words JOIN name n ON n.id = words.rowid"
            " WHERE words MATCH ? ORDER BY rank LIMIT 500)"
        )
        return self._found(inner, (asked,), limit)

    def _found(self, condition: str, values: Sequence[Any], limit: int) -> list[Found]:
        query = (
            "SELECT qid, label, description, classes, sitelinks FROM entity"  # noqa: S608
            f" WHERE {condition} ORDER BY sitelinks DESC, length(qid), qid LIMIT ?"
        )
        return [
            Found(qid, label, told, tuple(classes.split()), links)
            for qid, label, told, classes, links in self._rows(query, (*values, limit))
        ]

    def names(self, qid: str) -> tuple[str, ...]:
        """Return all names of an entity, labels first."""
        query = "SELECT text FROM name WHERE qid = ? ORDER BY kind DESC, id"
        return tuple(dict.fromkeys(text for (text,) in self._rows(query, (qid,))))

    def is_a(self, qid: str, class_: str) -> bool:
        """Tell whether an entity is an instance of a class or of one below it."""
        query = """WITH RECURSIVE up(c) AS (SELECT value FROM json_each(?)
            UNION SELECT parent FROM subclass JOIN up ON child = c) SELECT 1 FROM up WHERE c = ?"""
        entity = self.entity(qid)
        if entity is None:
            return False
        classes = "[" + ",".join(f'"{c}"' for c in entity.classes) + "]"
        return any(True for _ in self._rows(query, (classes, class_)))

    def __call__(self, qids: Sequence[str]) -> Mapping[str, Known]:
        """Answer like a source of the authority's check: what is known of each id."""
        found = {qid: self.names(qid) for qid in qids}
        return {qid: Known(qid, names) for qid, names in found.items() if names}


def is_index(path: Path) -> bool:
    """Tell whether a file is an SQLite file."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
