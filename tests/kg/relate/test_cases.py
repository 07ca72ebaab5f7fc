"""Sentences with what must and must not be found in them: ``tests/cases/<family>/*.txt``.

A block is a text of one or a few sentences; ``+`` must be found as written, ``-`` must not be found
as a fact, ``= agreement 1`` says how many there are. Actors are given by the ends of their ids
("peru" is actor-peru, or a body of Peru); ``peru:target`` adds a role, ``name=value`` any other
field. ``tie causes ArmedConflict CoupAttempt`` is what ties two events, given by their types;
``bond establishes a1 joint commission`` is what binds an agreement to anything else.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from kg.extract import Tools, extract, load_tools
from kg.findings import Findings
from kg.read.document import from_text
from kg.read.text import ReadText

CASES = Path(__file__).resolve().parents[2] / "cases"


def blocks() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*/*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [x for x in block.strip().splitlines() if not x.startswith("#")]
            if lines:
                found.append(pytest.param(lines[0], lines[1:], id=f"{path.stem}-{lines[0][:40]}"))
    return found


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


def items(found: Findings, layer: str) -> tuple[Any, ...]:
    plural = {"crisis": "crises"}.get(layer, f"{layer}s")
    return getattr(found, plural)


def who(item: Any, layer: str) -> list[str]:
    """The actors of an item in their order, a role behind a colon."""
    if layer == "agreement":
        return list(item.parties)
    if layer == "crisis":
        return [x for p in item.participants for x in (p.actor, f"{p.actor}:{p.role}")]
    if layer == "interaction":
        return [item.actor, *([item.recipient] if item.recipient else [])]
    if layer == "relation":
        return [item.subject, item.object]
    return [item.holder if layer == "motive" else item.speaker]


def same(actor: str, wanted: str) -> bool:
    name, _, role = wanted.partition(":")
    found, _, played = actor.partition(":")
    return (not role or role == played) and (
        found.partition("-")[2] == name or found.startswith((f"actor-{name}-", f"place-{name}-"))
    )


def fits(item: Any, layer: str, wanted: list[str]) -> bool:
    fields = dict(w.split("=", 1) for w in wanted if "=" in w)
    names = [w for w in wanted if "=" not in w]
    if (names and names[0][0].isupper()) or layer in ("relation",):
        if item.type != names[0]:
            return False
        names = names[1:]
    for name, value in fields.items():
        if name == "topic":
            ok = value in item.topics
        elif name == "text":
            ok = value in item.object
        elif name == "toward":
            ok = bool(item.toward) and same(item.toward, value)
        elif name == "speaker" and layer != "statement":
            ok = bool(item.stance.speaker) and same(item.stance.speaker, value)
        else:
            ok = str(getattr(item, name)) == value
        if not ok:
            return False
    actors = who(item, layer)
    if layer in ("interaction", "relation") and getattr(item, "type", "") not in MUTUAL:
        return all(i < len(actors) and same(actors[i], n) for i, n in enumerate(names))
    return all(any(same(a, n) for a in actors) for n in names)


MUTUAL = ("AGREE", "CONSULT", "COOPERATE", "tradePartnerOf", "allyOf")


def tied(found: Findings) -> set[tuple[str, str, str]]:
    """The facts that tie events: name, type of the one, type of the other."""
    events = {e.id: e.type for e in (*found.crises, *found.agreements, *found.interactions)}
    facts = [t for t in found.ties if t.stance.is_fact]
    return {(t.type, events.get(t.subject, ""), events.get(t.object, "")) for t in facts}


def ends(found: Findings, tie: Any) -> str:
    """A tie as words: its kind, its subject's id, and the object's id or, of a body, its name."""
    names = {b.id: b.label for b in found.bodies}
    return f"{tie.type} {tie.subject} {names.get(tie.object, tie.object)}"


def bound(found: Findings, kind: str, subject: str, *words: str) -> bool:
    """Tell whether a tie is stated as a fact: "i" is any interaction."""
    wanted = re.compile(rf"{kind} {subject}\d* .*{re.escape(' '.join(words))}\b")
    return any(t.stance.is_fact and wanted.match(ends(found, t)) for t in found.ties)


def is_fact(item: Any) -> bool:
    return not hasattr(item, "stance") or item.stance.is_fact


@pytest.mark.parametrize(("text", "expected"), blocks())
def test_case(tools: Tools, text: str, expected: list[str]) -> None:
    read = ReadText(text)
    document = from_text(read, name="case.txt", media_type="text/plain", source_sha256="")
    found = extract(document, tools)
    for line in expected:
        sign, layer, *wanted = line.split()
        if layer == "tie":
            assert (tuple(wanted) in tied(found)) is (sign == "+"), (line, found.ties)
            continue
        if layer == "bond":
            assert bound(found, *wanted) is (sign == "+"), (line, found.ties)
            continue
        here = items(found, layer)
        if sign == "=":
            assert len(here) == int(wanted[0]), (line, here)
        elif sign == "+":
            assert any(fits(i, layer, wanted) for i in here), (line, here)
        else:
            assert not any(fits(i, layer, wanted) and is_fact(i) for i in here), (line, here)
