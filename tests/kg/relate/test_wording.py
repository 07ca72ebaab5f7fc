"""Labels are short, begin and end well, and are the best of what the text offers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.relate.wording import CUT, LONGEST, best_wording, wording


@pytest.mark.parametrize(
    ("phrase", "label"),
    [
        (
            "the border war between Mali\nand Burkina Faso",
            "Border war between Mali and Burkina Faso",
        ),
        ("in order to weaken its rival", "To weaken its rival"),
        ("and the fear of a blockade,", "Fear of a blockade"),
        ("the treaty of 1967, which both parliaments ratified", "Treaty of 1967"),
        ("who led the coup", "Who led the coup"),
        ("an embargo https://example.org/page 7 on oil", "Embargo 7 on oil"),
        ("eBay's dispute", "eBay's dispute"),
        ("", ""),
    ],
)
def test_a_phrase_becomes_a_label(phrase: str, label: str) -> None:
    assert wording(phrase) == label


@pytest.mark.parametrize(
    ("phrases", "label"),
    [
        (["this crisis", "the crisis", "the Suez crisis", "the crisis"], "Suez crisis"),
        (["these tensions between Chad and Libya", "the Aouzou dispute"], "Aouzou dispute"),
        (["a war in Yemen", "the Yemeni war", "the Yemeni war"], "Yemeni war"),
        ([], ""),
    ],
)
def test_the_phrase_that_says_most_by_itself_wins(phrases: list[str], label: str) -> None:
    assert best_wording(phrases) == label


@given(st.text(max_size=300))
def test_a_label_is_one_line_and_short(phrase: str) -> None:
    label = wording(phrase)
    assert len(label) <= LONGEST
    assert label == " ".join(label.split())
    assert CUT not in label or len(phrase) > len(label) or CUT in phrase


@given(st.lists(st.text(max_size=40), max_size=5))
def test_the_best_label_does_not_hang_on_the_order_of_equal_phrases(phrases: list[str]) -> None:
    assert best_wording(phrases) in {"", *map(wording, phrases)}
