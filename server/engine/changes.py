"""A change to the graph: an update, or a graph put, added to or deleted; and how it is applied."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from xml.parsers import expat

import pyoxigraph as ox

from server.engine.evaluate import GRAPH_FORMATS
from server.engine.syntax import explain_syntax
from server.problems import Problem

# Real RDF/XML is some ten elements deep; what is deeper than this was made to do harm.
DEEPEST_XML = 200
GRAPH_INPUTS = ("ttl", "nt", "rdfxml", "jsonld")


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``kind`` is ``update``, ``put``, ``post`` or ``delete``; graph "" the default."""

    kind: str
    text: str = ""
    graph: str = ""
    format: str = ""
    base: str = ""
    body: bytes = b""
    # Several graphs in one change: the format and the size of each, in the order of the body.
    parts: tuple[tuple[str, int], ...] = ()
    # Applied twice it might give two results: it cannot be repeated from the journal.
    volatile: bool = False

    def pack(self) -> bytes:
        """Return the change as bytes: one line of JSON, then the body as it came."""
        fields = {k: v for k, v in asdict(self).items() if k != "body"}
        return json.dumps(fields).encode() + b"\n" + self.body

    @staticmethod
    def unpack(data: bytes) -> "Change":
        """Return the change that was packed."""
        line, _, body = data.partition(b"\n")
        fields = json.loads(line)
        parts = tuple((form, size) for form, size in fields.pop("parts", ()))
        return Change(**fields, parts=parts, body=body)

    def bodies(self) -> Iterator[tuple[str, bytes]]:
        """Yield format and bytes of each graph."""
        at = 0
        for form, size in self.parts or ((self.format, len(self.body)),):
            yield form, self.body[at : at + size]
            at += size


def apply(store: ox.Store, change: Change) -> int:
    """Apply a change; return the HTTP status of its success (201 where a graph was made, 204).

    Raises:
        Problem: 400 for what does not parse, 404 for a graph to delete that is not there.
    """
    if change.kind == "update":
        return _update(store, change)
    target = ox.NamedNode(change.graph) if change.graph else ox.DefaultGraph()
    there = not change.graph or store.contains_named_graph(ox.NamedNode(change.graph))
    if change.kind == "delete":
        if not there:
            raise Problem(404, "There is no such graph.")
        store.remove_graph(target)
        return 204
    if change.kind == "put" and there:
        store.clear_graph(target)
    for form, body in change.bodies():
        _load(store, change, target, form, body)
    return 204 if there else 201


def _update(store: ox.Store, change: Change) -> int:
    try:
        store.update(change.text, base_iri=change.base or None)
    except SyntaxError as fault:
        raise Problem(400, explain_syntax(change.text, str(fault))) from None
    except (ValueError, RuntimeError, OSError) as fault:
        raise Problem(400, f"The update cannot be done: {fault}.") from None
    return 204


def _load(store: ox.Store, change: Change, target: Any, form: str, body: bytes) -> None:
    if form == "rdfxml":
        check_xml(body)
    try:
        if change.graph:
            store.add_graph(target)
        store.load(
            body,
            format=GRAPH_FORMATS[form],
            base_iri=change.base or None,
            to_graph=target,
        )
    except SyntaxError as fault:
        reason = " ".join(str(fault).split())[:300]
        raise Problem(400, f"The graph does not parse: {reason}.") from None
    except (ValueError, RuntimeError, OSError) as fault:
        raise Problem(400, f"The graph cannot be read: {fault}.") from None


def check_xml(body: bytes) -> None:
    """Refuse XML that the engine's parser reads without due care; raises Problem (400).

    It expands entities without limit, and takes a file that breaks off for a whole one.
    """
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST_XML:
            raise Problem(400, f"RDF/XML nested deeper than {DEEPEST_XML} is not read here.")

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise Problem(400, "RDF/XML with a document type is not read here: leave the DOCTYPE out.")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as fault:
        raise Problem(400, f"The XML is not well formed: {fault}.") from None
