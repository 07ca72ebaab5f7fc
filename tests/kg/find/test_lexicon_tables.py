"""The lexicon's tables: whole, sorted, with no id that was not verified."""

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.find.lexicon import level, load
from kg.find.tables import (
    AGREEMENT_TYPES,
    AMBIGUOUS_COLUMNS,
    BODY_COLUMNS,
    CRISIS_TYPES,
    DAMAGED_COLUMNS,
    ENTITY_COLUMNS,
    NAME_COLUMNS,
    OFFICE_COLUMNS,
    rows,
)
from kg.folders import ontology_folder

FOLDER = ontology_folder() / "lexicon"
LEXICON = load(FOLDER)
ITEMS, NAMES = LEXICON.items, LEXICON.names
COLUMNS = {"offices": OFFICE_COLUMNS, "ambiguous": AMBIGUOUS_COLUMNS, "damaged": DAMAGED_COLUMNS}
ACTOR_TYPES = {
    "State", "InternationalOrganization", "Person", "PoliticalParty", "ArmedGroup", "Company",
    "GovernmentBody", "Media", "Movement", "People",
}  # fmt: skip
ABROAD = ("ru", "tr", "ar", "fr")
UN_MEMBERS = 193
TABLES = sorted(
    p for p in FOLDER.glob("*.tsv") if p.stem.split("-")[0] in {"entities", "names", *COLUMNS}
)


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_tables_are_sorted_without_doubles(path: Path) -> None:
    first = path.stem.split("-")[0]
    columns = {"entities": ENTITY_COLUMNS, "names": NAME_COLUMNS}.get(first) or COLUMNS[first]
    cells = [tuple(row) for row in rows(path, columns)]
    assert cells == sorted(set(cells))
    for row in cells:
        assert all(cell == cell.strip() for cell in row), row


def test_every_type_is_a_code_of_the_annotation_schema() -> None:
    known = ACTOR_TYPES | AGREEMENT_TYPES | CRISIS_TYPES | {"Place", "Thing"}
    assert {item.type for item in ITEMS.values()} <= known


def test_every_entity_has_a_label_that_is_one_of_its_names() -> None:
    for item in ITEMS.values():
        assert item.label, item.id
        names = {level(n.text) for n in LEXICON.names_of(item.id, "en")}
        bare = re.sub(r" \([^)]*\)$", "", item.label).removeprefix("The ")
        assert {level(item.label), level(bare)} & names, item.id


def test_ids_are_slugs_and_references_hold() -> None:
    for item in ITEMS.values():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item.id), item.id
        for other in (*item.parties, *filter(None, [item.state])):
            assert other in ITEMS, f"{item.id} names {other}"
    for row in rows(FOLDER / "offices.tsv", OFFICE_COLUMNS):
        assert ITEMS[row[0]].type == "Person"
        assert row[2] in ITEMS
        assert row[1]
        assert re.fullmatch(r"\d{4}", row[3]), row
        assert not row[4] or row[3] <= row[4], row


def test_years_are_years_in_order() -> None:
    for item in ITEMS.values():
        assert re.fullmatch(r"(\d{3,4})?", item.start), item.id
        assert re.fullmatch(r"(\d{3,4})?", item.end), item.id
        assert not (item.start and item.end) or int(item.start) <= int(item.end), item.id


def test_wikidata_ids_are_well_formed_used_once_and_sourced() -> None:
    seen: dict[str, str] = {}
    for item in ITEMS.values():
        if not item.qid:
            assert not item.status, item.id
            assert not item.sources, item.id
            continue
        assert re.fullmatch(r"Q[1-9]\d*", item.qid), item.id
        assert item.status in ("confirmed", "unconfirmed"), item.id
        assert item.sources, item.id
        assert item.qid not in seen, f"{item.id} and {seen[item.qid]} share {item.qid}"
        seen[item.qid] = item.id


def test_confirmed_means_two_sources() -> None:
    for item in ITEMS.values():
        if item.qid:
            places = re.match(r"verified in (\d+) places?", item.sources)
            count = int(places[1]) if places else 0
            assert item.status == ("confirmed" if count >= 2 else "unconfirmed"), item.id


def test_states_have_the_ids_that_rigour_has() -> None:
    territories = pytest.importorskip("rigour.territories")
    known = {t.qid: t for t in territories.get_territories()}
    states = [i for i in ITEMS.values() if i.type == "State"]
    for item in states:
        assert not item.qid or item.qid in known or item.id == "ottoman-empire", item.id
    for item in states:
        if item.category or not item.qid or item.id == "vatican-city":
            continue  # rigour calls the item of the Vatican City "Holy See", which has its own
        territory = known[item.qid]
        names = {level(n.text).casefold() for n in LEXICON.names_of(item.id, "en")}
        assert {level(territory.name).casefold(), level(territory.full_name).casefold()} & names


def test_all_members_of_the_united_nations_are_there_in_five_languages() -> None:
    babel = pytest.importorskip("babel")
    territories = pytest.importorskip("rigour.territories").get_territories()
    codes = {t.code.upper(): t.qid for t in territories if len(t.code) == 2 and not t.is_historical}
    by_qid = {i.qid: i.id for i in ITEMS.values() if i.qid}
    observers = {"PS", "VA", "XK", "TW"}
    states = {c for c, q in codes.items() if q in by_qid and ITEMS[by_qid[q]].type == "State"}
    members = states - observers - {"CK", "NU"}
    assert observers <= states
    assert len(members) == UN_MEMBERS
    for code in sorted(states):
        item = by_qid[codes[code]]
        for lang in ABROAD:
            ours = {level(n.text).casefold() for n in LEXICON.names_of(item, lang)}
            theirs = babel.Locale(lang).territories.get(code)
            assert ours, f"{item} has no name in {lang}"
            if code not in observers | {"CK", "NU"}:
                assert level(theirs).casefold() in ours, f"{item} in {lang}: {theirs}"


def test_a_hundred_organisations_are_named_in_five_languages() -> None:
    organisations = [i.id for i in ITEMS.values() if i.type == "InternationalOrganization"]
    complete = [
        i for i in organisations if all(LEXICON.names_of(i, lang) for lang in ("en", *ABROAD))
    ]
    assert len(complete) > 100
    # A name in another script is written in that script, at least for the most part.
    scripts = {"ru": re.compile("[а-яА-ЯёЁ]"), "ar": re.compile("[\u0600-\u06ff]")}
    for item in organisations:
        for lang, script in scripts.items():
            assert all(script.search(n.text) for n in LEXICON.names_of(item, lang)), item


def test_a_plural_demonym_has_a_people_that_it_means() -> None:
    for item in ITEMS.values():
        if item.type == "State" and item.category == "" and item.qid:
            kinds = {n.kind for n in LEXICON.names_of(item.id, "en")}
            assert "name" in kinds, item.id
            if item.id != "vatican-city":
                assert "adjective" in kinds or "demonym" in kinds, item.id


def test_every_form_of_two_entities_is_listed_as_ambiguous() -> None:
    by_form: dict[str, set[str]] = defaultdict(set)
    for name in NAMES:
        if name.lang == "en":
            by_form[level(name.text)].add(name.item)
    for form, items in by_form.items():
        if len(items) > 1:
            entry = LEXICON.ambiguity(form)
            assert entry is not None, f"{form}: {sorted(items)}"
            assert items <= set(entry.items), f"{form}: {sorted(items)}"


def test_ambiguous_and_damaged_forms_name_known_entities() -> None:
    for name, ids, decides in rows(FOLDER / "ambiguous.tsv", AMBIGUOUS_COLUMNS):
        assert set(ids.split()) <= set(ITEMS), name
        assert decides, name
    for name, item, case, reviewer, note in rows(FOLDER / "damaged.tsv", DAMAGED_COLUMNS):
        assert item in ITEMS, name
        assert case == "exact"
        assert reviewer
        assert note


def test_no_name_stands_in_two_rows() -> None:
    keys = [(n.text, n.item, n.kind, n.lang) for n in NAMES]
    assert len(keys) == len(set(keys))


def test_short_names_and_acronyms_keep_their_case() -> None:
    for name in NAMES:
        if name.kind == "acronym" or len(name.text) <= 4:
            assert name.case == "exact", name


def test_no_name_is_a_common_word_in_lower_case() -> None:
    common = {"us", "who", "it", "may", "era", "will", "west", "east", "turkey", "china", "chad"}
    for name in NAMES:
        assert name.text not in common, name
        assert name.case == "exact" or name.text.casefold() not in common, name


def test_ids_are_those_of_the_table_they_were_taken_from(shared: Callable[[str], Path]) -> None:
    table = shared("design/wikidata-ids.tsv").read_text(encoding="utf-8").splitlines()
    given = {row.split("\t")[2] for row in table}
    for item in ITEMS.values():
        if item.qid and "rigour" not in item.sources and item.qid not in given:
            # One that was looked up since says in which public file.
            assert re.search(r"public file no\. \d+", item.sources), item.id


def test_heads_of_government_bodies_are_whole() -> None:
    for head, code, label in rows(FOLDER / "bodies.tsv", BODY_COLUMNS):
        assert head
        assert label
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code), head
