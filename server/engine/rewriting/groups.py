"""Counts by the year, month or day of a date: equal dates are counted first, then taken apart."""

import re
from collections.abc import Sequence

from server.engine.rewriting.query import Query
from server.engine.rewriting.shapes import Names, between, match, rest_of
from server.engine.tokens import Token

HINT = re.compile(r"\b(?:year|month|day)\s*\(")
PARTS = ("YEAR", "MONTH", "DAY")
# What may stand in the expression besides; all of it gives the same for the same date.
ROUNDING = ("FLOOR", "CEIL", "ROUND", "ABS", "STR")
COUNT = "diplograph_count"
COUNTED = ("*", "?s")


def count_dates_first(query: Query) -> str | None:
    """Count by date within, and add the counts up by a part of the date."""
    if COUNT in query.text:
        return None
    for counted in COUNTED:
        head = f"SELECT ?t ( COUNT ( {counted} ) AS ?n ) [WHERE] {{…}} GROUP BY"
        names = match(query, f"{head} ?t …")
        if names:
            return _bound(query, names)
        names = match(query, f"{head} (…) …")
        if names:
            return _grouped(query, names)
    return None


def _bound(query: Query, names: Names) -> str | None:
    """``{ … BIND(YEAR(?d) AS ?y) } GROUP BY ?y``."""
    inner = between(query, names["{"], names["}"])
    bind = next((n for n, token in enumerate(inner) if token.is_word("BIND")), len(inner))
    end = len(inner) - (bool(inner) and inner[-1].text == ".")
    date = _date_of(inner[bind + 1 : end], names["?t"])
    if date is None or _names(inner[:bind], names["?t"]):
        return None
    pattern = query.text[names["{"].end : inner[bind].begin]
    bound = query.text[inner[bind].begin : names["}"].begin]
    return _sums(query, names, pattern, date, bound, names["?t"].text)


def _grouped(query: Query, names: Names) -> str | None:
    """``{ … } GROUP BY (YEAR(?d) AS ?y)``."""
    brackets = [token for token in query.tokens if token.begin >= names["("].begin]
    closing = next(n for n, token in enumerate(brackets) if token == names[")"])
    date = _date_of(brackets[: closing + 1], names["?t"])
    inner = between(query, names["{"], names["}"])
    if date is None or _names(inner, names["?t"]):
        return None
    pattern = query.text[names["{"].end : names["}"].begin]
    key = query.text[names["("].begin : names[")"].end]
    return _sums(query, names, pattern, date, "", key)


def _sums(query: Query, names: Names, pattern: str, date: str, bound: str, key: str) -> str:
    counted = names["?s"].text if "?s" in names else "*"
    inner = f"SELECT {date} (COUNT({counted}) AS ?{COUNT}) WHERE {{ {pattern} }} GROUP BY {date}"
    return (
        f"{query.head}SELECT {names['?t'].text} (SUM(?{COUNT}) AS {names['?n'].text}) "
        f"WHERE {{ {{ {inner} }} {bound} }} GROUP BY {key} {rest_of(query, names)}"
    )


def _names(tokens: Sequence[Token], variable: Token) -> bool:
    return any(t.kind == "variable" and t.text[1:] == variable.text[1:] for t in tokens)


def _date_of(tokens: Sequence[Token], key: Token) -> str | None:
    """Read ``( expression AS ?key )`` of parts of one date; return the date's variable."""
    if len(tokens) < 5 or (tokens[0].text, tokens[-1].text) != ("(", ")"):
        return None
    *expression, word, variable = tokens[1:-1]
    if not word.is_word("AS") or not _names([variable], key):
        return None
    dates = {token.text[1:] for token in expression if token.kind == "variable"}
    known = all(
        token.kind in {"variable", "number"}
        or token.is_word(*PARTS, *ROUNDING)
        or token.text in {"(", ")", "/", "*", "+", "-"}
        for token in expression
    )
    takes_part = any(token.is_word(*PARTS) for token in expression)
    return f"?{dates.pop()}" if known and takes_part and len(dates) == 1 else None
