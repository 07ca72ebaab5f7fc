"""What a figure measures, and whether it is reached or hoped for: sentences on many countries."""

import pytest

from kg.extract import extract, load_tools
from kg.findings import Observation
from kg.read.document import from_text
from kg.read.text import ReadText


def figures(text: str) -> list[Observation]:
    read = from_text(ReadText(text), name="x.txt", media_type="text/plain", source_sha256="0" * 64)
    return list(extract(read, load_tools()).observations)


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Trade between Peru and Chile reached 5 billion dollars in 2012.", "trade-volume"),
        ("Japanese direct investment in India amounted to 3 billion dollars.", "investment"),
        ("In 2019 Greece received 4 million tourists from Germany.", "tourists"),
        ("Norway sold 20 billion cubic metres of gas to Poland.", "gas-volume"),
        ("Norway sold 20 billion square metres of gas to Poland.", "gas-volume"),
        ("The border of Peru and Ecuador is 1,529 km long.", None),
        ("A gas field of 300 square kilometres lies off Cyprus.", None),
        ("Turkey pays Azerbaijan 2 billion dollars.", None),
    ],
)
def test_the_indicator_is_named_near_and_measurable(sentence: str, code: str | None) -> None:
    assert figures(sentence)[0].indicator_code == code


@pytest.mark.parametrize(
    ("sentence", "natures"),
    [
        ("Trade between Peru and Chile reached 5 billion dollars in 2012.", ["actual"]),
        ("Peru and Chile hope to raise trade to 9 billion dollars.", ["target"]),
        (
            "Kenya and India seek to bring trade to 9 billion dollars instead of 4 billion.",
            ["target", "actual"],
        ),
        ("Trade between Italy and Libya is expected to reach 8 billion dollars.", ["forecast"]),
    ],
)
def test_hopes_are_told_from_what_was_reached(sentence: str, natures: list[str]) -> None:
    assert [f.nature for f in figures(sentence)] == natures
