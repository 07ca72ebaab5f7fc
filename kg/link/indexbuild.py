"""A Wikidata dump, or files of entities, to an offline index: streaming, resumable, whole or not.

One pass: the subclass edges are collected on the way, and an entity whose class is not yet known
to be wanted waits in a packed table until the pass is over. Work is kept in ``NAME.part`` with the
number of the last line in the same transaction, so that a stop at any time loses nothing.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from kg.errors import InputError, OutputError
from kg.link.dumpfile import BadLineError, Record, lines, opened, read_line, record
from kg.link.entityfiles import entities
from kg.link.names import normal
from kg.link.wikiindex import FINISH, FORMAT, SCHEMA

BATCH = 5_000  # lines between two commits
PACKING = 1  # zlib's level: names are short, and time counts
BEGINNING = 1 << 20  # bytes of a dump that tell it from another one


@dataclass(slots=True)
class Tally:
    """What a pass has seen; ``bad_at`` is the first line that was no entity."""

    lines: int = 0
    kept: int = 0
    bad: int = 0
    bad_at: int = 0
    bad_last: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is kept: entities of some classes (all, where none is given), names in languages."""

    types: tuple[str, ...]
    languages: tuple[str, ...]
    sitelinks: int = 0  # entities with fewer pages in Wikimedia's projects are left out
    label: str = ""  # what the user calls the dump: its date, for instance

    def key(self) -> str:
        """Return what must be equal for a stopped build to go on."""
        return json.dumps([sorted(self.types), self.languages, self.sitelinks])


def build_from_dump(
    dump: Path, out: Path, plan: Plan, tell: Callable[[Tally], None] = lambda _: None
) -> Tally:
    """Build an index from a dump; go on where an earlier run stopped.

    Raises:
        InputError: the dump is missing, damaged or cut off, or the work file is of another build.
        OutputError: the disk is full or not writable; what was read is kept.
    """
    with opened(dump) as stream:  # what the packing holds: the same for a whole and a cut file
        beginning = sha256(stream.readline(BEGINNING) + stream.readline(BEGINNING)).hexdigest()
    part = out.with_name(f"{out.name}.part")
    try:
        base, tally = _begin(part, plan, beginning)
        try:
            _read(base, dump, plan, tally, tell)
            _finish(base, plan, tally)
        finally:
            base.close()
        part.replace(out)
    except (sqlite3.Error, OSError) as fault:
        raise _unwritable(part, fault) from None
    return tally


def build_from_files(files: Iterable[Path], out: Path, plan: Plan) -> Tally:
    """Build an index from files of entities (answers of wbgetentities, slices of a dump)."""
    part = out.with_name(f"{out.name}.part")
    part.unlink(missing_ok=True)
    try:
        base, tally = _begin(part, plan, "files")
        try:
            for file in files:
                for entity, _ in entities(file):
                    tally.lines += 1
                    _take(base, partial(record, entity, plan.languages), plan, tally)
            _finish(base, plan, tally)
        finally:
            base.close()
        part.replace(out)
    except (sqlite3.Error, OSError) as fault:
        raise _unwritable(part, fault) from None
    return tally


def _unwritable(part: Path, fault: Exception) -> OutputError:
    return OutputError(
        f"The index {part} cannot be written: {fault}. What was read is kept: free some space and "
        "run the same command again to go on."
    )


def _begin(part: Path, plan: Plan, dump: str) -> tuple[sqlite3.Connection, Tally]:
    fresh = not part.exists()
    part.parent.mkdir(parents=True, exist_ok=True)
    base = sqlite3.connect(part, isolation_level=None)
    # The work file can be made again from the dump: speed before safety against power cuts, but
    # a stopped program (a rolled-back transaction) never harms it.
    base.execute("PRAGMA journal_mode = TRUNCATE")
    base.execute("PRAGMA synchronous = OFF")
    base.execute("PRAGMA cache_size = -65536")
    known: dict[str, str] = {}
    if not fresh:
        try:
            known = dict(base.execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError:
            known = {}
    wanted = {"format": FORMAT, "plan": plan.key(), "dump": dump}
    if known and {k: known.get(k) for k in wanted} != wanted:
        base.close()
        raise InputError(
            f"{part} belongs to a build with another dump, types or languages: finish that one "
            "or delete the file."
        )
    if not known:
        base.executescript(f"BEGIN; {SCHEMA} COMMIT;")
        base.executemany("INSERT INTO meta VALUES (?, ?)", [*wanted.items()])
    counts = json.loads(known.get("tally", "[0, 0, 0, 0]"))
    return base, Tally(*counts)


def _read(
    base: sqlite3.Connection,
    dump: Path,
    plan: Plan,
    tally: Tally,
    tell: Callable[[Tally], None],
) -> None:
    base.execute("BEGIN")
    try:
        for number, line in lines(dump, tally.lines):
            tally.lines = number
            _take(base, partial(read_line, line, plan.languages), plan, tally)
            if number % BATCH == 0:
                _save(base, tally)
                base.execute("COMMIT")
                tell(tally)
                base.execute("BEGIN")
        _save(base, tally)
    except InputError:
        if tally.bad_last == tally.lines:  # half a line, where the dump is cut: read it again
            tally.lines, tally.bad = tally.lines - 1, tally.bad - 1
            tally.bad_at = tally.bad_at if tally.bad else 0
        _save(base, tally)
        base.execute("COMMIT")
        raise
    base.execute("COMMIT")


def _save(base: sqlite3.Connection, tally: Tally) -> None:
    counts = json.dumps([tally.lines, tally.kept, tally.bad, tally.bad_at])
    base.execute("INSERT OR REPLACE INTO meta VALUES ('tally', ?)", (counts,))


def _take(
    base: sqlite3.Connection, read: Callable[[], Record | None], plan: Plan, tally: Tally
) -> None:
    try:
        found = read()
    except BadLineError:
        tally.bad += 1
        tally.bad_at = tally.bad_at or tally.lines
        tally.bad_last = tally.lines
        return
    if found is None:
        return
    if found.parents:
        pairs = [(found.qid, parent) for parent in dict.fromkeys(found.parents)]
        base.executemany("INSERT OR IGNORE INTO subclass VALUES (?, ?)", pairs)
    if not found.names or found.sitelinks < plan.sitelinks:
        return
    if not plan.types or not set(plan.types).isdisjoint(found.classes):
        _keep(base, found)
        tally.kept += 1
    elif found.classes:
        rest = [found.names, found.description, found.sitelinks]
        packed = zlib.compress(json.dumps(rest, ensure_ascii=False).encode(), PACKING)
        row = (found.qid, " ".join(found.classes), packed)
        base.execute("INSERT OR REPLACE INTO staged VALUES (?, ?, ?)", row)


def _keep(base: sqlite3.Connection, found: Record) -> None:
    label = next((t for _, kind, t in found.names if kind == "label"), found.names[0][2])
    row = (found.qid, label, found.description, " ".join(found.classes), found.sitelinks)
    done = base.execute("INSERT OR IGNORE INTO entity VALUES (?, ?, ?, ?, ?)", row)
    if done.rowcount:
        rows = [(normal(t), lang, kind, t, found.qid) for lang, kind, t in found.names]
        base.executemany(
            "INSERT INTO name (form, lang, kind, text, qid) VALUES (?, ?, ?, ?, ?)", rows
        )


def _finish(base: sqlite3.Connection, plan: Plan, tally: Tally) -> None:
    """Take in what waited and is of a wanted class after all, and build the indexes."""
    if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'staged'").fetchone():
        return  # an earlier run came as far as here
    base.execute("BEGIN")
    wanted = _below(base, plan.types)
    for qid, classes, packed in base.execute("SELECT * FROM staged ORDER BY qid"):
        if not wanted.isdisjoint(classes.split()):
            names, told, links = json.loads(zlib.decompress(packed))
            kept = tuple((lang, kind, text) for lang, kind, text in names)
            _keep(base, Record(qid, kept, told, tuple(classes.split()), (), links))
            tally.kept += 1
    base.execute("DELETE FROM staged")
    _save(base, tally)
    about = {"types": " ".join(plan.types), "languages": " ".join(plan.languages)}
    rows = [*about.items(), ("label", plan.label), ("finished", "yes")]
    base.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)
    base.execute("COMMIT")
    base.executescript(f"BEGIN; {FINISH} COMMIT; VACUUM; ANALYZE;")


def _below(base: sqlite3.Connection, types: tuple[str, ...]) -> set[str]:
    query = """WITH RECURSIVE down(c) AS (SELECT value FROM json_each(?)
        UNION SELECT child FROM subclass JOIN down ON parent = c) SELECT c FROM down"""
    base.execute("CREATE INDEX IF NOT EXISTS subclass_parent ON subclass (parent)")
    # One walk over the edges, however deep the classes lie; circles end where they began.
    found: Iterator[tuple[str]] = base.execute(query, (json.dumps(types),))
    return {c for (c,) in found}
