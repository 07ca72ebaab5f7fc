"""Lasting relations: member of, ally of, holds office, supplies, located in, part of ..."""

from collections.abc import Iterator

from kg.findings import Relation
from kg.relate.cues import Match
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import evidence


def relations(scene: Scene, rules: Rules) -> Iterator[Relation]:
    """Yield the relations that a sentence states by a cue; both ends must be named."""
    for match in rules.relations.matches(scene):
        yield from _read(scene, match, rules)


def _read(scene: Scene, match: Match, rules: Rules) -> Iterator[Relation]:
    stance = rules.modality.stance(scene.tree, match.at, match.rule.cue.pattern)
    span = evidence(scene, match.at)
    name = match.rule.cue.target
    for subject in match.ids("s"):
        for target in match.ids("o"):
            if subject != target:
                yield Relation(name, subject, target, (span,), stance=stance)
