"""Motives in running text: a clause of reason, purpose, fear or wish gives an actor's why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.findings import Stance
from kg.model import Span
from kg.relate.clauses import Tree
from kg.relate.cues import Match
from kg.relate.openings import Reason, openings
from kg.relate.pointing import pointed_at
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import LONGEST_QUOTE, spoken_of
from kg.relate.wording import wording

USUAL_CATEGORY = "political"
PLAIN = 0.45  # cues below it name a conduct; its motive is the infinitive that follows
PURPOSE = (("to",),)
TWO = 2
TOWARD = frozenset({"to", "into", "toward", "towards"})
LEADING = frozenset({"nsubj", "aux", "advmod", "mark", "case", "cop", "det", "amod", "compound"})
RELATIVES = frozenset({"who", "which", "that"})
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
    found = list(rules.motives.matches(scene))
    reasons = {m.at for m in found if m.rule.part == "connector"}
    moved = {k for m in found if _has_cause(m) for k in _deeds(scene, m.at)}
    for match in sorted(found, key=lambda m: (-m.rule.cue.weight, m.at)):
        if match.at in moved or not _says_something(scene, match, rules.modality.ordering):
            continue
        for holder in match.ids("s") or _pointed(scene, match, scenes):
            if scene.entities[holder].type in NEVER:
                continue
            draft = _read(scene, match, holder, rules, reason=match.at in reasons)
            if draft.stance.modality in HYPOTHETICAL:
                continue
            taken = [draft.evidence, *_cause(scene, match)]
            if any(h == holder and any(span.meets(t) for t in taken) for h, span in kept):
                continue
            kept.append((holder, draft.evidence))
            yield from _each_cause(scene, match, draft)
    for opening in openings(scene, rules.motives):
        if not any(span.meets(opening.span) for _, span in kept):
            yield _draft(scene, rules, opening)


def _pointed(scene: Scene, match: Match, scenes: Sequence[Scene]) -> tuple[str, ...]:
    """The holder that "it" stands for, where the cue is firm."""
    return pointed_at(scene, match, scenes) if match.rule.cue.weight >= PLAIN else ()


def _each_cause(scene: Scene, match: Match, draft: MotiveDraft) -> Iterator[MotiveDraft]:
    """One motive for each thing that drives: "was dictated by fear, but also by debt"."""
    tree = scene.tree
    agent = tree.agent(match.at) if tree.is_passive(match.at) else None
    causes = [] if agent is None else tree.conjuncts(agent)
    if len(causes) < TWO or not _has_cause(match):
        yield draft
        return
    for cause in causes:
        span = tree.phrase_span(cause)
        yield replace(draft, evidence=span, label=wording(scene.quote(span)), causes=(cause,))


def _has_cause(match: Match) -> bool:
    """Tell whether the cue speaks of what moves somebody: "fear drove Peru to arm"."""
    return any(slot.name == "c" for slot in match.rule.slots)


def _cause(scene: Scene, match: Match) -> list[Span]:
    """The words for what moves somebody, where the cue speaks of it."""
    if not _has_cause(match):
        return []
    subject = scene.tree.surface_subject(match.at)
    return [] if subject is None else [scene.tree.span_of(scene.tree.subtree(subject))]


def _says_something(scene: Scene, match: Match, ordering: frozenset[str]) -> bool:
    """Tell whether the trigger governs words of its own ("what the union wants" does not)."""
    tree, i = scene.tree, match.at
    if match.rule.part == "connector":
        return _gives_reason(scene, match, ordering)
    if match.rule.part == "verb" and match.rule.cue.weight < PLAIN:  # "Shielding its farmers, ..."
        return tree.tokens[i].dep == "advcl" and tree.tokens[i].tag == "VBG"
    if match.rule.part == "noun" and match.rule.cue.weight < PLAIN:  # "a strategy to ..."
        return any(tree.child(k, "mark") is not None for k in tree.children(i, "acl"))
    if match.rule.part == "noun":
        return bool(tree.children(i, "acl", "nmod", "cop"))
    if _has_cause(match):
        return _moves(scene, i)
    if tree.tokens[i].dep == "acl:relcl":  # "the zone that Peru wanted" says what, not why
        subject = tree.child(i, "nsubj")
        if subject is not None and tree.tokens[subject].text.lower() not in RELATIVES:
            return False
    return bool(tree.children(i, "xcomp", "ccomp", "obj", "obl", "advcl", "cop"))


def _gives_reason(scene: Scene, match: Match, ordering: frozenset[str]) -> bool:
    """A bare "to" gives a purpose only in an adverbial clause, and not under a verb of ordering."""
    tree, i = scene.tree, match.at
    token = tree.tokens[i]
    if match.rule.triggers != PURPOSE:  # not "out of which", "out of 36 visitors"
        if token.tag == "VB" and match.start < match.end and _ends_in_to(scene, match):
            return False  # "is due to rule on the case"
        return token.pos not in ("PRON", "NUM") and tree.child(i, "nummod") is None
    above = tree.tokens[token.head]
    marked = any(tree.tokens[k].lemma == "to" for k in tree.children(i, "mark"))
    return marked and token.dep == "advcl" and above.lemma not in ordering


def _ends_in_to(scene: Scene, match: Match) -> bool:
    return scene.tree.tokens[match.end].text.lower() == "to"


def _moves(scene: Scene, i: int) -> bool:
    """Tell whether somebody is moved to a deed or a place: "pushed Peru to arm, into a war"."""
    tree = scene.tree
    if _deeds(scene, i):
        return True
    return bool(tree.oblique(i, TOWARD)) or (tree.is_passive(i) and tree.agent(i) is not None)


def _deeds(scene: Scene, i: int) -> list[int]:
    """The verbs to which somebody is moved."""
    tree = scene.tree
    deeds = tree.children(i, "xcomp", "ccomp")
    moved = tree.child(i, "obj")
    if moved is not None:
        deeds += tree.children(moved, "acl")
    return [k for k in deeds if tree.tokens[k].pos == "VERB"]


def _conduct(scene: Scene, match: Match) -> int | None:
    """The word for what the holder does because of it: the clause that the reason hangs on."""
    tree, i = scene.tree, match.at
    token = tree.tokens[i]
    if _has_cause(match):
        return next(iter(_deeds(scene, i)), None)
    if match.rule.part == "noun":  # "a deal to win support"
        return i if match.rule.cue.weight < PLAIN else None
    if token.dep == "advcl" and tree.child(i, "mark", "nsubj") is None:
        return token.head  # "Fearing a war, Peru signed ..."
    above = tree.tokens[token.head]
    if token.dep in ("acl", "amod", "appos") and above.dep in ("nsubj", "conj"):
        return above.head  # "Peru, eager for peace, signed ..."
    return None


def _moved_by(scene: Scene, match: Match) -> tuple[int, ...]:
    """The words for what moves the holder: subject of the verb that moves, or its agent."""
    if not _has_cause(match):
        return ()
    tree, i = scene.tree, match.at
    found = tree.agent(i) if tree.is_passive(i) else tree.surface_subject(i)
    return () if found is None else tuple(tree.conjuncts(found))


def _read(scene: Scene, match: Match, holder: str, rules: Rules, *, reason: bool) -> MotiveDraft:
    tree = scene.tree
    stance = rules.modality.stance(tree, match.at, match.rule.cue.pattern)
    if stance.modality == "planned":  # what is wanted is not done yet, but it is wanted
        stance = replace(stance, modality="asserted")
    conduct = tree.tokens[match.at].head if reason else _conduct(scene, match)
    words = Reason(holder, _reason(scene, match), match.at, conduct, stance)
    return replace(_draft(scene, rules, words), causes=_moved_by(scene, match))


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


def _reason(scene: Scene, match: Match) -> Span:
    """The words of the motive: what the trigger governs, with the trigger itself."""
    tree, i = scene.tree, match.at
    before = {c for k in tree.kids[i] if k < i for c in tree.subtree(k) if not _leads_in(tree, k)}
    whole = match.rule.part == "connector"
    indices = [k for k in tree.subtree(i) if whole or k not in before]
    span = tree.span_of(indices)
    if span.end - span.start > LONGEST_QUOTE:
        start = min(tree.tokens[i].span.start, tree.tokens[indices[0]].span.start + LONGEST_QUOTE)
        end = max(t.span.end for t in tree.tokens if t.span.end <= start + LONGEST_QUOTE)
        span = Span(start, max(end, tree.tokens[i].span.end))
    return span


def _leads_in(tree: Tree, k: int) -> bool:
    """Tell whether a word before the trigger belongs to the motive: who, how, "because"."""
    return tree.tokens[k].dep.partition(":")[0] in LEADING


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
