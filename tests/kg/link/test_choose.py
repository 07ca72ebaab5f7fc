"""Entities: mentions of one thing are one entity; the document decides what is ambiguous."""

from dataclasses import replace

import pytest

from kg.find.lexicon import load
from kg.folders import ontology_folder
from kg.link.choose import choose_entities
from kg.model import Document, Mention, Span

TEXT = "Peru Lima Kirchner Kirchner Brandt"
DOCUMENT = Document("0" * 16, "t", "T", "en", "text/plain", TEXT, "", "")
LEXICON = load(ontology_folder() / "lexicon")


def mention(
    start: int, end: int, *candidates: str, kind: str = "actor", form: str = "name"
) -> Mention:
    return Mention(Span(start, end), form, kind, "State", candidates)


def test_mentions_of_one_thing_are_one_entity() -> None:
    found = choose_entities(DOCUMENT, (mention(0, 4, "peru"), mention(5, 9, "peru")), LEXICON)
    assert [(e.label, len(e.mentions), e.lexicon_id) for e in found] == [("Peru", 2, "peru")]
    assert all(m.entity == found[0].id for m in found[0].mentions)


def test_the_document_decides_what_is_ambiguous() -> None:
    both = ("nestor-kirchner", "cristina-fernandez-de-kirchner")
    found = choose_entities(DOCUMENT, (mention(10, 18, *both), mention(19, 27, both[1])), LEXICON)
    assert [e.lexicon_id for e in found] == [both[1]]


def test_an_unknown_name_is_an_entity_of_its_own() -> None:
    (entity,) = choose_entities(DOCUMENT, (mention(28, 34, "~brandt"),), LEXICON)
    assert (entity.label, entity.lexicon_id, entity.link) == ("Brandt", None, None)


def test_place_and_actor_are_two() -> None:
    found = choose_entities(
        DOCUMENT, (mention(5, 9, "peru"), mention(5, 9, "lima", kind="place")), LEXICON
    )
    assert [e.kind for e in found] == ["actor", "place"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 1990 Bush sent troops.", "george-h-w-bush"),
        ("In 2003 Bush sent troops.", "george-w-bush"),
        ("In 1962 Moscow sent missiles.", "soviet-union"),
        ("In 2014 Moscow sent soldiers.", "russia"),
    ],
)
def test_the_year_decides(text: str, expected: str) -> None:
    at = text.index("Bush" if "Bush" in text else "Moscow")
    both = ("george-w-bush", "george-h-w-bush") if "Bush" in text else ("russia", "soviet-union")
    document = replace(DOCUMENT, text=text)
    (entity,) = choose_entities(document, (mention(at, at + 4, *both),), LEXICON)
    assert entity.lexicon_id == expected


def test_a_namesake_of_a_known_name_has_an_id_of_its_own() -> None:
    found = choose_entities(DOCUMENT, (mention(0, 4, "peru"), mention(5, 9, "~peru")), LEXICON)
    assert len({e.id for e in found}) == 2
