"""What people decided about links: accepted, refused, unsure, or not in Wikidata at all.

A file of decisions is a table that opens in a spreadsheet, one row a pair of a thing and an item.
Nothing is ever overwritten: the latest row of each reviewer counts, and reviewers who disagree
make a conflict, which is shown and decides nothing until one of them changes their row.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

from kg.errors import InputError

ACCEPTED, REFUSED, UNSURE, NOT_THERE = "accepted", "refused", "unsure", "notInWikidata"
DECISIONS = (ACCEPTED, REFUSED, UNSURE, NOT_THERE)
PREDICATES = ("exactMatch", "closeMatch")

_QID = re.compile(r"Q[1-9][0-9]*")
# A spreadsheet would take a cell that begins so for a formula; it is written behind an apostrophe.
_FORMULA = ("=", "+", "-", "@", "'")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file of decisions; ``decision`` is empty where nobody has decided yet.

    ``subject`` is the address of the thing, short (``id:actor/peru``); ``sentence`` shows where
    the document names it.
    """

    subject: str
    label: str
    type: str
    qid: str
    decision: str = ""
    predicate: str = "exactMatch"
    reviewer: str = ""
    date: str = ""
    match: str = ""  # how the document names it
    item: str = ""  # what Wikidata or the lexicon calls the item
    score: str = ""  # of a proposal, with its features
    sentence: str = ""
    note: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """Return what was decided about; a thing that is not in Wikidata has no item."""
        return self.subject, "" if self.decision == NOT_THERE else self.qid


COLUMNS = tuple(f.name for f in fields(Row))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rows that cannot all hold."""

    rows: tuple[Row, ...]

    def sentence(self) -> str:
        """Say who decided what."""
        said = "; ".join(
            f"{r.reviewer or 'nobody'} ({r.date}): {r.decision} {r.qid}".rstrip() for r in self.rows
        )
        return f"{self.rows[0].subject} ({self.rows[0].label}): {said}"


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that was decided, ready to be asked."""

    accepted: Mapping[str, Row]  # subject -> its row
    refused: frozenset[tuple[str, str]]
    absent: Mapping[str, Row]  # not in Wikidata
    open: frozenset[tuple[str, str]]  # unsure, or in conflict
    conflicts: tuple[Conflict, ...] = ()

    def may_propose(self, subject: str, qid: str) -> bool:
        """Tell whether a pair may be shown to a reviewer: never again once it was refused."""
        decided = subject in self.accepted or subject in self.absent
        return not decided and (subject, qid) not in self.refused


NOTHING = Decisions({}, frozenset(), {}, frozenset())


def settle(rows: Iterable[Row]) -> Decisions:
    """Return what holds among rows: the latest of each reviewer, where reviewers agree."""
    accepted: dict[str, Row] = {}
    absent: dict[str, Row] = {}
    refused, open_, conflicts = set(), set(), []
    by_subject: dict[str, list[Row]] = {}
    for row in _latest(rows):
        by_subject.setdefault(row.subject, []).append(row)
    for subject, about in sorted(by_subject.items()):
        clash = _clash([r for r in about if r.decision != UNSURE])
        if clash:
            conflicts.append(Conflict(tuple(clash)))
        for row in about:
            if row in clash or row.decision == UNSURE:
                open_.add(row.pair)
            elif row.decision == REFUSED:
                refused.add(row.pair)
            elif row.decision == ACCEPTED:
                accepted.setdefault(subject, row)
            else:
                absent.setdefault(subject, row)
    return Decisions(accepted, frozenset(refused), absent, frozenset(open_), tuple(conflicts))


def _latest(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the last decision of each reviewer about each pair, in a fixed order."""
    last: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        if row.decision:
            key = (*row.pair, row.reviewer)
            # Of two rows of one day the one further down counts: files are read from the top.
            if key not in last or row.date >= last[key].date:
                last[key] = row
    yield from (last[key] for key in sorted(last))


def _clash(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of one thing that cannot all hold."""
    positive = [r for r in rows if r.decision in (ACCEPTED, NOT_THERE)]
    several = len({(r.pair, r.predicate) for r in positive}) > 1
    both = {r.pair for r in positive} & {r.pair for r in rows if r.decision == REFUSED}
    return [r for r in rows if r.pair in both or (several and r in positive)]


def merge(*files: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows of several files in one order, each once; nothing is thrown away."""
    return tuple(sorted({row for rows in files for row in rows}, key=astuple))


def write(rows: Iterable[Row]) -> str:
    """Return rows as a tab-separated table."""
    lines = ["\t".join(_cell(value) for value in astuple(row)) for row in rows]
    return "\n".join(["\t".join(COLUMNS), *lines]) + "\n"


def _cell(value: str) -> str:
    plain = " ".join(value.split())
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def read(path: Path) -> tuple[Row, ...]:
    """Return the rows of a file of decisions.

    Raises:
        InputError: the file cannot be read, or a row is not understood (its line is named).
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"Cannot read the decisions in {path}: {fault}.") from None
    return parse(text, str(path))


def parse(text: str, name: str) -> tuple[Row, ...]:
    """Return the rows of a table; columns may stand in any order. Raises InputError."""
    lines = text.splitlines()
    header = _cells(lines[0]) if lines else []
    missing = [c for c in ("subject", "qid", "decision", "reviewer", "date") if c not in header]
    if missing:
        raise InputError(
            f"{name}, line 1: the columns {', '.join(missing)} are missing. Save the table as "
            "text with tabs and keep its first line."
        )
    found = []
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            found.append(
                _row(dict(zip(header, _cells(line), strict=False)), f"{name}, line {number}")
            )
    return tuple(found)


def _cells(line: str) -> list[str]:
    # Spreadsheets put cells with quotation marks between quotation marks.
    cells = []
    for cell in line.split("\t"):
        if len(cell) > 1 and cell[0] == cell[-1] == '"':
            cell = cell[1:-1].replace('""', '"')
        plain = cell.strip()
        cells.append(plain[1:] if plain[:1] == "'" and plain[1:].startswith(_FORMULA) else plain)
    return cells


def _row(cells: Mapping[str, str], where: str) -> Row:
    row = Row(**{"label": "", "type": "", **{k: v for k, v in cells.items() if k in COLUMNS}})
    problem = ""
    if not row.subject:
        problem = "the row has no subject"
    elif row.decision and row.decision not in DECISIONS:
        problem = f"{row.decision!r} is no decision: write {', '.join(DECISIONS)} or nothing"
    elif row.qid and not _QID.fullmatch(row.qid):
        problem = f"{row.qid!r} is no Wikidata id: it is Q and a number"
    elif row.decision not in ("", NOT_THERE) and not row.qid:
        problem = "a decision needs the Wikidata id that it is about"
    elif row.predicate not in PREDICATES:
        problem = f"{row.predicate!r} is no predicate: write {' or '.join(PREDICATES)}"
    elif row.decision and not (row.reviewer and is_day(row.date)):
        problem = "a decision needs a reviewer and a date (2024-05-31)"
    if problem:
        raise InputError(f"{where}: {problem}.")
    return row


def is_day(text: str) -> bool:
    """Tell whether a text is a day as ISO 8601 writes it."""
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False
