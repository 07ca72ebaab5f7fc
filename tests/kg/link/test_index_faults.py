"""An index's build stopped by anything goes on later, and loses nothing."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

import kg.link.indexbuild as indexbuild
from kg.errors import InputError, OutputError
from kg.link import dumpfile
from kg.link.indexbuild import Plan, Tally, build_from_dump
from tests.kg.link.dumps import ENTITIES, PLAN, STATE, content, dump_of, many, text_of


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
