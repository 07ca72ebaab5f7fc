"""What a name means by the grammar around it: town or state, house or power, body or people.

Each case stands beside its counter-case, and all of them go through the shipped grammar.
"""

from collections.abc import Callable

import pytest

from kg.extract import load_tools
from kg.find.mentions import find_mentions
from kg.model import Document, Mention
from kg.read.layout import find_layout

Read = Callable[[str], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def read() -> Read:
    tools = load_tools()

    def names(text: str) -> list[tuple[str, str]]:
        document = Document("0" * 16, "t.txt", "T", "en", "text/plain", text, "", "")
        layout = find_layout(document)
        sentences = tuple(tools.grammar.parse(layout.passages))
        found: tuple[Mention, ...] = find_mentions(document, layout, sentences, tools.lexicon)
        return [(m.span.of(text), m.type) for m in found if m.form not in ("adjective", "anaphor")]

    return names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a capital that is taken, a seat, an end of a road is a town
        ("Lima was occupied in January 1881.", ("Lima", "Place")),
        ("Lima was accused of fraud.", ("Lima", "State")),
        ("Montevideo is the seat of the secretariat.", ("Montevideo", "Place")),
        ("A railway from Arica to La Paz is planned.", ("La Paz", "Place")),
        ("He was abducted in the middle of Tirana.", ("Tirana", "Place")),
        ("It called back its ambassador from Quito.", ("Quito", "Place")),
        ("Russia sent arms to Managua.", ("Managua", "State")),
        ("Haunted by Fukushima, Berlin shut its reactors.", ("Berlin", "State")),
        # a house is a place, the power in it is none
        ("They met at the Kremlin.", ("Kremlin", "Place")),
        ("The Kremlin denied it.", ("Kremlin", "State")),
        # lands by their verbs, and persons that suffer the like
        ("His troops invaded Campo Verde.", ("Campo Verde", "Place")),
        ("Frode Nilsen was seized in Moscow.", ("Frode Nilsen", "Person")),
        ("They hid in the monastery of Drenovac.", ("Drenovac", "Place")),
        ("Aid crossed the Pedro Molina bridge.", ("Pedro Molina", "Place")),
        ("They built the station of Kandara.", ("Kandara", "Place")),
        ("They bought the station Kandara.", ("Kandara", "Media")),
        ("A dam at Vila do Porto broke.", ("Vila do Porto", "Place")),
        # persons
        ("They killed the policeman Arben Hoxha.", ("Arben Hoxha", "Person")),
        ("Her counterpart in Beijing, Lin Wei, denied it.", ("Lin Wei", "Person")),
        ("The minister Germán Quispe agreed.", ("Germán Quispe", "Person")),
        ("He was a son of Hafiz.", ("Hafiz", "Person")),
        ("He was the king of Arvenia.", ("Arvenia", "Place")),
        ("Libya claimed Arzeg in 1973.", ("Arzeg", "Place")),
        ("The gas flows to Olbernau and ends there.", ("Olbernau", "Place")),
        ("Pablo Navarro fled. They captured Navarro in May.", ("Navarro", "Person")),
        ("They fought near the temple of Ta Kalai.", ("Ta Kalai", "Place")),
        # bodies and peoples
        ("He was removed by the Senate on 22 June 2012.", ("Senate", "GovernmentBody")),
        ("A deputy wants Congress to reject it.", ("Congress", "GovernmentBody")),
        ("Greek police arrested nine men.", ("Greek police", "GovernmentBody")),
        ("Bulgarian border guards shot at them.", ("Bulgarian border guards", "GovernmentBody")),
        ("Local Greeks put up barricades, and ethnic Turks fled.", ("Turks", "People")),
        ("The Turks fled.", ("Turks", "State")),
        ("The exile group Nueva Aurora denied it.", ("Nueva Aurora", "Movement")),
        # a garbled word beside a state leaves the state alone
        ("The message that has Zrkvalt Turkey was clear.", ("Turkey", "State")),
        ("They want peace in Yemen\nSupport the talks; support is due.", ("Yemen", "State")),
    ],
)
def test_what_a_name_means(read: Read, text: str, expected: tuple[str, str]) -> None:
    assert expected in read(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("They met under the Santa Marta declaration.", "Santa Marta"),
        ("They signed the Treaty of Friendship and Mutual Assistance.", "Mutual Assistance"),
        ("Denmark sold 24 F-16 fighters.", "F-16 fighters"),
        ("Therese Kayi Wagner signed it.", "Wagner"),
        ("The envoy Germán Quispe agreed.", "Germán"),
        ("She is the founder of Brimstone.", "Brimstone"),
        ("There will be no rise in VAT for years.", "VAT"),
        ("It used a provision in the Paris agreement.", "Paris"),
        ("They could return to Judaism.", "Judaism"),
        ("Britain sent HMS Duncan.", "HMS Duncan"),
        ("The 20th Congress met, and the people congress too.", "Congress"),
    ],
)
def test_what_is_no_name(read: Read, text: str, wrong: str) -> None:
    assert wrong not in [said for said, _ in read(text)]


def test_a_body_is_called_again_by_its_head(read: Read) -> None:
    text = "The Lakes Region Council met in June. The fishermen wrote to the Council."
    assert ("Council", "InternationalOrganization") in read(text)


def test_a_head_that_two_bodies_share_names_neither(read: Read) -> None:
    text = "The Lakes Region Council met the Sahel Ports Council. They wrote to the Council."
    assert "Council" not in [said for said, _ in read(text)]
