"""What ties agreements to other things: the body they set up, what they replace, who mediated.

The cues stand in the ontology with the four properties. An end of a tie is a word of the sentence;
which agreement it names shows when all namings of the document are known.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.findings import Agreement, Interaction, Relation, Stance
from kg.model import Entity, Mention, Span
from kg.relate.cues import Match, word_of
from kg.relate.modality import Modality
from kg.relate.patterns import NOUNS, Slot
from kg.relate.phrases import before_infinitive, is_argument
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import evidence

# The body that an agreement sets up is described where it bears no name of its own.
BODY = "Organization"
# The functions through which a clause or phrase hangs on the agreement that it speaks of.
UPWARD = frozenset({"acl", "xcomp", "advcl", "ccomp", "obl", "nmod", "obj", "conj", "amod"})
FRIENDLY = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT", "AID", "CONCEDE"})  # no breach
HIGHEST = 5  # steps from a trigger to the agreement above it
SET_UP, MEDIATED, REPLACED, BROKEN = "establishes", "mediatedBy", "supersedes", "violates"
OF = frozenset({"of", "to", "in", "on"})


@dataclass(frozen=True, slots=True)
class BondDraft:
    """A tie as a sentence states it, its ends not yet known by id."""

    type: str
    quote: Span
    stance: Stance
    ends: tuple[Span, ...]  # the words that may name the agreement, likeliest first
    others: tuple[Span, ...] = ()  # the words that name the other agreement, where it is one
    actors: tuple[str, ...] = ()  # the mediators; who broke it
    body: Entity | None = None  # what is set up
    deed: Span | None = None  # the clause of the act that breaks it


@dataclass(frozen=True)
class Bonds:
    """The ties of a document, and the bodies in them that have no name of their own."""

    relations: tuple[Relation, ...] = ()
    bodies: tuple[Entity, ...] = ()


@dataclass
class _Places:
    """Where agreements are named, and what was done where."""

    words: Mapping[Span, str]
    acts: Sequence[Agreement | Interaction] = field(default_factory=tuple)

    def agreement(self, spans: Iterable[Span]) -> str | None:
        return next((self.words[s] for s in spans if s in self.words), None)


def bonds(scene: Scene, rules: Rules) -> Iterator[BondDraft]:
    """Yield what a sentence says of an agreement's body, forerunner, breach or mediator."""
    for match in rules.bonds.matches(scene):
        read = _READERS[match.rule.cue.target]
        yield from read(scene, match, rules.modality)


def _set_up(scene: Scene, match: Match, modality: Modality) -> Iterator[BondDraft]:
    """The body is the noun that the cue asks for: "set up a joint commission"."""
    words = (word_of(scene, match.at, choices) for choices in match.rule.words)
    word = next((w for w in words if w is not None), None)
    if word is None or scene.tree.tokens[word].pos not in NOUNS:
        return
    if not is_argument(scene, word, match.at):
        return
    said = _ends(scene, match, "s")
    above = _above(scene, match.at)
    body = _body(scene, word)
    quote, pattern = evidence(scene, match.at), match.rule.cue.pattern
    own = modality.stance(scene.tree, match.at, pattern)
    yield BondDraft(SET_UP, quote, own, _spans(scene, [*said, match.at, word]), body=body)
    for k in above:
        # "agreed to set up": the infinitive is the content of the agreement, not a plan beside it.
        stance = modality.stance(scene.tree, k, pattern)
        stance = replace(stance, negated=stance.negated or own.negated)
        yield BondDraft(SET_UP, quote, stance, _spans(scene, [k]), body=body)


def _body(scene: Scene, i: int) -> Entity:
    """What is set up: the actor of that name, else a body known by its description."""
    span = scene.tree.phrase_span(i)
    for filler in scene.named(i):
        if filler.span.holds(scene.tree.tokens[i].span):
            return scene.entities[filler.entity]
    words = scene.quote(span).partition(",")[0].partition(" (")[0]
    first, _, rest = words.partition(" ")
    label = rest if first.lower() in ("a", "an", "the") and rest else words
    return Entity("", "body", BODY, label, (Mention(span, "description", "body", BODY),))


def _mediated(scene: Scene, match: Match, modality: Modality) -> Iterator[BondDraft]:
    actors = match.ids("o")
    said = _ends(scene, match, "s") or _above(scene, match.at)
    if actors and said:
        yield BondDraft(
            MEDIATED,
            evidence(scene, match.at),
            modality.stance(scene.tree, match.at, match.rule.cue.pattern),
            _spans(scene, said),
            actors=actors,
        )


def _replaced(scene: Scene, match: Match, modality: Modality) -> Iterator[BondDraft]:
    new, old = _ends(scene, match, "s"), _ends(scene, match, "o")
    if new and old:
        yield BondDraft(
            REPLACED,
            evidence(scene, match.at),
            modality.stance(scene.tree, match.at, match.rule.cue.pattern),
            _spans(scene, new),
            _spans(scene, old),
        )


def _broken(scene: Scene, match: Match, modality: Modality) -> Iterator[BondDraft]:
    """The breach is another agreement, or an act told in the same clause."""
    tree, broken = scene.tree, _ends(scene, match, "o")
    if not broken:
        return
    doer = _ends(scene, match, "s")
    if match.rule.part == "noun":  # "closed the border, in breach of the treaty"
        start = tree.clause_of(match.at)
        doer = [k for k in range(match.at - 1, start, -1) if tree.tokens[k].pos in NOUNS]
    unnamed = match.rule.part == "verb" and not match.ids("s")
    yield BondDraft(
        BROKEN,
        evidence(scene, match.at),
        modality.stance(tree, match.at, match.rule.cue.pattern),
        _spans(scene, broken),
        _spans(scene, doer),
        actors=match.ids("s"),
        # "was broken by all sides": who did what is not told in the clause of the breach itself.
        deed=None if unnamed else tree.clause_span(tree.clause_of(match.at)),
    )


_READERS: Mapping[str, Callable[[Scene, Match, Modality], Iterator[BondDraft]]] = {
    SET_UP: _set_up,
    MEDIATED: _mediated,
    REPLACED: _replaced,
    BROKEN: _broken,
}


def _ends(scene: Scene, match: Match, name: str) -> list[int]:
    """The nouns in a slot, whatever they name, and what stands in their phrase behind "of"."""
    tree = scene.tree
    found: list[int] = []
    for slot in match.rule.slots:
        if slot.name == name:
            for i in _door(scene, match, slot):
                for k in tree.conjuncts(i):
                    found.append(k)
                    found.extend(tree.oblique(k, OF))
                    found.extend(tree.children(k, "appos", "flat"))
    return list(dict.fromkeys(found))


def _door(scene: Scene, match: Match, slot: Slot) -> list[int]:
    tree, at = scene.tree, match.at
    if slot.door == "subject":
        found = tree.subject(at)
        if match.rule.part == "predicate":
            found = tree.surface_subject(at)
        return [] if found is None else [found]
    if slot.door == "object":
        target = tree.object(at)
        return [] if target is None else [target]
    if slot.door == "owner":
        return tree.children(at, "nmod:poss", "compound", "amod")
    held = [at, *([] if (target := tree.object(at)) is None else [target])]
    found_there = [k for i in held for k in tree.oblique(i, slot.prepositions)]
    agent = tree.agent(at) if "by" in slot.prepositions else None
    return found_there if agent is None else [*found_there, agent]


def _above(scene: Scene, i: int) -> list[int]:
    """The nouns and verbs that a clause hangs on, with their objects: "an accord to create"."""
    tree = scene.tree
    found = list(before_infinitive(scene, i))
    for _ in range(HIGHEST):
        token = tree.tokens[i]
        if token.head == i or token.dep.partition(":")[0] not in UPWARD:
            break
        if token.dep == "conj" and tree.child(i, "nsubj") is not None:
            break  # somebody else's doing
        i = token.head
        if token.dep == "conj":
            continue  # "signed an accord and founded a council": two things done
        found.append(i)
        if tree.tokens[i].pos == "VERB":
            found.extend(_arguments(scene, i))
    return found


def _arguments(scene: Scene, verb: int) -> list[int]:
    """The subject and object of a verb, and what the object is "of"."""
    tree = scene.tree
    near = [k for k in (tree.object(verb), tree.surface_subject(verb)) if k is not None]
    near += tree.children(verb, "obl", "nmod")
    return [x for k in near for x in [k, *tree.oblique(k, OF)]]


def _spans(scene: Scene, words: Iterable[int]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(scene.tree.tokens[i].span for i in words))


def bonded(
    drafts: Iterable[BondDraft],
    agreements: Sequence[Agreement],
    deeds: Sequence[Interaction],
) -> Bonds:
    """Return the ties whose ends are agreements of the document, and the bodies without a name."""
    words = {span: a.id for a in agreements for span in a.words}
    places = _Places(words, (*agreements, *deeds))
    relations: dict[tuple[str, str, str], Relation] = {}
    bodies: dict[tuple[str, str], Entity] = {}
    for draft in drafts:
        agreement = places.agreement(draft.ends)
        if agreement is None:
            continue
        for subject, other in _pairs(draft, agreement, places, bodies):
            key = (draft.type, subject, other)
            old = relations.get(key)
            spans = (draft.quote,) if old is None else (*old.evidence, draft.quote)
            stance = draft.stance if old is None or not old.stance.is_fact else old.stance
            relations[key] = Relation(*key, tuple(dict.fromkeys(spans)), stance=stance)
    return Bonds(tuple(relations.values()), tuple(b for b in bodies.values() if b.kind == "body"))


def _pairs(
    draft: BondDraft, agreement: str, places: _Places, bodies: dict[tuple[str, str], Entity]
) -> Iterator[tuple[str, str]]:
    if draft.body is not None:
        key = (agreement, draft.body.id or draft.body.label.rpartition(" ")[2].lower())
        number = sum(b.kind == "body" for b in bodies.values()) + 1
        fresh = draft.body if draft.body.id else replace(draft.body, id=f"b{number}")
        yield agreement, bodies.setdefault(key, fresh).id
    elif draft.type == MEDIATED:
        yield from ((agreement, actor) for actor in draft.actors)
    elif draft.type == REPLACED:
        old = places.agreement(draft.others)
        if old is not None and old != agreement:
            yield agreement, old
    else:
        yield from ((breach, agreement) for breach in _breaches(draft, agreement, places))


def _breaches(draft: BondDraft, agreement: str, places: _Places) -> Iterator[str]:
    """The agreement that is itself a breach, else the acts in the clause of those who break it."""
    named = places.agreement(draft.others)
    if named is not None and named != agreement:
        yield named
        return
    for act in places.acts:
        if not isinstance(act, Interaction) or draft.deed is None or not act.stance.is_fact:
            continue
        within = any(draft.deed.holds(e) or e.holds(draft.deed) for e in act.evidence)
        if within and (not draft.actors or act.actor in draft.actors) and act.type not in FRIENDLY:
            yield act.id
