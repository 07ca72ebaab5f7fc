"""Queries that the engine plans badly, written so that it plans them well; the answer is the same.

Each rule is a function from tokens to a new text, or None where it does not apply: when in doubt it
does not. tests/server/test_rewrite.py holds every rule against random graphs.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from server.engine.tokens import Token, tokens

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
# Only a query with one of these is looked at.
PROMISING = re.compile(r"(?i)\b(?:filter|count|distinct)\b")
LONGEST = 20_000
# Path operators that also match nothing: binding an end first could add a path of length zero.
ZERO_PATHS = {"*", "?"}
MODIFIERS = ("ORDER", "LIMIT", "OFFSET")
IN_MODIFIERS = ("ORDER", "BY", "ASC", "DESC", "LIMIT", "OFFSET")
NOT_PLAIN = ("SELECT", "BIND", "VALUES", "MINUS", "UNION", "GRAPH", "SERVICE")
SEPARATORS = {"{", "}", ".", ";", ","}
TERMS = {"iri", "name", "variable", "word"}


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of the default graph: triples, things of each class, triples of each property."""

    total: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]


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


def read(text: str) -> Query | None:
    """Read the prologue; None for a query with BASE or with anything unusual before its form."""
    found = list(tokens(text))
    if any(token.kind == "iri" and "'" in token.text for token in found):
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


def rewrite(text: str, summary: Summary | None) -> str:
    """Return a query with the same answer that the engine plans better, or the text as it is."""
    if len(text) > LONGEST or "\\u" in text or not PROMISING.search(text):
        return text
    query = read(text)
    if query is None:
        return text
    if summary is not None:
        for rule in (_count_all, _count_class, _group_counts, _distinct):
            better = rule(query, summary)
            if better is not None:
                return better
    return bind_constants(query)


# Constants: FILTER(?x = <iri>) scans what VALUES ?x { <iri> } looks up.


def bind_constants(query: Query) -> str:
    """Put VALUES in front of each group whose FILTER asks a bound variable to be one IRI."""
    pieces: list[tuple[int, str]] = []
    found = query.tokens
    for at, token in enumerate(found):
        if not token.is_word("FILTER"):
            continue
        matched = _equality(query, at)
        if matched is None:
            continue
        variable, iri = matched
        opening = _group_of(found, at)
        if opening is not None and _binds(found, opening, variable):
            pieces.append((found[opening].end, f" VALUES {variable} {{ <{iri}> }} "))
    text = query.text
    for offset, addition in sorted(pieces, reverse=True):
        text = text[:offset] + addition + text[offset:]
    return text


def _equality(query: Query, at: int) -> tuple[str, str] | None:
    """Read ``FILTER ( ?x = iri )`` or the reverse; return variable and IRI."""
    window = query.tokens[at + 1 : at + 6]
    if len(window) < 5:
        return None
    opening, left, equals, right, closing = window
    if (opening.text, equals.text, closing.text) != ("(", "=", ")"):
        return None
    if right.kind == "variable":
        left, right = right, left
    iri = query.iri(right) if right.kind in {"iri", "name"} else None
    return (left.text, iri) if left.kind == "variable" and iri else None


def _group_of(found: Sequence[Token], at: int) -> int | None:
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


def _binds(found: Sequence[Token], opening: int, variable: str) -> bool:
    """Say whether a group is plain enough, and a triple pattern of its own binds the variable.

    Plain: triple patterns, FILTERs and OPTIONALs, no sub-select, no path that may be empty.
    """
    depth, bound, previous = 0, False, found[opening]
    in_call = 0
    for token in found[opening + 1 :]:
        if token.kind == "mark" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
            if depth < 0:
                return bound
        elif token.kind == "mark" and token.text in "()":
            in_call += 1 if token.text == "(" else -1
        elif token.is_word(*NOT_PLAIN) or token.text in ZERO_PATHS:
            return False
        elif depth == 0 and in_call == 0 and token.text == variable:
            bound = bound or previous.text in SEPARATORS or previous.kind in TERMS
        previous = token
    return False


# Counts: known since the graph was loaded.


def _shape(query: Query, pattern: str) -> dict[str, Token] | None:
    """Match the body's tokens against a pattern of words.

    ``?x`` stands for a variable (the same name, the same variable), ``IRI`` for an IRI, ``[.]`` for
    an optional full stop or WHERE; ``…`` at the end leaves the rest to the caller as ``rest``.
    """
    found = query.tokens[query.body :]
    names: dict[str, Token] = {}
    at = 0
    for word in pattern.split():
        if word == "…":
            if at < len(found):
                if not found[at].is_word(*MODIFIERS):
                    return None
                names["rest"] = found[at]
            return names if _only_orders(found[at:], names) else None
        if word.startswith("["):
            wanted = word[1:-1]
            if at < len(found) and found[at].text.upper() == wanted:
                at += 1
            continue
        if at >= len(found) or not _fits(query, word, found[at], names):
            return None
        at += 1
    return names if at == len(found) else None


def _only_orders(rest: Sequence[Token], names: dict[str, Token]) -> bool:
    """Say whether what follows only orders and cuts, by variables that the answer shows."""
    shown = {token.text[1:] for name, token in names.items() if name in {"?n", "?t", "?p"}}
    return all(
        token.is_word(*IN_MODIFIERS)
        or token.kind == "number"
        or token.text in {"(", ")"}
        or (token.kind == "variable" and token.text[1:] in shown)
        for token in rest
    )


def _fits(query: Query, word: str, token: Token, names: dict[str, Token]) -> bool:
    if word.startswith("?"):
        if token.kind != "variable":
            return False
        known = names.setdefault(word, token)
        others = {t.text[1:] for name, t in names.items() if name != word and name[0] == "?"}
        return known.text[1:] == token.text[1:] and token.text[1:] not in others
    if word in {"IRI", "TYPE"}:
        iri = query.iri(token)
        names[word] = token
        return iri is not None and (word == "IRI" or iri == RDF_TYPE)
    return token.text.upper() == word


def _rest(query: Query, names: dict[str, Token]) -> str:
    return query.text[names["rest"].begin :] if "rest" in names else ""


def _integer(value: int) -> str:
    return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#integer>'


def _table(variables: str, rows: Sequence[str], query: Query, names: dict[str, Token]) -> str:
    head = query.text[: query.tokens[query.body].begin]
    inner = " ".join(f"({row})" for row in rows)
    return (
        f"{head}SELECT {variables} WHERE {{ VALUES ({variables}) {{ {inner} }} }} "
        f"{_rest(query, names)}"
    )


def _count_all(query: Query, summary: Summary) -> str | None:
    for counted in ("*", "?s", "?p", "?o"):
        names = _shape(query, f"SELECT ( COUNT ( {counted} ) AS ?n ) [WHERE] {{ ?s ?p ?o [.] }} …")
        if names:
            return _table(names["?n"].text, [_integer(summary.total)], query, names)
    return None


def _count_class(query: Query, summary: Summary) -> str | None:
    for counted in ("*", "?s", "DISTINCT ?s"):
        shape = f"SELECT ( COUNT ( {counted} ) AS ?n ) [WHERE] {{ ?s TYPE IRI [.] }} …"
        names = _shape(query, shape)
        if names:
            number = summary.classes.get(query.iri(names["IRI"]) or "", 0)
            return _table(names["?n"].text, [_integer(number)], query, names)
    return None


def _group_counts(query: Query, summary: Summary) -> str | None:
    for counted in ("*", "?s", "DISTINCT ?s"):
        shape = (
            f"SELECT ?t ( COUNT ( {counted} ) AS ?n ) [WHERE] {{ ?s TYPE ?t [.] }} GROUP BY ?t …"
        )
        names = _shape(query, shape)
        if names:
            return _counts(query, names, "?t", summary.classes)
    for counted in ("*", "?s", "?o"):
        shape = f"SELECT ?p ( COUNT ( {counted} ) AS ?n ) [WHERE] {{ ?s ?p ?o [.] }} GROUP BY ?p …"
        names = _shape(query, shape)
        if names:
            return _counts(query, names, "?p", summary.properties)
    return None


def _counts(query: Query, names: dict[str, Token], key: str, table: Mapping[str, int]) -> str:
    rows = [f"<{iri}> {_integer(number)}" for iri, number in table.items()]
    return _table(f"{names[key].text} {names['?n'].text}", rows, query, names)


def _distinct(query: Query, summary: Summary) -> str | None:
    rules: tuple[tuple[str, str, Callable[[], Mapping[str, int]]], ...] = (
        ("?t", "SELECT DISTINCT ?t [WHERE] { ?s TYPE ?t [.] } …", lambda: summary.classes),
        ("?p", "SELECT DISTINCT ?p [WHERE] { ?s ?p ?o [.] } …", lambda: summary.properties),
    )
    for key, shape, table in rules:
        names = _shape(query, shape)
        if names:
            return _table(names[key].text, [f"<{iri}>" for iri in table()], query, names)
    return None
