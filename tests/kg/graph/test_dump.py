"""Turtle of our own: stable, complete, and read back as the same graph."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from kg.errors import InputError
from kg.graph.dump import load, turtle
from kg.namespaces import mint, term
from kg.rdfio import FORMATS, convert

IRIS = st.text(min_size=1, max_size=30).map(lambda name: URIRef(mint("thing", name)))
ODD_IRIS = st.sampled_from(
    [URIRef(term("a.b")), URIRef(term("")), URIRef("urn:x:1"), URIRef(mint("x", "y") + "/")]
)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
LITERALS = (
    TEXTS.map(Literal)
    | TEXTS.map(lambda text: Literal(text, lang="en"))
    | st.sampled_from(
        [
            Literal("01", datatype=XSD.integer, normalize=False),
            Literal("33.0", datatype=XSD.decimal, normalize=False),
            Literal("2010", datatype=XSD.gYear, normalize=False),
            Literal(True),
        ]
    )
)
PREDICATES = st.sampled_from([RDF.type, URIRef(term("party")), URIRef("urn:x:p")])
TRIPLES = st.lists(st.tuples(IRIS | ODD_IRIS, PREDICATES, IRIS | ODD_IRIS | LITERALS), max_size=12)


def graph_of(triples: list[tuple[URIRef, URIRef, URIRef | Literal]]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


@given(TRIPLES)
@settings(deadline=None)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, triples: list[tuple[URIRef, URIRef, URIRef]]
) -> None:
    graph = graph_of(triples)
    text = "".join(turtle(graph))
    assert text == "".join(turtle(graph_of(triples[::-1])))
    path = tmp_path_factory.mktemp("dump") / "graph.ttl"
    path.write_text(text, encoding="utf-8", newline="")
    assert isomorphic(load(path), graph)
    assert isomorphic(
        Graph().parse(data=text, format="turtle"),
        Graph().parse(data=graph.serialize(format="nt"), format="nt"),
    )


def test_blank_nodes_are_refused() -> None:
    graph = Graph()
    graph.add((BNode(), RDF.type, URIRef(term("State"))))
    with pytest.raises(ValueError, match="blank node"):
        list(turtle(graph))


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_keeps_literals_as_written(tmp_path: Path, form: str) -> None:
    path = tmp_path / "graph.ttl"
    value = Literal("07", datatype=XSD.integer, normalize=False)
    path.write_text(
        "".join(turtle(graph_of([(URIRef(mint("x", "1")), URIRef(term("value")), value)]))),
        encoding="utf-8",
    )
    data = convert([(path, "urn:x:g")], form).decode()
    assert "07" in data
    assert convert([(path, "urn:x:g")], form).decode() == data


@pytest.mark.parametrize(
    ("content", "words"), [("<a> <b> .", "line 1"), (None, "no file"), ("@prefix", "not Turtle")]
)
def test_bad_turtle_gets_one_sentence(tmp_path: Path, content: str | None, words: str) -> None:
    path = tmp_path / "graph.ttl"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputError, match=words):
        load(path)
