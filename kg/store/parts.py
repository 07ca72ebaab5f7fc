"""A graph cut into parts that fit into requests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.rdfio import parse

# Statements tied together by blank nodes are sent at once: a name of one holds in its request only.
_BLANK = "_:"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A graph on its way: lines of N-Triples, those with blank nodes apart.

    ``pairs`` is how many different pairs of subject and property it holds: stores write some
    literals anew and merge those that become equal, so statements cannot be counted.
    """

    name: str
    blank: tuple[str, ...]
    lines: tuple[str, ...]
    pairs: int


def prepare(name: str, files: Sequence[Path]) -> Prepared:
    """Read Turtle files as one graph.

    Raises:
        InputError: a file is missing or is not Turtle, with line and column.
    """
    blank: dict[str, None] = {}
    lines: dict[str, None] = {}
    pairs: set[tuple[str, str]] = set()
    for number, file in enumerate(files):
        for quad in parse(file):
            subject, value = _term(quad.subject, number), _term(quad.object, number)
            line = f"{subject} {quad.predicate} {value} ."
            pairs.add((subject, quad.predicate.value))
            tied = subject.startswith(_BLANK) or value.startswith(_BLANK)
            (blank if tied else lines)[line] = None
    return Prepared(name, tuple(blank), tuple(lines), len(pairs))


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, number: int) -> str:
    """Return a term as N-Triples; equal names of blank nodes in two files are two nodes."""
    if isinstance(term, ox.BlankNode):
        return f"_:f{number}x{term.value}"
    return str(term)


def cut(lines: Sequence[str], size: int) -> Iterator[list[str]]:
    """Yield the lines in runs of up to so many bytes, each of at least one line."""
    part: list[str] = []
    length = 0
    for line in lines:
        more = len(line.encode()) + 1
        if part and length + more > size:
            yield part
            part, length = [], 0
        part.append(line)
        length += more
    if part:
        yield part
