"""The compiled validator gives pyshacl's results: on a clean graph, and on one full of faults."""

import random
import re
from collections import Counter

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH, XSD, Graph

from kg.errors import ConfigurationError
from kg.folders import ontology_folder, shapes_folder
from kg.graph.setcheck import Result, compile_shapes, setcheck
from kg.graph.shacl.minus import with_minus
from kg.graph.validate import load_folder, validate
from tests.kg.graph.faults import clean, faulty
from tests.kg.graph.terms import term_row

QUERY = "sh:targetClass ex:C ; sh:sparql [ sh:select"
DG = "https://w3id.org/diplograph/ontology#"
Row = tuple[str, str, str, str, str]


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return load_folder(shapes_folder())


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return load_folder(ontology_folder())


@pytest.fixture(scope="module")
def planted(shapes: Graph, ontology: Graph) -> str:
    return faulty(shapes, ontology)


def plain_numbers(message: str) -> str:
    """A message with 31.0 as 31, as the store writes it."""
    return re.sub(r"(\d)\.0\b", r"\1", message)


def by_pyshacl(text: str, shapes: Graph, ontology: Graph) -> Counter[Row]:
    data = Graph(bind_namespaces="none")
    data.parse(data=text, format="nt")
    report = validate(data, shapes, ontology)
    rows: Counter[Row] = Counter()
    for node in report.objects(None, SH.result):
        value, path = report.value(node, SH.value), report.value(node, SH.resultPath)
        rows[
            term_row(report.value(node, SH.focusNode)),
            "" if path is None else f"<{path}>",
            "" if value is None else term_row(value),
            str(report.value(node, SH.sourceConstraintComponent)).rsplit("#", 1)[-1],
            str(report.value(node, SH.resultSeverity)).rsplit("#", 1)[-1]
            + " "
            + str(report.value(node, SH.sourceConstraint) or report.value(node, SH.sourceShape))
            + " "
            + plain_numbers(str(report.value(node, SH.resultMessage))),
        ] += 1
    return rows


def results(text: str, shapes: Graph, ontology: Graph) -> list[Result]:
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    store.load(ontology.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    return setcheck(store, compile_shapes(shapes))


def compiled(text: str, shapes: Graph, ontology: Graph) -> Counter[Row]:
    return Counter(
        (
            term_row(r.focus),
            r.path or "",
            "" if r.value is None else term_row(r.value),
            r.component,
            f"{r.severity} {r.constraint or r.shape} {plain_numbers(r.message)}",
        )
        for r in results(text, shapes, ontology)
    )


def test_a_clean_graph_conforms_in_both_engines(shapes: Graph, ontology: Graph) -> None:
    text = clean()
    assert by_pyshacl(text, shapes, ontology) == Counter()
    assert compiled(text, shapes, ontology) == Counter()


def test_every_constraint_finds_its_fault(shapes: Graph, ontology: Graph, planted: str) -> None:
    found = {(r.shape, r.component, r.constraint) for r in results(planted, shapes, ontology)}
    asked = {(str(c.shape.node), c.component, c.constraint) for c in compile_shapes(shapes)}
    assert asked - found == set()


def test_both_engines_find_the_same_faults(shapes: Graph, ontology: Graph, planted: str) -> None:
    expected, actual = by_pyshacl(planted, shapes, ontology), compiled(planted, shapes, ontology)
    assert expected - actual == Counter()
    assert actual - expected == Counter()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_both_engines_agree_on_damaged_graphs(shapes: Graph, ontology: Graph, seed: int) -> None:
    """Statements are dropped and their ends exchanged at random."""
    chance = random.Random(seed)
    lines = clean().splitlines()
    kept = [line for line in lines if chance.random() > 0.02]
    parts = [line.split(" ", 2) for line in chance.sample(lines, 120)]
    ends = [part[2] for part in parts]
    chance.shuffle(ends)
    swapped = [f"{s} {p} {o}" for (s, p, _), o in zip(parts, ends, strict=True)]
    swapped = [line for line in swapped if "Index" not in line and "est>" not in line]
    text = "\n".join(kept + swapped) + "\n"
    expected, actual = by_pyshacl(text, shapes, ontology), compiled(text, shapes, ontology)
    assert sum(expected.values()) > 100
    assert expected - actual == Counter()
    assert actual - expected == Counter()


def test_only_the_nodes_asked_for_are_reported(shapes: Graph, ontology: Graph) -> None:
    store = ox.Store()
    node = "https://example.org/{}"
    for name in ("a", "b"):
        store.update(f"INSERT DATA {{ <{node.format(name)}> a <{DG}Office> }}")
    store.load(ontology.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    asked = ox.NamedNode(node.format("b"))
    found = setcheck(store, compile_shapes(shapes), frozenset({asked}))
    assert {r.focus for r in found} == {asked}
    assert {r.component for r in found} == {"MinCountConstraintComponent"}


def test_years_that_are_no_years_are_found(shapes: Graph, ontology: Graph) -> None:
    """pyshacl lets them pass: rdflib reads any text as a year."""
    year = f'<https://example.org/c> <{DG}citedYear> "soon"^^<{XSD.gYear}> .\n'
    text = f"<https://example.org/c> <{RDF.type}> <{DG}Citation> .\n{year}"
    found = {(r.shape.rsplit("#")[-1], r.component) for r in results(text, shapes, ontology)}
    assert ("Citation-year", "DatatypeConstraintComponent") in found


@pytest.mark.parametrize(
    ("shape", "named"),
    [
        ("sh:targetClass ex:C ; sh:qualifiedMinCount 1", "qualifiedMinCount"),
        ("sh:target [ a sh:SPARQLTarget ]", "target"),
        ("sh:targetClass ex:C ; sh:minCount 1", "MinCountConstraintComponent"),
        ("sh:targetClass ex:C ; sh:node ex:S", "recursive"),
        ("sh:targetClass ex:C ; sh:rule [ a sh:TripleRule ]", "rule"),
        ('sh:targetClass ex:C ; sh:sparql [ sh:ask "ASK {}" ]', "sh:select"),
        (f'{QUERY} "SELECT $this {{" ]', "malformed"),
        (f'{QUERY} "SELECT $this {{ $this ?p ?o MINUS {{ ?o ?p 1 }} }}" ]', "MINUS"),
        (f'{QUERY} "SELECT $this {{ GRAPH $shapesGraph {{ $this ?p ?o }} }}" ]', "shapesGraph"),
    ],
)
def test_what_is_not_understood_stops_with_its_name(shape: str, named: str) -> None:
    graph = Graph()
    text = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> ."
    graph.parse(data=f"{text} ex:S a sh:NodeShape ; {shape} .")
    with pytest.raises(ConfigurationError, match=named):
        compile_shapes(graph)


def test_not_exists_becomes_minus_only_where_it_means_the_same() -> None:
    two = "FILTER NOT EXISTS { ?c ex:of $this ; ex:says ?value }"
    assert "MINUS" in with_minus(f"SELECT $this ?value {{ $this ex:p ?value {two} }}")
    # one pattern is a look-up either way
    single = "SELECT $this { $this ex:p ?value FILTER NOT EXISTS { ?c ex:of $this } }"
    assert with_minus(single) == single
    # ?limit is bound outside and only compared inside
    compared = (
        "SELECT $this { $this ex:max ?limit "
        "FILTER NOT EXISTS { $this ex:a ?b . ?b ex:n ?n FILTER (?n > ?limit) } }"
    )
    assert with_minus(compared) == compared
    # ?value may be unbound outside
    optional = f"SELECT $this {{ $this a ex:C OPTIONAL {{ $this ex:p ?value }} {two} }}"
    assert with_minus(optional) == optional
