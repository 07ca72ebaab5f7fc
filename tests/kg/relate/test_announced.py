"""Motives that a document announces, in the ways in which documents do."""

import pytest

from kg.extract import extract, load_tools
from kg.read.document import from_text
from kg.read.text import ReadText

OPENING = (
    "Kenya and Uganda\n\n1. Overview\n\nKenya and Uganda are neighbours. Kenya trades with Uganda. "
    "Uganda needs roads. Kenya and Uganda talk.\n\n"
)
CASES = [
    (
        "2. Why Kenya moved\n\nTwo reasons drove Kenya: first, it feared a blockade by Uganda; "
        "second, it needed oil.\n",
        [("kenya", 1), ("kenya", 2)],
    ),
    (
        "2. Uganda's aims\n\nThe first aim is peace. The second aim is trade.\n",
        [("uganda", 1), ("uganda", 2)],
    ),
    (
        "2. Motives of Uganda\n\n(1) Security. Rebels roam.\n\n(2) Trade. Maize sells.\n",
        [("uganda", 1), ("uganda", 2)],
    ),
    (
        "2. Reasons for the thaw\n\nReason one: money. Reason two: fear of Tanzania.\n",
        [("kenya", 1), ("uganda", 1), ("kenya", 2), ("uganda", 2)],
    ),
    (
        "2. What moves Uganda\n\nTwo drivers count. Driver 1: a road. Driver 2: cheap oil.\n",
        [("uganda", 1), ("uganda", 2)],
    ),
    (
        "2. Motives of Kenya\n\n2.1. The First Motive: Water\n\nRain is scarce.\n\n"
        "2.2. The Second Motive: Oil\n\nFuel is dear.\n",
        [("kenya", 1), ("kenya", 2)],
    ),
    ("2. Trade\n\nThe first road is long. The second bridge fell.\n", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_announced_motives(text: str, expected: list[tuple[str, int]]) -> None:
    read = ReadText(OPENING + text)
    document = from_text(read, name="m.txt", media_type="text/plain", source_sha256="")
    found = extract(document, load_tools()).motives
    said = [(m.holder.removeprefix("actor-"), m.position) for m in found if m.explicit]
    assert sorted(said) == sorted(expected)
