"""Mentions: known names, unknown names by their cues, bodies, cities, and laws on any text."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.find.cues import table
from kg.model import Mention

Find = Callable[[str], tuple[Mention, ...]]


def named(found: tuple[Mention, ...], text: str) -> list[tuple[str, str]]:
    return [(m.span.of(text), m.type) for m in found if m.form not in ("adjective", "anaphor")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Foreign Minister Ilse Brandt met them.", ("Ilse Brandt", "Person")),
        ("Lithuanian Defence Minister Jonas Petkus met them.", ("Jonas Petkus", "Person")),
        ("Minister of Energy Raúl Quispe met them.", ("Raúl Quispe", "Person")),
        ("Ousmane Diarra, the leader of the rebels, fled.", ("Ousmane Diarra", "Person")),
        ("They met Omar al-Zintani.", ("Omar al-Zintani", "Person")),
        (
            "The Straits Tin Foundation paid.",
            ("Straits Tin Foundation", "InternationalOrganization"),
        ),
        ("The Peru Affairs Office closed.", ("Peru Affairs Office", "GovernmentBody")),
        ("The spokesman, Pavel Horak, denied it.", ("Pavel Horak", "Person")),
        ("The Sahel Liberation Front attacked.", ("Sahel Liberation Front", "ArmedGroup")),
        ("The Vistula Farmers Party won.", ("Vistula Farmers Party", "PoliticalParty")),
        ("The Heritage and Reform Party won.", ("Heritage and Reform Party", "PoliticalParty")),
        ("The Lakes Region Council met.", ("Lakes Region Council", "InternationalOrganization")),
        ("The Polish company Warta Steel paid.", ("Warta Steel", "Company")),
        ("The newspaper Ny Dag wrote this.", ("Ny Dag", "Media")),
        ("The Ministry of Mines of Peru agreed.", ("Ministry of Mines of Peru", "GovernmentBody")),
        ("Ships left the Arctic port of Vardvik.", ("Vardvik", "Place")),
        ("They fought near Kolobrega in winter.", ("Kolobrega", "Place")),
        ("The Indonesian army stayed.", ("Indonesian army", "GovernmentBody")),
        ("Norway's foreign ministry agreed.", ("Norway's foreign ministry", "GovernmentBody")),
        ("Merkel's government fell.", ("Merkel's government", "GovernmentBody")),
        ("The government of Poland fell.", ("government of Poland", "GovernmentBody")),
        ("Papuan rebels fled.", ("Papuan rebels", "ArmedGroup")),
        ("The Awa people protested.", ("Awa people", "People")),
        ("Talks between Lima and Quito failed.", ("Quito", "State")),
        ("They met in Lima.", ("Lima", "Place")),
        ("Lima's offer was refused.", ("Lima", "State")),
        ("They stayed in the capital Lima.", ("Lima", "Place")),
    ],
)
def test_a_name_is_found(mentions_of: Find, text: str, expected: tuple[str, str]) -> None:
    assert expected in named(mentions_of(text), text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The Treaty of Ancón ended the war.", "Ancón"),
        ("The Pacific War began.", "Pacific War"),
        ("The frigate Almirante Solar sank.", "Almirante Solar"),
        ("However, Monday came.", "Monday"),
        ("The Speaker of the House spoke.", "Speaker of the House"),
        ("English-speaking regions rose.", "English-speaking"),
        ("(Vega, 2001, p. 3) Peru agreed.", "Vega"),
    ],
)
def test_what_is_no_actor(mentions_of: Find, text: str, wrong: str) -> None:
    assert wrong not in [said for said, _ in named(mentions_of(text), text)]


def test_a_surname_and_an_acronym_are_the_same_one(mentions_of: Find) -> None:
    text = (
        "Foreign Minister Ilse Brandt met the Sahel Liberation Front (SLF). "
        "Brandt said that SLF would stop."
    )
    found = {m.span.of(text): m.candidates for m in mentions_of(text)}
    assert found["Brandt"] == found["Ilse Brandt"]
    assert found["SLF"] == found["Sahel Liberation Front"]


def test_a_heading_names_only_what_is_known_otherwise(mentions_of: Find) -> None:
    text = "1. Ilse Brandt Returns To Power\n\nForeign Minister Ilse Brandt won. She stayed.\n"
    assert named(mentions_of(text), text).count(("Ilse Brandt", "Person")) == 2


def test_adjectives_inside_bodies_are_kept_and_inside_names_are_not(mentions_of: Find) -> None:
    text = "The Peruvian government and the Peruvian Statistical Institute agreed."
    adjectives = [m.span.start for m in mentions_of(text) if m.form == "adjective"]
    assert adjectives == [4]


def test_the_two_countries_point_to_both(mentions_of: Find) -> None:
    text = "Peru and Ecuador met. The two countries signed. The latter was content."
    found = [m for m in mentions_of(text) if m.form == "anaphor"]
    assert [(m.span.of(text), m.antecedent and m.antecedent.of(text)) for m in found] == [
        ("The two countries", "Ecuador"),
        ("The two countries", "Peru"),
        ("The latter", "Ecuador"),
    ]


HEADS = [row for row in table("heads") if row["examples"] or row["counterExamples"]]


@pytest.mark.parametrize("row", HEADS, ids=lambda row: row["form"])
def test_the_examples_of_the_heads(mentions_of: Find, row: dict[str, str]) -> None:
    for example in filter(None, row["examples"].split(" | ")):
        types = {t for said, t in named(mentions_of(example), example) if row["form"] in said}
        assert types & {row["type"], "GovernmentBody"}, example
    for example in filter(None, row["counterExamples"].split(" | ")):
        assert not [s for s, _ in named(mentions_of(example), example) if row["form"] in s]


_PIECES = (
    "Peru| |Lima|President |Ortiz|, |the two countries|'s|-| of |and|The |(PKK)|\n\n|War|Ж|🙂|."
)
PIECES = st.lists(st.sampled_from(_PIECES.split("|")), max_size=30).map("".join)


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(st.text(), PIECES))
def test_spans_hold_on_any_text(mentions_of: Find, text: str) -> None:
    found = mentions_of(text)
    assert found == mentions_of(text)
    for mention in found:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert mention.span.of(text).strip()
        assert mention.candidates
        assert (mention.form == "anaphor") == (mention.antecedent is not None)
