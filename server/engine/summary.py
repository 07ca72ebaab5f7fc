"""Counts of a graph, taken once when it is loaded, from which some questions are answered."""

import json
import os

import pyoxigraph as ox

from server.engine.rewrite import RDF_TYPE, Summary

# With more classes or properties than this, a table of them is no shorter than the graph.
MOST_ROWS = 2_000
CLASSES = f"SELECT ?k (COUNT(*) AS ?n) {{ ?s <{RDF_TYPE}> ?k }} GROUP BY ?k"
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
    return Summary(sum(properties.values()), classes, properties)


def summarize_aside(store: ox.Store) -> Summary | None:
    """The same in a forked process: the one that forks all others never runs a query itself."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        summary = summarize(store)
        fields = (summary.total, summary.classes, summary.properties) if summary else None
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            json.dump(fields, out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as text:
        content = text.read()
    os.wait()
    fields = json.loads(content or "null")
    return Summary(*fields) if fields else None
