"""Where things lie: "the museum in Cusco", "Cusco, Peru", "the Peruvian town of Cusco"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.findings import Relation, Stance
from kg.model import Mention, Span
from kg.relate.scene import Filler, Scene

RULE = Stance(confidence=0.8, rule="place")
LYING = frozenset({"GovernmentBody", "InternationalOrganization", "Company", "Media", "ArmedGroup"})
SETTLEMENTS = frozenset(
    {"capital", "city", "town", "port", "province", "island", "village", "region", "peninsula"}
)
_IN = re.compile(r"\s+in\s+(?:the\s+)?")
BOTH = ("actor", "place")


def locations(scene: Scene) -> Iterator[Relation]:
    """Yield what lies in what, where it is said inside one phrase."""
    for i, mentions in scene.at.items():
        for mention in mentions:
            if mention.entity is None or mention.form in ("adjective", "anaphor"):
                continue
            if mention.kind == "place" or mention.type in LYING:
                yield from _in(scene, i, mention)
    yield from _after_comma(scene)
    yield from _adjacent(scene)


def _in(scene: Scene, i: int, mention: Mention) -> Iterator[Relation]:
    tree = scene.tree
    found: list[Filler] = []
    for word in scene.tokens_of(mention.span):  # "in" may hang on any word of a name
        for k in tree.oblique(word, frozenset({"in"})):
            found.extend(scene.named(k, BOTH))
    if mention.type in LYING:
        found.extend(_town_before(scene, mention))
    if mention.kind == "place":  # "Mombasa, a Kenyan port"
        beside_it = [k for k in tree.children(i, "appos") if tree.tokens[k].lemma in SETTLEMENTS]
        found.extend(f for k in beside_it for f in scene.within(k))
    above = tree.tokens[i].head
    dep = tree.tokens[i].dep
    beside = dep in ("appos", "flat", "nmod:desc", "compound") or (
        dep == "nmod" and tree.case(i) == "of"
    )
    if mention.kind == "place" and beside and tree.tokens[above].lemma in SETTLEMENTS:
        found.extend(scene.within(above))
    for k in tree.children(i, "compound", "nmod:desc"):  # "the Chadian capital N'Djamena"
        if mention.kind == "place" and tree.tokens[k].lemma in SETTLEMENTS:
            found.extend(scene.within(k) or scene.within(i))
    for f in found[:1]:
        if f.entity != mention.entity and mention.entity is not None:
            yield _relation(mention, f)


def _town_before(scene: Scene, mention: Mention) -> list[Filler]:
    """The town of "the Lagos newspaper The Delta Herald"."""
    tree = scene.tree
    first = scene.tokens_of(mention.span)[0]
    noun = first - 1
    if noun >= 0 and tree.tokens[noun].text.lower() == "the":
        noun -= 1
    if noun < 1 or tree.tokens[noun].pos != "NOUN":
        return []
    beside = [f for k in tree.children(noun, "compound") for f in scene.named(k, ("place",))]
    return [f for f in beside if f.span.end < tree.tokens[noun].span.start]


def _adjacent(scene: Scene) -> Iterator[Relation]:
    """A place or body with its town or state right behind: "Al Udeid in Qatar"."""
    ordered = [m for m in scene.mentions if m.entity and m.form not in ("adjective", "anaphor")]
    for a, b in pairwise(ordered):
        between = scene.text[a.span.end : b.span.start]
        holds = b.kind == "place" or (b.type == "State" and a.kind == "place")
        lies = (a.kind == "place" or a.type in LYING) and a.entity != b.entity
        if lies and holds and b.entity is not None and _IN.fullmatch(between):
            yield _relation(a, Filler(b.entity, b.span))


def _after_comma(scene: Scene) -> Iterator[Relation]:
    """A place with its state behind a comma, as in a date line."""
    ordered = [m for m in scene.mentions if m.entity and m.form != "adjective"]
    for a, b in pairwise(ordered):
        between = scene.text[a.span.end : b.span.start]
        fits = a.kind == "place" and b.type == "State" and between in (", ", ",\n")
        if fits and b.entity is not None and a.entity != b.entity and _is_apart(scene, a, b):
            yield _relation(a, Filler(b.entity, b.span))


def _is_apart(scene: Scene, a: Mention, b: Mention) -> bool:
    """Tell whether the two stand alone: "in Cusco, Peru", but not "Cusco, Peru and Chile"."""
    after = scene.text[b.span.end : b.span.end + 2].strip()[:1]
    before = scene.text[max(0, a.span.start - 2) : a.span.start]
    date = any(d.span.start == b.span.end + 2 for d in scene.dates)  # "CALABAR, Nigeria, 14 May"
    return (not after or after in ".;:()–—-" or date) and before != ", "


def _relation(a: Mention, b: Filler) -> Relation:
    where = Span(min(a.span.start, b.span.start), max(a.span.end, b.span.end))
    return Relation("locatedIn", a.entity or "", b.entity, (where,), stance=RULE)
