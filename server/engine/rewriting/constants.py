"""Constants: ``FILTER(?x = <iri>)`` scans what ``VALUES ?x { <iri> }`` looks up.

The same holds for ``IN``, ``sameTerm`` and ``||``, for plain strings, and for a VALUES that stands
after what it restricts: the engine begins with what comes first where an OPTIONAL lies between.
"""

import re
from collections.abc import Sequence

from server.engine.rewriting.query import Query, binds, closing_of, group_of
from server.engine.tokens import Token

# What such a FILTER looks like, so that most queries need no closer look.
HINT = re.compile(
    r"filter\s*\(*\s*(?:sameterm|[?$]\w+\s*(?:=|in\b)|(?:<[^>]*>|[\w.-]*:[\w.-]+)\s*=)"
)
# A VALUES that does not stand first in its group.
LATE = re.compile(r"[^{\s]\s*\bvalues\s*[?$]")
PLAIN_STRING = re.compile(r"""(?:"[^"\\]*"|'[^'\\]*')\Z""")
AFTER_GROUP = ("ORDER", "BY", "ASC", "DESC", "LIMIT", "OFFSET")


def bind_constants(query: Query) -> str | None:
    """Put VALUES in front of each group whose FILTER asks a bound variable to be a constant."""
    pieces: list[tuple[int, str]] = []
    found = query.tokens
    for at, token in enumerate(found):
        if not token.is_word("FILTER"):
            continue
        asked = _asked(query, at)
        opening = group_of(found, at) if asked else None
        if asked and opening is not None and binds(found, opening, asked[0]):
            pieces.append((found[opening].end, _values(*asked)))
    return query.with_pieces(pieces) if pieces else None


def _values(variable: str, terms: Sequence[str]) -> str:
    return f" VALUES {variable} {{ {' '.join(terms)} }} "


def _term(query: Query, token: Token) -> str | None:
    """Return a constant whose equality is identity: an IRI or a plain string."""
    if token.kind in {"iri", "name"}:
        iri = query.iri(token)
        return f"<{iri}>" if iri else None
    if token.kind == "string" and PLAIN_STRING.match(token.text):
        return token.text
    return None


def _asked(query: Query, at: int) -> tuple[str, list[str]] | None:
    """Read what a FILTER asks: one variable, and the constants of which it must be one."""
    found = query.tokens
    begin = at + 1
    if begin >= len(found):
        return None
    if found[begin].is_word("SAMETERM"):
        return _same_term(query, found[begin : begin + 6])
    closing = closing_of(found, begin) if found[begin].text == "(" else None
    if closing is None:
        return None
    inner = found[begin + 1 : closing]
    if inner and inner[0].is_word("SAMETERM"):
        return _same_term(query, inner)
    if len(inner) > 4 and inner[1].is_word("IN"):
        return _in_list(query, inner)
    return _equalities(query, inner)


def _same_term(query: Query, inner: Sequence[Token]) -> tuple[str, list[str]] | None:
    if len(inner) != 6 or [inner[n].text for n in (1, 3, 5)] != ["(", ",", ")"]:
        return None
    return _pair(query, inner[2], inner[4])


def _in_list(query: Query, inner: Sequence[Token]) -> tuple[str, list[str]] | None:
    variable, _, opening, *items, closing = inner
    terms = [_term(query, item) for item in items[::2]]
    commas = {item.text for item in items[1::2]}
    if (variable.kind, opening.text, closing.text) != ("variable", "(", ")") or commas - {","}:
        return None
    return _distinct(variable.text, terms) if len(items) % 2 else None


def _equalities(query: Query, inner: Sequence[Token]) -> tuple[str, list[str]] | None:
    """Read ``?x = a``, or several of one variable with ``||`` between them."""
    if len(inner) % 4 != 3 or any(mark.text != "||" for mark in inner[3::4]):
        return None
    variables, terms = set(), []
    for first in range(0, len(inner), 4):
        left, equals, right = inner[first : first + 3]
        pair = _pair(query, left, right) if equals.text == "=" else None
        if pair is None:
            return None
        variables.add(pair[0])
        terms += pair[1]
    return _distinct(variables.pop(), terms) if len(variables) == 1 else None


def _pair(query: Query, left: Token, right: Token) -> tuple[str, list[str]] | None:
    if right.kind == "variable":
        left, right = right, left
    term = _term(query, right)
    return (left.text, [term]) if left.kind == "variable" and term else None


def _distinct(variable: str, terms: Sequence[str | None]) -> tuple[str, list[str]] | None:
    known = [term for term in terms if term]
    same = {term[1:-1] for term in known if term[0] != "<"}
    strings = sum(term[0] != "<" for term in known)
    if len(known) < len(terms) or len(same) < strings:
        return None
    return variable, list(dict.fromkeys(known))


def values_first(query: Query) -> str | None:
    """Say at the beginning of a group what a VALUES after its OPTIONALs, or after it, restricts."""
    pieces: list[tuple[int, str]] = []
    found = query.tokens
    for at, token in enumerate(found):
        if not token.is_word("VALUES"):
            continue
        block = _block(query, at)
        opening = _restricted(query, at)
        if block and opening is not None and opening + 1 != at and binds(found, opening, block[0]):
            pieces.append((found[opening].end, _values(*block)))
    return query.with_pieces(pieces) if pieces else None


def _block(query: Query, at: int) -> tuple[str, list[str]] | None:
    """Read ``VALUES ?x { a b }`` of different constants."""
    found = query.tokens
    if at + 2 >= len(found) or found[at + 1].kind != "variable" or found[at + 2].text != "{":
        return None
    closing = closing_of(found, at + 2)
    if closing is None:
        return None
    terms = [_term(query, token) for token in found[at + 3 : closing]]
    block = _distinct(found[at + 1].text, terms)
    return block if block and len(block[1]) == len(terms) else None


def _restricted(query: Query, at: int) -> int | None:
    """Return the brace of the group that a VALUES restricts: its own, or the one it comes after."""
    found = query.tokens
    opening = group_of(found, at)
    if opening is not None or not found[query.body].is_word("SELECT"):
        return opening
    first = next((n for n in range(query.body, at) if found[n].text == "{"), None)
    closing = closing_of(found, first) if first is not None else None
    # With groups or expressions in the SELECT clause, VALUES restricts what those make.
    if first is None or closing is None or any(t.text == "(" for t in found[query.body : first]):
        return None
    between = found[closing + 1 : at]
    plain = all(t.is_word(*AFTER_GROUP) or t.kind in {"number", "variable"} for t in between)
    return first if plain else None
