"""Motives in running text: a clause of reason, purpose, fear or wish gives an actor's why."""

from collections.abc import Iterator
from dataclasses import dataclass

from kg.findings import Stance
from kg.model import Span
from kg.relate.cues import Match
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import LONGEST_QUOTE, spoken_of

USUAL_CATEGORY = "political"
PURPOSE = (("to",),)
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


def motives(scene: Scene, rules: Rules) -> Iterator[MotiveDraft]:
    """Yield the motives that a sentence gives; one that lies inside another is left out."""
    kept: list[tuple[str, Span]] = []
    found = list(rules.motives.matches(scene))
    for match in sorted(found, key=lambda m: (-m.rule.cue.weight, m.at)):
        for holder in match.ids("s"):
            if not _says_something(scene, match, rules.modality.ordering):
                continue
            draft = _read(scene, match, holder, rules)
            if draft.stance.modality in HYPOTHETICAL:
                continue
            if any(h == holder and span.meets(draft.evidence) for h, span in kept):
                continue
            kept.append((holder, draft.evidence))
            yield draft


def _says_something(scene: Scene, match: Match, ordering: frozenset[str]) -> bool:
    """Tell whether the trigger governs words of its own ("what the union wants" does not).

    A bare "to" brings in a purpose only where it opens an adverbial clause, and not under a verb
    of ordering or allowing; "make" and its like move somebody only to a deed.
    """
    tree, i = scene.tree, match.at
    if match.rule.part == "connector":
        if match.rule.triggers != PURPOSE:
            return True
        above = tree.tokens[tree.tokens[i].head]
        return tree.tokens[i].dep == "advcl" and above.lemma not in ordering
    if match.rule.part == "noun":
        return bool(tree.children(i, "acl", "nmod", "cop"))
    if "c" in {slot.name for slot in match.rule.slots}:
        moved = tree.child(i, "obj")
        deeds = tree.children(i, "xcomp", "ccomp", "advcl")
        if moved is not None:
            deeds += tree.children(moved, "acl")
        return any(tree.tokens[k].pos == "VERB" for k in deeds) or bool(tree.children(i, "obl"))
    return bool(tree.children(i, "xcomp", "ccomp", "obj", "obl", "advcl", "cop"))


def _read(scene: Scene, match: Match, holder: str, rules: Rules) -> MotiveDraft:
    tree = scene.tree
    span = _reason(scene, match)
    stance = rules.modality.stance(tree, match.at, match.rule.cue.pattern)
    kinds = spoken_of(scene, span, rules.categories)
    return MotiveDraft(
        label=scene.quote(span)[:120],
        holder=holder,
        toward=_toward(scene, span, holder),
        category=kinds[0] if kinds else USUAL_CATEGORY,
        evidence=span,
        scene=scene.number,
        stance=stance,
        section=scene.sentence.passage.section,
    )


def _reason(scene: Scene, match: Match) -> Span:
    """The words of the motive: what the trigger governs, with the trigger itself."""
    tree, i = scene.tree, match.at
    indices = [
        k
        for k in tree.subtree(i)
        if match.rule.part == "connector" or k >= i or tree.tokens[k].head == i
    ]
    span = tree.span_of(indices)
    if span.end - span.start > LONGEST_QUOTE:
        start = min(tree.tokens[i].span.start, tree.tokens[indices[0]].span.start + LONGEST_QUOTE)
        end = max(t.span.end for t in tree.tokens if t.span.end <= start + LONGEST_QUOTE)
        span = Span(start, max(end, tree.tokens[i].span.end))
    return span


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
