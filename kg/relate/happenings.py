"""A sentence seen as one of events: its slots are filled by crises, agreements and acts.

The same cues, read over the same grammar; only what fills a slot is an event and no actor: the
word at which an event is told ("tension", "invaded"), a word through which one is spoken of ("the
outbreak of the war"), or "this", which stands for what the clause or sentence before has told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.model import Span
from kg.relate.clauses import DEEPEST
from kg.relate.scene import Filler, Scene

# What points to a whole clause: "this led to a crisis", "..., which led to a crisis".
POINTING = frozenset({"this", "that", "it", "which"})
# Functions of a clause that says what the clause above it brought about: "..., causing tension".
ADDED = frozenset({"advcl", "acl", "parataxis", "conj"})
# Functions by which a noun leads to the event that it speaks of.
THROUGH = ("nmod", "nmod:poss", "compound", "amod")


@dataclass(frozen=True)
class EventScene(Scene):
    """A scene whose fillers are events; ``told`` gives the events by token."""

    told: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    phases: frozenset[str] = frozenset()  # lemmas of words through which events are spoken of
    before: tuple[Filler, ...] = ()  # what the sentence before was about

    def named(self, i: int, kinds: tuple[str, ...] = ("actor",)) -> list[Filler]:
        """The events that are told at the token."""
        return [Filler(e, self.tree.tokens[i].span) for e in self.told.get(i, ())]

    def who(
        self, i: int | None, *, deep: bool = True, kinds: tuple[str, ...] = ("actor",)
    ) -> tuple[Filler, ...]:
        """The events that a phrase or clause tells of, its conjuncts included."""
        if i is None:
            return ()
        found: list[Filler] = []
        for k in self.tree.conjuncts(i):
            found.extend(self._told_at(k))
        return tuple(dict.fromkeys(found))

    def seat(self, i: int | None) -> tuple[Filler, ...]:
        """What an actor is brought to do: "prompted Peru to attack Chile"."""
        if i is None or self.tree.tokens[i].dep not in ("obj", "nsubj:pass"):
            return ()
        verb = self.tree.tokens[i].head
        return tuple(f for k in self.tree.children(verb, "xcomp", "ccomp") for f in self.who(k))

    def within(self, i: int, depth: int = 0, barred: frozenset[str] = frozenset()) -> list[Filler]:
        """The events that the phrase of a noun speaks of."""
        return [f for k in self.tree.children(i, *THROUGH) for f in self.who(k)]

    def topic(self, head: int) -> tuple[Filler, ...]:
        """What the clause above tells, where this one says what came of it."""
        tree = self.tree
        token = tree.tokens[head]
        subject = tree.child(head, "nsubj", "nsubj:pass", "csubj")
        word = "" if subject is None else tree.tokens[subject].text.lower()
        added = token.dep.partition(":")[0] in ADDED or word == "which"
        if not added or token.head > head or (subject is not None and word not in POINTING):
            return ()
        if token.dep == "conj" and subject is None:
            return ()
        return self.above(token.head, itself=True)

    def main(self, i: int) -> tuple[Filler, ...]:
        """The event that a reason, time or purpose is given for."""
        return self.above(self.tree.tokens[i].head, itself=True)

    def above(self, i: int, *, itself: bool) -> tuple[Filler, ...]:
        """The nearest event at the token or at one that governs it."""
        tokens = self.tree.tokens
        for _ in range(DEEPEST):
            found = self._told_at(i) if itself else []
            if found:
                return tuple(found)
            token = tokens[i]
            clause = token.pos in ("VERB", "AUX") and itself and token.dep != "acl:relcl"
            if token.head == i or clause or token.dep.partition(":")[0] in ("ccomp", "parataxis"):
                return ()
            i, itself = token.head, True
        return ()

    def _told_at(self, i: int) -> list[Filler]:
        found = self.named(i)
        token = self.tree.tokens[i]
        if not found and token.lemma.lower() in self.phases:
            subject = self.tree.subject(i) if token.pos == "VERB" else None
            found = self.within(i) if subject is None else list(self.who(subject))
        if not found and token.text.lower() in POINTING and token.dep.startswith("nsubj"):
            found = self._pointed_at(i)
        return found

    def _pointed_at(self, i: int) -> list[Filler]:
        """What "this" at the head of a sentence stands for: all that the one before told."""
        first = self.tree.tokens[i].span.start - self.span.start < 4
        clause = self.tree.tokens[self.tree.tokens[i].head]
        if first and clause.head == clause.index and len(self.before) == 1:
            return list(self.before)
        return []


def event_scene(
    scene: Scene,
    events: Iterable[tuple[str, Span]],
    phases: frozenset[str],
    before: tuple[Filler, ...],
) -> EventScene:
    """Return the scene as one of events; each is told at the head of its evidence."""
    told: dict[int, tuple[str, ...]] = {}
    for identifier, span in events:
        head = scene.head_of(span)
        if head is not None:
            told[head] = tuple(dict.fromkeys((*told.get(head, ()), identifier)))
    return EventScene(
        scene.number,
        scene.text,
        scene.tree,
        scene.mentions,
        scene.dates,
        scene.figures,
        scene.entities,
        scene.delegates,
        scene.bodies,
        scene.states,
        scene.words,
        told,
        phases,
        before,
    )
