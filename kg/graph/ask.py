"""A SPARQL query on a build, without a server: the same data, the same prefixes, one process."""

import re
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError, QueryError
from kg.namespaces import PREFIXES
from kg.rdfio import INFERRED_GRAPH, parse

_INFERRED = ox.NamedNode(INFERRED_GRAPH)
_PLACE = re.compile(r"error at (\d+):(\d+):?\s*(.*)", re.DOTALL)

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

    def __init__(self, result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> None:
        self._result = result

    @property
    def is_graph(self) -> bool:
        """Tell whether the answer is a graph (CONSTRUCT, DESCRIBE)."""
        return isinstance(self._result, ox.QueryTriples)

    def write(self, form: str) -> bytes:
        """Return the answer in a format.

        Raises:
            InputError: the format does not fit the kind of query.
        """
        result = self._result
        if isinstance(result, ox.QueryTriples):
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
    store = ox.Store()
    for file in files:
        store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in parse(file))
        if file.name == "inferred.ttl":  # also under its own name, as the server has it
            store.bulk_extend(
                ox.Quad(q.subject, q.predicate, q.object, _INFERRED) for q in parse(file)
            )
    try:
        return Answer(store.query(query, prefixes=dict(PREFIXES), custom_functions={}))
    except SyntaxError as fault:
        raise QueryError(_malformed(str(fault.msg))) from None
    except (ValueError, RuntimeError, OSError) as fault:
        raise QueryError(f"The query cannot be answered: {fault}.") from None


def _malformed(message: str) -> str:
    """Return the engine's complaint in one sentence, with line and column where it gives them."""
    place = _PLACE.match(message)
    if place is None:
        return f"The query is malformed: {message}."
    line, column, rest = place.groups()
    return f"The query is malformed at line {line}, column {column}: {rest or 'it ends there'}."


def _shown(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for prefix, namespace in PREFIXES.items():
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value[len(namespace) :]}"
        return f"<{term.value}>"
    return str(getattr(term, "value", term))
