"""A sentence with the mentions, dates and figures that lie in it: what every rule looks at."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from kg.model import Context, DateMention, Entity, Figure, Mention, Sentence, Span
from kg.relate.clauses import Tree
from kg.relate.cursor import Cursor
from kg.relate.mend import mended
from kg.relate.patterns import NOUNS
from kg.relate.wordforms import forms_of

# Nouns through which a state acts are data (cues of "affiliatedWith"); these functions lead from
# such a noun to its state: "Peru's president", "the Peruvian president", "president of Peru".
OWNERS = ("nmod:poss", "compound", "amod", "nmod", "nmod:desc", "flat", "appos")
OWNING = frozenset({"its", "their", "his", "her"})
OF = frozenset({"of", "from", "in", "between", "by"})


@dataclass(frozen=True, slots=True)
class Filler:
    """An entity that fills a slot, and the mention by which it does."""

    entity: str
    span: Span
    direct: bool = True  # the slot's own word names it; else a word inside the phrase


@dataclass(frozen=True)
class Scene:
    """One sentence and what was found in it."""

    number: int
    text: str  # of the whole document: spans point into it
    tree: Tree
    mentions: tuple[Mention, ...]
    dates: tuple[DateMention, ...]
    figures: tuple[Figure, ...]
    entities: dict[str, Entity]
    delegates: frozenset[str]  # lemmas of nouns through which a state acts
    bodies: frozenset[str]  # the actors that are no persons
    states: Mapping[str, str]  # for which state a person, body or town stands
    words: frozenset[str] | None = None  # the words that cues begin with; all where None

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.tree.sentence

    @property
    def span(self) -> Span:
        """The sentence's span."""
        return self.tree.sentence.passage.span

    @cached_property
    def forms(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The tokens that may stand in a cue, each with its forms there, likeliest first."""
        found = []
        for token in self.tree.tokens:
            forms = forms_of(token.lemma, token.text.lower())
            if self.words is not None:
                forms = tuple(f for f in forms if f in self.words)
            if forms:
                found.append((token.index, forms))
        return tuple(found)

    def quote(self, span: Span) -> str:
        """The text of a span on one line."""
        return " ".join(span.of(self.text).split())

    @cached_property
    def states_named(self) -> frozenset[str]:
        """The states that the sentence names or speaks of."""
        found = (m.entity for m in self.mentions if m.kind == "actor" and m.entity)
        return frozenset(e for e in found if self.entities[e].type == "State")

    @cached_property
    def at(self) -> dict[int, list[Mention]]:
        """Mentions by the token that heads them."""
        found: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            head = self.head_of(mention.span)
            if head is not None:
                found.setdefault(head, []).append(mention)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [t.span.start for t in self.tree.tokens]

    def head_of(self, span: Span) -> int | None:
        """The token that heads a span: the one on which the others of the span depend."""
        tokens = self.tree.tokens
        first = max(0, bisect_left(self._starts, span.start + 1) - 1)
        inside = []
        for token in tokens[first:]:
            if token.span.start >= span.end:
                break
            if token.span.meets(span):
                inside.append(token.index)
        for i in inside:
            outward = tokens[i].head not in inside or tokens[i].head == i
            if outward and tokens[i].pos != "PUNCT":
                return i
        return inside[-1] if inside else None

    def tokens_of(self, span: Span) -> list[int]:
        """The tokens that share a character with a span."""
        return [t.index for t in self.tree.tokens if t.span.meets(span)]

    def named(self, i: int, kinds: tuple[str, ...] = ("actor",)) -> list[Filler]:
        """The entities that the token itself names (or stands for, where it is an anaphor)."""
        return [
            Filler(m.entity, m.span)
            for m in self.at.get(i, ())
            if m.entity is not None
            and (m.kind in kinds or self._is_state(m))
            and self.text[m.span.start - 4 : m.span.start].lower() != "non-"
        ]

    def _is_state(self, mention: Mention) -> bool:
        return mention.entity is not None and self.entities[mention.entity].type == "State"

    def who(
        self, i: int | None, *, deep: bool = True, kinds: tuple[str, ...] = ("actor",)
    ) -> tuple[Filler, ...]:
        """The actors that a noun phrase stands for, its conjuncts included.

        With ``deep`` a noun that names nobody is read through its own phrase: the state of a
        delegate ("the Peruvian president") always, any other noun as a last resort.
        """
        if i is None:
            return ()
        found: list[Filler] = []
        for k in self.tree.conjuncts(i):
            here = self._one(k, deep, kinds)
            if found and here and self._unlike(found[0], here[0]):
                break  # "against Chad and Foreign Minister X said": a full stop is missing
            found.extend(here)
        return tuple(dict.fromkeys(found))

    def seat(self, i: int | None) -> tuple[Filler, ...]:
        """The states of the towns that a noun phrase names: who is visited in Lima is Peru."""
        towns = () if i is None else self.who(i, deep=False, kinds=("place",))
        return tuple(
            Filler(self.states[f.entity], f.span, direct=False)
            for f in towns
            if f.entity in self.states
        )

    def _unlike(self, a: Filler, b: Filler) -> bool:
        kinds = {self.entities[a.entity].type, self.entities[b.entity].type}
        return "Person" in kinds and len(kinds) > 1

    def _one(self, i: int, deep: bool, kinds: tuple[str, ...]) -> list[Filler]:
        found = self.named(i, kinds)
        if found:
            return found
        for k in self.tree.children(i, "appos", "flat", "nmod:desc"):
            if named := self.named(k, kinds):
                return named
        token = self.tree.tokens[i]
        if token.pos == "PRON":
            return []
        same = token.dep == "flat" or (token.dep == "appos" and token.pos == "NOUN")
        if same and (named := self.named(token.head, kinds)):
            return named  # "M23, a group that Rwanda supports"
        beside = self.tree.children(i, "compound", "flat")  # "the Argentine destroyer Storni"
        words = {self.tree.tokens[k].lemma for k in (i, *beside)}
        if deep or {*words, token.lemma.removesuffix("s")} & self.delegates:
            return [Filler(f.entity, f.span, direct=False) for f in self.within(i)]
        return []

    def within(self, i: int, depth: int = 0, barred: frozenset[str] = frozenset()) -> list[Filler]:
        """The actors named by the modifiers of a noun: owner first, then the others.

        Prepositions in ``barred`` lead to somebody else.
        """
        found: list[Filler] = []
        for dep in OWNERS:
            for k in self.tree.children(i, dep):
                if dep == "nmod" and self.tree.case(k) not in OF - barred:
                    continue
                for c in self.tree.conjuncts(k):
                    beside = self._beside(c)
                    found.extend(f for x in [*beside, c] for f in self.named(x))
                    word = self.tree.tokens[c].text.lower()
                    if word == "whose":
                        found.extend(self._whose(c))
                    elif word in OWNING and c not in self.at:
                        found.extend(self._own_subject(i))
                    if not found and depth == 0:
                        found.extend(self.within(c, depth + 1))
            if found:
                break
        return found

    def _own_subject(self, i: int) -> list[Filler]:
        """Whose "its" is where nobody else is said: the subject of the clause it stands in."""
        tree = self.tree
        subject = tree.surface_subject(tree.clause_of(i))
        if subject is None or subject >= i:
            return []
        return [f for f in self.who(subject, deep=False) if i not in self.tokens_of(f.span)]

    def _beside(self, i: int) -> list[int]:
        """The words of a compound adjective before a noun: "Greek-Turkish relations"."""
        if self.tree.tokens[i].pos == "VERB":  # "the US-backed government" is not American
            return []
        near = self.tree.children(i, "amod", "compound")
        return sorted({k for n in near for k in [n, *self.tree.children(n, "amod", "compound")]})

    def _whose(self, i: int) -> list[Filler]:
        """The actor that "whose" stands for: the noun before its clause."""
        tokens = self.tree.tokens
        for _ in range(4):
            if tokens[i].dep == "acl:relcl":
                return self.named(tokens[i].head)
            i = tokens[i].head
        return []

    def topic(self, head: int) -> tuple[Filler, ...]:
        """The actor that the parser took for the root of the sentence, with the verb under it."""
        tree = self.tree
        at = head
        for _ in range(4):
            if tree.tokens[at].head == at:
                break
            at = tree.tokens[at].head
        if at == head or tree.tokens[at].head != at or at > head or tree.is_passive(head):
            return ()
        return tuple(self.named(at))

    def main(self, i: int) -> tuple[Filler, ...]:
        """Who acts in the clause that a reason or purpose belongs to, or whose its noun is."""
        return self.who(self.doer_above(i), deep=False)

    def doer_above(self, i: int) -> int | None:
        """The word for who acts in that clause."""
        tree = self.tree
        at = tree.tokens[i].head
        if at == i:
            return tree.cleft(i)
        purpose = tree.child(i, "mark") is not None  # of what is done with the noun, not of it
        for _ in range(4):
            token = tree.tokens[at]
            if token.pos in NOUNS and tree.child(at, "cop", "nsubj") is None:
                if self.within(at) and not (purpose and token.dep == "obj"):
                    return tree.child(at, "nmod:poss", "compound", "amod", "nmod")
                if token.head == at:
                    return None
                at = token.head
                continue
            return tree.agent(at) if tree.is_passive(at) else tree.subject(at)
        return None

    def dates_in(self, span: Span) -> list[DateMention]:
        """The dates inside a span."""
        return [d for d in self.dates if span.holds(d.span)]


def scenes(
    context: Context, delegates: frozenset[str], words: frozenset[str] | None = None
) -> Iterator[Scene]:
    """Yield the sentences with what lies in them, in document order."""
    entities = {e.id: e for e in context.entities}
    bodies = frozenset(e.id for e in context.entities if e.type != "Person")
    mentions = Cursor(_placed(context))
    dates = Cursor(context.dates)
    figures = Cursor(context.figures)
    for number, sentence in enumerate(context.sentences):
        span = sentence.passage.span
        here = mentions.within(span)
        names = frozenset(m.span.end for m in here if m.kind == "actor" and m.form != "adjective")
        yield Scene(
            number,
            context.document.text,
            Tree(mended(sentence, names)),
            tuple(here),
            tuple(dates.within(span)),
            tuple(figures.within(span)),
            entities,
            delegates,
            bodies,
            context.states,
            words,
        )


def _placed(context: Context) -> tuple[Mention, ...]:
    """All mentions, each with the entity it was decided for."""
    named = [replace(m, entity=e.id) for e in context.entities for m in e.mentions]
    events = [m for m in context.mentions if m.kind in ("agreement", "crisis")]
    return tuple(dict.fromkeys([*named, *events]))
