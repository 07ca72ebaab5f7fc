"""Parts of labels: CONTAINS, STRSTARTS and REGEX look at every label of the graph.

An index knows the few that hold a text, and the FILTER then looks at those only.
"""

import re
from collections.abc import Sequence
from typing import Protocol

from server.engine.rewriting.query import Query, closing_of, group_of, own_tokens
from server.engine.tokens import Token

HINT = re.compile(r"contains|strstarts|regex")
# CONTAINS(LCASE(STR(?l)), "…") with or without the inner calls; text without white space.
CONTAINS = re.compile(
    r"""\(?(?:CONTAINS|STRSTARTS)\((?:LCASE\()?(?:STR\()?(?P<variable>[?$]\w+)\)*,"""
    r"""(?P<quote>["'])(?P<part>[^"'\\]+)(?P=quote)\)+\Z""",
    re.IGNORECASE,
)
# A pattern without any special character but at its ends is a text.
REGEX = re.compile(
    r"""\(?REGEX\((?:LCASE\()?(?:STR\()?(?P<variable>[?$]\w+)\)*,"""
    r"""(?P<quote>["'])\^?(?P<part>[\w ,:;/&-]+)\$?(?P=quote)(?:,["']i?["'])?\)+\Z""",
    re.IGNORECASE | re.ASCII,
)
ENDS = {".", "{", "}", ")"}
LISTS = {"[", "]", "("}


class Names(Protocol):
    """What knows the labels of the default graph."""

    def holders(self, part: str) -> list[str] | None:
        """Return the IRIs of at least all things with a label that holds a text, in any case.

        None where that cannot be said or they are too many to list. The text is of ASCII.
        """

    @property
    def properties(self) -> Sequence[str]:
        """Return the properties whose objects are labels."""


def hold_texts(query: Query, names: Names) -> str | None:
    """Put VALUES in front of each group whose FILTER asks a label of its own to hold a text."""
    pieces: list[tuple[int, str]] = []
    found = query.tokens
    if any(token.is_word("FROM", "GRAPH", "SERVICE") for token in found):
        return None  # it may be about another graph than the one indexed
    for at, token in enumerate(found):
        if not token.is_word("FILTER"):
            continue
        asked = _asked(query, at)
        opening = group_of(found, at) if asked else None
        if not asked or opening is None:
            continue
        thing = _thing(query, opening, asked[0], names.properties)
        holders = names.holders(asked[1]) if thing else None
        if holders is not None:
            listed = " ".join(f"<{iri}>" for iri in holders)
            pieces.append((found[opening].end, f" VALUES {thing} {{ {listed} }} "))
    return query.with_pieces(pieces) if pieces else None


def _asked(query: Query, at: int) -> tuple[str, str] | None:
    """Read which variable has to hold which text."""
    found = query.tokens
    opening = next((n for n in (at + 1, at + 2) if found[n : n + 1] and found[n].text == "("), None)
    closing = closing_of(found, opening) if opening is not None else None
    if closing is None:
        return None
    text = "".join(token.text for token in found[at + 1 : closing + 1])
    asked = CONTAINS.match(text) or REGEX.match(text)
    if not asked or not asked["part"].isascii():
        return None
    return asked["variable"], asked["part"]


def _thing(query: Query, opening: int, label: str, properties: Sequence[str]) -> str | None:
    """Return the variable that has the label by a triple pattern of a plain group itself."""
    found = query.tokens
    own = set(own_tokens(found, opening))
    for index in sorted(own):
        if found[index].text != label or not {index - 1, index - 2} <= own:
            continue
        before = found[index - 1]
        if before.kind in {"iri", "name"} and query.iri(before) in properties:
            return _subject(found, index - 2, own)
    return None


def _subject(found: Sequence[Token], index: int, own: set[int]) -> str | None:
    """Return the subject of the pattern whose property comes after an index."""
    if found[index].text == ";":
        while index in own and found[index].text not in ENDS | LISTS:
            index -= 1
        index += 1
    before = found[index - 1]
    is_first = before.text in ENDS and found[index].kind == "variable"
    return found[index].text if is_first and index in own else None
