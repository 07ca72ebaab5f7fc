"""What all pages share: the engine, the build directory, and what is read once a generation."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from flask import current_app, g

from server.asking import Asking, Engine, Row
from server.index import Index, build_index
from server.kept import Kept
from server.schema import Schema, read_schema
from server.shortlinks import ShortQueries

EXTENSION = "diplograph-pages"


@dataclass(slots=True)
class Known:
    """What was read of one generation of the graph."""

    generation: str
    schema: Schema
    index: Index
    classes: dict[str, int]
    authors: frozenset[str]  # of the documents that were read


@dataclass(slots=True)
class Site:
    """The pages' side of a served graph."""

    engine: Engine
    folder: Path | None = None  # build directory, where there is one
    public_url: str = ""
    title: str = "Diplograph"
    licence: str = "https://creativecommons.org/licenses/by/4.0/"
    static_export: bool = False  # pages are written to files: no search, no query service
    short: ShortQueries | None = None  # queries that visitors gave a short address
    kept: Kept = field(default_factory=Kept)
    _known: Known | None = None
    _lock: Lock = field(default_factory=Lock)

    def known(self) -> Known:
        """Return the names and the vocabulary of the graph that is served now."""
        generation = self.engine.identity
        known = self._known
        if known is None or known.generation != generation:
            with self._lock:
                known = self._known
                if known is None or known.generation != generation:
                    known = self._known = _read(self.engine, generation)
        return known

    @property
    def built(self) -> str:
        """Return the day the graph was written, in UTC; nothing in files that last."""
        path = self.file("graph.ttl")
        if path is None or self.static_export:
            return ""  # an exported site is the same on every day
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()

    def file(self, name: str) -> Path | None:
        """Return a file of the build directory, or None where it is missing."""
        path = self.folder / name if self.folder else None
        return path if path and path.is_file() else None

    def json(self, name: str) -> Any:
        """Return a JSON file of the build directory, or None where there is none to read."""
        path = self.file(name)
        if path is None:
            return None
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def document_text(self, name: str) -> str | None:
        """Return the text of a document by the end of its IRI (the start of its SHA-256)."""
        for path, key in _texts(self.folder, self.engine.identity):
            if key == name:
                return path.read_bytes().decode("utf-8")
        return None


@cache
def _texts(folder: Path | None, generation: str) -> tuple[tuple[Path, str], ...]:
    """Return the document texts of a build with their names; one look for each generation."""
    if folder is None or not (folder / "documents").is_dir():
        return ()
    paths = sorted((folder / "documents").glob("*.txt"))
    return tuple((path, sha256(path.read_bytes()).hexdigest()[:16]) for path in paths)


def _read(engine: Engine, generation: str) -> Known:
    asking = Asking(engine, patient=True)
    schema = read_schema(asking.rows("schema"))
    index = build_index(schema, asking.rows("things"), asking.rows("spoken"))
    counts = {row.text("class"): row.number("n") for row in asking.rows("classes")}
    authors = frozenset(row.text("author") for row in asking.rows("authors"))
    return Known(generation, schema, index, counts, authors)


def site() -> Site:
    """Return the site of the request that is being answered."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Site)  # noqa: S101 - tells the type checker
    return found


def asking() -> Asking:
    """Return the questions of the page that is being answered."""
    if "asking" not in g:
        g.asking = Asking(site().engine)
    found = g.asking
    assert isinstance(found, Asking)  # noqa: S101 - tells the type checker
    return found


def rows(name: str, **terms: Any) -> list[Row]:
    """Ask one of the pages' questions for the page that is being answered."""
    return asking().rows(name, **terms)


def index() -> Index:
    """Return the names of the graph that is served now."""
    return site().known().index


def schema() -> Schema:
    """Return the vocabulary of the graph that is served now."""
    return site().known().schema
