"""HermiT and Pellet find the ontology sound, draw the wanted conclusions, and refuse nonsense."""

from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

from kg.errors import ConfigurationError, DiplographError, MissingPartError
from kg.graph.reason import REASONERS, Reasoning, reason
from kg.namespaces import CODES, ONTOLOGY, RESOURCES
from kg.vocabulary import ontology_graph

SAMPLE = Path(__file__).resolve().parents[2] / "cases" / "sample.ttl"

# Nonsense that must come out inconsistent, each for another axiom.
NONSENSE = {
    "a state that is also a person": "id:turkey a dg:State , dg:Person .",
    "a person that is a place": "id:gul a dg:Person , dg:City .",
    "an event that is also an agreement": "id:x a dg:Incident , dg:Treaty .",
    "a plan that took place": "id:x a dg:Plan , dg:Interaction .",
    "a passage that is a thing in the world": "id:x a dg:Passage , dg:Actor .",
    "a motive that is a code": "id:x a dg:Motive . id:y dg:topic id:x .",
    "a figure that is a happening": "id:x a dg:Observation , dg:Incident .",
    "a participation in two events": """
        id:p dg:participationIn id:a , id:b . id:a a dg:Incident . id:b a dg:Assassination .
        [] a owl:AllDifferent ; owl:distinctMembers ( id:a id:b ) .""",
    "a bilateral agreement with three parties": """
        id:x a dg:BilateralAgreement ; dg:party id:a , id:b , id:c .
        [] a owl:AllDifferent ; owl:distinctMembers ( id:a id:b id:c ) .""",
    "two begin offsets of one passage": "id:x dg:beginIndex 1 , 2 .",
}

# What must follow from the sample: subject, property or class, object.
EXPECTED = (
    ("agreement/akkuyu", RDF.type, "BilateralAgreement"),
    ("agreement/akkuyu", RDF.type, "Undertaking"),
    ("agreement/ceasefire-2016", RDF.type, "MultilateralAgreement"),
    ("agreement/akkuyu", "topic", "topic/energy"),
    ("motive/1", RDF.type, "ExplicitMotive"),
    ("motive/1", RDF.type, "SecurityMotive"),
    ("motive/2", RDF.type, "EnergyMotive"),
    ("actor/russia", RDF.type, "CrisisActor"),
    ("actor/russia", "participatesIn", "crisis/war-in-syria"),
    ("actor/russia", "participatesIn", "interaction/1"),
    ("actor/turkey", "allyOf", "actor/united-states"),
    ("actor/nato", "hasMember", "actor/turkey"),
    ("actor/vladimir-putin", "affiliatedWith", "actor/russia"),
    ("actor/abdullah-gul", "affiliatedWith", "actor/turkey"),
    ("crisis/russian-sanctions", "causedBy", "crisis/diplomatic-crisis-2015"),
    ("crisis/aircraft-downing-2015", "causes", "crisis/diplomatic-crisis-2015"),
    ("crisis/diplomatic-crisis-2015", RDF.type, "Event"),
    ("interaction/5", "after", "interaction/2"),
    ("utterance/1", "onBehalfOf", "actor/russia"),
    ("policy/turkey-closer-to-russia", "explainedBy", "motive/1"),
)


def turtle(body: str) -> Graph:
    return Graph().parse(
        data=f"@prefix dg: <{ONTOLOGY}> . @prefix id: <{RESOURCES}> . "
        f"@prefix owl: <http://www.w3.org/2002/07/owl#> . {body}",
        format="turtle",
    )


@cache
def reasoned(reasoner: str, with_sample: bool) -> Reasoning | DiplographError:
    graph = ontology_graph(leave_out=["align"])
    if with_sample:
        graph.parse(SAMPLE)
    try:
        return reason(graph, reasoner)
    except DiplographError as error:
        return error


def run(reasoner: str, with_sample: bool = False) -> Reasoning:
    result = reasoned(reasoner, with_sample)
    if isinstance(result, MissingPartError):
        pytest.skip(str(result))
    if isinstance(result, DiplographError):
        raise result
    return result


@pytest.mark.parametrize("reasoner", REASONERS)
def test_the_ontology_is_consistent_and_every_class_can_have_members(reasoner: str) -> None:
    result = run(reasoner)
    assert result.consistent
    assert result.unsatisfiable == ()


@pytest.mark.slow
@pytest.mark.parametrize("reasoner", REASONERS)
def test_the_sample_is_consistent_and_yields_what_users_ask_for(reasoner: str) -> None:
    result = run(reasoner, with_sample=True)
    assert result.consistent
    missing = [
        (subject, relation, wanted)
        for subject, relation, wanted in EXPECTED
        if not _holds(result.graph, subject, relation, wanted)
    ]
    assert missing == []


def _holds(graph: Graph, subject: str, relation: str, wanted: str) -> bool:
    node = URIRef(RESOURCES + subject)
    if relation == RDF.type:
        return (node, RDF.type, URIRef(ONTOLOGY + wanted)) in graph
    places = (RESOURCES, CODES)
    return any((node, URIRef(ONTOLOGY + relation), URIRef(p + wanted)) in graph for p in places)


@pytest.mark.slow
@pytest.mark.parametrize("what", sorted(NONSENSE))
def test_nonsense_is_inconsistent(what: str) -> None:
    run("hermit")
    graph = ontology_graph(leave_out=["align"]) + turtle(NONSENSE[what])
    assert not reason(graph, "hermit").consistent


@pytest.mark.slow
def test_pellet_refuses_nonsense_too() -> None:
    run("pellet")
    graph = ontology_graph(leave_out=["align"]) + turtle(NONSENSE["a state that is also a person"])
    assert not reason(graph, "pellet").consistent


def test_what_is_allowed_is_not_refused() -> None:
    """A capital may be a city and stand for a state; that is a warning, not a contradiction."""
    run("pellet")
    graph = ontology_graph(leave_out=["align"]) + turtle("id:x a dg:State , dg:City .")
    assert reason(graph, "pellet").consistent


def test_an_unknown_reasoner_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no reasoner 'fact'"):
        reason(Graph(), "fact")
