"""A graph cut by document: together whole, apart without what only others say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.excerpts import cut_by_document
from kg.namespaces import PREFIXES, document_iri, passage_iri, term
from kg.rdfio import parse

TYPE = f"<{PREFIXES['rdf']}type>"


def dg(name: str) -> str:
    return f"<{term(name)}>"


def written(lines: list[str], folder: Path) -> Path:
    path = folder / "graph.ttl"
    path.write_text("".join(f"{line} .\n" for line in lines), encoding="utf-8")
    return path


def document(name: str) -> list[str]:
    node = f"<{document_iri(name)}>"
    return [f"{node} {TYPE} {dg('Document')}", f'{node} {dg("language")} "en"']


def passage(name: str, begin: int) -> list[str]:
    node = f"<{passage_iri(name, begin, begin + 5)}>"
    return [
        f"{node} {dg('inDocument')} <{document_iri(name)}>",
        f"{node} {dg('beginIndex')} {begin:03}",
    ]


def claim(name: str, number: int, subject: str, value: str, begin: int) -> list[str]:
    node = f"<urn:claim:{name}:{number}>"
    return [
        f"{node} {dg('inDocument')} <{document_iri(name)}>",
        f"{node} {dg('claimSubject')} {subject}",
        f"{node} {dg('claimPredicate')} {dg('neighbour')}",
        f"{node} {dg('claimObject')} {value}",
        f"{node} {dg('evidence')} <{passage_iri(name, begin, begin + 5)}>",
        f"{node} {dg('generatedBy')} <urn:run>",
        f"{subject} {dg('neighbour')} {value}",
    ]


def mention(name: str, thing: str, begin: int) -> list[str]:
    return [f"{thing} {dg('mentionedIn')} <{passage_iri(name, begin, begin + 5)}>"]


def label(thing: str) -> list[str]:
    return [f'{thing} <{PREFIXES["rdfs"]}label> "{thing[1:-1]}"@en']


def two_documents(folder: Path) -> Path:
    lines = [
        *document("d1"),
        *document("d2"),
        *passage("d1", 1),
        *passage("d1", 2),
        *passage("d2", 3),
    ]
    for thing in ("<urn:a>", "<urn:b>", "<urn:c>"):
        lines += label(thing)
    lines += mention("d1", "<urn:a>", 1) + mention("d2", "<urn:a>", 3) + mention("d2", "<urn:c>", 3)
    lines += mention("d1", "<urn:b>", 2) + mention("d2", "<urn:b>", 3)
    lines += claim("d1", 1, "<urn:a>", "<urn:b>", 1) + claim("d2", 1, "<urn:a>", "<urn:c>", 3)
    lines += claim("d2", 2, "<urn:b>", "<urn:a>", 3) + claim("d1", 2, "<urn:b>", "<urn:a>", 2)
    return written([*lines, f'<urn:run> <{PREFIXES["rdfs"]}label> "a run"@en'], folder)


def test_each_document_has_what_it_says_and_no_more(tmp_path: Path) -> None:
    parts = {k: "\n".join(map(str, v)) for k, v in cut_by_document(two_documents(tmp_path)).items()}
    assert list(parts) == ["d1", "d2"]
    neighbour = dg("neighbour")
    assert f"<urn:a> {neighbour} <urn:b>" in parts["d1"]
    assert f"<urn:a> {neighbour} <urn:c>" not in parts["d1"]
    assert f"<urn:a> {neighbour} <urn:c>" in parts["d2"]
    assert f"<urn:a> {neighbour} <urn:b>" not in parts["d2"]
    for part in parts.values():
        assert f"<urn:b> {neighbour} <urn:a>" in part
        assert '"urn:a"@en' in part
        assert '"a run"@en' in part
    assert '"urn:c"@en' not in parts["d1"]
    assert "doc/d2" not in parts["d1"]
    assert "doc/d1" not in parts["d2"]
    assert '"001"^^' in parts["d1"]  # as written


def test_a_built_graph_is_the_sum_of_its_documents(tmp_path: Path) -> None:
    graph = two_documents(tmp_path)
    whole = {quad.triple for quad in parse(graph)}
    assert set().union(*map(set, cut_by_document(graph).values())) == whole


THINGS = st.sampled_from(["<urn:a>", "<urn:b>", "<urn:c>", "<urn:d>"])
NAMES = st.sampled_from(["d1", "d2", "d3"])
PLACES = st.integers(1, 3)
LINES = st.one_of(
    st.builds(mention, NAMES, THINGS, PLACES),
    st.builds(claim, NAMES, PLACES, THINGS, THINGS, PLACES),
    st.builds(label, THINGS),
    st.builds(passage, NAMES, PLACES),
)


@given(st.lists(LINES, max_size=12))
def test_any_graph_is_the_sum_of_its_documents(
    tmp_path_factory: pytest.TempPathFactory, found: list[list[str]]
) -> None:
    lines = [line for name in ("d1", "d2", "d3") for line in document(name)]
    lines += [line for some in found for line in some]
    graph = written(lines, tmp_path_factory.getbasetemp())
    parts = cut_by_document(graph)
    whole = {quad.triple for quad in parse(graph)}
    assert set().union(*map(set, parts.values())) == whole
    for name, triples in parts.items():
        assert triples == sorted(triples, key=str)
        passages = [t.subject for t in triples if t.predicate.value == term("beginIndex")]
        assert all(str(p).startswith(f"<{document_iri(name)}#") for p in passages)
