"""Counts that are known since the graph was loaded: of triples, classes, properties, and the most
frequent objects of each property.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from server.engine.rewriting.pages import Firsts
from server.engine.rewriting.query import Query
from server.engine.rewriting.shapes import Names, match, rest_of

# What is counted ahead is one pattern of one group.
HINT = re.compile(r"\{\s*[?$]\w+\s+[^\s{}]+\s+[^\s{}]+\s*\.?\s*\}")


@dataclass(frozen=True, slots=True)
class Top:
    """The most frequent objects of a property with their counts, the most frequent first.

    ``below`` is the highest count of an object that is not among them: 0 where all are.
    """

    rows: Sequence[tuple[str, int]]
    below: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of the default graph: triples, things of each class, triples of each property."""

    total: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    tops: Mapping[str, Top] = field(default_factory=dict)
    firsts: Firsts = field(default_factory=dict)


def from_counts(query: Query, summary: Summary) -> str | None:
    """Return the query as a table of what is known, None where it asks something else."""
    rules = (_count_all, _count_class, _count_property, _group_counts, _distinct, _top)
    return next((better for rule in rules if (better := rule(query, summary)) is not None), None)


def _integer(value: int) -> str:
    return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#integer>'


def _table(variables: str, rows: Sequence[str], query: Query, rest: str) -> str:
    inner = " ".join(f"({row})" for row in rows)
    return f"{query.head}SELECT {variables} WHERE {{ VALUES ({variables}) {{ {inner} }} }} {rest}"


def _one(query: Query, names: Names, number: int) -> str:
    return _table(names["?n"].text, [_integer(number)], query, rest_of(query, names))


def _count_all(query: Query, summary: Summary) -> str | None:
    for counted in ("*", "?s", "?p", "?o"):
        names = match(query, f"SELECT ( COUNT ( {counted} ) AS ?n ) [WHERE] {{ ?s ?p ?o [.] }} …")
        if names:
            return _one(query, names, summary.total)
    return None


def _count_class(query: Query, summary: Summary) -> str | None:
    for counted in ("*", "?s", "DISTINCT ?s"):
        shape = f"SELECT ( COUNT ( {counted} ) AS ?n ) [WHERE] {{ ?s TYPE IRI [.] }} …"
        names = match(query, shape)
        if names:
            return _one(query, names, summary.classes.get(query.iri(names["IRI"]) or "", 0))
    return None


def _count_property(query: Query, summary: Summary) -> str | None:
    for counted in ("*", "?s", "?o"):
        shape = f"SELECT ( COUNT ( {counted} ) AS ?n ) [WHERE] {{ ?s IRI ?o [.] }} …"
        names = match(query, shape)
        if names:
            return _one(query, names, summary.properties.get(query.iri(names["IRI"]) or "", 0))
    return None


def _group_counts(query: Query, summary: Summary) -> str | None:
    for counted in ("*", "?s", "DISTINCT ?s"):
        shape = (
            f"SELECT ?t ( COUNT ( {counted} ) AS ?n ) [WHERE] {{ ?s TYPE ?t [.] }} GROUP BY ?t …"
        )
        names = match(query, shape)
        if names:
            return _counts(query, names, "?t", summary.classes)
    for counted in ("*", "?s", "?o"):
        shape = f"SELECT ?p ( COUNT ( {counted} ) AS ?n ) [WHERE] {{ ?s ?p ?o [.] }} GROUP BY ?p …"
        names = match(query, shape)
        if names:
            return _counts(query, names, "?p", summary.properties)
    return None


def _counts(query: Query, names: Names, key: str, table: Mapping[str, int]) -> str:
    rows = [f"<{iri}> {_integer(number)}" for iri, number in table.items()]
    return _table(f"{names[key].text} {names['?n'].text}", rows, query, rest_of(query, names))


def _distinct(query: Query, summary: Summary) -> str | None:
    rules: tuple[tuple[str, str, Callable[[], Mapping[str, int]]], ...] = (
        ("?t", "SELECT DISTINCT ?t [WHERE] { ?s TYPE ?t [.] } …", lambda: summary.classes),
        ("?p", "SELECT DISTINCT ?p [WHERE] { ?s ?p ?o [.] } …", lambda: summary.properties),
    )
    for key, shape, table in rules:
        names = match(query, shape)
        if names:
            rows = [f"<{iri}>" for iri in table()]
            return _table(names[key].text, rows, query, rest_of(query, names))
    return None


def _top(query: Query, summary: Summary) -> str | None:
    """Things by how often a property points at them, the most frequent first, cut by LIMIT."""
    for counted in ("*", "?s", "DISTINCT ?s"):
        shape = f"SELECT ?t ( COUNT ( {counted} ) AS ?n ) [WHERE] {{ ?s IRI ?t [.] }} GROUP BY ?t …"
        names = match(query, shape)
        top = _top_of(summary, query.iri(names["IRI"]) or "") if names else None
        rows = _asked_for(query, names, top) if names and top else None
        if names and rows is not None:
            listed = [f"{thing} {_integer(number)}" for thing, number in rows]
            variables = f"{names['?t'].text} {names['?n'].text}"
            return _table(variables, listed, query, rest_of(query, names))
    return None


def _top_of(summary: Summary, name: str) -> Top | None:
    return summary.tops.get(name) if name in summary.properties else Top(())


def _asked_for(query: Query, names: Names, top: Top) -> Sequence[tuple[str, int]] | None:
    """Return the rows among which those asked for are; None where not all of them are kept."""
    rest = [t for t in query.tokens if "rest" in names and t.begin >= names["rest"].begin]
    words = [token.text.upper() for token in rest if token.text not in {"(", ")"}]
    by_count = words[:4] == ["ORDER", "BY", "DESC", names["?n"].text.upper()]
    numbers = {
        word: int(following)
        for word, following in pairwise(words)
        if word in {"LIMIT", "OFFSET"} and following.isdecimal()
    }
    if not by_count or "LIMIT" not in numbers:
        return None if top.below else top.rows
    last = numbers["LIMIT"] + numbers.get("OFFSET", 0)
    if last > len(top.rows):
        return None if top.below else top.rows
    # All as frequent as the last one have to be here: something else may order them.
    least = top.rows[max(last, 1) - 1][1] if top.rows else 0
    return [row for row in top.rows if row[1] >= least] if least > top.below else None
