"""Patterns say who must be where; what cannot be read as a pattern is refused in one sentence."""

import pytest

from kg.errors import ConfigurationError
from kg.model import Cue
from kg.relate.cues import CueBook
from kg.relate.patterns import compile_cue
from kg.relate.rules import cues_of
from kg.vocabulary import load_vocabulary
from tests.kg.relate.parsed import scene

STATES = {"Peru": "State", "Chile": "State", "Cuba": "State", "Peruvian": "State"}


def found(pattern: str, written: str, delegates: frozenset[str] = frozenset()) -> list[dict]:
    """What the pattern finds: one mapping of slots to entities for each match."""
    book = CueBook([Cue("plover", "X", pattern)])
    here = scene(written, STATES, delegates=delegates)
    return [{name: match.ids(name) for name in match.slots} for match in book.matches(here)]


def test_a_verb_needs_its_trigger_and_its_word() -> None:
    written = (
        "Peru/PROPN/nsubj/1 imposed|impose/VERB/root/1 sanctions|sanction/NOUN/obj/1 "
        "on/ADP/case/4 Chile/PROPN/obl/1"
    )
    assert found("?s [impose] sanction on ?o", written) == [{"s": ("peru",), "o": ("chile",)}]
    assert found("?s [impose] tariff on ?o", written) == []
    assert found("?s [lift] sanction on ?o", written) == []


def test_a_slot_that_must_be_filled_decides() -> None:
    written = "Peru/PROPN/nsubj/1 supports|support/VERB/root/1 talks|talk/NOUN/obj/1"
    assert found("?s [support] ?o", written) == [{"s": ("peru",)}]
    assert found("?s [support] ?o!", written) == []


def test_a_noun_finds_owner_and_target() -> None:
    written = (
        "the/DET/det/2 Peruvian/ADJ/amod/2 embargo/NOUN/root/2 against/ADP/case/4 "
        "Chile/PROPN/nmod/2"
    )
    assert found("?s's [embargo] against ?o", written) == [{"s": ("peruvian",), "o": ("chile",)}]


def test_a_delegate_acts_for_its_state_and_nobody_else_does() -> None:
    written = (
        "the/DET/det/2 Peruvian/ADJ/amod/2 army/NOUN/nsubj/3 invaded|invade/VERB/root/3 "
        "Chile/PROPN/obj/3"
    )
    assert found("?s [invade] ?o", written, frozenset({"army"}))[0]["s"] == ("peruvian",)
    assert "s" not in found("?s [invade] ?o", written)[0]


def test_a_connector_brings_in_a_reason_of_the_main_clause() -> None:
    written = (
        "Peru/PROPN/nsubj/1 armed|arm/VERB/root/1 because/SCONJ/mark/4 it/PRON/nsubj/4 "
        "feared|fear/VERB/advcl/1 Chile/PROPN/obj/4"
    )
    assert found("?s! ... [because]", written) == [{"s": ("peru",)}]


def test_a_banned_word_keeps_the_rule_away() -> None:
    written = "a/DET/det/2 great/ADJ/amod/2 deal/NOUN/root/2"
    assert found("[deal] -good", written) == [{}]
    assert found("[deal] -great|good", written) == []


def test_a_list_of_actors_ends_where_the_kind_changes() -> None:
    """A full stop is missing: "sanctions against Chile and Minister Cuba said" (a person)."""
    here = scene(
        "sanctions|sanction/NOUN/root/0 against/ADP/case/2 Chile/PROPN/nmod/0 and/CCONJ/cc/4 "
        "Cuba/PROPN/conj/2",
        {"Chile": "State", "Cuba": "Person"},
    )
    assert [f.entity for f in here.who(2)] == ["chile"]


def test_a_pattern_without_trigger_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="has no trigger"):
        compile_cue(Cue("plover", "X", "?s signs ?o"))


def test_every_cue_of_the_ontology_compiles_and_can_fire() -> None:
    cues = cues_of(load_vocabulary())
    assert len(cues) > 200
    for cue in cues:
        rule = compile_cue(cue)
        assert all(all(word for word in trigger) for trigger in rule.triggers), cue
