"""Motives that one sentence lists itself: "three aims: to rest, to trade", "a double aim: ..."."""

from collections.abc import Iterator

from kg.model import Span, Token
from kg.relate.counted import LEAST, Item
from kg.relate.rules import Rules
from kg.relate.scene import Scene

# What makes several of one: "a double aim".
MANIFOLD = frozenset({"double", "dual", "twofold", "triple", "threefold", "fourfold"})


def enumerated(scene: Scene, rules: Rules, *, asked: bool) -> list[Item]:
    """Return the motives that an announcing sentence lists: behind a colon, or as what they are.

    Under a heading that asks for motives (``asked``), "three things: ..." lists them too.
    """
    if clauses := _parted(scene):
        return clauses
    tree = scene.tree
    for token in tree.tokens:
        plural = token.text.lower() != token.lemma
        counted = asked and plural and tree.child(token.index, "nummod") is not None
        announcing = plural and token.lemma in rules.announced.book
        if token.pos != "NOUN" or not (counted or announcing or is_manifold(scene, token, rules)):
            continue
        for top in _listed_tops(scene, token):
            parts = tree.conjuncts(top)
            if len(parts) >= LEAST:
                return [(scene, _own_span(scene, part, parts)) for part in parts]
    return []


def is_manifold(scene: Scene, token: Token, rules: Rules) -> bool:
    """Tell whether one noun announces several motives: "a double aim"."""
    if token.lemma not in rules.announced.book:
        return False
    tree = scene.tree
    return any(tree.tokens[k].lemma in MANIFOLD for k in tree.kids[token.index])


def _parted(scene: Scene) -> list[Item]:
    """Clauses behind a colon, parted by semicolons."""
    text = scene.span.of(scene.text)
    colon = text.find(":")
    if colon < 0 or ";" not in text[colon:]:
        return []
    found: list[Item] = []
    at = colon + 1
    for part in text[colon + 1 :].split(";"):
        said = part.strip().removeprefix("and ").rstrip(" .")
        begin = scene.span.start + at + part.find(said)
        if said:
            found.append((scene, Span(begin, begin + len(said))))
        at += len(part) + 1
    return found if len(found) >= LEAST else []


def _listed_tops(scene: Scene, token: Token) -> Iterator[int]:
    """The first words of what may be the list that a noun announces."""
    tree, noun = scene.tree, token.index
    colon = next((t.index for t in tree.tokens[noun:] if t.text in (":", "—", "–")), None)
    if colon is not None:
        behind = [t for t in tree.tokens[colon + 1 :] if t.head <= colon and t.pos != "PUNCT"]
        yield from (t.index for t in behind)
    to = any(tree.tokens[k].lemma == "to" for k in tree.children(token.head, "mark"))
    is_said = tree.child(token.head, "cop") is not None or to  # "its aims were to win and to rest"
    if token.dep.partition(":")[0] == "nsubj" and is_said:
        yield token.head
    yield from tree.children(noun, "appos")


def _own_span(scene: Scene, part: int, parts: list[int]) -> Span:
    """The words of one part of a list, without the other parts and what joins them."""
    tree = scene.tree
    others = {k for p in parts if p != part for k in tree.subtree(p) if p > part}
    joints = set(tree.children(part, "cc", "punct", "nsubj", "cop"))
    own = [k for k in tree.subtree(part) if k not in others and k not in joints]
    own = [k for k in own if k >= min(part, *_leads(scene, part))] if part == parts[0] else own
    return tree.span_of(own or [part])


def _leads(scene: Scene, part: int) -> list[int]:
    """The words before a part that belong to it: its articles, adjectives and "to"."""
    deps = ("det", "amod", "compound", "mark", "case", "nummod", "nmod:poss", "advmod")
    return scene.tree.children(part, *deps) or [part]
