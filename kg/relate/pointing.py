"""Whose a motive is where its sentence says only "it" or "they".

Who wants, fears or acts on purpose is an actor. So where "it" was left open, because it could have
been a thing, it is the actor that acted last: in the clause above, or in a sentence before.
"""

from collections.abc import Iterator, Sequence

from kg.relate.cues import Match
from kg.relate.scene import Scene

FARTHEST = 3  # sentences back
ONE = frozenset({"it"})
MANY = frozenset({"they", "both", "each", "neither"})


def pointed_at(scene: Scene, match: Match, scenes: Sequence[Scene]) -> tuple[str, ...]:
    """Return the holders that the pronoun which is a cue's subject stands for, if any."""
    tree = scene.tree
    if match.rule.part == "connector":
        subject = scene.doer_above(match.at)
    else:
        subject = tree.surface_subject(match.at)
    if subject is None:
        subject = tree.child(match.at, "expl")
    word = "" if subject is None else tree.tokens[subject].text.lower()
    if subject is None or word not in ONE | MANY or subject in scene.at:
        return ()
    for actors in _acting(scene, subject, scenes):
        fitting = tuple(a for a in actors if scene.entities[a].type != "Person")
        if fitting and (word in ONE) == (len(fitting) == 1):
            return fitting
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
