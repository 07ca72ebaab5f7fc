"""What a figure measures, in the document's words: sentences on many countries."""

import re
from itertools import chain
from pathlib import Path

import pytest

from kg.extract import extract, load_tools
from kg.find.pronouns import PRONOUNS
from kg.read.document import from_text, read_document
from kg.read.text import ReadText
from kg.relate.measured import LONGEST

DEVELOPMENT = Path(__file__).resolve().parents[2] / "documents" / "development"


def measured(text: str) -> list[str]:
    read = from_text(ReadText(text), name="x.txt", media_type="text/plain", source_sha256="0" * 64)
    return [o.indicator for o in extract(read, load_tools()).observations]


@pytest.mark.parametrize(
    ("sentence", "indicators"),
    [
        # counted things
        ("The plane came from Lima. It was carrying 35 people.", ["people"]),
        ("Gunmen killed two Spanish tourists in Fez.", ["Spanish tourists"]),
        ("They set up five commissions.", ["commissions"]),
        ("Eleven of the council's 15 members backed Peru on Friday.", ["members"]),
        ("Some 60 armed men sailed from Chile.", ["armed men"]),
        (
            "The number of German visitors to Greece rose to 4 million.",
            ["number of German visitors to Greece"],
        ),
        ("Algeria expelled about 45,000 Moroccans.", ["Moroccans"]),
        ("More than 1,900 were deported from Peru.", ["number"]),
        # shares
        ("They take about 12 percent of coal imports.", ["share of coal imports"]),
        ("It covers 70% of the demand.", ["share of demand"]),
        ("Two thirds of Bolivian cargo passes through Arica.", ["share of Bolivian cargo"]),
        ("The Nile supplies 97 percent of it.", ["share"]),
        # sizes
        (
            "The volume of trade exchange between Peru and Chile reached 5 billion dollars.",
            ["volume of trade exchange between Peru and Chile"],
        ),
        ("Trade came to 4 billion dollars.", ["trade"]),
        ("Two-way commerce stood at 35 billion dollars.", ["Two-way commerce"]),
        (
            "The two countries seek to raise bilateral trade to 9 billion dollars.",
            ["bilateral trade"],
        ),
        ("Seoul imposed a duty of 315 percent on Chinese garlic.", ["duty"]),
        ("Norway sold 20 billion cubic metres of gas to Poland.", ["gas"]),
        ("The two countries share a border of 300 km.", ["border"]),
        ("Italy paid 2 billion dollars.", ["amount"]),  # the payer is not what is measured
        ("They fined the railways 27 million euros.", ["amount"]),
        # durations and ranks
        ("It kept troops in Chad for five years.", ["duration"]),
        ("Three decades of closure followed.", ["duration of closure"]),
        ("The war lasted 34 days.", ["duration of war"]),
        (
            "Peru is the third largest trading partner of Chile.",
            ["rank as trading partner of Chile"],
        ),
        ("Peru ranks second among Chile's suppliers.", ["rank among Chile's suppliers"]),
        ("The goal is to bring Peru to tenth place.", ["rank"]),
    ],
)
def test_the_indicator_is_the_thing_measured(sentence: str, indicators: list[str]) -> None:
    assert measured(sentence) == indicators


def test_no_indicator_is_a_pronoun_or_holds_its_figure() -> None:
    tools = load_tools()
    paths = sorted(DEVELOPMENT.glob("*.txt"))
    found = list(chain.from_iterable(extract(read_document(p), tools).observations for p in paths))
    assert len(found) > 100
    for figure in found:
        assert figure.indicator
        assert len(figure.indicator) <= LONGEST
        assert figure.indicator.split()[0].lower() not in PRONOUNS
        assert not re.search(r"\d", figure.indicator)
