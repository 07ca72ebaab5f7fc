"""What ties events to each other: cause, trigger, part, order. Read when all events are known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.findings import Agreement, Crisis, Interaction, Relation
from kg.model import Span
from kg.relate.cues import Match
from kg.relate.cursor import Cursor
from kg.relate.happenings import EventScene, event_scene
from kg.relate.rules import Rules
from kg.relate.scene import Filler, Scene
from kg.relate.sites import evidence

# Verbs by which somebody takes one thing for another.
BELIEVING = frozenset({"consider", "regard", "see", "view", "deem", "believe", "think", "call"})
Event = Crisis | Agreement | Interaction
# What only a crisis can be: set off, or made up of others.
OF_CRISES = frozenset({"trigger", "subEventOf"})
# Types that other events can be part of: they last.
LASTING = frozenset(
    {"ArmedConflict", "DiplomaticCrisis", "MilitaryDispute", "RefugeeCrisis", "PoliticalChange"}
)
# A lighter cue of a part tells only that it was at the same time ("during the war"): what happens
# during a war belongs to it where it is fighting, too.
SAID = 0.7
OF_WARS = frozenset({"ArmedConflict", "Incident", "Assassination", "RefugeeCrisis"})


def ties(
    stage: Sequence[Scene],
    rules: Rules,
    crises: Sequence[Crisis],
    agreements: Sequence[Agreement],
    acts: Sequence[Interaction],
) -> Iterator[Relation]:
    """Yield what the sentences say of events that lead to, set off or belong to each other.

    Subject and object are ids of crises, agreements and interactions.
    """
    told = _told(crises, agreements, acts)
    events: tuple[Event, ...] = (*acts, *agreements, *crises)
    known = {event.id: event for event in events}
    before: tuple[Filler, ...] = ()
    for scene in stage:
        here = [(t.event, t.span) for t in told.within(scene.span)]
        seen = event_scene(scene, here, rules.phases, before)
        for match in rules.ties.matches(seen):
            yield from _believed(scene, match, _read(seen, match, rules, known))
        crises_told = [f for i in sorted(seen.told) for f in seen.named(i) if _is_crisis(known, f)]
        before = tuple({f.entity: f for f in crises_told}.values())


def _is_crisis(known: dict[str, Event], filler: Filler) -> bool:
    return isinstance(known[filler.entity], Crisis)


def _read(
    scene: EventScene, match: Match, rules: Rules, known: dict[str, Event]
) -> Iterator[Relation]:
    name = match.rule.cue.target
    at = match.at
    if match.rule.part == "connector":  # what is said there holds of the clause above
        at = scene.tree.tokens[at].head
    stance = rules.modality.stance(scene.tree, at, match.rule.cue.pattern)
    if match.rule.negated:
        stance = replace(stance, negated=not stance.negated)
    span = evidence(scene, at)
    for subject in match.ids("s"):
        for other in match.ids("o") or _told_by_itself(scene, match):
            if subject == other or not _fits(name, known[subject], known[other]):
                continue
            meanwhile = name == "subEventOf" and match.rule.cue.weight < SAID
            if not meanwhile or _is_fighting(known[subject], known[other]):
                yield Relation(name, subject, other, (_with(scene, span, match),), stance=stance)


def _told_by_itself(scene: EventScene, match: Match) -> tuple[str, ...]:
    """What "answered with an embargo" tells, where answering is the event itself."""
    if not match.rule.cue.pattern.startswith("to "):
        return ()
    return tuple(f.entity for f in scene.named(match.at))


def _believed(scene: Scene, match: Match, found: Iterator[Relation]) -> Iterator[Relation]:
    """What somebody only takes for so: "which Peru considered a part of the war"."""
    tree = scene.tree
    token = tree.tokens[match.at]
    above = tree.tokens[token.head]
    held = above.lemma in BELIEVING and token.dep in ("xcomp", "ccomp", "obl", "obj")
    who = scene.who(tree.subject(above.index), deep=False) if held else ()
    for tie in found:
        speaker = who[0].entity if who else None
        stance = replace(tie.stance, modality="believed", speaker=speaker)
        yield replace(tie, stance=stance) if held else tie


def _with(scene: Scene, span: Span, match: Match) -> Span:
    """The clause, and the words at which both events are told where they lie outside of it."""
    spans = [span, *(f.span for fillers in match.slots.values() for f in fillers)]
    inside = [s for s in spans if scene.span.holds(s)]
    return Span(min(s.start for s in inside), max(s.end for s in inside))


def _fits(name: str, subject: Event, other: Event) -> bool:
    """Tell whether two events can stand in the relation."""
    if name == "trigger":
        return isinstance(subject, Crisis) and not isinstance(other, Agreement)
    if name == "subEventOf":
        return isinstance(other, Crisis) and isinstance(subject, Crisis) and other.type in LASTING
    if name == "before":
        return not isinstance(subject, Agreement) and not isinstance(other, Agreement)
    return True


def _is_fighting(part: Event, whole: Event) -> bool:
    """Tell whether the one is fighting and the two can have an actor in common."""
    if not isinstance(part, Crisis) or not isinstance(whole, Crisis) or part.type not in OF_WARS:
        return False
    mine = {p.actor for p in part.participants}
    its = {p.actor for p in whole.participants}
    return not mine or not its or bool(mine & its)


@dataclass(frozen=True, slots=True)
class _Told:
    """One telling of an event."""

    span: Span
    event: str


def _told(
    crises: Iterable[Crisis], agreements: Iterable[Agreement], acts: Iterable[Interaction]
) -> Cursor[_Told]:
    """The events by where they are told; of one span, crises before agreements before acts."""
    found: dict[Span, list[str]] = {}
    layers: tuple[Iterable[Event], ...] = (crises, agreements, acts)
    for layer in layers:
        here: dict[Span, list[str]] = {}
        for event in layer:
            if event.stance.is_fact or isinstance(event, Agreement):
                for span in event.evidence:
                    here.setdefault(span, []).append(event.id)
        found = {**here, **found}
    return Cursor(_Told(span, event) for span, events in found.items() for event in events)
