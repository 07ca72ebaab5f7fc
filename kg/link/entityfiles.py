"""Reads Wikidata entities from files: a dump, a slice of one, or answers of the live service.

Understood are a JSON object ``{"entities": {...}}``, a single entity, a JSON list, and one entity
a line as in the dumps (with or without the comma at its end); each plain or gzip-compressed.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.link.authority import Known

LANGUAGES = ("en", "mul", "en-gb", "en-us", "fr", "ru", "tr", "ar")


@dataclass(frozen=True, slots=True)
class FileSource:
    """What files say of ids, asked like the live service."""

    known: Mapping[str, Known]

    def __call__(self, qids: Sequence[str]) -> Mapping[str, Known]:
        """Return what is known of each id."""
        return {qid: self.known[qid] for qid in qids if qid in self.known}


def known_of(entity: Mapping[str, Any], asked: str | None = None) -> tuple[str, Known] | None:
    """Return the id asked for and what the entity is called; None where it is no entity.

    An answer to a merged id carries the new one in ``id`` and the old one in ``redirects``.
    """
    qid = entity.get("id")
    if not isinstance(qid, str) or "missing" in entity:
        return None
    old = entity.get("redirects")
    first = old.get("from") if isinstance(old, Mapping) else asked
    names = list(dict.fromkeys(_names(entity)))
    return first or qid, Known(qid, tuple(names))


def _names(entity: Mapping[str, Any]) -> Iterator[str]:
    for part in ("labels", "aliases"):
        held = entity.get(part)
        for language in LANGUAGES if isinstance(held, Mapping) else ():
            values = held.get(language, []) if isinstance(held, Mapping) else []
            for value in [values] if isinstance(values, Mapping) else values:
                if isinstance(value, Mapping) and isinstance(value.get("value"), str):
                    yield value["value"]


def read_known(paths: Iterable[Path]) -> dict[str, Known]:
    """Return what the files say of each id; raise InputError naming a file that cannot be read."""
    found: dict[str, Known] = {}
    for path in paths:
        for entity, asked in entities(path):
            pair = known_of(entity, asked)
            if pair is not None:
                found[pair[0]] = pair[1]
    return found


def entities(path: Path) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Yield each entity of a file, with the id it was asked by where the file tells it.

    Raises InputError naming a file, or a line, that cannot be read.
    """
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(
            f"Cannot read the entities in {path}: {error}. Give JSON of Wikidata entities."
        ) from error
    try:
        whole = json.loads(text)
    except ValueError:
        yield from _lines(path, text)
        return
    held = whole.get("entities", whole) if isinstance(whole, dict) else whole
    if isinstance(held, dict) and "id" in held and "entities" not in held:
        yield held, None
    elif isinstance(held, dict):
        yield from ((e, qid) for qid, e in held.items() if isinstance(e, dict))
    elif isinstance(held, list):
        yield from ((e, None) for e in held if isinstance(e, dict))


def _lines(path: Path, text: str) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip().rstrip(",")
        if bare in ("", "[", "]"):
            continue
        try:
            entity = json.loads(bare)
        except ValueError as error:
            raise InputError(
                f"{path}, line {number} is no JSON: {error}. Give Wikidata entities, one a line."
            ) from error
        if isinstance(entity, dict):
            yield entity, None
