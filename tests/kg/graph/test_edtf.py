"""Dates as printed to literals and day bounds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.edtf import bounds


@pytest.mark.parametrize(
    ("date", "lexical", "earliest", "latest"),
    [
        ("2010-01-12", "2010-01-12", "2010-01-12", "2010-01-12"),
        ("2012-02", "2012-02", "2012-02-01", "2012-02-29"),
        ("1995~", "1995", "1995-01-01", "1995-12-31"),
        ("199X", None, "1990-01-01", "1999-12-31"),
        ("19XX", None, "1900-01-01", "1999-12-31"),
        ("2013-21", None, "2013-03-01", "2013-05-31"),
        ("2020/", "2020", "2020-01-01", None),
        ("/2003", None, None, "2003-12-31"),
        ("1991/2019", "1991", "1991-01-01", "2019-12-31"),
    ],
)
def test_dates(date: str, lexical: str | None, earliest: str | None, latest: str | None) -> None:
    meaning = bounds(date)
    assert meaning is not None
    assert (meaning.lexical, meaning.earliest, meaning.latest) == (lexical, earliest, latest)


@pytest.mark.parametrize("date", ["", "/", "soon", "2010-13", "2010-02-30", "0000", "2010-1-2"])
def test_what_is_no_date_is_none(date: str) -> None:
    assert bounds(date) is None


@given(st.text(max_size=12) | st.from_regex(r"\d{4}(-\d\d){0,2}[~?]?", fullmatch=True))
def test_bounds_are_days_in_order(date: str) -> None:
    meaning = bounds(date)
    if meaning is None:
        return
    days = [d for d in (meaning.earliest, meaning.latest) if d]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", d) for d in days)
    assert "/" in date or days == sorted(days)
