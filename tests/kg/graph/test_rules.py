"""Every axiom of a covered kind is picked up, and the rules say what an OWL 2 RL reasoner says."""

from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import ConfigurationError
from kg.folders import ontology_folder
from kg.graph.rules import apply_rules, ground_rules, infer, rule_files
from kg.rdfio import INFERRED_GRAPH
from kg.vocabulary import ontology_files

DG = "https://w3id.org/diplograph/ontology#"
EX = "https://example.org/"
PREFIXES = {"dg": DG, "ex": EX, "skos": "http://www.w3.org/2004/02/skos/core#"}
Triple = tuple[Node, Node, Node]

# Kinds of axioms that add nothing to the data: they are for reasoners and for readers.
NOT_COVERED = {
    RDFS.domain,
    RDFS.range,
    OWL.disjointWith,
    OWL.members,
    OWL.hasKey,
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
}
COVERED = {
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    OWL.inverseOf,
    OWL.SymmetricProperty,
    OWL.TransitiveProperty,
    OWL.propertyChainAxiom,
    OWL.equivalentClass,
}
PARTS = {OWL.intersectionOf, OWL.onProperty, OWL.hasValue, OWL.someValuesFrom}


def dg(name: str) -> URIRef:
    return URIRef(DG + name)


def ex(name: str) -> URIRef:
    return URIRef(EX + name)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """The ontology without what stands outside OWL 2 RL and without links to others."""
    graph = Graph()
    for file in sorted(ontology_folder().glob("*.ttl")):
        if file.name not in {"dl.ttl", "align.ttl"}:
            graph.parse(file)
    return graph


def inferred(data: Graph | str) -> set[Triple]:
    """What the rules add to some statements."""
    text = data.serialize(format="nt") if isinstance(data, Graph) else data
    store = ox.Store()
    store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    for file in ontology_files():
        store.load(path=str(file), format=ox.RdfFormat.TURTLE)
    added = apply_rules(store)
    quads = list(store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED_GRAPH)))
    assert len(quads) == added
    graph = Graph()
    for quad in quads:
        graph.parse(data=f"{quad.triple} .", format="nt")
    return set(graph)


def turtle(body: str) -> str:
    return "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items()) + body


# ---------------------------------------------------------------- every axiom has its rule


def test_every_kind_of_axiom_is_covered_or_known_not_to_be(ontology: Graph) -> None:
    owl = {p for p in ontology.predicates() if str(p).startswith(str(OWL))}
    owl |= {p for p in ontology.predicates() if p in {RDFS.domain, RDFS.range, RDFS.subClassOf}}
    kinds = {o for o in ontology.objects(None, RDF.type) if str(o).endswith("Property")}
    plain = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    header = {OWL.versionIRI, OWL.versionInfo}
    assert (owl | kinds) - plain - header - PARTS - COVERED - NOT_COVERED == set()


def axioms(graph: Graph) -> list[tuple[str, list[Triple], Triple]]:
    """For every axiom of a covered kind: statements that it applies to, and what must follow."""
    found: list[tuple[str, list[Triple], Triple]] = []
    a, b, c = ex("a"), ex("b"), ex("c")
    for s, p, o in sorted(graph):
        ours = str(s).startswith(DG) and str(o).startswith(DG)
        if p == RDFS.subClassOf and ours:
            found.append((f"{s} under {o}", [(a, RDF.type, s)], (a, RDF.type, o)))
        elif p == RDFS.subPropertyOf and ours:
            found.append((f"{s} under {o}", [(a, s, b)], (a, o, b)))
        elif p == OWL.inverseOf and ours:
            found.append((f"{s} inverse of {o}", [(a, s, b)], (b, o, a)))
            found.append((f"{o} inverse of {s}", [(a, o, b)], (b, s, a)))
        elif o == OWL.SymmetricProperty:
            found.append((f"{s} symmetric", [(a, s, b)], (b, s, a)))
        elif o == OWL.TransitiveProperty:
            found.append((f"{s} transitive", [(a, s, b), (b, s, c)], (a, s, c)))
        elif p == OWL.propertyChainAxiom:
            first, second = Collection(graph, o)
            found.append((f"{s} chain", [(a, first, b), (b, second, c)], (a, s, c)))
        elif p == OWL.intersectionOf:
            found.append(_definition(graph, s, list(Collection(graph, o))))
    return found


def _definition(graph: Graph, node: Node, parts: list[Node]) -> tuple[str, list[Triple], Triple]:
    name = next(graph.subjects(OWL.equivalentClass, node), None)
    name = name or graph.value(node, RDFS.subClassOf)
    wider, restriction = parts
    prop = graph.value(restriction, OWL.onProperty)
    value, kind = (
        graph.value(restriction, OWL.hasValue),
        graph.value(restriction, OWL.someValuesFrom),
    )
    assert name is not None
    assert prop is not None
    given: list[Triple] = [(ex("a"), RDF.type, wider), (ex("a"), prop, value or ex("b"))]
    if kind is not None:
        given.append((ex("b"), RDF.type, kind))
    return f"{name} defined", given, (ex("a"), RDF.type, name)


def test_every_axiom_of_a_covered_kind_is_picked_up(ontology: Graph) -> None:
    asked = axioms(ontology)
    assert len(asked) > 100
    together = Graph()
    wanted: dict[Triple, str] = {}
    for number, (name, given, follows) in enumerate(asked):
        own = {ex(x): ex(f"{x}{number}") for x in "abc"}
        for s, p, o in given:
            together.add((own.get(s, s), p, own.get(o, o)))
        s, p, o = follows
        wanted[own.get(s, s), p, own.get(o, o)] = name
    got = inferred(together)
    assert [name for triple, name in wanted.items() if triple not in got] == []


def test_an_axiom_in_the_ontology_needs_no_new_rule(ontology: Graph) -> None:
    """If a kind's rule file were gone, the test above would name the axioms of that kind."""
    store = ox.Store()
    store.load(ontology.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    by_axiom = [
        f for f in rule_files() if "\n  {\n" in f.read_text() or "\n  { ?p" in f.read_text()
    ]
    assert len(by_axiom) == 8
    for file in by_axiom:
        assert ground_rules(file, store), file.name


# ---------------------------------------------------------------- the same as a reasoner's

SMALL = (Path(__file__).parent / "inferences.ttl").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_owl_rl_reasoner_gives_the_same(ontology: Graph) -> None:
    graph = Graph()
    graph.parse(data=SMALL)
    given = set(graph)
    for s, p, o in ontology:  # the axioms of the kinds the rules are for
        kind = o if p == RDF.type else p
        if kind in COVERED | PARTS | {RDF.first, RDF.rest}:
            graph.add((s, p, o))
    own = set(graph)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    about = {s for s, _, _ in given} | {o for _, _, o in given}
    expected = {
        (s, p, o)
        for s, p, o in set(graph) - own
        if s in about and (str(p).startswith(DG) or (p == RDF.type and str(o).startswith(DG)))
    }
    actual = {t for t in inferred(SMALL) if t[0] in about}
    assert len(expected) > 60
    assert expected - actual == set()
    assert actual - expected == set()


# ---------------------------------------------------------------- what OWL cannot say


def test_two_parties_make_it_bilateral_and_three_multilateral() -> None:
    parties = {"x": "ex:a , ex:b", "y": "ex:a , ex:b , ex:c", "z": "ex:a"}
    rows = (f"ex:{name} a dg:Treaty ; dg:party {whom} ." for name, whom in parties.items())
    got = inferred(turtle(" ".join(rows)))
    assert (ex("x"), dg("numberOfParties"), Literal(2)) in got
    counted = {dg("BilateralAgreement"), dg("MultilateralAgreement")}
    kinds = {(s, o) for s, p, o in got if p == RDF.type and o in counted}
    assert kinds == {(ex("x"), dg("BilateralAgreement")), (ex("y"), dg("MultilateralAgreement"))}


def test_who_holds_an_office_speaks_for_its_state() -> None:
    held = "ex:p dg:holdsOffice ex:o . ex:o dg:officeOf ex:s ."
    got = inferred(turtle(f"ex:u dg:speaker ex:p . {held}"))
    assert (ex("u"), dg("onBehalfOf"), ex("s")) in got


def figure(name: str, value: float, extra: str = "") -> str:
    code = "https://w3id.org/diplograph/code/"
    return (
        f"ex:{name} a dg:Observation ; dg:value {value} ; dg:subject ex:a , ex:b ; "
        f"dg:indicator <{code}indicator/exports> ; dg:unit <{code}unit/USD> ; "
        f"dg:nature <{code}nature/actual> ; dg:evidence ex:q {extra} ."
    )


@pytest.mark.parametrize(
    ("first", "second", "conflict"),
    [
        ((31.0, ""), (40.0, ""), True),
        ((31.0, ""), (31.5, ""), False),
        ((31.0, "; dg:referenceTime ex:y1"), (40.0, "; dg:referenceTime ex:y1"), True),
        ((31.0, "; dg:referenceTime ex:y1"), (40.0, "; dg:referenceTime ex:y2"), False),
        ((31.0, "; dg:referenceTime ex:y1"), (40.0, ""), False),
        (
            (31.0, "; dg:qualifier <https://w3id.org/diplograph/code/qualifier/moreThan>"),
            (40.0, ""),
            False,
        ),
        (
            (31.0, ""),
            (40.0, "; dg:qualifier <https://w3id.org/diplograph/code/qualifier/upTo>"),
            False,
        ),
        ((31.0, ""), (40.0, "; dg:subject ex:c"), False),
    ],
)
def test_figures_conflict_only_where_nothing_reconciles_them(
    first: tuple[float, str], second: tuple[float, str], conflict: bool
) -> None:
    passage = "ex:q dg:inDocument ex:text ."
    got = inferred(turtle(f"{figure('one', *first)} {figure('two', *second)} {passage}"))
    assert ((ex("one"), dg("conflictsWith"), ex("two")) in got) is conflict
    assert ((ex("two"), dg("conflictsWith"), ex("one")) in got) is conflict
    assert ((ex("one"), RDF.type, dg("ConflictingFigure")) in got) is conflict


# ---------------------------------------------------------------- the run itself


def test_nothing_asserted_is_repeated_and_the_order_is_stable(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(turtle("ex:a dg:allyOf ex:b . ex:b dg:allyOf ex:a . ex:c dg:allyOf ex:a ."))
    triples = infer(path, ontology_files())
    lines = [str(t) for t in triples]
    assert lines == sorted(lines)
    allies = [t for t in triples if t.predicate.value == DG + "allyOf"]
    assert [(t.subject.value, t.object) for t in allies] == [(EX + "a", ox.NamedNode(EX + "c"))]


@pytest.mark.parametrize(
    "rule", ["SELECT ?s { ?s ?p ?o }", "CONSTRUCT { ?a a dg:X . ?b a dg:X } WHERE { ?a dg:p ?b }"]
)
def test_a_rule_of_another_form_is_refused(tmp_path: Path, rule: str) -> None:
    file = tmp_path / "90-odd.rq"
    file.write_text(rule)
    with pytest.raises(ConfigurationError, match="90-odd"):
        ground_rules(file, ox.Store())
