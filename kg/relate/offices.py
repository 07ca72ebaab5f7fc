"""Who holds which office, and which body is part of which state: read from names and titles."""

from collections.abc import Iterator

from kg.findings import Relation, Stance
from kg.model import Mention, Span, Token
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import is_plural

FORMER = frozenset({"former", "late", "then", "ex", "previous", "next", "new", "current"})
BODIES = frozenset(
    {"GovernmentBody", "Company", "ArmedGroup", "InternationalOrganization", "Media"}
)
LED = frozenset({"PoliticalParty", "Movement", "ArmedGroup"})
OWNED = frozenset({"state", "state-owned", "national", "public"})
RULE = Stance(confidence=0.9, rule="title")


def offices(scene: Scene, rules: Rules) -> Iterator[Relation]:
    """Yield the offices of persons, and the states of government bodies."""
    for mention in scene.mentions:
        if mention.entity is None or mention.kind != "actor" or mention.form == "anaphor":
            continue
        if mention.type in BODIES and mention.form != "adjective":
            yield from _part_of(scene, mention, mention.entity)
    yield from _held(scene, rules)


def _part_of(scene: Scene, mention: Mention, entity: str) -> Iterator[Relation]:
    """Find a body and its state, or its head, in one phrase: "the Peruvian cabinet"."""
    for i in _phrase_heads(scene, mention):
        for owner in scene.within(i):
            if owner.entity == entity:
                continue
            kind = scene.entities[owner.entity].type
            where = Span(
                min(mention.span.start, owner.span.start), max(mention.span.end, owner.span.end)
            )
            if kind == "State" and (mention.type == "GovernmentBody" or _is_owned(scene, i)):
                yield Relation("partOf", entity, owner.entity, (where,), stance=RULE)
                return
            if kind in ("Person", "PoliticalParty") and mention.type == "GovernmentBody":
                yield Relation("leaderOf", owner.entity, entity, (where,), stance=RULE)
                return


def _phrase_heads(scene: Scene, mention: Mention) -> list[int]:
    """The words of the name, and the noun that it stands beside: "the state oil company X"."""
    tokens = scene.tree.tokens
    inside = scene.tokens_of(mention.span)
    beside = [
        tokens[i].head
        for i in inside
        if tokens[i].dep in ("appos", "flat", "nmod:desc", "compound") and tokens[i].head != i
    ]
    return list(dict.fromkeys([*inside, *beside]))


def _is_owned(scene: Scene, i: int) -> bool:
    """Tell whether the phrase says that the state owns the body."""
    tree = scene.tree
    return any(tree.tokens[k].lemma.lower() in OWNED for k in tree.subtree(i))


def _held(scene: Scene, rules: Rules) -> Iterator[Relation]:
    tree = scene.tree
    taken: set[int] = set()
    for match in sorted(rules.offices.matches(scene), key=lambda m: (m.start, -m.end, m.at)):
        i = match.at
        if match.start in taken or i in taken:
            continue  # "general" in "secretary general"
        taken |= {i, *range(match.start, match.end + 1)}
        people = _bearers(scene, i, match.end)
        if not people:
            continue
        words = _title(scene, max(i, match.end), match.start)
        states = [scene.entities[f.entity] for f in scene.within(i)]
        states += [scene.entities[e] for e in match.ids("o")]
        led = next((s for s in states if s.type in LED), None)
        owners = [s.label for s in states if s.type != "Person"]
        if not owners and len(people) == 1 and people[0][0] in scene.states:
            owners = [scene.entities[scene.states[people[0][0]]].label]
        office = " ".join(t.text for t in words) or tree.tokens[i].text
        if owners and not (len(people) > 1 and len(owners) > 1):
            office = f"{office} of {owners[0]}"
        for entity, span in people:
            start = min(span.start, *(t.span.start for t in [*words, tree.tokens[i]]))
            where = Span(start, max(span.end, tree.tokens[i].span.end))
            if led is not None:
                yield Relation("leaderOf", entity, led.id, (where,), stance=RULE)
                continue
            yield Relation("holdsOffice", entity, office, (where,), stance=RULE)


def _title(scene: Scene, i: int, start: int) -> list[Token]:
    """The words of the title itself: "foreign minister", without state and "former"."""
    tree = scene.tree
    words = []
    for k in sorted({*tree.children(i, "amod", "compound"), *range(min(start, i), i + 1)}):
        token = tree.tokens[k]
        if k > i or token.lemma.lower() in FORMER or (k != i and scene.named(k)):
            continue
        words.append(token)
    return words


def _bearers(scene: Scene, i: int, end: int) -> list[tuple[str, Span]]:
    """The persons whom the title stands beside, or of whom it is said."""
    tree = scene.tree
    token = tree.tokens[i]
    near = [*tree.children(i, "appos", "flat", "nmod:desc")]
    if token.dep in ("compound", "nmod:desc", "appos", "flat", "amod", "nmod") and token.head != i:
        near.append(token.head)
    if tree.child(i, "cop") is not None and (subject := tree.surface_subject(i)) is not None:
        near.append(subject)
    most = 3 if is_plural(scene, i) else 1
    found: dict[str, Span] = {}
    behind = tree.tokens[end + 1].span.start if end + 1 < len(tree.tokens) else -1
    for m in scene.mentions:  # "President X", whatever the parser makes of it
        if m.span.start == behind and m.type == "Person" and m.entity:
            found[m.entity] = m.span
    for k in [*near, i]:
        if k == i and (found or most > 1):
            break
        for f in scene.who(k, deep=False):
            named = any(m.span == f.span and m.form != "anaphor" for m in scene.mentions)
            if named and scene.entities[f.entity].type == "Person" and len(found) < most:
                found.setdefault(f.entity, f.span)
    return list(found.items())
