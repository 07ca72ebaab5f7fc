"""Who holds which office, and which body is part of which state: read from names and titles."""

from collections.abc import Iterator

from kg.findings import Relation, Stance
from kg.model import Span, Token
from kg.relate.rules import Rules
from kg.relate.scene import Scene

FORMER = frozenset({"former", "late", "then", "ex", "previous"})
RULE = Stance(confidence=0.9, rule="title")


def offices(scene: Scene, rules: Rules) -> Iterator[Relation]:
    """Yield the offices of persons, and the states of government bodies."""
    for mention in scene.mentions:
        if mention.entity is None or mention.kind != "actor" or mention.form == "anaphor":
            continue
        if mention.type == "GovernmentBody":
            yield from _part_of(scene, mention.span, mention.entity)
    yield from _held(scene, rules)


def _part_of(scene: Scene, span: Span, entity: str) -> Iterator[Relation]:
    """Find a body and its state in one phrase: "the Peruvian cabinet", "the cabinet of Peru"."""
    for i in scene.tokens_of(span):
        owners = [f for f in scene.within(i) if scene.entities[f.entity].type == "State"]
        for owner in owners[:1]:
            if owner.entity != entity:
                where = Span(min(span.start, owner.span.start), max(span.end, owner.span.end))
                yield Relation("partOf", entity, owner.entity, (where,), stance=RULE)
                return


def _held(scene: Scene, rules: Rules) -> Iterator[Relation]:
    tree = scene.tree
    for match in rules.offices.matches(scene):
        i = match.at
        people = _bearers(scene, i)
        if not people:
            continue
        states = [scene.entities[f.entity].label for f in scene.within(i)]
        states += [scene.entities[e].label for e in match.ids("o")]
        words = [t.text for t in _title(scene, i)]
        office = " ".join(words)
        if states:
            office = f"{office} of {states[0]}"
        for entity, span in people:
            start = min(
                span.start, tree.tokens[i].span.start, *(t.span.start for t in _title(scene, i))
            )
            where = Span(start, max(span.end, tree.tokens[i].span.end))
            yield Relation("holdsOffice", entity, office, (where,), stance=RULE)


def _title(scene: Scene, i: int) -> list[Token]:
    """The words of the title itself: "foreign minister", without state and "former"."""
    tree = scene.tree
    words = []
    for k in [*tree.children(i, "amod", "compound"), i]:
        token = tree.tokens[k]
        if k > i or token.lemma in FORMER or scene.named(k):
            continue
        words.append(token)
    return words


def _bearers(scene: Scene, i: int) -> list[tuple[str, Span]]:
    """The persons whom the title stands beside, or of whom it is said."""
    tree = scene.tree
    token = tree.tokens[i]
    near = [*tree.children(i, "appos", "flat", "nmod:desc")]
    if token.dep in ("compound", "nmod:desc", "appos", "flat", "amod", "nmod") and token.head != i:
        near.append(token.head)
    if tree.child(i, "cop") is not None and (subject := tree.surface_subject(i)) is not None:
        near.append(subject)
    found = []
    for k in [*near, i]:
        for f in scene.named(k):
            if scene.entities[f.entity].type == "Person":
                found.append((f.entity, f.span))
    return found[:1]
