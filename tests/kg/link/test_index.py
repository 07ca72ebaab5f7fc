"""An index of a dump in Wikidata's format: right, whole or resumable, and quick to ask.

The dumps are made here: invented entities in the real format.
"""

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.link import dumpfile
from kg.link.dumpfile import BadLineError, read_line
from kg.link.indexbuild import Plan, build_from_dump, build_from_files
from kg.link.wikiindex import WikiIndex
from tests.kg.link.dumps import (
    CITY,
    ENTITIES,
    PLAN,
    STATE,
    content,
    dump_of,
    entity,
    many,
    statement,
    text_of,
)


@pytest.fixture
def index(tmp_path: Path) -> WikiIndex:
    out = tmp_path / "wd.sqlite"
    build_from_dump(dump_of(tmp_path, text_of(ENTITIES)), out, PLAN)
    return WikiIndex(out)


def test_wanted_classes_are_kept_with_all_below_them(index: WikiIndex) -> None:
    found = {q for q in ("Q1001", "Q1002", "Q1003", "Q1004", "Q1005") if index.entity(q)}
    assert found == {"Q1001", "Q1002", "Q1005"}
    assert index.is_a("Q1002", CITY)
    assert not index.is_a("Q1002", STATE)
    assert not index.is_a("Q1003", STATE)


def test_a_name_is_found_by_its_levelled_form_in_any_language(index: WikiIndex) -> None:
    for name in ("Ruritania", "RURITANIA", "the Ruritania", "Руритания", "Ruritania also"):
        assert [e.qid for e in index.exact(name)] == ["Q1001"]
    assert index.exact("Ruritani") == []
    assert index.names("Q1001")[0] == "Ruritania"
    assert index.entity("Q1001").description == "about Ruritania"  # type: ignore[union-attr]


def test_words_are_found_in_full_text(index: WikiIndex) -> None:
    assert [e.qid for e in index.search("also ruritania")] == ["Q1001"]
    for odd in ("", '"', "a OR b*", "NEAR(", "'; DROP TABLE name"):
        index.search(odd)


def test_classes_in_a_circle_end(tmp_path: Path) -> None:
    out = tmp_path / "wd.sqlite"
    build_from_dump(dump_of(tmp_path, text_of(ENTITIES)), out, Plan(("Q2002",), ("en",)))
    assert WikiIndex(out).entity("Q1006") is not None


def test_few_pages_are_left_out_where_asked(tmp_path: Path) -> None:
    out = tmp_path / "wd.sqlite"
    build_from_dump(dump_of(tmp_path, text_of(ENTITIES)), out, Plan((), ("en",), sitelinks=5))
    assert {r[0] for r in content(out) if r[0].startswith("Q")} == {"Q1001", "Q1002"}


@pytest.mark.parametrize("name", ["dump.json", "dump.json.gz"])
def test_python_reads_what_the_systems_decompressor_reads(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = dump_of(tmp_path, text_of(ENTITIES), name)
    build_from_dump(dump, tmp_path / "a", PLAN)
    monkeypatch.setattr(dumpfile.shutil, "which", lambda _: None)
    monkeypatch.setattr(dumpfile, "loads", json.loads)
    build_from_dump(dump, tmp_path / "b", PLAN)
    assert content(tmp_path / "a") == content(tmp_path / "b")


def test_a_look_up_takes_less_than_a_millisecond(tmp_path: Path) -> None:
    out = tmp_path / "wd.sqlite"
    build_from_dump(dump_of(tmp_path, text_of(many(20_000))), out, PLAN)
    index = WikiIndex(out)
    times = []
    for i in range(0, 20_000, 40):
        begun = time.perf_counter()
        index.exact(f"Place {i}")
        times.append(time.perf_counter() - begun)
    assert sorted(times)[len(times) // 2] < 0.001


@pytest.mark.parametrize("line", [b"{", b"[1]", b'{"id": 5}', b'{"id":"Q1","labels":[1]}', b"null"])
def test_what_is_no_entity_is_refused(line: bytes) -> None:
    with pytest.raises(BadLineError):
        read_line(line, ("en",))


def test_deprecated_statements_say_nothing() -> None:
    told = entity("Q1", "a")
    told["claims"]["P31"] = [statement(STATE, "deprecated"), statement(CITY)]
    found = read_line(json.dumps(told).encode(), ("en",))
    assert found is not None
    assert found.classes == (CITY,)


def test_files_of_entities_make_a_small_index(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_text(json.dumps({"entities": {e["id"]: e for e in ENTITIES}}))
    tally = build_from_files([file], tmp_path / "wd.sqlite", Plan((), ("en",)))
    assert tally.kept == len(ENTITIES) - 1
    assert WikiIndex(tmp_path / "wd.sqlite").exact("Zenda")[0].qid == "Q1005"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(w) for w in words])


def test_the_commands(tmp_path: Path) -> None:
    dump, out = dump_of(tmp_path, text_of(ENTITIES)), tmp_path / "wd.sqlite"
    types = tmp_path / "types.txt"
    types.write_text(f"{STATE} # states\n{CITY}\n")
    done = run("index", "build", "--dump", dump, "--types", types, "--langs", "en,ru", "--out", out)
    assert done.exit_code == 0, done.output
    assert "3 entities of 13 lines" in done.stderr
    assert run("index", "find", out, "Zenda").stdout.startswith("exact\tQ1005\tZenda\tabout Zenda")
    checked = run("authority", "check", "--index", out)
    assert checked.exit_code == 1  # these invented entities are not the lexicon's
    assert "\tno such entity" in checked.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("index", "build", "--out", "x"),
        ("index", "build", "--dump", "missing.json.gz", "--out", "x"),
        ("index", "build", "--dump", "missing.json", "--types", "states", "--out", "x"),
        ("index", "find", "missing.sqlite", "Peru"),
    ],
)
def test_bad_input_is_one_sentence(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert done.exit_code == 2
    assert done.stderr.startswith("diplograph: ")
