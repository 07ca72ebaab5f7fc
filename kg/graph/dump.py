"""Sorted, stable text of a graph: Turtle of our own, the other formats from the store's writers.

rdflib's writers differ from run to run in several formats; here equal graphs give equal bytes.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.errors import InputError
from kg.namespaces import PREFIXES
from kg.rdfio import parse

# Local names that need no escape in Turtle.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")

# What may not stand raw in a quoted literal; other control characters are written as \uXXXX.
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TO_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]')


def turtle(graph: Graph) -> Iterator[str]:
    """Yield a graph as Turtle, one block a subject, sorted by address.

    Raises:
        ValueError: the graph holds a blank node; our data has none.
    """
    yield from (f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in sorted(PREFIXES))
    triples = sorted(graph, key=_order)
    for subject, rows in groupby(triples, key=lambda t: t[0]):
        yield f"\n{_term(subject)}\n"
        lines = []
        for predicate, objects in groupby(rows, key=lambda t: t[1]):
            verb = "a" if predicate == RDF.type else _term(predicate)
            lines.append(f"    {verb} " + " , ".join(_term(t[2]) for t in objects))
        yield " ;\n".join(lines) + " .\n"


def triples_as_turtle(triples: Iterable[ox.Triple]) -> Iterator[str]:
    """Yield statements of the store as Turtle, sorted as a graph's are."""
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(_triple_to_rdflib(triple))
    yield from turtle(graph)


def _order(triple: tuple[Node, Node, Node]) -> tuple[str, bool, str, str]:
    subject, predicate, value = triple
    return str(subject), predicate != RDF.type, str(predicate), _term(value)


def _term(node: Node) -> str:
    if isinstance(node, URIRef):
        return _iri(str(node))
    if isinstance(node, Literal):
        return _literal(node)
    kind = "blank node" if isinstance(node, BNode) else type(node).__name__
    raise ValueError(f"a {kind} cannot be written: data has addresses and literals only")


def _iri(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _PLAIN_LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def _literal(literal: Literal) -> str:
    text = f'"{_TO_ESCAPE.sub(_escape, str(literal))}"'
    if literal.language:
        return f"{text}@{literal.language}"
    if literal.datatype is None or literal.datatype == XSD.string:
        return text
    return f"{text}^^{_iri(str(literal.datatype))}"


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def load(path: Path) -> Graph:
    """Return a Turtle file as rdflib's graph.

    Raises:
        InputError: the file is missing or is not Turtle.
    """
    graph = Graph(bind_namespaces="none")
    for quad in parse(path):
        graph.add(_triple_to_rdflib(quad.triple))
    return graph


def _triple_to_rdflib(triple: ox.Triple) -> tuple[Node, Node, Node]:
    return _to_rdflib(triple.subject), _to_rdflib(triple.predicate), _to_rdflib(triple.object)


def _to_rdflib(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        if term.datatype.value == str(XSD.string):
            return Literal(term.value)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    raise InputError("Quoted triples are not part of our graphs: write RDF 1.1.")
