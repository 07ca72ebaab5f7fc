"""From mentions to findings: every layer read sentence by sentence, then merged."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from kg.findings import (
    Agreement,
    Crisis,
    Findings,
    Interaction,
    Motive,
    Observation,
    Relation,
    Stance,
    Statement,
)
from kg.model import Context, Span
from kg.relate.agreements import AgreementDraft, agreements
from kg.relate.announced import announced
from kg.relate.bonds import BondDraft, bonded, bonds
from kg.relate.bundle import merged_agreements
from kg.relate.crises import CrisisDraft, crises
from kg.relate.gather import merged_crises
from kg.relate.interactions import completed, interactions, of_agreements, of_crises
from kg.relate.merge import merged_interactions, merged_relations
from kg.relate.motives import MotiveDraft, motives
from kg.relate.observations import observations
from kg.relate.offices import known_parts, offices
from kg.relate.places import locations
from kg.relate.principals import affiliations, principals
from kg.relate.reasons import Around
from kg.relate.relations import relations, resolved
from kg.relate.rules import Rules, compile_rules
from kg.relate.scene import Scene, scenes
from kg.relate.speech import statements
from kg.relate.ties import ties

D = TypeVar("D", AgreementDraft, CrisisDraft)

# A sentence with fewer words is a fragment that nobody expects to say something.
SHORTEST_SENTENCE = 6
# Deeds that a crisis may be told by.
FORCEFUL = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"})
PREDICATES = frozenset({"VERB", "AUX", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "ADV"})


def relate(context: Context) -> Findings:
    """Return everything that a document's sentences say, by the cues of the context."""
    rules = compile_rules(context.cues)
    stage = list(scenes(context, rules.delegates, rules.words))
    running = [s for s in stage if s.sentence.passage.kind != "heading"]
    said = [item for s in running for item in statements(s, rules, stage)]
    titles = [r for s in stage for r in offices(s, rules)]
    titles += known_parts(context.entities, context.states, titles)
    states = affiliations(titles, context.entities, context.states)
    pair = principals(context.entities)
    bound = merged_agreements(_told(stage, agreements, rules, said), states, pair)
    troubles = merged_crises(_told(stage, crises, rules, said), states, pair)
    people = {e.id for e in context.entities if e.type == "Person"}
    bodies = {k: v for k, v in states.items() if k not in people}  # a person's stand is his own
    stands = resolved((r for s in stage for r in relations(s, rules)), [*bound, *troubles], bodies)
    deeds = _deeds(running, rules, said, bound, troubles, states)
    tied = ties(stage, rules, troubles, bound, deeds)
    lying = (r for s in stage for r in locations(s))
    around = Around(stage, rules, deeds, bound, troubles, states)
    fast = bonded(_bonds(running, rules, said), bound, deeds)
    return Findings(
        document=context.document,
        layout=context.layout,
        entities=context.entities,
        agreements=bound,
        crises=troubles,
        motives=_motives(context, running, around, pair, said),
        interactions=deeds,
        statements=_statements(said),
        observations=_observations(running, rules),
        relations=merged_relations(_spoken_relations([*titles, *stands, *lying], said)),
        ties=merged_relations([*_spoken_relations(tied, said), *fast.relations]),
        bodies=fast.bodies,
        not_understood=tuple(s.span for s in running if not _understood(s)),
    )


def _told(
    stage: Iterable[Scene],
    read: Callable[[Scene, Rules], Iterable[D]],
    rules: Rules,
    said: Sequence[Statement],
) -> Iterator[D]:
    """The drafts of a layer, those in reported speech with their speaker."""
    for scene in stage:
        for draft in read(scene, rules):
            stance = _spoken(draft.stance, draft.evidence, said)
            yield draft if stance is draft.stance else replace(draft, stance=stance)


def _bonds(
    running: Iterable[Scene], rules: Rules, said: Sequence[Statement]
) -> Iterator[BondDraft]:
    """What agreements are tied to, as far as it is reported speech with its speaker."""
    for scene in running:
        for draft in bonds(scene, rules):
            yield replace(draft, stance=_spoken(draft.stance, draft.quote, said))


def _deeds(
    running: Sequence[Scene],
    rules: Rules,
    said: Sequence[Statement],
    bound: Sequence[Agreement],
    troubles: Sequence[Crisis],
    states: Mapping[str, str],
) -> tuple[Interaction, ...]:
    """What actors did to each other: said by a cue, or implied by an agreement or a crisis."""
    told = _spoken_interactions((i for s in running for i in interactions(s, rules)), said)
    implied = list(of_crises(troubles, states))
    deeds = completed(list(told), implied, FORCEFUL)
    return merged_interactions([*of_agreements(bound), *deeds], states)


def _motives(
    context: Context,
    running: Sequence[Scene],
    around: Around,
    pair: tuple[str, ...],
    said: Sequence[Statement],
) -> tuple[Motive, ...]:
    drafts = list(announced(context.layout.sections, around.scenes, around.rules, pair))
    listed = [d.evidence for d in drafts]
    for scene in running:
        for draft in motives(scene, around.rules, around.scenes):
            if not any(span.meets(draft.evidence) for span in listed):
                stance = _spoken(draft.stance, draft.evidence, said)
                drafts.append(replace(draft, stance=stance))
    drafts.sort(key=lambda d: (d.evidence, not d.explicit))
    return tuple(_motive(n, d, around) for n, d in enumerate(drafts, 1))


def _motive(number: int, draft: MotiveDraft, around: Around) -> Motive:
    return Motive(
        id=f"m{number}",
        label=draft.label,
        holder=draft.holder,
        toward=draft.toward,
        category=draft.category,
        explicit=draft.explicit,
        section=draft.section,
        evidence=(draft.evidence,),
        position=draft.position,
        explains=around.explained(draft),
        arises_from=around.origins(draft),
        stance=draft.stance,
    )


def _statements(said: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(replace(s, id=f"s{n}") for n, s in enumerate(said, 1))


def _observations(stage: Iterable[Scene], rules: Rules) -> tuple[Observation, ...]:
    found = (o for s in stage for o in observations(s, rules))
    return tuple(replace(o, id=f"o{n}") for n, o in enumerate(found, 1))


def _speaker(span: Span, said: Sequence[Statement]) -> str | None:
    """Who says what stands there, where somebody does."""
    for statement in said:
        if statement.content is not None and statement.content.holds(span):
            return statement.speaker
    return None


def _spoken(stance: Stance, span: Span, said: Sequence[Statement]) -> Stance:
    speaker = _speaker(span, said)
    return stance if speaker is None else replace(stance, speaker=speaker)


def _spoken_interactions(
    found: Iterable[Interaction], said: Sequence[Statement]
) -> Iterable[Interaction]:
    return (replace(i, stance=_spoken(i.stance, i.evidence[0], said)) for i in found)


def _spoken_relations(found: Iterable[Relation], said: Sequence[Statement]) -> Iterable[Relation]:
    return (replace(r, stance=_spoken(r.stance, r.evidence[0], said)) for r in found)


def _understood(scene: Scene) -> bool:
    """Tell whether the sentence has a predicate with something it is said of."""
    tree = scene.tree
    if len(tree.tokens) < SHORTEST_SENTENCE:
        return True
    return any(
        (t.pos in PREDICATES and tree.child(t.index, "nsubj", "csubj") is not None)
        or (t.pos == "VERB" and "Mood=Imp" in t.morph)
        for t in tree.tokens
    )
