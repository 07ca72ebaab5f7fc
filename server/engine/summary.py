"""Counts of a graph, taken once when it is loaded, from which some questions are answered."""

import json
import os
from collections.abc import Mapping
from itertools import groupby, islice
from typing import Any

import pyoxigraph as ox

from server.engine.rewriting.counts import Summary, Top
from server.engine.rewriting.query import RDF_TYPE

# With more classes or properties than this, a table of them is no shorter than the graph.
MOST_ROWS = 2_000
CLASSES = f"SELECT ?k (COUNT(*) AS ?n) {{ ?s <{RDF_TYPE}> ?k }} GROUP BY ?k"
# Of each property so many objects are kept, and as many more as are as frequent as the last.
MOST_FREQUENT = 256
REPEATED = """SELECT ?p ?o (COUNT(*) AS ?n) { ?s ?p ?o }
GROUP BY ?p ?o HAVING (COUNT(*) > 1) ORDER BY ?p DESC(?n) ?o"""
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
    return Summary(sum(properties.values()), classes, properties, _tops(store, properties))


def _tops(store: ox.Store, properties: Mapping[str, int]) -> dict[str, Top]:
    """Count the objects of each property; one with a blank node among the most frequent is not in.

    Objects that come once are not listed, only that there are such.
    """
    tops: dict[str, Top] = {}
    results: Any = store.query(REPEATED)
    for name, group in groupby(results, key=lambda row: str(row[0].value)):
        counted = [(row[1], int(row[2].value)) for row in islice(group, MOST_FREQUENT + 1)]
        kept, more = counted[:MOST_FREQUENT], counted[MOST_FREQUENT:]
        once = properties[name] > sum(number for _, number in counted)
        below = more[0][1] if more else int(once)
        if all(isinstance(thing, ox.NamedNode | ox.Literal) for thing, _ in kept):
            tops[name] = Top(tuple((str(thing), number) for thing, number in kept), below)
    return tops


def summarize_aside(store: ox.Store) -> Summary | None:
    """The same in a forked process: the one that forks all others never runs a query itself."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        summary = summarize(store)
        tops = {k: (t.rows, t.below) for k, t in summary.tops.items()} if summary else {}
        fields = (summary.total, summary.classes, summary.properties, tops) if summary else None
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            json.dump(fields, out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as text:
        content = text.read()
    os.wait()
    fields = json.loads(content or "null")
    if not fields:
        return None
    total, classes, properties, tops = fields
    return Summary(total, classes, properties, {k: Top(*top) for k, top in tops.items()})
