"""SHACL property paths as SPARQL property paths (SHACL, section 2.3.1)."""

from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import ConfigurationError

_SUFFIXES = {
    str(SH.zeroOrMorePath): "*",
    str(SH.oneOrMorePath): "+",
    str(SH.zeroOrOnePath): "?",
}


def path_text(graph: Graph, path: Node) -> str:
    """Return a path as SPARQL text.

    Raises:
        ConfigurationError: the path is of no kind that SHACL knows.
    """
    if isinstance(path, URIRef):
        return path.n3()
    if (path, RDF.first, None) in graph:
        return "(" + "/".join(path_text(graph, p) for p in Collection(graph, path)) + ")"
    for predicate, value in graph.predicate_objects(path):
        if predicate == SH.alternativePath:
            return "(" + "|".join(path_text(graph, p) for p in Collection(graph, value)) + ")"
        if predicate == SH.inversePath:
            return f"(^{path_text(graph, value)})"
        suffix = _SUFFIXES.get(str(predicate))
        if suffix is not None:
            return f"({path_text(graph, value)}{suffix})"
    name = "a blank node" if isinstance(path, BNode) else str(path)
    raise ConfigurationError(f"A shape has a path that is no SHACL property path: {name}.")
