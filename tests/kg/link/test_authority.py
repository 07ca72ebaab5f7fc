"""The shipped ids against what a source calls them: equal, otherwise called, merged, missing."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import InputError
from kg.find.lexicon import load
from kg.folders import ontology_folder
from kg.link.authority import BATCH, Known, check_authority
from kg.link.entityfiles import FileSource, read_known
from kg.link.names import normal


@dataclass(frozen=True)
class Item:
    id: str
    label: str
    qid: str = ""


PERU, CHILE, NOWHERE = Item("peru", "Peru", "Q419"), Item("chile", "Chile", "Q298"), Item("x", "X")


def entity(qid: str, *names: str, **more: object) -> dict[str, object]:
    first, *others = names
    return {
        "id": qid,
        "labels": {"en": {"language": "en", "value": first}},
        "aliases": {"en": [{"language": "en", "value": n} for n in others]},
        **more,
    }


def doubts(items: Sequence[Item], known: Mapping[str, Known]) -> list[tuple[str, str]]:
    found = check_authority(items, lambda _: [], FileSource(known))
    return [(d.item, d.problem) for d in found]


def test_an_equal_label_bears_an_id_out() -> None:
    assert doubts([PERU, NOWHERE], {"Q419": Known("Q419", ("Peru",))}) == []


def test_an_alias_on_either_side_is_enough() -> None:
    known = FileSource({"Q419": Known("Q419", ("Republic of Peru", "Perú"))})
    assert list(check_authority([PERU], lambda _: [], known)) == []
    far = FileSource({"Q419": Known("Q419", ("Republic of Peru",))})
    assert list(check_authority([PERU], lambda _: ["Republic of Peru"], far)) == []
    assert len(list(check_authority([PERU], lambda _: [], far))) == 1


def test_a_lying_source_and_a_wrong_id_are_found() -> None:
    assert doubts([PERU], {"Q419": Known("Q419", ("cabbage",))}) == [("peru", "mismatch")]


def test_a_missing_and_a_merged_id_are_found() -> None:
    assert doubts([CHILE], {}) == [("chile", "missing")]
    assert doubts([CHILE], {"Q298": Known("Q7", ("Chile",))}) == [("chile", "merged")]


def test_an_entity_without_a_name_bears_nothing_out() -> None:
    assert doubts([PERU], {"Q419": Known("Q419", ())}) == [("peru", "mismatch")]


def test_ids_are_asked_for_in_batches() -> None:
    asked: list[int] = []

    def source(qids: Sequence[str]) -> dict[str, Known]:
        asked.append(len(qids))
        return {q: Known(q, ("Peru",)) for q in qids}

    items = [Item(f"i{n}", "Peru", f"Q{n + 1}") for n in range(2 * BATCH + 1)]
    assert list(check_authority(items, lambda _: [], source)) == []
    assert asked == [BATCH, BATCH, 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Türkiye", "turkiye"),
        ("the U.S. Navy", "US navy"),
        ("Türksat4A", "Türksat 4A"),
        ("Al-Jazeera", "Jazeera"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("Binali Yıldırım", "Binali Yildirim"),
    ],
)
def test_names_that_are_the_same(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("S-300", "S-400"), ("Türksat 4A", "Türksat 5A"), ("Abdullah Gül", "Abdullah Gülen")],
)
def test_names_that_are_not_the_same(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_entities_are_read_in_every_shape(tmp_path: Path) -> None:
    peru, chile = entity("Q419", "Peru"), entity("Q298", "Chile", "Republic of Chile")
    shapes = {
        "answer.json": json.dumps({"entities": {"Q419": peru, "Q298": chile}}),
        "list.json": json.dumps([peru, chile]),
        "dump.json": "[\n" + json.dumps(peru) + ",\n" + json.dumps(chile) + "\n]\n",
        "lines.json": json.dumps(peru) + "\n" + json.dumps(chile) + "\n",
    }
    for name, text in shapes.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        for path in (tmp_path / name, tmp_path / f"{name}.gz"):
            known = read_known([path])
            assert known["Q298"].names == ("Chile", "Republic of Chile"), path
            assert set(known) == {"Q419", "Q298"}


def test_a_single_entity_and_a_missing_one_are_read(tmp_path: Path) -> None:
    one = tmp_path / "Q419.json"
    one.write_text(json.dumps(entity("Q419", "Peru")), encoding="utf-8")
    gone = tmp_path / "gone.json"
    gone.write_text(json.dumps({"entities": {"Q1": {"id": "Q1", "missing": ""}}}), encoding="utf-8")
    assert set(read_known([one, gone])) == {"Q419"}


def test_a_merged_entity_keeps_the_id_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "merged.json"
    moved = entity("Q7", "Chile", redirects={"from": "Q298", "to": "Q7"})
    path.write_text(json.dumps({"entities": {"Q298": moved}}), encoding="utf-8")
    assert read_known([path]) == {"Q298": Known("Q7", ("Chile",))}


def test_a_file_cut_off_in_the_middle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    path.write_text(json.dumps(entity("Q419", "Peru")) + '\n{"id": "Q2', encoding="utf-8")
    with pytest.raises(InputError, match=r"cut\.json, line 2 is no JSON"):
        read_known([path])
    whole = gzip.compress(b"{}" * 4000)
    (tmp_path / "cut.json.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"cut\.json\.gz"):
        read_known([tmp_path / "cut.json.gz"])


def write_lexicon_as_entities(path: Path, spoil: str = "") -> int:
    items = [i for i in load(ontology_folder() / "lexicon").items.values() if i.qid]
    held = {i.qid: entity(i.qid, "cabbage" if i.id == spoil else i.label) for i in items}
    path.write_text(json.dumps({"entities": held}), encoding="utf-8")
    return len(items)


def test_the_command_passes_on_agreement_and_fails_on_one_wrong_id(tmp_path: Path) -> None:
    path = tmp_path / "entities.json"
    count = write_lexicon_as_entities(path)
    good = CliRunner().invoke(main, ["authority", "check", "--index", str(path)])
    assert (good.exit_code, good.stdout) == (0, "")
    assert f"{count} ids checked, 0 do not hold" in good.stderr
    write_lexicon_as_entities(path, spoil="peru")
    bad = CliRunner().invoke(main, ["authority", "check", "--index", str(path)])
    assert bad.exit_code == 1
    assert bad.stdout.startswith("mismatch\tperu\tPeru\tQ419\t")
    assert "cabbage" in bad.stdout


def test_the_command_wants_one_source(tmp_path: Path) -> None:
    none = CliRunner().invoke(main, ["authority", "check"])
    assert none.exit_code == 2
    assert "--index FILE or --online" in none.stderr
