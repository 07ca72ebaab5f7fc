"""Inside a worker: run one question on the store and write its answer, piece by piece."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Protocol

import pyoxigraph as ox

from kg.namespaces import PREFIXES
from server.engine.labels import Labels, expand
from server.engine.rewrite import rewrite
from server.engine.rewriting.counts import Summary

ROWS_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
PREFIXED = {"ttl", "trig"}
BEGUN = tuple((prefix, iri, f"<{iri}") for prefix, iri in PREFIXES.items())
# A graph of up to so many triples is written with prefixes, which costs time for each triple.
SMALL_GRAPH = 2_000

# Bytes of UTF-8 that XML 1.0 cannot carry: control characters and U+FFFE, U+FFFF.
FORBIDDEN_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# The engine writes a property whose IRI ends in no XML name as an element without a local name.
NAMELESS_ELEMENT = b"<oxprefix: "


class NotRepresentableError(Exception):
    """The answer holds something that the asked format cannot carry."""


class WrongFormatError(Exception):
    """No acceptable format for this kind of answer; the argument is ``rows`` or ``graph``."""


class NoSuchGraphError(Exception):
    """The graph asked for is not in the store."""


class Sink(Protocol):
    """Where an answer goes."""

    def start(self, kind: str, name: str) -> None:
        """Take note of what comes: ``rows``, ``boolean`` or ``graph``, and its format."""

    def write(self, data: bytes) -> int:
        """Take a piece of the answer."""

    def flush(self) -> None:
        """Do nothing; asked for by the engine."""


class XmlFilter:
    """Passes XML on with carriage returns escaped, and refuses what XML cannot carry.

    Markup written by the engine holds no carriage return, so every one comes from a value.
    """

    def __init__(self) -> None:
        self._tail = b""

    def pass_on(self, data: bytes, last: bool) -> bytes:
        """Return what may be sent now; a few bytes stay back in case a sequence goes on."""
        data = self._tail + data
        keep = 0 if last else min(len(data), len(NAMELESS_ELEMENT))
        if FORBIDDEN_IN_XML.search(data):
            found = "a character that XML cannot carry"
            raise NotRepresentableError(f"the answer holds {found}; ask for JSON or Turtle")
        if NAMELESS_ELEMENT in data:
            found = "a property that RDF/XML cannot write"
            raise NotRepresentableError(f"the answer holds {found}; ask for Turtle")
        self._tail = data[len(data) - keep :]
        return data[: len(data) - keep].replace(b"\r", b"&#xD;")


@dataclass(slots=True)
class Loaded:
    """A store, and what was drawn from it when it was loaded. Relative IRIs begin at the base."""

    store: ox.Store
    base: str = ""
    summary: Summary | None = None
    labels: Labels | None = None

    def run(self, question: dict[str, Any]) -> Any:
        """Return the engine's result; raises what the engine raises, and SearchError."""
        text, options = question["text"], _options(question)
        if self.labels:
            text = expand(text, self.labels)
        if "dataset" in question or "bindings" in question:
            return self.store.query(text, base_iri=self.base or None, **options)
        better = rewrite(text, self.summary, self.labels)
        try:
            return self.store.query(better, base_iri=self.base or None, **options)
        except SyntaxError:
            if better == text:
                raise
            return self.store.query(text, base_iri=self.base or None, **options)


def evaluate(loaded: Loaded, question: dict[str, Any], sink: Sink) -> None:
    """Run a question and write its answer into the sink.

    Raises SyntaxError for a query that does not parse, WrongFormatError where the kind of answer
    has no acceptable format, NotRepresentableError, and what the engine raises.
    """
    if question["kind"] == "graph":
        results: Any = _whole_graph(loaded.store, question["text"])
    else:
        results = loaded.run(question)
    if isinstance(results, ox.QueryTriples):
        name = question["graph"]
        if not name:
            raise WrongFormatError("graph")
        sink.start("graph", name)
        _write_graph(results, name, sink)
        return
    name = question["rows"]
    if not name:
        raise WrongFormatError("rows")
    sink.start("rows" if isinstance(results, ox.QuerySolutions) else "boolean", name)
    results.serialize(sink, format=ROWS_FORMATS[name])


def _whole_graph(store: ox.Store, name: str) -> Any:
    """Return a graph of the store, "" for the default one; raises NoSuchGraphError."""
    if not name:
        return store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    graph = ox.NamedNode(name)
    if not store.contains_named_graph(graph):
        raise NoSuchGraphError
    return store.query("CONSTRUCT WHERE { ?s ?p ?o }", default_graph=[graph], named_graphs=[])


def _write_graph(results: ox.QueryTriples, name: str, sink: Sink) -> None:
    if name not in PREFIXED:
        results.serialize(sink, format=GRAPH_FORMATS[name])  # type: ignore[arg-type]
        return
    first = list(islice(results, SMALL_GRAPH + 1))
    if len(first) > SMALL_GRAPH:
        triples: Iterator[ox.Triple] = chain(first, results)
        ox.serialize(triples, sink, GRAPH_FORMATS[name])  # type: ignore[arg-type]
        return
    ox.serialize(first, sink, GRAPH_FORMATS[name], prefixes=_used_prefixes(first))  # type: ignore[arg-type]


def _used_prefixes(triples: list[ox.Triple]) -> dict[str, str]:
    text = "".join({str(term) for triple in triples for term in triple})
    return {prefix: iri for prefix, iri, begun in BEGUN if begun in text}


def _options(question: dict[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if "dataset" in question:
        default, named = question["dataset"]
        options["default_graph"] = [ox.NamedNode(iri) for iri in default]
        options["named_graphs"] = [ox.NamedNode(iri) for iri in named]
    if "bindings" in question:
        options["substitutions"] = {
            ox.Variable(name): term_of(*term) for name, *term in question["bindings"]
        }
    return options


def term_of(kind: str, value: str, datatype: str = "", language: str = "") -> Any:
    """Return a term of the engine from its parts."""
    if kind == "uri":
        return ox.NamedNode(value)
    if kind == "bnode":
        return ox.BlankNode(value)
    if language:
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(value)
