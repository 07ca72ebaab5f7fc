"""What a motive explains and what it arises from, in sentences about other states."""

import pytest

from kg.extract import extract, load_tools
from kg.findings import Findings
from kg.read.document import from_text
from kg.read.text import ReadText


def found_in(text: str) -> Findings:
    document = from_text(ReadText(text), name="r.txt", media_type="text/plain", source_sha256="")
    return extract(document, load_tools())


def explained(found: Findings) -> set[tuple[str, str]]:
    """The holders and what their motives explain: a PLOVER code, or the word "agreement"."""
    deeds = {i.id: i.type for i in found.interactions}
    return {
        (m.holder.removeprefix("actor-"), deeds.get(target, "agreement"))
        for m in found.motives
        for target in m.explains
    }


def origins(found: Findings) -> set[tuple[str, str]]:
    """The holders and the types of the crises that their motives arise from."""
    types = {c.id: c.type for c in found.crises}
    return {
        (m.holder.removeprefix("actor-"), types[c]) for m in found.motives for c in m.arises_from
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kenya signed the treaty with Uganda in order to secure its water.",
            {("kenya", "agreement"), ("kenya", "AGREE")},
        ),
        ("Morocco supported Mali because it feared the rebels.", {("morocco", "SUPPORT")}),
        ("Fearing isolation, Chad attacked Niger.", {("chad", "ASSAULT")}),
        ("Fear of Iraq pushed Kuwait to accuse Oman.", {("kuwait", "ACCUSE")}),
        ("Ghana accused Togo so as to please its voters.", {("ghana", "ACCUSE")}),
    ],
)
def test_explains_what_the_clause_above_does(text: str, expected: set[tuple[str, str]]) -> None:
    assert explained(found_in(text)) >= expected


@pytest.mark.parametrize(
    "text",
    [
        "Kenya attacked Uganda. Tanzania wants peace.",  # another sentence
        "Kenya, which attacked Uganda, built a road in order to sell maize.",  # another clause
        "Kenya did not attack Uganda because it feared a war.",  # not done
        "Kenya rejected the treaty with Uganda because it needed water.",  # undone: no agreement
        "Kenya wanted to attack Uganda in order to win a port.",  # not done
        "Uganda attacked Kenya while Rwanda bought arms in order to defend itself.",
    ],
)
def test_explains_nothing_else(text: str) -> None:
    assert not explained(found_in(text)) - {("kenya", "REJECT")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Because of the civil war in Libya, Tunisia wants a fence.",
            {("tunisia", "ArmedConflict")},
        ),
        ("After the coup in Mali, Senegal wants a larger army.", {("senegal", "CoupAttempt")}),
        ("The Falklands War pushed Argentina to seek allies.", {("argentina", "ArmedConflict")}),
        (
            "Jordan closed the border because it feared the war in Syria.",
            {("jordan", "ArmedConflict")},
        ),
        (
            "Because the war in Sudan threatened its wells, Chad sought arms.",
            {("chad", "ArmedConflict")},
        ),
        (
            "Kenya and Uganda\n\n1. Motives of Kenya\n\nKenya has two motives.\n\n"
            "1.1. The first motive: the civil war in Sudan\n\nRefugees came.\n\n"
            "1.2. The second motive: maize\n\nUganda buys it.\n",
            {("kenya", "ArmedConflict")},
        ),
    ],
)
def test_arises_from_what_is_given_as_cause(text: str, expected: set[tuple[str, str]]) -> None:
    assert origins(found_in(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Kenya sent envoys in order to end the war in Sudan.",  # the war is what it is about
        "After the war in Sudan, Kenya built a bridge in order to sell maize.",  # only its time
        "Kenya fought the war in Sudan. It wants a port.",
        "Kenya wants to sell maize in spite of the war in Sudan.",
        "Kenya seeks a ceasefire in the war in Sudan because maize is dear.",
    ],
)
def test_arises_from_nothing_else(text: str) -> None:
    assert not origins(found_in(text))


def test_arises_from_each_crisis_that_is_feared() -> None:
    found = found_in("Jordan fears the spread of the civil war in Syria and a coup in Iraq.")
    assert origins(found) >= {("jordan", "ArmedConflict")}


def test_arises_from_none_of_several_crises_spoken_of_together() -> None:
    text = "There is a war in Mali. There is a coup in Niger. These crises push Chad to arm."
    assert not origins(found_in(text))
