"""A SPARQL query on a build without our server: on its files, or on the store it was built into."""

from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError
from kg.namespaces import PREFIXES
from kg.rdfio import ASSERTED_GRAPH, INFERRED_GRAPH
from kg.store.contract import DEFAULT_GRAPHS, Result, Store
from kg.store.local import LocalStore

ROW_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}


class Answer:
    """Rows, a truth value or a graph, to be shown or written once."""

    def __init__(self, result: Result) -> None:
        self._result = result

    @property
    def is_graph(self) -> bool:
        """Tell whether the answer is a graph (CONSTRUCT, DESCRIBE)."""
        return isinstance(self._result, list)

    def write(self, form: str) -> bytes:
        """Return the answer in a format.

        Raises:
            InputError: the format does not fit the kind of query.
        """
        result = self._result
        if isinstance(result, list):
            if form not in GRAPH_FORMATS:
                raise InputError(
                    f"This query gives a graph: ask for one of {', '.join(GRAPH_FORMATS)}."
                )
            known = None if form == "nt" else dict(PREFIXES)
            triples = sorted(result, key=str)
            return ox.serialize(triples, format=GRAPH_FORMATS[form], prefixes=known) or b""
        if form not in ROW_FORMATS:
            raise InputError(f"This query gives rows: ask for one of {', '.join(ROW_FORMATS)}.")
        return result.serialize(format=ROW_FORMATS[form]) or b""

    def rows(self) -> tuple[list[str], list[list[str]]]:
        """Return column names and rows of display texts; a truth value is one cell."""
        result = self._result
        if isinstance(result, ox.QuerySolutions):
            names = [variable.value for variable in result.variables]
            return names, [[_shown(row[name]) for name in names] for row in result]
        if isinstance(result, ox.QueryBoolean):
            return ["answer"], [["yes" if result else "no"]]
        rows = sorted([_shown(t.subject), _shown(t.predicate), _shown(t.object)] for t in result)
        return ["subject", "predicate", "object"], rows


def ask(files: list[Path], query: str) -> Answer:
    """Answer a query on Turtle files; the product's prefixes need not be declared.

    Raises:
        InputError: a file is missing or malformed.
        QueryError: the query is malformed (with line and column), or would connect to a host.
    """
    inferred = [file for file in files if file.name == "inferred.ttl"]
    store = LocalStore()
    store.replace(
        {ASSERTED_GRAPH: [f for f in files if f not in inferred], INFERRED_GRAPH: inferred}
    )
    return ask_store(store, query)


def ask_store(store: Store, query: str, inferred: bool = True) -> Answer:
    """Answer a query on a store, here or elsewhere, with or without what the rules infer.

    Raises:
        QueryError: the query is malformed (with line and column), or would connect to a host.
        StoreError: a store elsewhere does not answer.
    """
    left_out = set() if inferred else {INFERRED_GRAPH}
    return Answer(store.query(query, [g for g in DEFAULT_GRAPHS if g not in left_out]))


def _shown(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in PREFIXES.items():
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value[len(namespace) :]}"
        return f"<{term.value}>"
    return str(getattr(term, "value", term))
