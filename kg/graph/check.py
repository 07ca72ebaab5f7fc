"""A graph against the shipped shapes: the one door to validation for a build and for a check."""

from collections.abc import Set
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, URIRef

from kg.findings import Report
from kg.folders import ontology_folder, shapes_folder
from kg.graph.dump import load
from kg.graph.report import report_of
from kg.graph.result import Result, Term, results_of, to_term
from kg.graph.setcheck import compile_shapes, setcheck
from kg.graph.validate import NotComparableError, load_folder, validate
from kg.rdfio import load_into

# Above this pyshacl takes more than some seconds. The compiled validator gives the same results;
# a test holds it to that.
MOST_FOR_PYSHACL = 10_000


def check(graph: Graph) -> Report:
    """Return what the shapes say of a graph.

    Raises:
        ConfigurationError: the shapes or the ontology are missing or malformed.
    """
    store = ox.Store()
    store.extend(_quad(*(to_term(node) for node in triple)) for triple in graph)
    return report_of(_results(store, graph if len(store) <= MOST_FOR_PYSHACL else None), store)


def check_file(path: Path, before: Path | None = None) -> Report:
    """Return what the shapes say of a Turtle file.

    With ``before``, an earlier state of the graph, only results on nodes are given that changed
    or that are next to a change.

    Raises:
        InputError: a file is missing or is not Turtle.
        ConfigurationError: the shapes or the ontology are missing or malformed.
    """
    store = _read(path)
    changed = None if before is None else changed_nodes(_read(before), store)
    graph = load(path) if len(store) <= MOST_FOR_PYSHACL else None
    return report_of(_results(store, graph, changed), store)


def _results(store: ox.Store, graph: Graph | None, focus: Set[Term] | None = None) -> list[Result]:
    """Return the results; the compiled validator adds the ontology to the store."""
    ontology, shapes = load_folder(ontology_folder()), load_folder(shapes_folder())
    if graph is not None:
        nodes = None if focus is None else _addresses(focus)
        try:
            return results_of(validate(graph, shapes, ontology, nodes))
        except NotComparableError:
            pass  # pyshacl stops where a date is compared with a number; the compiled one does not
    store.extend(_quad(*(to_term(node) for node in triple)) for triple in ontology)
    return setcheck(store, compile_shapes(shapes), focus)


def changed_nodes(before: ox.Store, after: ox.Store) -> frozenset[Term]:
    """Return the nodes of ``after`` whose results may differ from those in ``before``.

    These are the subjects of statements that came or went, what refers to them, and what either
    names within two steps: a citation of a claim, the participants of an event.
    """
    subjects = {quad.subject for quad in after if quad not in before}
    subjects |= {quad.subject for quad in before if quad not in after}
    found: set[Term] = set(subjects)
    for node in subjects:
        found |= {quad.subject for quad in after.quads_for_pattern(None, None, node)}
    for _ in range(2):
        for node in [n for n in found if not isinstance(n, ox.Literal | ox.Triple)]:
            objects = (quad.object for quad in after.quads_for_pattern(node, None, None))
            found |= {value for value in objects if isinstance(value, ox.NamedNode)}
    return frozenset(found)


def _read(path: Path) -> ox.Store:
    store = ox.Store()
    load_into(store, path)
    return store


def _quad(subject: Term, predicate: Term, value: Term) -> ox.Quad:
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)  # noqa: S101 (RDF allows no other)
    assert isinstance(predicate, ox.NamedNode)  # noqa: S101
    return ox.Quad(subject, predicate, value)


def _addresses(nodes: Set[Term]) -> list[URIRef]:
    return [URIRef(node.value) for node in nodes if isinstance(node, ox.NamedNode)]
