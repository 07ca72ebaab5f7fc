"""What is known of a graph since it was loaded: counts, and what comes first in each class."""

import json
import os
from collections.abc import Mapping
from itertools import groupby, islice
from typing import Any

import pyoxigraph as ox

from kg.namespaces import PREFIXES
from server.engine.labels import LABELS
from server.engine.rewriting.counts import Summary, Top
from server.engine.rewriting.pages import First
from server.engine.rewriting.query import RDF_TYPE

# With more classes or properties than this, a table of them is no shorter than the graph.
MOST_ROWS = 2_000
CLASSES = f"SELECT ?k (COUNT(*) AS ?n) {{ ?s <{RDF_TYPE}> ?k }} GROUP BY ?k"
# Of each property so many objects are kept, and as many more as are as frequent as the last.
MOST_FREQUENT = 256
REPEATED = """SELECT ?o (COUNT(*) AS ?n) { ?s <%s> ?o }
GROUP BY ?o HAVING (COUNT(*) > 1) ORDER BY DESC(?n) ?o"""
# Of each class so many things are kept in the order of their labels: pages of a list.
MOST_FIRST = 1_024
# So many statements are grouped or sorted at once, which takes about 200 bytes for each.
MOST_AT_ONCE = 2_000_000
SORTED = f"""SELECT ?t ?p ?s ?l {{
VALUES ?p {{ {" ".join(f"<{name}>" for name in LABELS)} }} ?s ?p ?l ; <{RDF_TYPE}> ?t
}} ORDER BY ?t ?p ?l ?s"""
TEXTS = (
    f"{PREFIXES['xsd']}string",
    f"{PREFIXES['rdf']}langString",
)
PROPERTIES = "SELECT ?k (COUNT(*) AS ?n) { ?s ?k ?o } GROUP BY ?k"


def summarize(store: ox.Store) -> Summary | None:
    """Count; None where a class is no IRI or there are too many to list."""
    tables = []
    for query in (CLASSES, PROPERTIES):
        counts: dict[str, int] = {}
        results = store.query(query)
        for key, number in results:  # type: ignore[union-attr]
            if not isinstance(key, ox.NamedNode) or len(counts) >= MOST_ROWS:
                return None
            counts[key.value] = int(number.value)
        tables.append(dict(sorted(counts.items())))
    classes, properties = tables
    total = sum(properties.values())
    few = sum(properties.get(name, 0) for name in LABELS) <= MOST_AT_ONCE
    firsts = _firsts(store) if few else {}
    return Summary(total, classes, properties, _tops(store, properties), firsts)


def _tops(store: ox.Store, properties: Mapping[str, int]) -> dict[str, Top]:
    """Count the objects of each property; one with a blank node among the most frequent is not in.

    Objects that come once are not listed, only that there are such.
    """
    tops: dict[str, Top] = {}
    for name, total in properties.items():
        if total > MOST_AT_ONCE:
            continue
        results: Any = store.query(REPEATED % name)
        counted = [(row[0], int(row[1].value)) for row in islice(results, MOST_FREQUENT + 1)]
        kept, more = counted[:MOST_FREQUENT], counted[MOST_FREQUENT:]
        once = total > sum(number for _, number in counted)
        below = more[0][1] if more else int(once)
        if all(isinstance(thing, ox.NamedNode | ox.Literal) for thing, _ in kept):
            tops[name] = Top(tuple((str(thing), number) for thing, number in kept), below)
    return tops


def _firsts(store: ox.Store) -> dict[tuple[str, str], First]:
    """Sort the labels of each class; one that has anything else for a label is not in."""
    firsts: dict[tuple[str, str], First] = {}
    results: Any = store.query(SORTED)
    for key, group in groupby(results, key=lambda row: (str(row[0].value), str(row[1].value))):
        rows = [(thing, label) for _, _, thing, label in group]
        kept = rows[:MOST_FIRST]
        plain = all(
            isinstance(label, ox.Literal) and label.datatype.value in TEXTS for _, label in rows
        )
        if plain and all(isinstance(thing, ox.NamedNode) for thing, _ in kept):
            known = tuple((thing.value, label.value) for thing, label in kept)
            firsts[key] = First(known, len(kept) == len(rows))
    return firsts


def summarize_aside(store: ox.Store) -> Summary | None:
    """The same in a forked process: the one that forks all others never runs a query itself."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        summary = summarize(store)
        fields = _packed(summary) if summary else None
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            json.dump(fields, out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as text:
        content = text.read()
    os.wait()
    fields = json.loads(content or "null")
    return _unpacked(fields) if fields else None


def _packed(summary: Summary) -> list[Any]:
    tops = [(name, top.rows, top.below) for name, top in summary.tops.items()]
    firsts = [(*key, first.rows, first.all) for key, first in summary.firsts.items()]
    return [summary.total, summary.classes, summary.properties, tops, firsts]


def _unpacked(fields: list[Any]) -> Summary:
    total, classes, properties, tops, firsts = fields
    return Summary(
        total,
        classes,
        properties,
        {name: Top(rows, below) for name, rows, below in tops},
        {(group, name): First(rows, whole) for group, name, rows, whole in firsts},
    )
