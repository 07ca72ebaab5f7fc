"""Faults planted in a generated graph: for every constraint of the shapes at least one."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from rdflib import RDF, RDFS, SH, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from benchmarks.generate import graph as generated
from kg.graph.shacl.shapes import Constraint, Shape, ShapeReader

HERE = Path(__file__).resolve().parent
NOWHERE = URIRef("https://example.org/nowhere")


def clean(size: int = 1) -> str:
    """Return a generated graph that conforms, as N-Triples."""
    return "\n".join(generated(size)) + "\n"


def faulty(shapes: Graph, ontology: Graph) -> str:
    """Return a generated graph and, beside it, nodes with every fault, as N-Triples."""
    graph = Graph(bind_namespaces="none")
    graph.parse(data=clean(), format="nt")
    graph.parse(HERE / "faults.ttl")
    for number, shape in enumerate(ShapeReader(shapes).targeted()):
        for kind, target in shape.targets:
            if str(target).endswith(("#earliest", "#latest")):
                continue  # pyshacl stops with a TypeError where a day is compared with no day
            for triple in _nodes(shape, f"{number}-{len(graph)}", kind, target, ontology):
                graph.add(triple)
    return "".join(sorted(f"{line}\n" for line in graph.serialize(format="nt").split("\n") if line))


def _nodes(
    shape: Shape, name: str, kind: str, target: Node, ontology: Graph
) -> Iterator[tuple[Node, Node, Node]]:
    """A node with nothing but what makes it a target, and nodes with bad values."""
    classes = [target]
    if kind == "targetClass":
        classes += sorted(ontology.transitive_subjects(RDFS.subClassOf, target), key=str)[:2]
    for index, one in enumerate(classes):
        bare = URIRef(f"https://example.org/bare-{name}-{index}")
        bad = URIRef(f"https://example.org/bad-{name}-{index}")
        for node in (bare, bad):
            if kind == "targetClass":
                yield node, RDF.type, one
            else:
                yield _aimed(node, kind, target)
        for constraint in shape.constraints:
            yield from ((bad, p, v) for p, v in _bad_pairs(None, constraint))
        for inner in shape.properties:
            path = URIRef(str(inner.path)[1:-1])
            for number, constraint in enumerate(inner.constraints):
                node = URIRef(f"{bad}-{str(inner.node).rsplit('#', 1)[-1]}-{number}")
                yield (node, RDF.type, one) if kind == "targetClass" else _aimed(node, kind, target)
                yield from ((node, p, v) for p, v in _bad_pairs(path, constraint))


def _aimed(node: Node, kind: str, target: Node) -> tuple[Node, Node, Node]:
    predicate = URIRef(str(target))
    if kind == "targetObjectsOf":
        return NOWHERE, predicate, node
    return node, predicate, Literal("1999-01-01", datatype=XSD.date)


def _bad_pairs(path: URIRef | None, constraint: Constraint) -> Iterator[tuple[Node, Node]]:
    if path is None:
        return
    other = constraint.value
    for value in _bad_values(constraint):
        yield path, value
        if constraint.component in ("LessThanConstraintComponent", "DisjointConstraintComponent"):
            yield URIRef(str(other)), value
    if constraint.component.startswith("LessThan"):
        dates = path.endswith("earliest")
        low, high = ("2001-01-01", "2002-01-01") if dates else ("1", "2")
        datatype = XSD.date if dates else XSD.decimal if "Bound" in path else XSD.integer
        yield path, Literal(high, datatype=datatype)
        yield URIRef(str(other)), Literal(low, datatype=datatype)


def _bad_values(constraint: Constraint) -> list[Node]:
    name = constraint.component.removesuffix("ConstraintComponent")
    limit = constraint.value
    if name == "MaxCount":
        number = int(str(limit)) + 1
        return [URIRef(f"{NOWHERE}-{i}") for i in range(number)]
    if name == "Datatype":
        return [NOWHERE, Literal("plain"), Literal(7), *_ill_formed(limit)]
    if name == "NodeKind":
        return [Literal("word")] if limit == SH.IRI else [NOWHERE]
    if name in ("MinInclusive", "MaxInclusive"):
        step = -1 if name == "MinInclusive" else 1
        return [Literal(Decimal(str(limit)) + step), Literal("word")]
    if name == "UniqueLang":
        return [Literal("one", lang="en"), Literal("two", lang="en")]
    if name == "MinLength":
        return [Literal("")]
    if name in ("Class", "Pattern", "Node", "Disjoint", "Or"):
        return [NOWHERE, Literal("word"), Literal("2001", datatype=XSD.gYear)]
    return []


def _ill_formed(datatype: Node) -> list[Node]:
    """rdflib, and so pyshacl, takes any text for a year; a test of its own sees to years."""
    return [] if datatype == XSD.gYear else [Literal("x", datatype=URIRef(str(datatype)))]
