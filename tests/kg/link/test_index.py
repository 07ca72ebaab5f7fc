"""An index of a dump in Wikidata's format: right, whole or resumable, and quick to ask.

The dumps are made here: invented entities in the real format.
"""

import gzip
import json
import random
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kg.link.indexbuild as indexbuild
from kg.cli import main
from kg.errors import InputError, OutputError
from kg.link import dumpfile
from kg.link.dumpfile import BadLineError, read_line
from kg.link.indexbuild import Plan, Tally, build_from_dump, build_from_files
from kg.link.wikiindex import WikiIndex

STATE, CITY, CAPITAL, PERSON = "Q6256", "Q515", "Q5119", "Q5"


def statement(target: str, rank: str = "normal") -> dict[str, Any]:
    value = {"type": "wikibase-entityid", "value": {"entity-type": "item", "id": target}}
    return {"mainsnak": {"snaktype": "value", "datavalue": value}, "rank": rank}


def entity(qid: str, label: str, classes: str = "", above: str = "", links: int = 0, **names: str):
    def told(lang: str, value: str) -> dict[str, str]:
        return {"language": lang, "value": value}

    return {
        "type": "item",
        "id": qid,
        "labels": {"en": told("en", label), **{k: told(k, v) for k, v in names.items()}},
        "descriptions": {"en": told("en", f"about {label}")},
        "aliases": {"en": [told("en", f"{label} also")]},
        "claims": {
            "P31": [statement(c) for c in classes.split()],
            "P279": [statement(a) for a in above.split()],
        },
        "sitelinks": {f"w{i}": {"site": f"w{i}", "title": label} for i in range(links)},
    }


ENTITIES = [
    # The capital comes before the class that says that a capital is a city.
    entity("Q1001", "Ruritania", STATE, links=9, ru="Руритания"),
    entity("Q1002", "Strelsau", CAPITAL, links=5),
    entity("Q1003", "Rudolf Rassendyll", PERSON, links=3),
    entity("Q1004", "Ruritania Street", "Q79007", links=1),
    {"type": "property", "id": "P31", "labels": {}},
    entity(CAPITAL, "capital", above=CITY),
    entity(CITY, "city", above="Q486972"),
    entity("Q1005", "Zenda", CITY, links=2),
    entity("Q1006", "Circle A", "Q2001"),
    entity("Q2001", "circle", above="Q2002"),
    entity("Q2002", "circle too", above="Q2001"),
]
PLAN = Plan((STATE, CITY), ("en", "ru"), label="test")


def text_of(entities: list[Any]) -> bytes:
    return b"[\n" + b",\n".join(json.dumps(e).encode() for e in entities) + b"\n]\n"


def dump_of(folder: Path, data: bytes, name: str = "dump.json.gz") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(data, mtime=0) if name.endswith("gz") else data)
    return path


def content(path: Path) -> list[Any]:
    base = sqlite3.connect(path)
    rows = [
        *base.execute("SELECT * FROM entity ORDER BY qid"),
        *sorted(base.execute("SELECT form, lang, kind, text, qid FROM name")),
    ]
    base.close()
    return rows


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


def many(count: int) -> list[Any]:
    random_ = random.Random(7)
    return [
        *ENTITIES,
        *(
            entity(f"Q{10_000 + i}", f"Place {i}", random_.choice([CITY, CAPITAL, PERSON]))
            for i in range(count)
        ),
    ]


@pytest.mark.parametrize("tool", [True, False])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.97])
def test_a_dump_cut_off_in_the_middle_loses_nothing(
    share: float, tool: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not tool:
        monkeypatch.setattr(dumpfile.shutil, "which", lambda _: None)
    monkeypatch.setattr(indexbuild, "BATCH", 20)
    data = text_of(many(500))
    whole = dump_of(tmp_path, data)
    tally = build_from_dump(whole, tmp_path / "whole", PLAN)
    packed = whole.read_bytes()
    whole.write_bytes(packed[: int(len(packed) * share)])
    out = tmp_path / "wd.sqlite"
    with pytest.raises(InputError, match=r"damaged or cut off.*run the same command again"):
        build_from_dump(whole, out, PLAN)
    assert not out.exists()
    whole.write_bytes(packed)
    again = build_from_dump(whole, out, PLAN)
    assert (again.lines, again.kept, again.bad) == (tally.lines, tally.kept, 0)
    assert content(out) == content(tmp_path / "whole")


def test_a_plain_dump_whose_list_is_not_closed_is_cut_off(tmp_path: Path) -> None:
    dump = dump_of(tmp_path, text_of(ENTITIES)[:-40], "dump.json")
    with pytest.raises(InputError, match="not closed after line"):
        build_from_dump(dump, tmp_path / "wd.sqlite", PLAN)


def test_a_stopped_build_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexbuild, "BATCH", 50)
    dump = dump_of(tmp_path, text_of(many(300)))
    out, told = tmp_path / "wd.sqlite", []

    def stop(tally: Tally) -> None:
        told.append(tally.lines)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_from_dump(dump, out, PLAN, stop)
    told.clear()
    build_from_dump(dump, out, PLAN, lambda t: told.append(t.lines))
    assert told[0] == 200
    build_from_dump(dump, tmp_path / "whole", PLAN)
    assert content(out) == content(tmp_path / "whole")


def test_work_of_another_build_is_not_mixed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = dump_of(tmp_path, text_of(ENTITIES)[:-40], "dump.json")
    with pytest.raises(InputError):
        build_from_dump(dump, tmp_path / "wd.sqlite", PLAN)
    with pytest.raises(InputError, match="another dump, types or languages"):
        build_from_dump(dump, tmp_path / "wd.sqlite", Plan((STATE,), ("en",)))


def test_corrupt_lines_are_counted_and_cost_nothing_else(tmp_path: Path) -> None:
    lines = text_of(ENTITIES).split(b"\n")
    broken = [lines[0], b'{"id": "Q1", "labels": {', b"\x00\xff", b"42,", *lines[1:]]
    out = tmp_path / "wd.sqlite"
    tally = build_from_dump(dump_of(tmp_path, b"\n".join(broken)), out, PLAN)
    assert (tally.bad, tally.bad_at) == (3, 2)
    assert {r[0] for r in content(out)} >= {"Q1001", "Q1002", "Q1005"}


def test_a_full_disk_is_told_and_the_build_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself refuses to grow, as on a full disk."""
    monkeypatch.setattr(indexbuild, "BATCH", 50)
    dump = dump_of(tmp_path, text_of(many(3000)))
    out, real = tmp_path / "wd.sqlite", sqlite3.connect

    def small(*args: Any, **more: Any) -> sqlite3.Connection:
        base = real(*args, **more)
        base.execute("PRAGMA max_page_count = 60")
        return base

    monkeypatch.setattr(indexbuild.sqlite3, "connect", small)
    with pytest.raises(OutputError, match=r"full.*run the same command again"):
        build_from_dump(dump, out, PLAN)
    assert not out.exists()
    monkeypatch.setattr(indexbuild.sqlite3, "connect", real)
    started: list[int] = []
    build_from_dump(dump, out, PLAN, lambda t: started.append(t.lines))
    assert started[0] > 50
    build_from_dump(dump, tmp_path / "whole", PLAN)
    assert content(out) == content(tmp_path / "whole")


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
