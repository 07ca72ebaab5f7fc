"""Interactions: one actor acts toward another, in a PLOVER category."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from kg.findings import INFERRED, Agreement, Crisis, Interaction
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
    if match.rule.negated:
        stance = replace(stance, negated=not stance.negated)
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
    elif code in (*MUTUAL, "ASSAULT") and 1 < len(actors) <= LARGEST_ROUND:
        yield from combinations(actors, 2)
    else:
        yield from ((a, None) for a in actors)


UNSURE = 0.5  # confidence of parties that are inferred, not said
SIGNED = frozenset({"signed", "inForce"})
# What a crisis says of its initiator and target.
DEEDS = {
    "Sanctions": "SANCTION",
    "Incident": "ASSAULT",
    "ArmedConflict": "ASSAULT",
    "DiplomaticCrisis": "SANCTION",
    "MilitaryDispute": "MOBILIZE",
    "RefugeeCrisis": "COERCE",
}
# Incidents without blows, by the words that tell them.
# Words of a diplomatic crisis that cut something off.
SEVERING = frozenset({"expel", "recall", "send", "sever", "break", "cut", "downgrade", "close"})
_COERCIVE = """
abduct arrest bar block blockade board break bug capture chase confiscate detain enter
expel hack harass hijack hold impound imprison intercept intrude jail jam kidnap sail
seize spy steam stop stray tap turn violate
"""
COERCIVE = frozenset(_COERCIVE.split())


def of_agreements(found: Iterable[Agreement]) -> Iterator[Interaction]:
    """Yield what agreements imply: who has signed, has agreed; each pair of up to three once."""
    for item in found:
        said_so = item.stance.modality in ("asserted", "expected") and not item.stance.speaker
        told = item.status == "unknown" and item.stance.confidence > UNSURE
        if (
            item.stance.confidence < UNSURE
            or not (item.status in SIGNED or told)
            or not said_so
            or item.type == "Project"
        ):
            continue
        if len(item.parties) < 2:
            continue
        stance = replace(item.stance, rule=INFERRED) if item.inferred else item.stance
        for actor, recipient in pairs(item.parties, (), "AGREE"):
            yield Interaction("", "AGREE", actor, recipient, item.date, item.evidence, stance)


def of_crises(found: Iterable[Crisis], states: Mapping[str, str]) -> Iterator[Interaction]:
    """Yield what crises imply: who has opened fire or imposed sanctions, and on whom.

    Where somebody acts for a state (``states``), the deed is told once, of who is named.
    """
    for item in found:
        code = _deed(item)
        if code is None or not item.stance.is_fact:
            continue
        actors = tuple(p.actor for p in item.participants if p.role == "initiator")
        through = {states[a] for a in actors if a in states}
        actors = tuple(a for a in actors if a not in through)
        targets = tuple(p.actor for p in item.participants if p.role == "target")
        if not actors:
            continue
        for actor, target in pairs(actors, targets, code):
            yield Interaction("", code, actor, target, item.start, item.evidence, item.stance)


def _deed(crisis: Crisis) -> str | None:
    """What kind of act a crisis is, by its type and the words of the cue that found it."""
    trigger = crisis.stance.rule.partition("[")[2].partition("]")[0]
    words = {w for part in trigger.split("|") for w in part.split()}
    if crisis.type == "Incident" and words and len(words & COERCIVE) > len(words) / 2:
        return "COERCE"
    if crisis.type == "DiplomaticCrisis" and not words & SEVERING:
        return None  # an ultimatum or a quarrel cuts nothing off
    return DEEDS.get(crisis.type)


def completed(
    told: Sequence[Interaction], implied: Sequence[Interaction], forceful: frozenset[str]
) -> list[Interaction]:
    """Return what is told, and of what crises imply only what is not told there anyway.

    What is told without a recipient takes the one that the crisis gives.
    """
    found = []
    for item in told:
        same = (i for i in implied if i.type == item.type and _is_one(i, item) and i.recipient)
        other = next(same, None) if item.recipient is None else None
        found.append(item if other is None else replace(item, recipient=other.recipient))
    extra = (i for i in implied if not any(e.type in forceful and _is_one(i, e) for e in told))
    return [*found, *extra]


def _is_one(a: Interaction, b: Interaction) -> bool:
    return a.actor == b.actor and any(x.meets(y) for x in a.evidence for y in b.evidence)
