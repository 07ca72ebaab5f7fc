"""Motives in running text: a clause of reason, purpose, fear or wish gives an actor's why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.findings import Stance
from kg.model import Span
from kg.relate.cues import Match
from kg.relate.moved import (
    cause_span,
    cause_words,
    conduct_of,
    deeds,
    has_cause,
    reason_span,
    says_something,
)
from kg.relate.openings import Reason, openings
from kg.relate.pointing import holders
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import spoken_of
from kg.relate.wording import wording

USUAL_CATEGORY = "political"
TWO = 2
NEVER = frozenset({"People", "Media"})  # moved or asked about, but of no policy
HYPOTHETICAL = frozenset({"hypothetical", "recommended"})


@dataclass(frozen=True, slots=True)
class MotiveDraft:
    """A motive of one holder, before its section and position are known."""

    label: str
    holder: str
    toward: str | None
    category: str
    evidence: Span
    scene: int
    stance: Stance
    explicit: bool = False
    section: int | None = None
    position: int | None = None
    at: int | None = None  # the word of its sentence that heads it
    conduct: int | None = None  # and the word that heads what the holder does because of it
    causes: tuple[int, ...] = ()  # the words for what moves the holder


def motives(scene: Scene, rules: Rules, scenes: Sequence[Scene] = ()) -> Iterator[MotiveDraft]:
    """Yield the motives that a sentence gives; one that lies inside another is left out.

    ``scenes`` are those of the document, in which "it" and "they" may have been named before.
    """
    kept: list[tuple[str, Span]] = []
    found = [m for m in rules.motives.matches(scene) if says_something(scene, m, rules)]
    reasons = {m.at for m in found if m.rule.part == "connector"}
    moved = {k for m in found if has_cause(m) for k in deeds(scene, m.at)}
    apart = frozenset(m.at for m in found)
    for match in sorted(found, key=lambda m: (-m.rule.cue.weight, m.at)):
        if match.at in moved:
            continue
        for holder in holders(scene, match, scenes, rules.motives):
            if scene.entities[holder].type in NEVER:
                continue
            draft = _read(scene, match, holder, rules, apart, reason=match.at in reasons)
            if draft.stance.modality in HYPOTHETICAL:
                continue
            taken = [draft.evidence, *cause_span(scene, match)]
            if any(h == holder and any(span.meets(t) for t in taken) for h, span in kept):
                continue
            kept.append((holder, draft.evidence))
            yield from _each_cause(scene, match, draft)
    for opening in openings(scene, rules.motives):
        if not any(span.meets(opening.span) for _, span in kept):
            yield _draft(scene, rules, opening)


def _each_cause(scene: Scene, match: Match, draft: MotiveDraft) -> Iterator[MotiveDraft]:
    """One motive for each thing that drives: "was dictated by fear, but also by debt"."""
    tree = scene.tree
    agent = tree.agent(match.at) if tree.is_passive(match.at) else None
    causes = [] if agent is None else tree.conjuncts(agent)
    if len(causes) < TWO or not has_cause(match):
        yield draft
        return
    for cause in causes:
        span = tree.phrase_span(cause)
        yield replace(draft, evidence=span, label=wording(scene.quote(span)), causes=(cause,))


def _read(
    scene: Scene,
    match: Match,
    holder: str,
    rules: Rules,
    apart: frozenset[int],
    *,
    reason: bool,
) -> MotiveDraft:
    tree = scene.tree
    stance = rules.modality.stance(tree, match.at, match.rule.cue.pattern)
    if stance.modality == "planned":  # what is wanted is not done yet, but it is wanted
        stance = replace(stance, modality="asserted")
    conduct = tree.tokens[match.at].head if reason else conduct_of(scene, match)
    words = Reason(holder, reason_span(scene, match, apart), match.at, conduct, stance)
    return replace(_draft(scene, rules, words), causes=cause_words(scene, match))


def _draft(scene: Scene, rules: Rules, reason: Reason) -> MotiveDraft:
    kinds = spoken_of(scene, reason.span, rules.categories)
    return MotiveDraft(
        label=wording(scene.quote(reason.span)),
        holder=reason.holder,
        toward=_toward(scene, reason.span, reason.holder),
        category=kinds[0] if kinds else USUAL_CATEGORY,
        evidence=reason.span,
        scene=scene.number,
        stance=reason.stance,
        section=scene.sentence.passage.section,
        at=reason.at,
        conduct=reason.conduct,
    )


def _toward(scene: Scene, span: Span, holder: str) -> str | None:
    """The first other actor in the motive's words, else in the sentence."""
    others = [
        m
        for m in scene.mentions
        if m.entity and m.entity != holder and m.kind == "actor" and m.type != "Person"
    ]
    inside = [m for m in others if span.holds(m.span)]
    chosen = inside or others
    return chosen[0].entity if chosen else None
