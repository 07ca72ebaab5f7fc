"""An output directory, written aside and moved into place whole, or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import InputError, OutputError

# A directory without this file was not made here, and is never replaced.
MANIFEST = "manifest.json"


@contextmanager
def whole_directory(target: Path) -> Iterator[Path]:
    """Give a directory to write into, which takes the target's place when all went well.

    What stood at the target is untouched until then, and after any fault or interruption.

    Raises:
        InputError: the target is a file, or a directory that was not made by a build.
        OutputError: no permission, a full disk.
    """
    check_target(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    except OSError as fault:
        raise _unwritable(target, fault) from None
    try:
        yield aside
        _swap(aside, target)
    except OSError as fault:
        raise _unwritable(target, fault) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write_whole(target: Path, text: str) -> None:
    """Write a file aside and move it into place whole.

    Raises:
        OutputError: no permission, a full disk; what stood there before is untouched.
    """
    aside = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(f".{target.name}.part", dir=target.parent)
        aside = Path(name)
        with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        aside.chmod(0o644)
        aside.replace(target)
    except OSError as fault:
        raise _unwritable(target, fault) from None
    finally:
        if aside is not None:
            aside.unlink(missing_ok=True)


def check_target(target: Path) -> None:
    """Refuse a target that is not ours to replace.

    Raises:
        InputError: it is a file, or a directory with other content.
    """
    if target.is_file():
        raise InputError(f"{target} is a file: name a directory for the output.")
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).exists():
        raise InputError(
            f"{target} holds other files and no {MANIFEST}: name a new directory, so that nothing "
            "is lost."
        )


def _swap(aside: Path, target: Path) -> None:
    aside.chmod(0o755)
    if not target.exists():
        aside.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".old", dir=target.parent))
    target.rename(old / target.name)
    try:
        aside.rename(target)
    except BaseException:
        (old / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _unwritable(target: Path, fault: OSError) -> OutputError:
    reason = fault.strerror or str(fault)
    return OutputError(
        f"{target} cannot be written: {reason.lower()}. Nothing was changed; free some space or "
        "name another directory."
    )
