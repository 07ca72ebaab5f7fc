"""The gold annotations hold together: a wrong gold would punish the right system.

Every file ``<name>.gold.json`` beside a ``<name>.txt`` is checked against its text, the schema's
code lists and itself. What the annotation *means* was read over by a person; this cannot be tested.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXTS = [
    *sorted((ROOT / "kg" / "sample").glob("*.txt")),
    *sorted((ROOT / "tests" / "documents").rglob("*.txt")),
]
NAMED = ("actors", "places")
CODES = {
    "actors": "State InternationalOrganization Person PoliticalParty ArmedGroup Company"
    " GovernmentBody Media Movement People",
    "agreements": "Treaty Contract CooperationAgreement Institution Deal Project",
    "crises": "ArmedConflict Incident CoupAttempt Assassination Sanctions DiplomaticCrisis"
    " EconomicCrisis PoliticalChange MilitaryDispute RefugeeCrisis",
    "interactions": "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE REQUEST ACCUSE REJECT THREATEN"
    " PROTEST SANCTION MOBILIZE COERCE ASSAULT",
    "relations": "memberOf holdsOffice leaderOf allyOf supports opposes tradePartnerOf supplies"
    " locatedIn partOf successorOf",
    "status": "signed inForce planned rejected violated unknown",
    "topics": "nuclearEnergy gas oil trade arms space tourism banking industry agriculture culture"
    " construction militaryBasing security migration politics investment",
    "role": "initiator target belligerent supporter mediator affected host",
    "category": "political economic security ideological energy",
}
ALLOWED = {name: set(codes.split()) for name, codes in CODES.items()}
# what a test document offers at least, so that no layer is measured on nothing
LEAST = {
    "sections": 1,
    "actors": 8,
    "places": 1,
    "agreements": 3,
    "crises": 2,
    "motives": 1,
    "interactions": 6,
    "statements": 2,
    "observations": 4,
    "relations": 4,
}
DATE = re.compile(r"^\d{3}[\dX](-\d\d(-\d\d)?)?[~?]?(/(\d{4}(-\d\d(-\d\d)?)?)?)?$")

Gold = dict


def golds() -> list[Path]:
    return [text.with_suffix(".gold.json") for text in TEXTS]


@pytest.fixture(params=golds(), ids=lambda path: path.name.removesuffix(".gold.json"))
def pair(request: pytest.FixtureRequest) -> tuple[Gold, str]:
    """One annotation and the text it speaks of."""
    gold = json.loads(request.param.read_text(encoding="utf-8"))
    text = request.param.with_name(request.param.name.replace(".gold.json", ".txt"))
    return gold, text.read_bytes().decode("utf-8")


def spans(item: dict) -> list[list[int]]:
    lists = [item.get(key) or [] for key in ("mentions", "adjectives", "evidence")]
    return [span for one in lists for span in one] + ([item["span"]] if "span" in item else [])


def items(gold: Gold) -> Iterator[tuple[str, dict]]:
    for layer, value in gold.items():
        if isinstance(value, list):
            yield from ((layer, item) for item in value)


def test_there_are_documents() -> None:
    assert len(TEXTS) >= 1


def test_it_speaks_of_this_text(pair: tuple[Gold, str]) -> None:
    gold, text = pair
    assert gold["document"]["sha256"] == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert gold["document"]["chars"] == len(text)


def test_spans_lie_in_the_text_and_have_clean_edges(pair: tuple[Gold, str]) -> None:
    gold, text = pair
    for layer, item in items(gold):
        assert spans(item), (layer, item)
        for begin, end in spans(item):
            assert 0 <= begin < end <= len(text), (layer, item)
            assert text[begin:end] == text[begin:end].strip(), (layer, text[begin:end])


def test_a_name_is_a_whole_word_and_belongs_to_one_entity(pair: tuple[Gold, str]) -> None:
    gold, text = pair
    seen: Counter[tuple[int, int]] = Counter()
    for layer, item in items(gold):
        if layer in NAMED:
            seen.update((begin, end) for begin, end in spans(item))
    assert [text[b:e] for (b, e), times in seen.items() if times > 1] == []
    for begin, end in seen:
        assert not re.search(r"\w", text[begin - 1 : begin] + text[end : end + 1]), text[begin:end]


def test_ids_are_unique_and_references_exist(pair: tuple[Gold, str]) -> None:
    gold, _ = pair
    ids = [item["id"] for layer, item in items(gold) if "id" in item and layer != "ignore"]
    assert [one for one, times in Counter(ids).items() if times > 1] == []
    named = {item["id"] for layer in NAMED for item in gold[layer]}
    used: list[str | None] = []
    for layer, item in items(gold):
        if layer in ("actors", "places", "citations", "sections", "ignore"):
            continue
        used += [item.get(key) for key in ("holder", "toward", "actor", "recipient", "speaker")]
        used += [
            one for key in ("parties", "places", "about", "subjects") for one in item.get(key, [])
        ]
        used += [one for key in item if key.startswith("alt") for one in item[key]]
        used += [one["actor"] for one in item.get("participants", [])]
        used += [item["subject"]] if layer == "relations" else []
    assert sorted(set(used) - named - {None}) == []
    objects = {r["object"] for r in gold["relations"] if r["type"] != "holdsOffice"}
    assert sorted(objects - set(ids)) == []


def test_codes_are_those_of_the_schema(pair: tuple[Gold, str]) -> None:
    gold, _ = pair
    for layer, item in items(gold):
        if layer in ALLOWED:
            assert item["type"] in ALLOWED[layer], item
        if layer == "agreements":
            assert item["status"] in ALLOWED["status"], item
            assert set(item["topics"]) <= ALLOWED["topics"], item
        if layer == "crises":
            assert {p["role"] for p in item["participants"]} <= ALLOWED["role"], item
        if layer == "motives":
            assert item["category"] in ALLOWED["category"], item
            assert item["section"] in {None} | {s["number"] for s in gold["sections"]}, item


def test_dates_can_be_read(pair: tuple[Gold, str]) -> None:
    gold, _ = pair
    for _, item in items(gold):
        for key in ("date", "start", "end", "time"):
            assert item.get(key) is None or DATE.match(item[key]), item


def test_headings_are_whole_lines(pair: tuple[Gold, str]) -> None:
    gold, text = pair
    for section in gold["sections"]:
        begin, end = section["span"]
        line = text[text.rfind("\n", 0, begin) + 1 : (text + "\n").find("\n", end)]
        assert line.strip() == text[begin:end], section
        assert section["title"] in " ".join(text[begin:end].split()), section


def test_government_bodies_belong_to_a_state(pair: tuple[Gold, str]) -> None:
    gold, _ = pair
    parts = {r["subject"] for r in gold["relations"] if r["type"] == "partOf"}
    bodies = {a["id"] for a in gold["actors"] if a["type"] == "GovernmentBody"}
    assert sorted(bodies - parts) == []


def test_no_layer_is_empty(pair: tuple[Gold, str]) -> None:
    gold, _ = pair
    assert {k: len(gold[k]) for k, least in LEAST.items() if len(gold[k]) < least} == {}


def test_one_name_has_one_identity_in_all_documents() -> None:
    known: dict[tuple[str, str], set[str | None]] = {}
    for path in golds():
        gold = json.loads(path.read_text(encoding="utf-8"))
        for layer in NAMED:
            for item in gold[layer]:
                known.setdefault((layer, item["label"]), set()).add(item["wikidata"])
    assert {name: ids for name, ids in known.items() if len(ids) > 1} == {}
