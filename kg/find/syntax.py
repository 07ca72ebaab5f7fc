"""A sentence's grammar, asked by offsets of the text."""

from bisect import bisect_left, bisect_right

from kg.find.cues import table
from kg.model import Sentence, Span, Token

_SPEAKING = frozenset(row["form"] for row in table("speaking"))
_TRADING = frozenset(row["form"] for row in table("trading"))
_MOTION = frozenset(row["form"] for row in table("motion"))
_TAKING = frozenset(row["form"] for row in table("taking"))
_SEATS = frozenset({"seat", "capital", "city", "town", "port", "venue"})
_LANDS = frozenset(row["form"] for row in table("taking") if row["lands"] == "yes")


class Syntax:
    """Answers questions about the words of one sentence."""

    def __init__(self, sentence: Sentence) -> None:
        """Index the tokens by their place."""
        self.tokens = sentence.tokens
        self._starts = [token.span.start for token in sentence.tokens]
        self._children: dict[int, list[Token]] | None = None

    def at(self, offset: int) -> Token | None:
        """Return the token that covers an offset, or the one before it."""
        index = bisect_right(self._starts, offset) - 1
        return self.tokens[index] if index >= 0 else None

    def head_of(self, span: Span) -> Token | None:
        """Return the token of a span whose head lies outside it."""
        first = bisect_left(self._starts, span.start)
        inside = self.tokens[first : bisect_left(self._starts, span.end, first)]
        for token in reversed(inside):
            above = self.tokens[token.head]
            if above.index == token.index or not span.start <= above.span.start < span.end:
                return token
        return inside[-1] if inside else None

    def children(self, token: Token) -> list[Token]:
        """Return the words that hang on a token, in order."""
        if self._children is None:
            self._children = {}
            for child in self.tokens:
                if child.head != child.index:
                    self._children.setdefault(child.head, []).append(child)
        return self._children.get(token.index, [])

    def above(self, token: Token) -> Token | None:
        """Return the word that a token hangs on; None for the root."""
        return self.tokens[token.head] if token.head != token.index else None

    def modifies_noun(self, span: Span) -> bool:
        """Tell whether a name stands right before the noun it modifies: "US bases"."""
        head = self.head_of(span)
        above = self.above(head) if head is not None else None
        if head is None or above is None or above.span.start < span.end:
            return False
        return head.dep.split(":")[0] in ("amod", "compound", "nmod", "nummod", "flat", "det")

    def stands_as_adjective(self, span: Span) -> bool:
        """Tell whether a name modifies what follows: "US bases", "US and Western interests"."""
        if self.modifies_noun(span):
            return True
        token = self.at(span.end - 1)
        after = self.tokens[token.index + 1 : token.index + 4] if token is not None else ()
        if not after:
            return False
        if after[0].pos in ("NOUN", "ADJ", "PROPN"):
            return True
        return after[0].pos == "CCONJ" and [t.pos for t in after[1:]] == ["ADJ", "NOUN"]

    def speaks(self, span: Span) -> bool:
        """Tell whether a name is the subject of a verb of speech or thought."""
        return self._does(span, _SPEAKING)

    def trades(self, span: Span) -> bool:
        """Tell whether a name is the subject of a verb of building, buying or selling."""
        return self._does(span, _TRADING)

    def is_told(self, span: Span) -> bool:
        """Tell whether a name is the one to whom a speaker tells something."""
        token = self.head_of(span)
        above = self.above(token) if token is not None else None
        if token is None or above is None or token.pos != "PROPN":
            return False
        return token.dep in ("obj", "iobj") and above.lemma == "tell"

    def _does(self, span: Span, verbs: frozenset[str]) -> bool:
        token = self.head_of(span)
        above = self.above(token) if token is not None else None
        if token is None or above is None or token.dep.split(":")[0] != "nsubj":
            return False
        return token.pos == "PROPN" and above.lemma in verbs

    def origin_of(self, span: Span) -> bool:
        """Tell whether a name says where someone is from: "a beekeeper from Lazdijai"."""
        token = self.head_of(span)
        above = self.above(token) if token is not None else None
        if token is None or above is None or token.pos != "PROPN" or above.pos != "NOUN":
            return False
        return {c.text for c in self.children(token) if c.dep == "case"} == {"from"}

    def is_land(self, span: Span) -> bool:
        """Tell whether a name is what only a land can be: "invaded X", "X was annexed"."""
        token = self.head_of(span)
        above = self.above(token) if token is not None else None
        if token is None or above is None or token.pos != "PROPN":
            return False
        return token.dep in ("obj", "nsubj:pass") and above.lemma in _LANDS

    def is_taken(self, span: Span) -> bool:
        """Tell whether a capital is what was taken or left: "Lima was occupied"."""
        token = self.head_of(span)
        above = self.above(token) if token is not None else None
        if token is None or above is None or token.pos != "PROPN":
            return False
        return token.dep == "nsubj:pass" and above.lemma in _TAKING

    def is_seat(self, span: Span) -> bool:
        """Tell whether a name is said to be a seat: "Lima is the seat of the Andean Community"."""
        token = self.head_of(span)
        above = self.above(token) if token is not None else None
        if token is None or above is None or token.dep != "nsubj":
            return False
        return above.lemma in _SEATS

    def goal_of_motion(self, span: Span) -> bool:
        """Tell whether a name is where someone goes, or what is captured, visited, left."""
        token = self.head_of(span)
        above = self.above(token) if token is not None else None
        if token is None or above is None or token.pos != "PROPN":
            return False
        if token.dep == "obj":
            return above.lemma in _TAKING
        if token.dep == "nsubj:pass":
            return above.lemma in _LANDS
        cases = {c.text.casefold() for c in self.children(token) if c.dep == "case"}
        return bool(cases & {"to", "from", "into", "through", "via"}) and above.lemma in _MOTION
