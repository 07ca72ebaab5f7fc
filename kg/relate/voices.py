"""Who speaks, read by position: the name right before a verb of saying, with or without what is
said of it.

'Juan Quispe, a judge, said ...', '"...," the minister, Juan Quispe, declared': parsers often hang
such names elsewhere. And a pronoun behind a quotation means nobody who is named inside it.
"""

from collections.abc import Sequence

from kg.model import Mention, Span
from kg.relate.cues import Match
from kg.relate.scene import Filler, Scene

LONGEST = 9  # words of a description between name and verb
FARTHEST = 3  # sentences back
NAMED = frozenset({"name", "acronym", "damaged", "metonym"})
WHO = frozenset({"who", "which", "that"})


def speakers(scene: Scene, match: Match, content: Span, scenes: Sequence[Scene]) -> tuple[str, ...]:
    """Return the entities that say it."""
    if match.rule.part == "verb" and (name := before_verb(scene, match.at)) is not None:
        return (str(name.entity),)
    found = match.slots.get("s", ())
    inside = [f for f in found if _is_inside(scene, f, content)]
    if not inside:
        return match.ids("s")
    return _last_person(scene, scenes, {f.entity for f in inside})


def before_verb(scene: Scene, i: int) -> Mention | None:
    """Return the person named right before a verb, or before a description that ends there."""
    tokens = scene.tree.tokens
    names = {
        m.span.end: m
        for m in scene.mentions
        if m.kind == "actor" and m.entity and m.form in NAMED and m.type == "Person"
    }
    if i and tokens[i - 1].text != ",":
        start = _relative(scene, i)
        return names.get(tokens[start - 2].span.end) if start is not None and start > 1 else None
    commas = [k for k in range(max(0, i - LONGEST - 1), i - 1) if tokens[k].text == ","]
    if not commas or i < 1:
        return None
    last = commas[-1]
    between = tokens[last + 1 : i - 1]
    if any(t.pos in ("VERB", "AUX") for t in between):
        return None
    itself = names.get(tokens[i - 2].span.end)
    if itself is not None and itself.span.start == tokens[last + 1].span.start:
        return itself  # "the minister, Juan Quispe, declared"
    return names.get(tokens[last - 1].span.end)  # "Juan Quispe, a judge, said"


def _relative(scene: Scene, i: int) -> int | None:
    """Where "who" stands, if the verb is its: "Juan Quispe, who in May said"."""
    tokens = scene.tree.tokens
    for k in range(i - 1, max(0, i - LONGEST), -1):
        if tokens[k].text.lower() in WHO:
            return k if tokens[k - 1].text == "," else None
        if tokens[k].pos in ("VERB", "PUNCT"):
            return None
    return None


def _is_inside(scene: Scene, filler: Filler, content: Span) -> bool:
    """Tell whether a speaker is a pronoun whose antecedent is named in what is said."""
    return any(
        m.span == filler.span and m.antecedent is not None and content.holds(m.antecedent)
        for m in scene.mentions
    )


def _last_person(scene: Scene, scenes: Sequence[Scene], wrong: set[str]) -> tuple[str, ...]:
    """The person named last in the sentences before."""
    for other in reversed(scenes[max(0, scene.number - FARTHEST) : scene.number]):
        named = [
            m.entity
            for m in other.mentions
            if m.type == "Person" and m.entity and m.entity not in wrong
        ]
        if named:
            return (named[-1],)
    return ()


def closing(scene: Scene, forms: frozenset[str]) -> tuple[Mention, int] | None:
    """Return who closes a sentence with a verb of saying, and the verb: "..., Juan Quispe says"."""
    tokens = scene.tree.tokens
    words = [t.index for t in tokens if t.pos != "PUNCT"]
    if len(words) < FARTHEST:
        return None
    i = words[-1]
    spoken = {form for at, found in scene.forms if at == i for form in found}
    if not spoken & forms:
        return None
    for m in scene.mentions:
        inside = [t.index for t in tokens if m.span.holds(t.span)]
        if not inside or inside[-1] != i - 1 or m.kind != "actor" or not m.entity:
            continue
        lead = inside[0] - (tokens[inside[0] - 1].pos == "DET")
        if m.form in NAMED and lead > 0 and tokens[lead - 1].text in (",", '"', "”"):
            return m, i
    return None
