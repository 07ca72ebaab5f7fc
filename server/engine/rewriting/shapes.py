"""Whole queries of a shape: the tokens of a body against a pattern of words."""

from collections.abc import Sequence
from functools import cache

from server.engine.rewriting.query import RDF_TYPE, Query, closing_of
from server.engine.tokens import Token

MODIFIERS = ("ORDER", "LIMIT", "OFFSET")
IN_MODIFIERS = ("ORDER", "BY", "ASC", "DESC", "LIMIT", "OFFSET")
# What the answer shows, by whose variables it may be ordered.
SHOWN = {"?n", "?t", "?p"}
Names = dict[str, Token]


def match(query: Query, pattern: str) -> Names | None:
    """Match the body of a query against a pattern; return the tokens by the pattern's words.

    ``?x`` stands for a variable (the same name, the same variable), ``IRI`` for an IRI, ``[.]`` for
    an optional full stop or WHERE, ``{…}`` and ``(…)`` for all between two brackets; ``…`` at the
    end stands for what orders and cuts, from ``rest`` on.
    """
    found = query.tokens[query.body :]
    names: Names = {}
    at = 0
    for word in _words(pattern):
        if word == "…":
            if at < len(found):
                if not found[at].is_word(*MODIFIERS):
                    return None
                names["rest"] = found[at]
            return names if _only_orders(found[at:], names) else None
        if word.startswith("["):
            at += at < len(found) and found[at].text.upper() == word[1:-1]
            continue
        if at >= len(found):
            return None
        if len(word) > 2 and word[1] == "…":
            closing = closing_of(found, at) if found[at].text == word[0] else None
            if closing is None:
                return None
            names[word[0]], names[word[2]] = found[at], found[closing]
            at = closing
        elif not _fits(query, word, found[at], names):
            return None
        at += 1
    return names if at == len(found) else None


@cache
def _words(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.split())


def _only_orders(rest: Sequence[Token], names: Names) -> bool:
    """Say whether what follows only orders and cuts, by variables that the answer shows."""
    shown = {token.text[1:] for name, token in names.items() if name in SHOWN}
    return all(
        token.is_word(*IN_MODIFIERS)
        or token.kind == "number"
        or token.text in {"(", ")"}
        or (token.kind == "variable" and token.text[1:] in shown)
        for token in rest
    )


def _fits(query: Query, word: str, token: Token, names: Names) -> bool:
    if word.startswith("?"):
        if token.kind != "variable":
            return False
        known = names.get(word)
        if known is not None:
            return known.text[1:] == token.text[1:]
        names[word] = token
        return all(
            other.text[1:] != token.text[1:]
            for name, other in names.items()
            if name[0] == "?" and name != word
        )
    if word in {"IRI", "TYPE"}:
        iri = query.iri(token)
        names[word] = token
        return iri is not None and (word == "IRI" or iri == RDF_TYPE)
    return token.text.upper() == word


def rest_of(query: Query, names: Names) -> str:
    """Return the text that orders and cuts."""
    return query.text[names["rest"].begin :] if "rest" in names else ""


def between(query: Query, opening: Token, closing: Token) -> list[Token]:
    """Return the tokens between two."""
    return [token for token in query.tokens if opening.begin < token.begin < closing.begin]
