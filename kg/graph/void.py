"""A description of the dataset in VoID: how large it is, and which classes and properties it uses.

Source: Describing Linked Datasets with the VoID Vocabulary, W3C Interest Group Note, 2011.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
from rdflib import DCTERMS, OWL, RDF, VOID, Graph, Literal, URIRef
from rdflib.term import Node

from kg.namespaces import BASE, ONTOLOGY, RESOURCES, slug
from kg.rdfio import parse

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_EXACT = "http://www.w3.org/2004/02/skos/core#exactMatch"
_LINKS = {
    _EXACT,
    "http://www.w3.org/2004/02/skos/core#closeMatch",
}


def describe(asserted: Path, inferred: Path, title: str, version: str) -> Graph:
    """Return the VoID description of a build: asserted and inferred statements apart."""
    graph = Graph(bind_namespaces="none")
    dataset = URIRef(f"{BASE}dataset")
    graph.add((dataset, RDF.type, VOID.Dataset))
    graph.add((dataset, DCTERMS.title, Literal(title, lang="en")))
    graph.add((dataset, DCTERMS.license, URIRef(LICENCE)))
    graph.add((dataset, DCTERMS.hasVersion, Literal(version)))
    graph.add((dataset, VOID.uriSpace, Literal(RESOURCES)))
    graph.add((dataset, VOID.vocabulary, URIRef(ONTOLOGY)))
    for name, file in (("asserted", asserted), ("inferred", inferred)):
        subset = URIRef(f"{dataset}/{name}")
        graph.add((dataset, VOID.subset, subset))
        graph.add((subset, RDF.type, VOID.Dataset))
        graph.add((subset, DCTERMS.title, Literal(f"{title}: {name}", lang="en")))
        graph.add((subset, VOID.dataDump, URIRef(f"{BASE}dumps/{file.name}")))
        _count(graph, subset, parse(file))
    return graph


def _count(graph: Graph, dataset: URIRef, quads: Iterable[ox.Quad]) -> None:
    classes: Counter[str] = Counter()
    properties: Counter[str] = Counter()
    subjects: set[str] = set()
    for quad in quads:
        predicate = quad.predicate.value
        properties[predicate] += 1
        subjects.add(str(quad.subject))
        if predicate == str(RDF.type):
            classes[getattr(quad.object, "value", "")] += 1
    graph.add((dataset, VOID.triples, Literal(properties.total())))
    graph.add((dataset, VOID.distinctSubjects, Literal(len(subjects))))
    _partitions(graph, dataset, "class", classes, VOID.entities)
    _partitions(graph, dataset, "property", properties, VOID.triples)
    links = sum(properties[p] for p in sorted(_LINKS))
    if links:
        linkset = URIRef(f"{dataset}/wikidata-links")
        graph.add((linkset, RDF.type, VOID.Linkset))
        graph.add((linkset, VOID.triples, Literal(links)))
        graph.add((linkset, VOID.subjectsTarget, dataset))
        graph.add((linkset, VOID.objectsTarget, URIRef("http://www.wikidata.org/")))
        graph.add((dataset, VOID.subset, linkset))
    if exact := properties[_EXACT]:
        same = URIRef(f"{dataset}/wikidata-sameas")
        graph.add((same, RDF.type, VOID.Linkset))
        graph.add((same, VOID.linkPredicate, OWL.sameAs))
        graph.add((same, VOID.triples, Literal(exact)))
        graph.add((same, VOID.subjectsTarget, dataset))
        graph.add((same, VOID.objectsTarget, URIRef("http://www.wikidata.org/")))
        graph.add((same, VOID.dataDump, URIRef(f"{BASE}dataset/wikidata-sameas.ttl")))


def _partitions(
    graph: Graph, dataset: URIRef, kind: str, counts: Counter[str], measure: Node
) -> None:
    for name, number in sorted(counts.items()):
        part = URIRef(f"{dataset}/{kind}/{slug(name)}")
        graph.add((dataset, VOID[f"{kind}Partition"], part))
        graph.add((part, VOID["class" if kind == "class" else "property"], URIRef(name)))
        graph.add((part, measure, Literal(number)))
