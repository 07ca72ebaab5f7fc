"""A Wikidata JSON dump as a stream of lines and of what is kept of them: any size, small memory.

Source: Wikibase JSON (doc.wikimedia.org, Wikibase, docs_topics_json). A dump is one array with one
entity a line.
"""

import gzip
import json
import shutil
import subprocess
import zlib
from bz2 import open as open_bz2
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kg.errors import InputError

loads: Callable[[bytes], Any] = json.loads
with suppress(ImportError):  # several times as quick, where the extra "index" is installed
    import orjson

    loads = orjson.loads

INSTANCE, SUBCLASS = "P31", "P279"
# An entity of Wikidata stays below four megabytes; a line longer than this is no entity.
LONGEST_LINE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of an entity: names by language, classes, and the parents of a class."""

    qid: str
    names: tuple[tuple[str, str, str], ...]  # (language, kind, text); kind: label or alias
    description: str
    classes: tuple[str, ...]  # instance of
    parents: tuple[str, ...]  # subclass of
    sitelinks: int


class BadLineError(ValueError):
    """A line of a dump that holds no entity."""


def read_line(line: bytes, languages: tuple[str, ...]) -> Record | None:
    """Return the entity of a dump's line; None for brackets, properties and lexemes.

    Raises BadLineError where the line is no entity.
    """
    text = line.strip().rstrip(b",")
    if text in (b"", b"[", b"]"):
        return None
    try:
        return record(loads(text), languages)
    except ValueError as fault:
        raise BadLineError(str(fault)) from None


def record(entity: Any, languages: tuple[str, ...]) -> Record | None:
    """Return what is kept of an entity in Wikibase JSON; None for what is no item.

    Raises BadLineError where it is no entity.
    """
    if not isinstance(entity, dict) or not isinstance(entity.get("id"), str):
        raise BadLineError("no entity")
    if not entity["id"].startswith("Q") or "missing" in entity:
        return None
    try:
        return Record(
            qid=entity["id"],
            names=tuple(_names(entity, languages)),
            description=_description(entity, languages),
            classes=tuple(_items(entity, INSTANCE)),
            parents=tuple(_items(entity, SUBCLASS)),
            sitelinks=len(entity.get("sitelinks") or {}),
        )
    except (AttributeError, KeyError, TypeError) as fault:
        raise BadLineError(f"not in Wikibase JSON: {fault}") from None


def _names(entity: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    labels, aliases = entity.get("labels") or {}, entity.get("aliases") or {}
    for language in (*languages, "mul"):
        if label := labels.get(language):
            yield language, "label", label["value"]
        for alias in aliases.get(language, []):
            yield language, "alias", alias["value"]


def _description(entity: Mapping[str, Any], languages: tuple[str, ...]) -> str:
    told = entity.get("descriptions") or {}
    return str(next((told[lang]["value"] for lang in languages if told.get(lang)), ""))


def _items(entity: Mapping[str, Any], prop: str) -> Iterator[str]:
    for statement in (entity.get("claims") or {}).get(prop, []):
        if statement.get("rank") == "deprecated":
            continue
        value = statement.get("mainsnak", {}).get("datavalue", {}).get("value")
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            yield value["id"]


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a dump (.gz, .bz2 or plain) for reading; a decompressor of the system is quicker.

    Raises:
        InputError: there is no such file, or it is damaged or cut off.
    """
    try:
        tool = shutil.which("pigz") or shutil.which("gzip") if path.suffix == ".gz" else None
        if tool and path.is_file():
            with _piped([tool, "-dc", str(path)], path) as stream:
                yield stream
            return
        opener: Any = {".gz": gzip.open, ".bz2": open_bz2}.get(path.suffix, open)
        with opener(path, "rb") as file:
            yield file
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise _damaged(path, str(fault)) from None
    except FileNotFoundError:
        raise InputError(f"There is no file {path}: check the name and the folder.") from None


@contextmanager
def _piped(command: list[str], path: Path) -> Iterator[IO[bytes]]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        rest = process.stdout.read(1)
        if rest:  # who reads stopped early, which is no fault of the file
            process.kill()
            return
        said = process.stderr.read().decode(errors="replace").strip()
        if process.wait():
            raise _damaged(path, said.splitlines()[-1] if said else "the data end too early")


def _damaged(path: Path, why: str) -> InputError:
    return InputError(
        f"{path} is damaged or cut off: {why}. What was read is kept: get the whole file and run "
        "the same command again to go on."
    )


def lines(path: Path, skip: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a dump with their numbers (from 1), those after ``skip``.

    Raises:
        InputError: the file is damaged, or ends before its array does.
    """
    number, last, first = 0, b"", b""
    with opened(path) as stream:
        while line := stream.readline(LONGEST_LINE):
            number += 1
            first = first or line.strip()
            last = line
            if number > skip:
                yield number, line
    if first == b"[" and last.strip() != b"]":
        raise _damaged(path, f"its list is not closed after line {number}")
