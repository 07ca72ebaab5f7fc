"""Figures: value, unit and qualifier as printed; numbers that are none of the content."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.find.figures import figures_in


def found(text: str) -> list[tuple[float, str, str | None]]:
    return [(f.value, f.unit, f.qualifier) for f in figures_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trade reached 2.3 billion dollars in 1998.", [(2.3e9, "USD", None)]),
        ("Peru lent $ 20 million to Ecuador.", [(20e6, "USD", None)]),
        ("It cost about €3bn.", [(3e9, "EUR", "about")]),
        ("Nearly 80% of the border was marked.", [(80.0, "percent", "nearly")]),
        ("At least 12 per cent fled.", [(12.0, "percent", "at least")]),
        ("More than 28,500 soldiers stood there.", [(28500.0, "persons", "more than")]),
        ("Some fifteen smaller accords followed.", [(15.0, "accords", "some")]),
        ("Four former steel workers sued.", [(4.0, "persons", None)]),
        ("Twenty-five tanks were destroyed.", [(25.0, "tanks", None)]),
        ("Peru is the third-largest supplier of Ecuador.", [(3.0, "rank", None)]),
        ("Peru ranks second among its partners.", [(2.0, "rank", None)]),
        ("Peru is Ecuador's largest trading partner.", [(1.0, "rank", None)]),
        ("Peru is one of the largest partners of Ecuador.", []),
        ("Peru has the largest army of the region.", []),
        (
            "A fifth goes to Peru, roughly one third has stayed.",
            [(20.0, "percent", None), (33.3333, "percent", "roughly")],
        ),
        ("The dispute took half a century.", [(0.5, "centuries", None)]),
        ("The loan runs for thirty years.", [(30.0, "years", None)]),
        ("They offered seven-day visas.", [(7.0, "days", None)]),
        ("Half of the oil goes north.", [(50.0, "percent", None)]),
        ("The line carries 16 billion cubic metres a year.", [(16e9, "m3/year", None)]),
        (
            "Trade rose from 5 billion to 10 billion dollars.",
            [(5e9, "USD", None), (10e9, "USD", None)],
        ),
        ("Half a million men stood there.", [(5e5, "persons", None)]),
        ("The dead range from 90 to 700.", [(90.0, "persons", None), (700.0, "persons", None)]),
        ("It kept one square kilometre.", [(1.0, "km2", None)]),
        ("The border is 78 kilometres long.", [(78.0, "km", None)]),
        (
            "The number of visitors fell from 7.5 million to 5.6 million.",
            [(7.5e6, "persons", None), (5.6e6, "persons", None)],
        ),
    ],
)
def test_a_figure_is_read(text: str, expected: list[tuple[float, str, str | None]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The two countries signed.",
        "Both states and all three armies withdrew.",
        "Three reasons explain the war.",
        "Resolution 1973 and Article 5 were cited.",
        "S-300 missiles and F-16 jets were sold.",
        "The war of 1995 ended on 26 October 1998.",
        "One of them left. Four days later they met.",
        "The First World War and the second phase passed.",
        "Its two presidents met for the first time.",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert found(text) == []


_WORDS = "3|million| |half of the|%|$|about|third|largest|,|.|years|dozen|٣"
PIECES = st.lists(st.sampled_from(_WORDS.split("|")), max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), PIECES))
def test_spans_lie_in_any_text(text: str) -> None:
    for figure in figures_in(text):
        assert 0 <= figure.span.start < figure.span.end <= len(text)
