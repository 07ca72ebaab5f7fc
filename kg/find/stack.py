"""The names met so far in a document, from which what points back is resolved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kg.model import Mention, Sentence, Span

# Sentences back to which a description ("the court") or a pair still points.
FARTHEST = 4
# Sentences back to which a pronoun points.
NEAREST = 1


class Stack:
    """The names met so far, sentence by sentence."""

    def __init__(self, mentions: tuple[Mention, ...]) -> None:
        """Note which two states the document speaks of most: "the two countries" are these."""
        states = Counter(
            m.candidates[0] for m in mentions if m.type == "State" and m.kind == "actor"
        )
        top = states.most_common(3)
        clear = len(top) == 2 or (len(top) > 2 and top[1][1] > top[2][1])
        self.pair = tuple(c for c, _ in top[:2]) if clear else ()
        self.rows: list[tuple[Sentence, list[Mention]]] = []

    def back(self, before: int, farthest: int) -> Iterator[list[Mention]]:
        """Yield the mentions before an offset, sentence by sentence, last first."""
        for age, (_, mentions) in enumerate(reversed(self.rows)):
            if age > farthest:
                return
            yield [m for m in reversed(mentions) if m.span.end <= before and m.kind == "actor"]

    def last(self, before: int, farthest: int, types: tuple[str, ...]) -> Mention | None:
        """Return the last name of some types."""
        for mentions in self.back(before, farthest):
            for mention in mentions:
                if mention.type in types and mention.form != "adjective":
                    return mention
        return None

    def with_word(self, before: int, word: str) -> Mention | None:
        """Return the last name that has this word in it: "the court" for the Supreme Court."""
        for age, (sentence, mentions) in enumerate(reversed(self.rows)):
            if age > FARTHEST:
                return None
            text, start = sentence.passage.masked.casefold(), sentence.passage.span.start
            for mention in reversed(mentions):
                said = text[mention.span.start - start : mention.span.end - start].split()
                if mention.span.end <= before and word in said and mention.form != "anaphor":
                    return mention
        return None


def pointing(antecedent: Mention, span: Span) -> Mention:
    """Return the mention at a span that stands for an earlier one."""
    named = antecedent.antecedent or antecedent.span
    return replace(antecedent, span=span, form="anaphor", antecedent=named)
