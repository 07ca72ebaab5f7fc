"""A page of a list in order of names: what comes first in a class is known since loading.

The engine joins, decodes and sorts all things of the class for each page. With VALUES of those that
come first it does so for these only; what is asked for is among them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.engine.rewriting.query import RDF_TYPE, Query, closing_of
from server.engine.tokens import Token

HINT = re.compile(r"order\s+by")


@dataclass(frozen=True, slots=True)
class First:
    """The things of a class whose labels come first, with these labels, in the engine's order.

    ``all`` says that the class has no others.
    """

    rows: Sequence[tuple[str, str]]
    all: bool


Firsts = Mapping[tuple[str, str], First]


def first_of_class(query: Query, firsts: Firsts) -> str | None:
    """Put VALUES in front of ``SELECT … { ?a a C ; label ?l } ORDER BY ?l LIMIT n OFFSET m``."""
    found = query.tokens
    opening = _opening(query)
    closing = closing_of(found, opening) if opening else None
    if opening is None or closing is None:
        return None
    listed = _listed(query, opening, closing)
    wanted = _wanted(found[closing + 1 :], listed[3]) if listed else 0
    first = firsts.get(listed[1:3]) if listed and wanted else None
    rows = _rows(first, wanted) if first else None
    if not listed or rows is None:
        return None
    things = " ".join(dict.fromkeys(f"<{iri}>" for iri, _ in rows))
    return query.with_pieces([(found[opening].end, f" VALUES {listed[0]} {{ {things} }} ")])


def _opening(query: Query) -> int | None:
    """Return the index of the group of a SELECT of variables alone."""
    found = query.tokens
    if not found[query.body].is_word("SELECT"):
        return None
    at = query.body + 1
    while at < len(found) and (found[at].kind == "variable" or found[at].text == "*"):
        at += 1
    at += at < len(found) and found[at].is_word("WHERE")
    return at if at < len(found) and found[at].text == "{" else None


def _listed(query: Query, opening: int, closing: int) -> tuple[str, str, str, str] | None:
    """Read the patterns of a group; return thing, class, property of the label, and label.

    OPTIONAL may follow: it takes nothing away.
    """
    found = query.tokens
    end = next((n for n in range(opening, closing) if found[n].is_word("OPTIONAL")), closing)
    if not _only_optional(found, end, closing):
        return None
    own = [token for token in found[opening + 1 : end] if token.text != "."]
    if len(own) == 6 and own[3].text == ";":
        own[3] = own[0]
    elif len(own) != 6 or found[opening + 4].text != "." or own[0].text != own[3].text:
        return None
    pairs = [(own[1], own[2]), (own[4], own[5])]
    if query.iri(pairs[0][0]) != RDF_TYPE:
        pairs.reverse()
    (kind, group), (name, label) = pairs
    iris = query.iri(group), query.iri(name) if name.kind != "variable" else None
    variables = own[0].kind == label.kind == "variable" and own[0].text[1:] != label.text[1:]
    if query.iri(kind) != RDF_TYPE or not variables or not iris[0] or not iris[1]:
        return None
    return own[0].text, iris[0], iris[1], label.text


def _only_optional(found: Sequence[Token], at: int, closing: int) -> bool:
    while at < closing:
        if found[at].text == ".":
            at += 1
            continue
        end = closing_of(found, at + 1) if found[at + 1].text == "{" else None
        if not found[at].is_word("OPTIONAL") or end is None:
            return False
        at = end + 1
    return True


def _wanted(rest: Sequence[Token], label: str) -> int:
    """Read ``ORDER BY ?l … LIMIT n OFFSET m``; return how many rows are needed, 0 if unknown."""
    words = [token.text.upper() for token in rest]
    if words[2:4] == ["ASC", "("]:
        words[2:6] = words[4:5]
    if words[:3] != ["ORDER", "BY", label.upper()]:
        return 0
    numbers = {"LIMIT": 0, "OFFSET": 0}
    at = 3
    while at < len(words) and words[at][0] in "?$":
        at += 1
    for word, number in zip(words[at::2], words[at + 1 :: 2], strict=False):
        if word not in numbers or not number.isdecimal():
            return 0
        numbers[word] = int(number)
    return numbers["LIMIT"] and numbers["LIMIT"] + numbers["OFFSET"]


def _rows(first: First, wanted: int) -> Sequence[tuple[str, str]] | None:
    """Return the rows among which so many first ones are, however equal labels are ordered."""
    if wanted < len(first.rows):
        last = first.rows[wanted - 1][1]
        end = wanted
        while end < len(first.rows) and first.rows[end][1] == last:
            end += 1
        if end < len(first.rows) or first.all:
            return first.rows[:end]
    return first.rows if first.all else None
