"""Dates and numbers are told exactly as precise as they are."""

import pytest

from server.wording import day, number, period, shortened


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2016", "2016"),
        ("2016-03", "March 2016"),
        ("2016-03-09", "9 March 2016"),
        ("2013-21", "spring 2013"),
        ("2016-13", "2016-13"),
        ("mid-1990s", "mid-1990s"),
    ],
)
def test_a_date_is_as_precise_as_it_is_given(value: str, words: str) -> None:
    assert day(value) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2016-01-01", "2016-12-31", "2016"),
        ("1994-01-01", "1996-12-31", "1994–1996"),
        ("2015-10-01", "2015-10-31", "October 2015"),
        ("2015-11-24", "2015-11-24", "24 November 2015"),
        ("2015-11-24", "", "from 24 November 2015"),
        ("", "2015-11-24", "until 24 November 2015"),
        ("2015-11-24", "2016-06-27", "24 November 2015 – 27 June 2016"),
    ],
)
def test_a_period_is_told_in_the_fewest_words(first: str, last: str, words: str) -> None:
    assert period(first, last) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("31000000000.0", "31 billion"),
        ("2500000000", "2.5 billion"),
        ("866000", "866\u202f000"),
        ("4500000", "4.5 million"),
        ("1234567891", "1\u202f234\u202f567\u202f891"),
        ("0.5", "0.5"),
        ("100", "100"),
        ("a lot", "a lot"),
    ],
)
def test_a_number_is_round_only_where_nothing_is_lost(value: str, words: str) -> None:
    assert number(value) == words


def test_text_is_cut_at_a_word() -> None:
    assert shortened("one two three four", 10) == "one two …"
    assert shortened("one two", 10) == "one two"
