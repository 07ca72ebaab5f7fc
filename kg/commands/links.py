"""``diplograph links``: people decide about links to Wikidata."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from kg.commands.common import PATH, say
from kg.commands.propose import propose
from kg.errors import InputError, NotConformingError
from kg.link.decisions import (
    ACCEPTED,
    NOT_THERE,
    REFUSED,
    UNSURE,
    Row,
    is_day,
    merge,
    read,
    settle,
    write,
)
from kg.link.sssom import decisions_table, read_sssom
from kg.output import write_whole
from kg.version import VERSION

QUEUE = "review.tsv"
# key -> decision and predicate; the rest of the keys move about
KEYS = {
    "a": (ACCEPTED, "exactMatch"),
    "c": (ACCEPTED, "closeMatch"),
    "r": (REFUSED, "exactMatch"),
    "u": (UNSURE, "exactMatch"),
    "n": (NOT_THERE, "exactMatch"),
}
HELP = "[a]ccept  [c]lose match  [r]efuse  [u]nsure  [n]ot in Wikidata  [s]kip  [b]ack  [q]uit"

_decisions = click.option("--decisions", type=PATH, required=True, help="The file of decisions.")


@click.group(name="links")
def links_command() -> None:
    """Decide about proposed links to Wikidata.

    \b
    Example:
      diplograph links review kg --decisions decisions.tsv --reviewer "J. Doe" --date 2024-05-31
    """


links_command.add_command(propose)


def _queue(directory: Path, known: tuple[Row, ...]) -> list[Row]:
    """Return the rows of a build that nobody has decided yet."""
    path = directory / QUEUE
    if not path.is_file():
        raise InputError(f"{directory} holds no {QUEUE}: name the directory of a build.")
    settled = settle(known)
    return [r for r in read(path) if settled.may_propose(r.subject, r.qid)]


def _known(path: Path) -> tuple[Row, ...]:
    return read(path) if path.exists() else ()


@links_command.command(name="review")
@click.argument("directory", type=PATH)
@_decisions
@click.option("--reviewer", required=True, help="Your name, or orcid:0000-….")
@click.option("--date", "day", required=True, help="The day of your decisions: 2024-05-31.")
def review(directory: Path, decisions: Path, reviewer: str, day: str) -> None:
    """Go through the proposals of a build DIRECTORY with the keyboard; each key is kept at once.

    \b
    Example:
      diplograph links review kg --decisions decisions.tsv --reviewer "J. Doe" --date 2024-05-31
    """
    if not reviewer.strip() or not is_day(day):
        raise InputError("Give your name, and the day as 2024-05-31.")
    known = _known(decisions)
    mine = {r.pair for r in known if r.reviewer == reviewer and r.decision == UNSURE}
    rows = [r for r in _queue(directory, known) if r.pair not in mine]
    made: dict[int, Row] = {}
    at, keys = 0, _keys()
    while at < len(rows):
        _show(rows[at], at + 1, len(rows))
        key = next(keys, "q")
        if key == "q":
            break
        if key in KEYS:
            decision, predicate = KEYS[key]
            made[at] = _decided(rows[at], decision, predicate, reviewer, day)
            write_whole(decisions, write(merge(known, made.values())))
        elif key not in "sb":
            say(HELP)
            continue
        at = max(0, at - 1) if key == "b" else at + 1
    say(f"{len(made)} decisions in {decisions}; {len(rows) - len(made)} of {len(rows)} wait.")


def _decided(row: Row, decision: str, predicate: str, reviewer: str, day: str) -> Row:
    return replace(row, decision=decision, predicate=predicate, reviewer=reviewer, date=day)


def _keys() -> Iterator[str]:
    """Yield the keys pressed; from a pipe, the characters that come through it."""
    while True:
        key = click.getchar() if sys.stdin.isatty() else sys.stdin.read(1)
        if key in ("", "\x04"):
            return
        if key.strip():
            yield key.lower()


def _show(row: Row, number: int, total: int) -> None:
    say(f"\n{number} of {total}: {click.style(row.label, bold=True)} ({row.type}, {row.subject})")
    say(f"  is it {row.qid} {row.item}?  http://www.wikidata.org/entity/{row.qid}  {row.score}")
    before, match, after = row.sentence.partition(row.match)
    say(f"  “{before}{click.style(match, underline=True)}{after}”")
    say(HELP)


@links_command.command(name="export")
@click.argument("directory", type=PATH, required=False)
@click.option("--decisions", type=PATH, help="The file of decisions.")
@click.option("--format", "form", type=click.Choice(["tsv", "sssom"]), default="tsv")
def export(directory: Path | None, decisions: Path | None, form: str) -> None:
    """Write decisions, and the open proposals of a build DIRECTORY, as a table to stdout.

    Fill in decision, reviewer and date in a spreadsheet and take the table in again with import.

    \b
    Example:
      diplograph links export kg > to-review.tsv
    """
    known = _known(decisions) if decisions else ()
    if directory is None and decisions is None:
        raise InputError("Give a build directory, or --decisions FILE, or both.")
    waiting = _queue(directory, known) if directory else []
    text = decisions_table(known, VERSION) if form == "sssom" else write([*known, *waiting])
    click.echo(text, nl=False)


@links_command.command(name="import")
@click.argument("tables", type=PATH, nargs=-1, required=True)
@_decisions
def import_(tables: tuple[Path, ...], decisions: Path) -> None:
    """Take the decisions of TABLES (tab-separated, or SSSOM) into the file of decisions.

    \b
    Example:
      diplograph links import to-review.tsv --decisions decisions.tsv
    """
    known = _known(decisions)
    found = [row for table in tables for row in _table(table) if row.decision]
    rows = merge(known, found)
    write_whole(decisions, write(rows))
    say(f"{len(rows) - len(known)} new decisions; {decisions} holds {len(rows)}.")
    _tell_conflicts(rows)


def _table(path: Path) -> tuple[Row, ...]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            start = file.read(1000)
    except OSError as fault:
        raise InputError(f"Cannot read {path}: {fault.strerror}.") from None
    is_sssom = start.startswith("#") or "mapping_justification" in start
    return tuple(read_sssom(path)) if is_sssom else read(path)


@links_command.command(name="merge")
@click.argument("tables", type=PATH, nargs=-1, required=True)
@click.option("--out", type=PATH, required=True, help="The file for all decisions.")
def merge_(tables: tuple[Path, ...], out: Path) -> None:
    """Put the decisions of several people into one file; exit 1 where they disagree.

    \b
    Example:
      diplograph links merge doe.tsv roe.tsv --out decisions.tsv
    """
    rows = merge(*(_table(table) for table in tables))
    write_whole(out, write(rows))
    say(f"{out} holds {len(rows)} rows.")
    _tell_conflicts(rows)


def _tell_conflicts(rows: tuple[Row, ...]) -> None:
    conflicts = settle(rows).conflicts
    for conflict in conflicts:
        click.echo(conflict.sentence())
    if conflicts:
        raise NotConformingError(
            f"{len(conflicts)} things are decided differently by different people: they stay "
            "proposals until one of them changes their row."
        )
