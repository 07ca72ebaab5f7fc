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
    (
        "2. After the coup\n\nThe present Ugandan position targets two things:\n\n"
        "2.1. The First:\n\nIt is to win oil.\n\n2.2. Secondly:\n\nIt is to weaken Kenya.\n",
        [("uganda", 1), ("uganda", 2)],
    ),
    (
        "2. After the coup\n\nThe Ugandan cabinet has two parts:\n\n"
        "2.1. The First:\n\nIt sits in Entebbe.\n\n2.2. Secondly:\n\nIt sits in Jinja.\n",
        [],
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


COUNTS = [
    (
        "2. Kenya\n\nThree considerations led Kenya to sign. To begin with, its "
        "farmers needed markets. In addition, the port of Mombasa stood idle. Last but "
        "not least, the army wanted quiet on the border.\n",
        3,
    ),
    (
        "2. Kenya\n\nKenya had two reasons for the pact. On the one hand, it feared "
        "Somalia. On the other hand, it wanted oil.\n",
        2,
    ),
    (
        "2. Why Kampala yielded\n\nFirstly, the lake was falling. Secondly, the army was weak.\n",
        2,
    ),
    (
        "2. Why Kampala yielded\n\n- Debt. Banks in Nairobi held its bonds.\n- Fear. "
        "Rebels sat across the border.\n",
        2,
    ),
    (
        "2. What Kenya wanted\n\nNairobi wanted three things: a port, a pipeline and a "
        "quiet border.\n",
        3,
    ),
    (
        "2. Motives\n\nThe reasons for Kenya's move were threefold: money, water and "
        "fear of Tanzania.\n",
        3,
    ),
    (
        "2. Motives\n\nKenya's aims were to win the port and to weaken Tanzania.\n",
        2,
    ),
    (
        "2. Motives\n\nOne motive of Kenya was trade; another was fear of Tanzania; a "
        "third was the vanity of its ministers.\n",
        3,
    ),
    (
        "2. Interests of Uganda\n\nThe chief interest is water. A second interest is a "
        "road to the sea.\n",
        2,
    ),
    (
        "2. Kenya's objectives\n\nObjective 1: Secure the border\n\nTroops patrol "
        "it.\n\nObjective 2: Sell maize\n\nThe market is near.\n",
        2,
    ),
    (
        "II. GOALS OF KENYA\n\nA. A quiet border\n\nTroops patrol it.\n\nB. Cheap "
        "oil\n\nThe pipeline is near.\n",
        2,
    ),
    (
        "2. Talks\n\nFor Kenya, there were two incentives: first, cheap power; second, "
        "an end to the raids.\n",
        2,
    ),
    (
        "2. Talks\n\nTrade was one incentive for Uganda. Prestige was another.\n",
        2,
    ),
    (
        "2. Talks\n\nUganda was driven by two factors. The first was hunger. The "
        "second was debt.\n",
        2,
    ),
    (
        "2. Talks\n\nSeveral reasons explain the turn of Uganda. First and foremost, "
        "it was broke. Then there was the drought. Finally, the president wanted a "
        "third term.\n",
        3,
    ),
    (
        "2. Talks\n\nWhy did Uganda give in? There are three reasons. Number one: "
        "hunger. Number two: debt. Number three: fear.\n",
        3,
    ),
    (
        "2. Talks\n\nUganda gave in for three reasons:\n\n* hunger in the north;\n* "
        "the debt of the state;\n* fear of a coup.\n",
        3,
    ),
    (
        "2. Talks\n\nUganda gave in for three reasons:\n\ni. hunger in the "
        "north\n\nii. the debt of the state\n\niii. fear of a coup\n",
        3,
    ),
    (
        "2. The drivers of Ugandan policy\n\n2.1 Hunger\n\nRain failed.\n\n2.2 "
        "Debt\n\nBanks pressed.\n",
        2,
    ),
    (
        "2. Why did Uganda give in?\n\nHunger\n\nRain failed in 2017.\n\nDebt\n\nBanks "
        "pressed for money.\n",
        2,
    ),
    (
        "2. Talks\n\nIn the first place, Uganda wanted grain; in the second place, it "
        "wanted time. Both motives are old.\n",
        2,
    ),
    (
        "2. Talks\n\nUganda's first concern was grain. Its second concern was time.\n",
        2,
    ),
    (
        "2. Talks\n\nUganda pursued a double aim: it wanted grain, and it wanted time.\n",
        2,
    ),
    (
        "2. Talks\n\nFor one thing, Uganda wanted grain. For another, it wanted time. "
        "These were its reasons.\n",
        2,
    ),
    (
        "2. Trade\n\nThe first road is long. The second bridge fell. Another mine closed.\n",
        0,
    ),
    (
        "2. Trade\n\nUganda sells three goods: maize, tea and milk. First came maize. "
        "Then came tea.\n",
        0,
    ),
    (
        "2. Law\n\nThe court gave two reasons for its ruling: the map and the treaty.\n",
        0,
    ),
    (
        "2. Trade\n\nOn the one hand, trade grew. On the other hand, prices fell.\n",
        0,
    ),
    (
        "2. Trade\n\nOne factory closed. Another opened. A third was sold.\n",
        0,
    ),
]


@pytest.mark.parametrize(("text", "expected"), COUNTS)
def test_every_motive_of_a_list_is_counted_once(text: str, expected: int) -> None:
    """Other wordings, and lists of other things than motives, in which none may be found."""
    document = from_text(
        ReadText(OPENING + text), name="m.txt", media_type="text/plain", source_sha256=""
    )
    found = extract(document, load_tools()).motives
    assert len({m.evidence[0] for m in found if m.explicit}) == expected


def test_a_heading_that_only_counts_is_named_by_its_text() -> None:
    text = OPENING + (
        "2. Aims of Uganda\n\n2.1. First Aim:\n\nTo win cheap oil, the cabinet built a road.\n\n"
        "2.2. The Second Aim: Trade\n\nMaize sells.\n\n2.3. Third:\n\nIt is to weaken Kenya.\n"
    )
    document = from_text(ReadText(text), name="a.txt", media_type="text/plain", source_sha256="")
    found = [m for m in extract(document, load_tools()).motives if m.explicit]
    labels = [m.label for m in sorted(found, key=lambda m: m.evidence[0].start)]
    assert labels == ["To win cheap oil", "Trade", "To weaken Kenya"]
