"""Known treaties, wars and crises: told by name, or by a description that something bears out."""

from dataclasses import replace
from hashlib import sha256

import pytest

from kg.extract import Tools, extract, load_tools
from kg.find.lexicon import Lexicon, load
from kg.findings import Agreement, Crisis, Findings, Participant
from kg.folders import ontology_folder
from kg.link.events import identify_events
from kg.model import Document, Entity, Layout, Span

LEXICON: Lexicon = load(ontology_folder() / "lexicon")


def document(text: str) -> Document:
    digest = sha256(text.encode()).hexdigest()
    return Document(digest[:16], "d.txt", "d", "en", "text/plain", text, digest, digest)


def span(text: str, phrase: str) -> Span:
    start = text.index(phrase)
    return Span(start, start + len(phrase))


def crisis(text: str, *phrases: str, start: str | None = None, who: tuple[str, ...] = ()) -> Crisis:
    return Crisis(
        id="c1",
        label=phrases[0],
        type="ArmedConflict",
        participants=tuple(Participant(w, "belligerent") for w in who),
        start=start,
        end=None,
        places=(),
        evidence=tuple(span(text, p) for p in phrases),
    )


def state(item: str) -> Entity:
    return Entity(f"actor-{item}", "actor", "State", item, (), None, item)


def findings(text: str, *crises: Crisis, agreements: tuple[Agreement, ...] = ()) -> Findings:
    who = {p.actor.removeprefix("actor-") for c in crises for p in c.participants}
    who |= {p.removeprefix("actor-") for a in agreements for p in a.parties}
    return Findings(
        document=document(text),
        layout=Layout((), (), ()),
        entities=tuple(state(w) for w in sorted(who)),
        agreements=agreements,
        crises=crises,
    )


def known(text: str, *crises: Crisis) -> list[str | None]:
    return [c.lexicon_id for c in identify_events(findings(text, *crises), LEXICON).crises]


def test_a_proper_name_is_enough() -> None:
    text = "After the Cenepa War trade fell."
    assert known(text, crisis(text, "the Cenepa War")) == ["cenepa-war"]


def test_a_year_may_speak_against_a_name() -> None:
    text = "The Suez Crisis of 1956 and the Suez Crisis."
    assert known(text, crisis(text, "The Suez Crisis", start="1956")) == ["suez-crisis"]
    assert known(text, crisis(text, "The Suez Crisis", start="1999")) == [None]


def test_a_description_needs_a_year_or_an_actor() -> None:
    text = "The Syrian crisis went on."
    assert known(text, crisis(text, "The Syrian crisis")) == [None]
    dated = crisis(text, "The Syrian crisis", start="2015")
    assert known(text, dated) == ["syrian-civil-war"]
    acted = crisis(text, "The Syrian crisis", who=("actor-syria",))
    assert known(text, acted) == ["syrian-civil-war"]
    early = crisis(text, "The Syrian crisis", start="1957")
    assert known(text, early) == [None]
    around = "The Syrian crisis went on in 2016."
    assert known(around, crisis(around, "The Syrian crisis")) == ["syrian-civil-war"]


def test_a_description_of_another_time_is_another_event() -> None:
    text = "The war in Afghanistan of the eighties, from 1979 to 1989, wore it out."
    soviet = crisis(text, "The war in Afghanistan", who=("actor-afghanistan",))
    assert known(text, soviet) == [None]


def test_other_parties_speak_against_it() -> None:
    text = "The Cuban Missile Crisis was discussed."
    other = crisis(text, "The Cuban Missile Crisis", who=("actor-peru", "actor-chile"))
    assert known(text, other) == [None]


def test_a_part_of_a_phrase_is_not_its_name() -> None:
    text = "Protests against food prices followed the Iraq War."
    assert known(text, crisis(text, text.rstrip("."))) == [None]


def test_two_wars_told_in_one_phrase_are_each_known_by_their_state() -> None:
    text = "From 2003 to 2009 the war in Iraq and Afghanistan wore it out."
    phrase = "the war in Iraq and Afghanistan"
    in_iraq = crisis(text, phrase, who=("actor-iraq",))
    in_afghanistan = replace(crisis(text, phrase, who=("actor-afghanistan",)), id="c2")
    assert known(text, in_iraq, in_afghanistan) == ["iraq-war", "war-in-afghanistan"]
    nobody = crisis(text, phrase)
    assert known(text, nobody) == [None]


def test_the_number_must_agree() -> None:
    text = "Officials joked about a Second World War II."
    assert known(text, crisis(text, "Second World War II")) == [None]


def test_one_event_keeps_an_id() -> None:
    text = "The Cenepa War began. The Cenepa War, the Alto Cenepa War, ended."
    first = crisis(text, "The Cenepa War")
    second = Crisis(
        **{**_fields(crisis(text, "The Cenepa War", "the Alto Cenepa War")), "id": "c2"}
    )
    assert known(text, first, second) == [None, "cenepa-war"]


def _fields(event: Crisis) -> dict[str, object]:
    return {name: getattr(event, name) for name in Crisis.__slots__}


def test_an_agreement_is_known_long_after_its_year() -> None:
    text = "In 2016 Ankara questioned the Treaty of Lausanne."
    agreement = Agreement(
        id="a1",
        label="the Treaty of Lausanne",
        type="Treaty",
        parties=("actor-turkey",),
        date="2016",
        topics=(),
        status="unknown",
        evidence=(span(text, "the Treaty of Lausanne"),),
    )
    found = identify_events(findings(text, agreements=(agreement,)), LEXICON)
    assert [a.lexicon_id for a in found.agreements] == ["treaty-of-lausanne"]


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


def test_the_whole_extraction_links_a_war(tools: Tools) -> None:
    text = "The Korean War began in 1950. The Korean War ended in 1953 with an armistice.\n"
    found = extract(document(text), tools)
    links = {c.link.qid for c in found.crises if c.link}
    assert links == {"Q8663"}
