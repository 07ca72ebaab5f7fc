"""Turtle files in, other formats out: what both the build and the server need of RDF files."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError
from kg.namespaces import BASE, PREFIXES

FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}

ASSERTED_GRAPH = f"{BASE}graph/asserted"
INFERRED_GRAPH = f"{BASE}graph/inferred"
ONTOLOGY_GRAPH = f"{BASE}graph/ontology"
REPORT_GRAPH = f"{BASE}graph/report"
VOID_GRAPH = f"{BASE}graph/void"
QUERIES_GRAPH = f"{BASE}graph/queries"
# In a store elsewhere: which build it holds, by the SHA-256 of its manifest.
BUILD_GRAPH = f"{BASE}graph/build"
IDENTIFIER = f"{PREFIXES['dcterms']}identifier"


def convert(files: Iterable[tuple[Path, str]], target: str) -> bytes:
    """Return Turtle files in another format; literals are kept as written.

    ``files`` are paths with the name of the graph each stands for; formats without named graphs
    merge them.

    Raises:
        InputError: a file is missing or is not Turtle.
    """
    kind = FORMATS[target]
    quads = []
    for path, graph_name in files:
        graph = ox.NamedNode(graph_name) if kind.supports_datasets else ox.DefaultGraph()
        quads += [ox.Quad(t.subject, t.predicate, t.object, graph) for t in parse(path)]
    quads.sort(key=str)
    prefixes = {p: PREFIXES[p] for p in sorted(PREFIXES)}
    items = quads if kind.supports_datasets else [q.triple for q in quads]
    return ox.serialize(items, format=kind, prefixes=prefixes) or b""


def parse(path: Path) -> Iterator[ox.Quad]:
    """Yield the statements of a Turtle file, in its order.

    Raises:
        InputError: the file is missing or is not Turtle, with line and column.
    """
    with _faults_told(path):
        yield from ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)


def load_into(store: ox.Store, path: Path, graph: str = "") -> None:
    """Add a Turtle file to a graph of a store (the default one where none is named).

    Python does not see each statement.

    Raises:
        InputError: the file is missing or is not Turtle, with line and column.
    """
    with _faults_told(path):
        target = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=target)


@contextmanager
def _faults_told(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"There is no file {path}: build the graph first.") from None
    except (OSError, IsADirectoryError) as fault:
        raise InputError(f"{path} cannot be read: {fault}.") from None
    except SyntaxError as fault:
        raise InputError(
            f"{path} is not Turtle (line {fault.lineno}, column {fault.offset}): {fault.msg}."
        ) from None
