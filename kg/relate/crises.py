"""Crises: wars, incidents, coups, sanctions, disputes. A cue's slots are named by the roles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.findings import Participant, Stance
from kg.model import Span
from kg.relate.cues import BESIDE, SEVERAL, Match
from kg.relate.known import id_of, known_at, named_only
from kg.relate.period import period_of, places_of
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import is_plural, phrase

# Cues below this weight name any trouble ("crisis", "situation"): their type gives way to that of
# a crisis with the same actors.
VAGUE = 0.5
SURE = 0.6  # lighter cues of flight need people in the plural
# What a slot "?party" means: with one actor the crisis is in it, with several between them.
ALONE = {"ArmedConflict": "host", "CoupAttempt": "host", "Sanctions": "initiator"}
ACTING = frozenset({"Person", "GovernmentBody"})  # they have no ground on which things happen
SIDES = frozenset({"party", "side", "two", "latter", "country", "state", "neighbour"})
DEFINITE = frozenset({"the", "this", "that", "these", "both"})
TOGETHER = {"ArmedConflict": "belligerent", "Incident": "belligerent"}


@dataclass(frozen=True, slots=True)
class CrisisDraft:
    """One naming of a crisis in one sentence."""

    type: str
    word: str  # lemma of the trigger
    participants: tuple[Participant, ...]
    places: tuple[str, ...]
    date: str | None
    end: str | None
    evidence: Span
    label: str
    stance: Stance
    vague: bool
    plural: bool
    heading: bool
    definite: bool  # "the war": may speak of one named before
    named: bool  # "First Chechen War": whose it is, is in the name
    proper: bool  # something capitalised beside it: "the Cenepa war"
    sided: int  # how many it says itself take part
    bare: bool  # "conflict and confrontation": of no one in particular
    around: frozenset[str]  # the states that its sentence names
    verb: bool  # told by what somebody does, and not by a name for it
    mutual: bool  # told of several that do it together: "clashed"
    thing: str  # what was shot down, seized ...
    scene: int
    at: int
    lexicon_id: str | None = None

    @property
    def when(self) -> str | None:
        """When it began, or at least when it ended."""
        return self.date or self.end

    @property
    def actors(self) -> frozenset[str]:
        """All actors with a role."""
        return frozenset(p.actor for p in self.participants)


def crises(scene: Scene, rules: Rules) -> Iterator[CrisisDraft]:
    """Yield the crises that a sentence names."""
    taken: dict[int, str] = {}
    cued = list(_joined(rules.crises.matches(scene)))
    cued += named_only(scene, "crisis", {m.at for m in cued})
    for match in _whole(scene, cued):
        if match.at in taken or _inside_other_name(scene, match.at):
            continue
        token = scene.tree.tokens[match.at]
        head = token.head
        name = scene.tree.tokens[head].pos == "PROPN" and token.text.islower()
        inner = token.dep == "compound" and not name
        if match.rule.part == "noun" and inner:
            continue  # "refugee agency", "war crimes"
        if match.rule.part == "noun" and taken.get(head) == match.rule.cue.target:
            continue  # "the coup attempt": one naming by two words
        taken[match.at] = match.rule.cue.target
        draft = _read(scene, match, rules)
        if not _is_lone_person(scene, draft) and _are_many(scene, match):
            yield from _apart(draft)


def _whole(scene: Scene, found: list[Match]) -> list[Match]:
    """What verb and noun say together is one: "launched an invasion of", "imposed sanctions"."""
    verbs = {m.at: m for m in found if m.rule.part == "verb"}
    nouns = [m for m in found if m.rule.part == "noun"]
    for noun in nouns:
        token = scene.tree.tokens[noun.at]
        verb = verbs.get(token.head)
        done = token.dep.startswith(("obj", "nsubj", "obl")) and verb is not None
        beside = [k for k in scene.tree.children(noun.at, "acl") if k in verbs]
        if beside:  # "the sanctions imposed by France"
            verb, done = verbs[beside[0]], True
        if verb is not None and done and verb.rule.cue.target == noun.rule.cue.target:
            joined = replace(verb, slots={**noun.slots, **verb.slots})
            found = [joined if m is verb else m for m in found if m is not noun]
            verbs[verb.at] = joined
    return found


def _are_many(scene: Scene, match: Match) -> bool:
    """Tell whether a light cue of flight is of many: "45,000 Moroccans", not "the ship"."""
    rule = match.rule
    if rule.cue.target != "RefugeeCrisis" or rule.cue.weight >= SURE or rule.part != "verb":
        return True
    tree = scene.tree
    ends = (tree.object(match.at), tree.subject(match.at))
    return any(
        "Number=Plur" in tree.tokens[k].morph and tree.tokens[k].lemma not in scene.delegates
        for k in ends
        if k is not None and any(f.direct for f in scene.who(k, deep=False))
    )


def _is_lone_person(scene: Scene, draft: "CrisisDraft") -> bool:
    """Tell whether who flees is one person: that is no refugee crisis."""
    affected = [p.actor for p in draft.participants if p.role == "affected"]
    return draft.type == "RefugeeCrisis" and any(
        scene.entities[a].type == "Person" for a in affected
    )


def _joined(found: Iterable[Match]) -> Iterator[Match]:
    """One match for each word and type: what one cue leaves empty, another may fill."""
    kept: dict[tuple[int, str], Match] = {}
    for match in found:
        key = (match.at, match.rule.cue.target)
        first = kept.setdefault(key, match)
        if first is not match:
            kept[key] = replace(first, slots={**match.slots, **first.slots})
    yield from kept.values()


def _apart(draft: "CrisisDraft") -> Iterator["CrisisDraft"]:
    """One draft for each host: "the wars in Mali and Niger" are two."""
    hosts = [p for p in draft.participants if p.role == "host"]
    if draft.type != "ArmedConflict" or len(hosts) < 2:
        yield draft
        return
    others = tuple(p for p in draft.participants if p.role != "host")
    for n, host in enumerate(hosts):  # a known name is the first one's
        known = draft.lexicon_id if n == 0 else None
        yield replace(draft, participants=(host, *others), lexicon_id=known)


def _inside_other_name(scene: Scene, i: int) -> bool:
    """Tell whether the word is part of a name of something else ("War Office")."""
    span = scene.tree.tokens[i].span
    return any(
        m.span.holds(span) and m.span != span and m.form != "description" and m.kind == "actor"
        for m in scene.mentions
    )


def _read(scene: Scene, match: Match, rules: Rules) -> CrisisDraft:
    tree = scene.tree
    known = known_at(scene, match.at, "crisis")
    code = match.rule.cue.target if known is None else known.type
    participants, places = _part_takers(scene, match, code)
    participants = participants or _both_before(scene, match.at)
    start, end = period_of(scene, match.at, code)
    span = phrase(scene, match.at)
    stance = rules.modality.stance(tree, match.at, match.rule.cue.pattern)
    return CrisisDraft(
        type=code,
        word=tree.tokens[match.at].lemma.lower(),
        participants=participants,
        places=tuple(dict.fromkeys((*places, *places_of(scene, match.at)))),
        date=start,
        end=end,
        evidence=span,
        label=scene.quote(span),
        stance=stance,
        vague=known is None and match.rule.cue.weight < VAGUE,
        plural=match.rule.part == "noun" and is_plural(scene, match.at),
        heading=scene.sentence.passage.kind == "heading",
        definite=match.rule.part == "verb" or _is_definite(scene, match.at),
        proper=(known is not None and known.form == "name") or _is_proper(scene, match.at),
        named=tree.tokens[match.at].text[:1].isupper() and match.at > 0,
        sided=len(participants),
        bare=_is_bare(scene, match.at),
        around=scene.states_named,
        verb=match.rule.part == "verb",
        mutual=any(s.name in SEVERAL for s in match.rule.slots),
        thing=_thing(scene, match.at),
        scene=scene.number,
        at=match.at,
        lexicon_id=id_of(known),
    )


def _both_before(scene: Scene, i: int) -> tuple[Participant, ...]:
    """Whose quarrel "a crisis between the parties" is: of the two states named last before it."""
    tree = scene.tree
    pointing = [k for k in tree.oblique(i, BESIDE) if tree.tokens[k].lemma in SIDES]
    if not pointing:
        return ()
    start = tree.tokens[i].span.start
    states = [
        m.entity
        for m in scene.mentions
        if m.span.end <= start and m.entity and scene.entities[m.entity].type == "State"
    ]
    last = tuple(dict.fromkeys(reversed(states)))[:2]
    return tuple(Participant(s, "affected") for s in reversed(last)) if len(last) == 2 else ()


def _part_takers(
    scene: Scene, match: Match, code: str
) -> tuple[tuple[Participant, ...], tuple[str, ...]]:
    """The actors with their roles, and the places."""
    participants: dict[tuple[str, str], Participant] = {}
    places: list[str] = []
    for slot in match.slots:
        ids = match.ids(slot)
        for entity in ids:
            if scene.entities[entity].kind == "place":
                places.append(entity)
                continue
            if slot == "place":
                continue  # a state is no place: other slots say what part it takes
            role = _role(slot, code, len(ids))
            if role == "host" and scene.entities[entity].type in ACTING:
                continue  # "the situation in Peru from the Obama administration"
            doers = {_side(scene, a) for a, r in participants if r == "initiator"}
            if role != "target" or _side(scene, entity) not in doers:
                participants.setdefault((entity, role), Participant(entity, role))
    return tuple(participants.values()), tuple(dict.fromkeys(places))


def _side(scene: Scene, entity: str) -> str:
    """The state for which a person or body acts, or the entity itself."""
    return scene.states.get(entity, entity)


def _is_definite(scene: Scene, i: int) -> bool:
    tokens = scene.tree.tokens
    return any(tokens[k].text.lower() in DEFINITE for k in scene.tree.children(i, "det"))


def _is_bare(scene: Scene, i: int) -> bool:
    """Tell whether a noun has no article and is not said to be of anybody's relations."""
    tree = scene.tree
    if tree.children(i, "det", "nmod:poss", "amod"):
        return False
    return not any(tree.tokens[k].lemma in ("relation", "tie") for k in tree.kids[i])


def _is_proper(scene: Scene, i: int) -> bool:
    tokens = scene.tree.tokens
    return any(tokens[k].text[:1].isupper() for k in scene.tree.children(i, "amod", "compound"))


def _thing(scene: Scene, i: int) -> str:
    """The noun that it happened to, where it is no actor's name: "the downing of the plane"."""
    tree = scene.tree
    found = tree.object(i) if tree.tokens[i].pos == "VERB" else None
    if found is None:
        found = next(iter(tree.oblique(i, frozenset({"of"}))), None)
    if found is None or scene.named(found):
        return ""
    return tree.tokens[found].lemma


def _role(slot: str, code: str, together: int) -> str:
    if slot == "party":
        return TOGETHER.get(code, "affected") if together > 1 else ALONE.get(code, "affected")
    return "host" if slot == "place" else slot
