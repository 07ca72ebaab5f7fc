"""Interactions: one actor acts toward another, in a PLOVER category."""

from collections.abc import Iterator
from itertools import combinations

from kg.findings import Interaction
from kg.relate.cues import Match
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import date_of, evidence

# Done together by nature: with several actors and nobody they act toward, each pair is one.
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
LARGEST_ROUND = 3  # more than three at a table are coded one by one, without recipient


def interactions(scene: Scene, rules: Rules) -> Iterator[Interaction]:
    """Yield what a sentence says that actors did to each other; ids are given later."""
    taken: set[tuple[int, str]] = set()
    for match in rules.interactions.matches(scene):
        code = match.rule.cue.target
        if (match.at, code) in taken or not match.ids("s"):
            continue
        taken.add((match.at, code))
        yield from _read(scene, match, rules)


def _read(scene: Scene, match: Match, rules: Rules) -> Iterator[Interaction]:
    code = match.rule.cue.target
    stance = rules.modality.stance(scene.tree, match.at, match.rule.cue.pattern)
    span, date = evidence(scene, match.at), date_of(scene, match.at)
    for actor, recipient in pairs(match.ids("s"), match.ids("o"), code):
        yield Interaction("", code, actor, recipient, date, (span,), stance)


def pairs(
    actors: tuple[str, ...], recipients: tuple[str, ...], code: str
) -> Iterator[tuple[str, str | None]]:
    """Who acts toward whom: everybody on the left toward everybody on the right."""
    others = tuple(r for r in recipients if r not in actors)
    if others:
        yield from ((a, r) for a in actors for r in others)
    elif code in MUTUAL and 1 < len(actors) <= LARGEST_ROUND:
        yield from combinations(actors, 2)
    else:
        yield from ((a, None) for a in actors)
