"""Finding a rule in the clause view of a sentence, and filling its slots."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.model import Cue
from kg.relate.patterns import ACTORS, LOOSE, NOUNS, PARTS, PLACES, WHERE, Rule, Slot, compile_cue
from kg.relate.scene import Filler, Scene

# Slots that several phrases may fill: "the deal of Peru with Chile on ..., with Bolivia".
SEVERAL = frozenset({"party", "belligerent"})
# Relations of places as well as of actors.
LYING = frozenset({"locatedIn", "partOf"})
# Prepositions that bring in the other side: "relations with Libya"; those of no other noun.
BESIDE = frozenset({"with", "between", "among"})
BETWEEN = frozenset({"between", "among"})
# Verbs by which a thing begins or goes on: what they bring in is said of the thing.
BEGINNING = frozenset(
    {"break", "erupt", "flare", "begin", "start", "rage", "last", "ensue", "arise", "occur"}
)
# Verbs that say what their subject is or comes to be.
BECOMING = frozenset({"become", "remain", "stay", "be", "form", "constitute"})


@dataclass(frozen=True, slots=True)
class Match:
    """A rule found at a token of a scene."""

    rule: Rule
    at: int
    start: int = -1  # where the trigger's first word stands
    end: int = -1  # and, of a noun, its last
    slots: Mapping[str, tuple[Filler, ...]] = field(default_factory=dict)

    def ids(self, slot: str) -> tuple[str, ...]:
        """The entities in a slot."""
        return tuple(dict.fromkeys(f.entity for f in self.slots.get(slot, ())))


class CueBook:
    """The rules of one or several families, found by the first word of their triggers."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self.rules = tuple(compile_cue(cue) for cue in cues)
        self.first: dict[str, list[tuple[tuple[str, ...], Rule]]] = {}
        for rule in self.rules:
            for trigger in rule.triggers:
                self.first.setdefault(trigger[0], []).append((trigger, rule))

    def matches(self, scene: Scene) -> Iterator[Match]:
        """Yield what is found in a sentence, in text order, heavier cues first."""
        first = self.first
        for at, forms in scene.forms:
            for form in forms:  # "alarmed" is no verb of ours, but a state of mind
                found = first.get(form, ())
                hits = [m for trigger, rule in found if (m := _match(scene, at, trigger, rule))]
                if hits:
                    yield from sorted(hits, key=lambda m: (-m.rule.cue.weight, -len(m.slots)))
                    break


def _match(scene: Scene, i: int, trigger: tuple[str, ...], rule: Rule) -> Match | None:
    tree = scene.tree
    head = _whole_trigger(scene, i, trigger)
    if head is None or tree.tokens[head].pos not in PARTS[rule.part]:
        return None
    joined = rule.part == "verb" and tree.tokens[head].dep in ("amod", "compound")
    if joined and not tree.is_passive(head):
        return None  # "contested waters", but "US-brokered accord"
    if rule.part == "connector":
        head = _brought_in(scene, head)
    if head is None:
        return None
    if rule.banned and any(tree.tokens[k].lemma in rule.banned for k in tree.kids[head]):
        return None
    there = _is_one if rule.part == "connector" else _has_words  # "out of fear": brought in
    if rule.words and not there(scene, head, rule.words):
        return None
    filled: dict[str, tuple[Filler, ...]] = {}
    for slot in rule.slots:
        taken = {f.span for fillers in filled.values() for f in fillers}
        fillers = tuple(f for f in _fill(scene, head, rule, slot) if f.span not in taken)
        if fillers:
            filled[slot.name] = filled.get(slot.name, ()) + fillers
        elif slot.needed:
            return None
    return Match(rule, head, i, i + len(trigger) - 1, filled)


def _whole_trigger(scene: Scene, i: int, trigger: tuple[str, ...]) -> int | None:
    """The head of a trigger of one or several words, or None where a word is missing.

    The words may stand next to each other or, for a verb and its particle, a few words apart.
    """
    tokens = scene.tree.tokens
    at = i
    for word in trigger[1:]:
        near = tokens[at + 1 : at + 5]
        nxt = next((t for t in near if word in (t.lemma, t.text.lower())), None)
        if nxt is None or (nxt.index != at + 1 and nxt.head != i):
            return None
        at = nxt.index
    if len(trigger) > 1 and tokens[at].pos in NOUNS and tokens[i].head == at:
        return at
    return i


def _brought_in(scene: Scene, i: int) -> int | None:
    """The clause or noun that a connector brings in, unless it opens the sentence's main clause."""
    tokens = scene.tree.tokens
    for _ in range(3):
        if tokens[i].dep not in ("mark", "case", "fixed", "advmod", "cc"):
            break
        i = tokens[i].head
    return None if tokens[i].head == i and scene.tree.cleft(i) is None else i


def _has_words(scene: Scene, head: int, words: tuple[frozenset[str], ...]) -> bool:
    """Tell whether each needed word hangs on the trigger, its object or its obliques."""
    return all(word_of(scene, head, choices) is not None for choices in words)


def _is_one(scene: Scene, i: int, words: tuple[frozenset[str], ...]) -> bool:
    token = scene.tree.tokens[i]
    return all(w & {token.lemma, token.text.lower()} for w in words)


def word_of(scene: Scene, head: int, choices: frozenset[str]) -> int | None:
    """The word of a cue that hangs on its trigger, on the trigger's object or on its obliques."""
    reach = scene.tree.reach
    if head not in reach:
        reach[head] = list(_hanging(scene, head))
    return next((k for k, forms in reach[head] if not choices.isdisjoint(forms)), None)


def _hanging(scene: Scene, head: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The words that hang on a trigger within three steps, nearest first, with their forms."""
    tree = scene.tree
    level = [head]
    up = tree.tokens[head]
    if up.dep in ("acl", "acl:relcl") and up.head != head:
        level.append(up.head)  # "the sanctions imposed on Iraq"
    for _ in range(3):
        level = [
            k
            for i in level
            for k in [*tree.kids[i], *([up.head] if i == up.head else [])]
            if tree.tokens[k].dep not in ("advcl", "ccomp", "parataxis")
            and not (tree.tokens[k].dep == "conj" and tree.child(k, "nsubj") is not None)
        ]
        for k in level:
            token = tree.tokens[k]
            yield k, (token.lemma, token.text.lower(), token.lemma.rstrip("s"))


def _fill(scene: Scene, head: int, rule: Rule, slot: Slot) -> tuple[Filler, ...]:
    tree = scene.tree
    if slot.door == "main":
        return scene.main(head)
    if slot.door == "subject":
        if rule.part == "predicate":
            kinds = PLACES if rule.cue.target in LYING else ACTORS
            return scene.who(_predicate_subject(scene, head), deep=slot.inside, kinds=kinds)
        if rule.cue.target in LYING:
            placed = tree.subject(head)
            placed = tree.object(head) if placed is None else placed
            return scene.who(placed, deep=False, kinds=PLACES)
        return _subjects(scene, head, inside=slot.inside)
    if slot.door == "owner":
        return tuple(scene.within(head, barred=_claimed(rule)))
    if slot.door == "object":
        target = head if rule.part == "connector" else tree.object(head)
        if target is None and rule.part == "verb":
            target = _after_particle(scene, head, rule)
        kinds = PLACES if slot.name in WHERE else ACTORS
        return scene.who(target, deep=not slot.itself, kinds=kinds) or scene.seat(target)
    return _by_preposition(scene, head, rule, slot)


def _after_particle(scene: Scene, head: int, rule: Rule) -> int | None:
    """The object of "touched off a war" where the parser took "off" for a preposition."""
    particles = {t[-1] for t in rule.triggers if len(t) > 1}
    found = scene.tree.oblique(head, frozenset(particles))
    return found[0] if found else None


def _subjects(scene: Scene, head: int, *, inside: bool = False) -> tuple[Filler, ...]:
    """Who does it; a parser may hang a long list of subjects on the verb one by one.

    With ``inside`` also whose it is that does it: "Chad's relations with Libya soured".
    """
    tree = scene.tree
    first = tree.subject(head)
    if first is None:
        return scene.topic(head)
    token = tree.tokens[first]
    found = list(scene.who(first, deep=inside)) or list(scene.topic(head))
    if inside:
        found.extend(f for k in tree.oblique(first, BESIDE) for f in scene.who(k))
    if token.dep == "nsubj":
        for k in tree.children(token.head, "nsubj"):
            if k != first and tree.tokens[k].dep == "nsubj":
                found.extend(scene.who(k, deep=False))
    return tuple(dict.fromkeys(found))


def _claimed(rule: Rule) -> frozenset[str]:
    """The prepositions that the rule's other slots wait for: no owner comes by them."""
    return frozenset(p for slot in rule.slots for p in slot.prepositions)


def _by_preposition(scene: Scene, head: int, rule: Rule, slot: Slot) -> tuple[Filler, ...]:
    tree = scene.tree
    places = [head]
    target = tree.object(head) if rule.part == "verb" else None
    if target is not None:
        places.append(target)
    kinds = PLACES if slot.name in WHERE or rule.cue.target in LYING else ACTORS
    loose = frozenset[str]() if slot.name in WHERE else LOOSE
    for place in places:
        found: list[Filler] = []
        for k in tree.oblique(place, slot.prepositions):
            fillers = scene.who(k, kinds=kinds, deep=not slot.itself)
            found.extend(fillers or scene.seat(k))
            if found and slot.name not in SEVERAL:
                break
        if found:
            return tuple(found)
    for place in places:  # "the treaty on trade between ...": one noun further down
        for noun in tree.children(place, "nmod", "obl"):
            for k in tree.oblique(noun, slot.prepositions - loose):
                if fillers := scene.who(k, kinds=kinds, deep=not slot.itself):
                    return fillers
    if rule.part == "noun" and (found := _beside_verb(scene, head, slot, kinds)):
        return tuple(found)
    for choices in rule.words:  # "expelled the Libyan ambassador"
        word = word_of(scene, head, choices)
        if word is not None and (inside := scene.within(word)):
            return tuple(inside)
    if "by" in slot.prepositions and (agent := tree.agent(head)) is not None:
        return scene.who(agent)
    return ()


def _beside_verb(scene: Scene, head: int, slot: Slot, kinds: tuple[str, ...]) -> list[Filler]:
    """What the verb of a noun brings in: "a war broke out between Mali and Niger"."""
    tree = scene.tree
    verb = tree.tokens[head].head
    if verb == head or not tree.tokens[head].dep.startswith(("nsubj", "obj")):
        return []
    begins = tree.tokens[verb].lemma in BEGINNING and tree.tokens[head].dep.startswith("nsubj")
    wanted = slot.prepositions if begins else slot.prepositions & BETWEEN
    return [f for k in tree.oblique(verb, wanted) for f in scene.who(k, kinds=kinds)]


def _beside(scene: Scene, head: int) -> int | None:
    """The name before the comma before it: "Chile, eager to sell, signed", however it is read."""
    tokens = scene.tree.tokens
    if head < 2 or tokens[head - 1].text != "," or scene.tree.child(head, "cop") is not None:
        return None
    end = tokens[head - 2].span.end
    return next(
        (i for i, found in scene.at.items() for m in found if m.span.end == end and m.entity), None
    )


def _predicate_subject(scene: Scene, head: int) -> int | None:
    """The subject of "is a member of", or the noun that an apposition describes."""
    tree = scene.tree
    token = tree.tokens[head]
    said = tree.child(head, "cop", "nsubj") is not None or not token.dep.startswith("obl")
    subject = tree.surface_subject(head) if said or token.pos not in NOUNS else None
    if subject is not None:
        return subject
    if token.dep == "nsubj" and tree.child(token.head, "cop") is not None:
        return token.head  # "Mexico's main partner is the United States"
    if token.dep == "nmod" and tree.tokens[token.head].lemma == "one":
        return _predicate_subject(scene, token.head)  # "is one of the founders of"
    behind = token.dep == "amod" and token.head < head  # "Chile, eager to sell, signed"
    if token.dep in ("appos", "acl", "nmod:desc") or behind:
        return token.head
    if token.dep in ("compound", "flat") and scene.named(token.head):
        return token.head  # "its old ally Chile"
    at = head
    for _ in range(2):
        if tree.tokens[at].dep not in ("obj", "xcomp"):
            break
        at = tree.tokens[at].head
        if tree.tokens[at].lemma in BECOMING:
            return tree.subject(at)
    if tree.case(head) == "as" and token.head != head:  # "as a member of", of what stands before
        above = tree.tokens[token.head]
        return above.index if above.pos in NOUNS else tree.subject(above.index)
    following = next((m for m in scene.mentions if m.span.start == token.span.end + 1), None)
    if following is not None and following.type == "Person" and following.form != "anaphor":
        return scene.tokens_of(following.span)[0]  # "his successor X", whatever the parser says
    return tree.child(head, "appos")
