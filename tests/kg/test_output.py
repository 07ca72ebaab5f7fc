"""Outputs are written whole or not at all."""

import errno
from pathlib import Path

import pytest

from kg.errors import InputError, OutputError
from kg.output import MANIFEST, whole_directory


def made(target: Path, text: str) -> None:
    with whole_directory(target) as folder:
        (folder / MANIFEST).write_text("{}")
        (folder / "a.txt").write_text(text)


def interrupted(target: Path, fault: type[BaseException]) -> None:
    with whole_directory(target) as folder:
        (folder / "a.txt").write_text("half")
        raise fault


def leftovers(folder: Path) -> list[str]:
    return [p.name for p in folder.iterdir() if p.name.startswith(".")]


def test_a_new_and_a_replaced_directory(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "kg"
    made(target, "one")
    made(target, "two")
    assert (target / "a.txt").read_text() == "two"
    assert not leftovers(target.parent)


@pytest.mark.parametrize("fault", [KeyboardInterrupt, MemoryError, ValueError])
def test_an_interruption_leaves_what_was_there(tmp_path: Path, fault: type[BaseException]) -> None:
    target = tmp_path / "kg"
    made(target, "one")
    with pytest.raises(fault):
        interrupted(target, fault)
    assert (target / "a.txt").read_text() == "one"
    assert not leftovers(tmp_path)


def test_a_full_disk_is_told_and_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "kg"
    made(target, "one")
    with pytest.raises(OutputError, match="no space left"), whole_directory(target):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert (target / "a.txt").read_text() == "one"
    assert not leftovers(tmp_path)


def test_a_failed_swap_puts_the_old_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "kg"
    made(target, "one")
    rename = Path.rename

    def failing(self: Path, goal: Path) -> Path:
        if self.suffix == ".part":
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, goal)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OutputError), whole_directory(target):
        pass
    assert (target / "a.txt").read_text() == "one"


def test_other_peoples_directories_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "kg").mkdir()
    (tmp_path / "kg" / "thesis.doc").write_text("dear")
    with pytest.raises(InputError, match="nothing is lost"):
        made(tmp_path / "kg", "x")
    assert (tmp_path / "kg" / "thesis.doc").read_text() == "dear"
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(InputError, match="is a file"):
        made(file, "x")
