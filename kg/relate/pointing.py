"""Whose a motive is where its sentence says only "it" or "they".

Who wants, fears or acts on purpose is an actor. So where "it" was left open, because it could have
been a thing, it is the actor that acted last: in the clause above, or in a sentence before.
"""

from collections.abc import Iterator, Sequence

from kg.relate.cues import CueBook, Match
from kg.relate.moved import PLAIN, PURPOSE
from kg.relate.scene import Scene

FARTHEST = 3  # sentences back
ONE = frozenset({"it"})
MANY = frozenset({"they", "both", "each", "neither"})
PERSON = frozenset({"he", "she"})
DEMONSTRATIVE = frozenset({"this", "that", "it", "which"})
BETWEEN = frozenset({"ADV", "AUX", "PART"})  # what may stand between a name and its verb


def holders(scene: Scene, match: Match, scenes: Sequence[Scene], book: CueBook) -> tuple[str, ...]:
    """Return whose motive it is: by grammar, else by what stands beside, else by what is before."""
    tree = scene.tree
    subject = _subject(scene, match)
    word = "" if subject is None else tree.tokens[subject].text.lower()
    found = match.ids("s")
    if subject is not None and word in ONE | MANY | PERSON:
        if found and not _is_wrong(scene, subject, word, found, match):
            return found
        firm = match.rule.cue.weight >= PLAIN or bool(found)
        return _pointed_at(scene, subject, word, scenes, found) if firm else found
    if found:
        return found
    if match.rule.part == "verb":
        return _beside(scene, match.at)
    return _behind(scene, match, book) if match.rule.triggers == PURPOSE else ()


def _subject(scene: Scene, match: Match) -> int | None:
    """The word for who acts or feels."""
    if match.rule.part == "connector":
        return scene.doer_above(match.at)
    found = scene.tree.surface_subject(match.at)
    return scene.tree.child(match.at, "expl") if found is None else found


def _is_wrong(scene: Scene, subject: int, word: str, found: tuple[str, ...], match: Match) -> bool:
    """Tell whether a pronoun cannot mean what it was taken for.

    "He" is a person, and in "To support Kyiv, it sent arms" it is not Kyiv that sends them.
    """
    types = {scene.entities[f].type for f in found}
    if word in PERSON:
        return "Person" not in types and bool(scene.at.get(subject))
    if match.rule.part != "connector" or match.at > subject:
        return False
    inside = scene.tree.span_of(scene.tree.subtree(match.at))
    return any(m.entity in found and inside.holds(m.span) for m in scene.mentions)


def _pointed_at(
    scene: Scene, subject: int, word: str, scenes: Sequence[Scene], wrong: tuple[str, ...]
) -> tuple[str, ...]:
    """The actors that a pronoun stands for: who of its kind acted last."""
    for actors in _acting(scene, subject, scenes):
        person = word in PERSON
        fitting = tuple(
            a for a in actors if (scene.entities[a].type == "Person") == person and a not in wrong
        )
        if fitting and (word in MANY) == (len(fitting) > 1):
            return fitting
    return ()


def _beside(scene: Scene, i: int) -> tuple[str, ...]:
    """The actor whose name stands right before a verb, whatever the parser made of it."""
    tokens = scene.tree.tokens
    at = i - 1
    while at >= 0 and tokens[at].pos in BETWEEN:
        at -= 1
    if at < 0:
        return ()
    end = tokens[at].span.end
    return tuple(
        m.entity
        for m in scene.mentions
        if m.span.end == end and m.entity and m.kind == "actor" and m.form != "adjective"
    )[:1]


def _behind(scene: Scene, match: Match, book: CueBook) -> tuple[str, ...]:
    """Who is behind the noun that a purpose belongs to: "seen in the deal of Peru to win aid"."""
    tree = scene.tree
    above = tree.tokens[match.at].head
    subject = tree.child(above, "nsubj")
    if subject is None or tree.tokens[subject].text.lower() not in DEMONSTRATIVE:
        return ()
    for k in reversed(tree.children(above, "obl", "obj")):
        rules = [r for t, r in book.first.get(tree.tokens[k].lemma, ()) if len(t) == 1]
        if k < match.at and any(r.part == "noun" for r in rules):
            return tuple(dict.fromkeys(f.entity for f in scene.within(k)))
    return ()


def _acting(scene: Scene, before: int, scenes: Sequence[Scene]) -> Iterator[tuple[str, ...]]:
    """The subjects before a word, nearest first: of its sentence, then of the sentences before."""
    yield from reversed(list(_subjects(scene, before)))
    for other in reversed(scenes[max(0, scene.number - FARTHEST) : scene.number]):
        here = scene.sentence.passage.section == other.sentence.passage.section
        if other.sentence.passage.kind == "heading" or not here:
            return
        yield from _opening(other)
        yield from _subjects(other, len(other.tree.tokens))


def _opening(scene: Scene) -> Iterator[tuple[str, ...]]:
    """The actor that a sentence begins with, whatever the parser made of it."""
    for mention in scene.mentions:
        lead = scene.text[scene.span.start : mention.span.start].strip().lower()
        named = mention.kind == "actor" and mention.form != "adjective"
        if named and mention.entity and lead in ("", "the"):
            yield (mention.entity,)


def _subjects(scene: Scene, before: int) -> Iterator[tuple[str, ...]]:
    """Who acts in the clauses of a sentence, in text order."""
    for token in scene.tree.tokens[:before]:
        if token.dep in ("nsubj", "nsubj:pass"):
            found = scene.who(token.index, deep=False)
            if found:
                yield tuple(dict.fromkeys(f.entity for f in found))
