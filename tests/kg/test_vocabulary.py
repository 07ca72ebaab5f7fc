"""The vocabulary says what the ontology's Turtle says, and nothing else."""

from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import ConfigurationError
from kg.vocabulary import USUAL_WEIGHT, Cue, Vocabulary, load_vocabulary, ontology_graph

# The codes of the stand-off annotation schema; the lists may hold more.
SCHEMA = {
    "agreement-status": {"signed", "inForce", "planned", "rejected", "violated", "unknown"},
    "topic": {
        *("nuclearEnergy", "gas", "oil", "trade", "arms", "space", "tourism", "banking"),
        *("industry", "agriculture", "culture", "construction", "militaryBasing", "security"),
        *("migration", "politics", "investment"),
    },
    "role": {
        *("initiator", "target", "belligerent", "supporter", "mediator", "affected", "host"),
    },
    "motive-category": {"political", "economic", "security", "ideological", "energy"},
    "plover": {
        *("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "REQUEST", "ACCUSE"),
        *("REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
    },
    "modality": {"asserted", "planned", "hypothetical", "expected", "denied", "almost"},
    "nature": {"actual", "forecast", "target"},
    "link-status": {"confirmed", "unconfirmed", "proposed", "refused", "notInWikidata"},
}
CLASSES = {
    "Actor": {
        *("State", "InternationalOrganization", "Person", "PoliticalParty", "ArmedGroup"),
        *("Company", "GovernmentBody", "Media", "Movement", "People", "Bloc"),
    },
    "Agreement": {"Treaty", "Contract", "CooperationAgreement", "Institution", "Deal", "Project"},
    "Crisis": {
        *("ArmedConflict", "Incident", "CoupAttempt", "Assassination", "Sanctions"),
        *("DiplomaticCrisis", "EconomicCrisis", "PoliticalChange", "MilitaryDispute"),
        "RefugeeCrisis",
    },
    "Place": {"City", "MilitaryBase"},
}
RELATIONS = {
    *("memberOf", "holdsOffice", "leaderOf", "allyOf", "supports", "opposes", "tradePartnerOf"),
    *("supplies", "locatedIn", "partOf", "successorOf"),
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.mark.parametrize("name", sorted(SCHEMA))
def test_a_code_list_holds_every_code_of_the_annotation_schema(
    vocabulary: Vocabulary, name: str
) -> None:
    assert SCHEMA[name] <= set(vocabulary.codes[name])


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_type_of_the_annotation_schema_is_a_class(vocabulary: Vocabulary, name: str) -> None:
    for code in CLASSES[name]:
        assert vocabulary.is_a(vocabulary.by_code[code].name, name)


def test_every_relation_of_the_annotation_schema_is_a_property(vocabulary: Vocabulary) -> None:
    for name in RELATIONS:
        assert vocabulary.terms[name].kind == "object"
        assert vocabulary.terms[name].domain


def test_labels_come_in_four_languages(vocabulary: Vocabulary) -> None:
    assert vocabulary.terms["Treaty"].labels["en"] == "treaty"
    assert {"en", "ru", "tr", "ar"} <= set(vocabulary.terms["memberOf"].labels)


def test_an_interaction_is_an_act_and_an_event_and_a_plan_is_no_event(
    vocabulary: Vocabulary,
) -> None:
    assert vocabulary.ancestors("Interaction") == ("Act", "Event", "Undertaking", "Entity")
    assert not vocabulary.is_a("Plan", "Event")
    assert vocabulary.below("Act") == ("Interaction", "Plan")


def test_an_indicator_has_units_and_a_plausible_range(vocabulary: Vocabulary) -> None:
    gas = vocabulary.code("indicator", "gas-volume")
    assert gas.usual_units == ("m3", "m3PerYear")
    assert gas.plausible == (Decimal(0), Decimal(10**13))


def test_an_unknown_code_is_named_with_the_codes_there_are(vocabulary: Vocabulary) -> None:
    with pytest.raises(ConfigurationError, match=r"'spying' is not in the code list 'role'.*host"):
        vocabulary.code("role", "spying")


def test_a_cue_carries_its_own_weight_or_that_of_its_term(tmp_path: Path) -> None:
    (tmp_path / "trial.ttl").write_text(
        """@prefix dg: <https://w3id.org/diplograph/ontology#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        dg:lends a owl:ObjectProperty ; dg:weight 0.5 ; dg:example "A lends money to B." ;
            dg:cue "?s  [lend] money to ?o", "?s [be] a lender of ?o ~0.9" .
        dg:owes a owl:ObjectProperty ; dg:cue "?s [owe] ?o" ; dg:counterExample "A owes nothing." .
        """,
        encoding="utf-8",
    )
    terms = load_vocabulary(tmp_path).terms
    assert terms["lends"].cues == (
        Cue("?s [be] a lender of ?o", 0.9),
        Cue("?s [lend] money to ?o", 0.5),
    )
    assert terms["lends"].examples == ("A lends money to B.",)
    assert terms["owes"].cues == (Cue("?s [owe] ?o", USUAL_WEIGHT),)
    assert terms["owes"].counter_examples == ("A owes nothing.",)


def test_an_empty_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no Turtle file in"):
        ontology_graph(tmp_path)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "core.ttl").write_text("dg:Entity a owl:Class", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"core\.ttl is not valid Turtle"):
        ontology_graph(tmp_path)
