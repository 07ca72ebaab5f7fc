"""Dates: every form, as precise as the text, resolved against the text alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.find.dates import dates_in, find_dates
from kg.model import Document
from kg.read.layout import find_layout


def values(text: str, anchor: str | None = None) -> list[tuple[str, str]]:
    return [(text[a:b], value) for a, b, value in dates_in(text, anchor)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was signed on 26 October 1998 in Brasilia.", [("26 October 1998", "1998-10-26")]),
        ("It was signed on the 26th of October 1998.", [("26th of October 1998", "1998-10-26")]),
        ("On October 26, 1998 it ended.", [("October 26, 1998", "1998-10-26")]),
        (
            "It lasted from 26 January to 28 February 1995.",
            [("26 January to 28 February 1995", "1995-01-26/1995-02-28")],
        ),
        ("They met on 4-6 May 1995.", [("4-6 May 1995", "1995-05-04/1995-05-06")]),
        ("In January 1995 war broke out.", [("January 1995", "1995-01")]),
        ("In the autumn of 1998 they met.", [("autumn of 1998", "1998-23")]),
        ("In the 1990s trade grew.", [("1990s", "199X")]),
        ("In the mid-1990s trade grew.", [("mid-1990s", "1995~")]),
        ("In the 19th century they fought.", [("19th century", "18XX")]),
        ("The war of 1995 was short.", [("1995", "1995")]),
        ("Since 1998 there has been peace.", [("Since 1998", "1998/")]),
        ("They ruled until 1945.", [("until 1945", "/1945")]),
        ("The war lasted from 1941 to 1942.", [("from 1941 to 1942", "1941/1942")]),
        ("The war of 1994-96 was long.", [("1994-96", "1994/1996")]),
        ("It began around 1995.", [("around 1995", "1995~")]),
        ("It was filed on 2010-05-12.", [("2010-05-12", "2010-05-12")]),
        (
            "Signed in May 1995, it was broken four months later.",
            [("May 1995", "1995-05"), ("four months later", "1995-09")],
        ),
        (
            "On 28 December 1995 they met; three days later they signed.",
            [("28 December 1995", "1995-12-28"), ("three days later", "1995-12-31")],
        ),
        (
            "In March 1995 they met, and in September they signed.",
            [("March 1995", "1995-03"), ("September", "1995-09")],
        ),
        (
            "On 2 May 1995 they met and on 9 June they signed.",
            [("2 May 1995", "1995-05-02"), ("9 June", "1995-06-09")],
        ),
        (
            "In 1995, and again in December of that year, they met.",
            [("1995", "1995"), ("December of that year", "1995-12")],
        ),
    ],
)
def test_a_date_is_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They may march in 30 cities.",
        "About 1,995 soldiers left.",
        "The army has 1995 soldiers.",
        "It cost $1995.",
        "They met on 9 June.",
        "Four days later they met.",
        "The S-2010 missile failed.",
        "On 31 February 1995 nothing happened",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [v for _, v in values(text) if len(v) == 10 or v.startswith("1995")] == []


def test_a_year_comes_from_an_earlier_sentence() -> None:
    text = "The talks began on 3 May 1998 (Vega, 2001, p. 3). On 9 June they ended."
    document = Document("0" * 16, "t", "T", "en", "text/plain", text, "", "")
    found = find_dates(document, find_layout(document))
    assert [(d.span.of(text), d.value) for d in found] == [
        ("3 May 1998", "1998-05-03"),
        ("9 June", "1998-06-09"),
    ]


PIECES = [
    "1995",
    "May",
    " ",
    "-",
    "31",
    "Since ",
    "later",
    "two days ",
    ",",
    "9",
    "0s",
    "that year",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_mixture_gives_edtf_in_bounds(text: str) -> None:
    for start, end, value in dates_in(text, "1995-12-31"):
        assert 0 <= start < end <= len(text)
        assert value.strip("/")[:2].isdigit()
