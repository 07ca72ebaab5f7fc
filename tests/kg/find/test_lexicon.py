"""The finder of known names: boundaries, case, the longest name, nesting, offsets."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ConfigurationError
from kg.find.lexicon import Hit, Lexicon, level, load
from kg.find.tables import NAME_COLUMNS
from kg.folders import ontology_folder

LEXICON = load(ontology_folder() / "lexicon")


def said(text: str, lexicon: Lexicon = LEXICON) -> list[tuple[str, str, str]]:
    return [
        (hit.span.of(text), name.item, name.kind)
        for hit in lexicon.find(text)
        for name in hit.names
    ]


def found(text: str) -> set[tuple[str, str]]:
    return {(words, item) for words, item, _ in said(text)}


def test_noun_and_adjective_are_kept_apart() -> None:
    assert ("Peru", "peru", "name") in said("Peru met the Ecuadorian envoy.")
    assert ("Ecuadorian", "ecuador", "adjective") in said("Peru met the Ecuadorian envoy.")
    assert not any(item == "russia" and kind == "name" for _, item, kind in said("Russian gas"))
    assert ("Turks", "turkey", "demonym") in said("The Turks and the Greeks agreed.")


def test_short_names_keep_their_case() -> None:
    assert not found("They told us that who comes first is served; it was an era of aid.")
    assert ("US", "united-states") in found("the US envoy")
    assert ("WHO", "world-health-organization") in found("the WHO said")


def test_lower_case_animals_and_porcelain_are_no_states() -> None:
    assert not found("They ate turkey from china plates, and some chad fell.")


def test_headings_in_capitals_are_read() -> None:
    assert {("RUSSIA", "russia"), ("TURKEY", "turkey")} <= found("RUSSIA AND TURKEY SINCE 1991")


def test_words_are_not_cut() -> None:
    assert not found("Perugia, Malignant, Omanhene, Chadwick and Indianapolis-like suffixes")


def test_the_longest_name_wins() -> None:
    assert found("Papua New Guinea") == {("Papua New Guinea", "papua-new-guinea")}
    assert found("Equatorial Guinea") == {("Equatorial Guinea", "equatorial-guinea")}
    assert ("UN Security Council", "united-nations-security-council") in found(
        "the UN Security Council"
    )


def test_no_adjective_inside_a_proper_name() -> None:
    assert said("the Russian Federation") == [("Russian Federation", "russia", "official")]


def test_a_war_is_no_mention_of_the_state() -> None:
    assert {item for _, item in found("after the Iraq War")} == {"iraq-war"}


def test_a_description_keeps_what_it_holds() -> None:
    text = "the Syrian crisis"
    hits = LEXICON.find(text)
    assert [(h.span.of(text), h.inside) for h in hits] == [
        ("Syrian crisis", False),
        ("Syrian", True),
    ]


def test_an_embassy_metonym_is_told_by_its_kind() -> None:
    assert ("Kremlin", "russia", "metonym") in said("The Kremlin denied it.")
    kinds = {(item, kind) for _, item, kind in said("Lima protested.")}
    assert kinds == {("peru", "metonym"), ("lima", "name")}


@pytest.mark.parametrize(
    "text",
    [
        "Recep Tayyip Erdogan",
        "Recep Tayyip Erdoğan",
        "Recep  Tayyip\nErdogan",
        "Recep Tayyip Erdog\u0306an",
    ],
)
def test_diacritics_and_white_space_are_levelled(text: str) -> None:
    (hit,) = LEXICON.find(f"President {text}'s visit")
    assert hit.span.of(f"President {text}'s visit") == text
    assert {n.item for n in hit.names} == {"recep-tayyip-erdogan"}


def test_offsets_count_from_the_offset_given() -> None:
    assert LEXICON.find("Peru", offset=100)[0].span.start == 100


def test_hits_come_in_order_and_do_not_depend_on_what_follows() -> None:
    text = "Japan, South Korea and the European Union signed in Tokyo."
    starts = [hit.span.start for hit in LEXICON.find(text)]
    assert starts == sorted(starts)
    assert LEXICON.find(text) == LEXICON.find(text + " ")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Peru",
                "the US",
                " ",
                "\n",
                "\u0301",
                "\u00ad",
                "é",
                "Ž",
                "UN",
                "'s",
                "Bush",
                "İ",
                "ß",
            ]
        )
    ).map("".join)
)
def test_any_text_is_read_and_spans_hold_the_name(text: str) -> None:
    for hit in LEXICON.find(text):
        assert 0 <= hit.span.start < hit.span.end <= len(text)
        plain = level(hit.span.of(text)).lower()
        assert all(plain == level(n.text).lower() for n in hit.names)


def test_lookup_keeps_the_case_rule() -> None:
    assert {n.item for n in LEXICON.lookup("NATO")} == {"nato"}
    assert not LEXICON.lookup("us")


def test_what_is_known_of_a_person() -> None:
    offices = LEXICON.offices_of("vladimir-putin")
    assert ("President", "russia") in {(o.title, o.of) for o in offices}
    assert LEXICON.ambiguity("Roosevelt") is not None
    assert LEXICON.ambiguity("Vladimir Putin") is None


def write(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_bad_row_is_named(tmp_path: Path) -> None:
    write(tmp_path, "names-x.tsv", "\t".join(NAME_COLUMNS), "peru\tPeru\tname")
    with pytest.raises(ConfigurationError, match=r"names-x\.tsv, line 2: 3 cells instead of 6"):
        load(tmp_path)


def test_an_unknown_id_is_named(tmp_path: Path) -> None:
    write(tmp_path, "names-x.tsv", "\t".join(NAME_COLUMNS), "peru\tPeru\tname\ten\texact\t")
    with pytest.raises(ConfigurationError, match="Peru"):
        load(tmp_path)


def test_an_empty_lexicon_finds_nothing(tmp_path: Path) -> None:
    assert load(tmp_path).find("Peru") == ()


def test_loading_and_finding_are_quick() -> None:
    """Processor time, with room above the aim: a slow machine is no fault."""
    begun = time.process_time()
    lexicon = load(ontology_folder() / "lexicon")
    assert time.process_time() - begun < 0.9
    text = "Peru and Ecuador settled the Cenepa War; Lima thanked the guarantors. " * 5000
    begun = time.process_time()
    hits: tuple[Hit, ...] = lexicon.find(text)
    assert len(hits) >= 20_000
    assert len(text) / (time.process_time() - begun) > 300_000
