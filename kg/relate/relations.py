"""Lasting relations: member of, ally of, supplies, located in ...; for and against things, too."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from kg.findings import Agreement, Crisis, Relation
from kg.model import Span
from kg.relate.cues import Match
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import evidence

# Relations that one may have to an agreement or a crisis as well as to an actor.
MUTUAL = frozenset({"allyOf", "tradePartnerOf"})
OF_STATES = frozenset({"supports", "opposes", "allyOf", "tradePartnerOf", "supplies"})
STANDS = frozenset({"supports", "opposes"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A relation to something that is no actor: what it is shows when all events are known."""

    relation: Relation
    target: Span


def relations(scene: Scene, rules: Rules) -> Iterator[Relation | Standing]:
    """Yield the relations that a sentence states by a cue."""
    for match in rules.relations.matches(scene):
        yield from _read(scene, match, rules)


def _read(scene: Scene, match: Match, rules: Rules) -> Iterator[Relation | Standing]:
    name = match.rule.cue.target
    stance = rules.modality.stance(scene.tree, match.at, match.rule.cue.pattern)
    if match.rule.negated:
        stance = replace(stance, negated=not stance.negated)
    span = evidence(scene, match.at)
    if name == "leaderOf" and _is_office(scene, match):
        return  # "president of Peru" is an office
    if name in MUTUAL and not match.ids("o"):
        if scene.tree.oblique(match.at, frozenset({"of", "with", "to", "for"})):
            return  # allies of somebody else
        for subject, other in combinations(match.ids("s"), 2):
            yield Relation(name, subject, other, (span,), stance=stance)
        return
    target = None if match.ids("o") or name not in STANDS else _target(scene, match)
    for subject in match.ids("s"):
        for other in match.ids("o"):
            if subject != other:
                yield Relation(name, subject, other, (span,), stance=stance)
        if target is not None:
            yield Standing(Relation(name, subject, "", (span,), stance=stance), target)


def _is_office(scene: Scene, match: Match) -> bool:
    if match.rule.part != "predicate" or scene.tree.tokens[match.at].lemma == "leader":
        return False
    return any(scene.entities[e].type == "State" for e in match.ids("o"))


def _target(scene: Scene, match: Match) -> Span | None:
    """The word that says what is supported or opposed."""
    tree = scene.tree
    slot = next((s for s in match.rule.slots if s.name == "o"), None)
    if slot is None:
        return None
    if slot.door == "object":
        found = tree.object(match.at)
    else:
        found = next(iter(tree.oblique(match.at, slot.prepositions)), None)
    return None if found is None else tree.tokens[found].span


def resolved(
    found: Iterable[Relation | Standing],
    events: Iterable[Agreement | Crisis],
    states: Mapping[str, str],
) -> Iterator[Relation]:
    """Yield the relations, those to things with the id of the agreement or crisis they mean.

    What a cabinet or a minister stands for, its state stands for: ``states``.
    """
    spans = [(span, event.id) for event in events for span in event.evidence]
    spans.sort(key=lambda s: (s[0].end - s[0].start, s[0].start))  # the closest quote decides
    for item in found:
        if isinstance(item, Relation):
            yield _for_state(item, states)
            continue
        meant = next((i for span, i in spans if span.holds(item.target)), None)
        if meant is not None:
            yield _for_state(replace(item.relation, object=meant), states)


def _for_state(item: Relation, states: Mapping[str, str]) -> Relation:
    subject = states.get(item.subject, item.subject)
    if item.type not in OF_STATES or subject == item.object:
        return item
    return replace(item, subject=subject)
