"""A query as the rewriting rules see it: its tokens, its prefixes, and the groups around them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from server.engine.tokens import Token, tokens

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# Path operators that also match nothing: binding an end first could add a path of length zero.
ZERO_PATHS = {"*", "?"}
NOT_PLAIN = ("SELECT", "BIND", "MINUS", "UNION", "GRAPH", "SERVICE")
SEPARATORS = {"{", "}", ".", ";", ","}
TERMS = {"iri", "name", "variable", "word"}


@dataclass(frozen=True, slots=True)
class Query:
    """A query as text and tokens, with its prefixes; ``body`` is where SELECT, ASK … stands."""

    text: str
    tokens: Sequence[Token]
    prefixes: Mapping[str, str]
    body: int

    def iri(self, token: Token) -> str | None:
        """Return the IRI that a token stands for, None where it stands for none."""
        if token.kind == "iri":
            inner = token.text[1:-1]
            return inner if ":" in inner.partition("/")[0] else None
        if token.kind == "word" and token.text == "a":
            return RDF_TYPE
        if token.kind == "name" and "\\" not in token.text:
            prefix, _, rest = token.text.partition(":")
            return self.prefixes[prefix] + rest if prefix in self.prefixes else None
        return None

    @property
    def head(self) -> str:
        """The prologue as it was written."""
        return self.text[: self.tokens[self.body].begin]

    def with_pieces(self, pieces: Sequence[tuple[int, str]]) -> str:
        """Return the text with pieces put in at offsets."""
        text = self.text
        for offset, addition in sorted(pieces, reverse=True):
            text = text[:offset] + addition + text[offset:]
        return text


def read(text: str) -> Query | None:
    """Read the prologue; None for a query with BASE or with anything unusual before its form."""
    found = list(tokens(text))
    if "'" in text and any(token.kind == "iri" and "'" in token.text for token in found):
        return None  # perhaps a comparison with a text: then the tokens after it are wrong
    prefixes: dict[str, str] = {}
    at = 0
    while at + 2 < len(found) and found[at].is_word("PREFIX"):
        name, iri = found[at + 1], found[at + 2]
        if name.kind != "name" or iri.kind != "iri" or ":" not in iri.text:
            return None
        prefixes[name.text[:-1]] = iri.text[1:-1]
        at += 3
    if at >= len(found) or not found[at].is_word("SELECT", "ASK", "CONSTRUCT"):
        return None
    return Query(text, found, prefixes, at)


def group_of(found: Sequence[Token], at: int) -> int | None:
    """Return the index of the brace that opens the group around a token."""
    depth = 0
    for index in range(at - 1, -1, -1):
        token = found[index]
        if token.kind != "mark":
            continue
        if token.text == "}":
            depth += 1
        elif token.text == "{":
            if depth == 0:
                return index
            depth -= 1
    return None


def own_tokens(found: Sequence[Token], opening: int) -> Iterator[int]:
    """Yield the indexes of a group's tokens that stand in no group, call or list within it.

    Only of a plain group: one of triple patterns, FILTERs, OPTIONALs and VALUES, without a path
    that may be empty; nothing at all of any other. Ends before what follows the first OPTIONAL or
    other inner group of patterns, where a variable may be bound or not.
    """
    depth, in_call, before_groups = 0, 0, True
    indexes: list[int] = []
    for index in range(opening + 1, len(found)):
        token = found[index]
        if token.kind == "mark" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
            if depth < 0:
                yield from indexes
                return
        elif token.kind == "mark" and token.text in "()":
            in_call += 1 if token.text == "(" else -1
        elif token.is_word(*NOT_PLAIN) or token.text in ZERO_PATHS:
            return
        elif token.is_word("OPTIONAL"):
            before_groups = False
        elif depth == 0 and in_call == 0 and before_groups:
            indexes.append(index)


def binds(found: Sequence[Token], opening: int, variable: str) -> bool:
    """Say whether a triple pattern of a plain group certainly binds a variable."""
    for index in own_tokens(found, opening):
        previous = found[index - 1]
        if found[index].text == variable and (
            previous.text in SEPARATORS or (previous.kind in TERMS and not _is_keyword(previous))
        ):
            return True
    return False


def _is_keyword(token: Token) -> bool:
    return token.kind == "word" and token.text != "a"


def closing_of(found: Sequence[Token], opening: int) -> int | None:
    """Return the index of the bracket that closes the one at an index, None where there is none."""
    marks = {"(": ")", "{": "}", "[": "]"}
    begin, depth = found[opening].text, 0
    for index in range(opening, len(found)):
        token = found[index]
        if token.kind == "mark" and token.text == begin:
            depth += 1
        elif token.kind == "mark" and token.text == marks[begin]:
            depth -= 1
            if depth == 0:
                return index
    return None
