"""Queries of the reconciliation API, versions 0.2 and 1.0-draft, to what is wanted.

Everything comes from strangers: what is malformed is refused with one sentence that names it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from flask import abort

from server.matching import USUAL, Condition, Wanted

NO_QUERIES = "send queries=… as a form, one JSON object of queries by name"
LONGEST_TEXT = 1000
MOST_CONDITIONS = 20
MOST_VALUES = 50


def parse(text: str) -> Any:
    """Return the JSON of a text; ends the request with 400 where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        abort(400, "the queries are no JSON")


def query_02(key: str, query: Any) -> Wanted:
    """Return a query of version 0.2."""
    if not isinstance(query, dict):
        _refuse(key, "must be an object")
    name, types = query.get("query", ""), query.get("type", [])
    types = [types] if isinstance(types, str) else types
    given = query.get("properties", [])
    if not isinstance(given, list) or len(given) > MOST_CONDITIONS:
        _refuse(key, f"properties must be a list of at most {MOST_CONDITIONS}")
    conditions = []
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            _refuse(key, "a property needs pid and v")
        conditions.append(Condition(one["pid"], _values(key, one["v"])))
    if not name and not conditions:
        _refuse(key, "needs a query")
    return Wanted(
        name=_text(key, "query", name),
        types=_types(key, types),
        limit=_limit(key, query),
        conditions=tuple(conditions),
    )


def query_1(number: int, query: Any) -> Wanted:
    """Return a query of the draft of 1.0: conditions on name, id and properties."""
    key = f"query {number}"
    given = query.get("conditions") if isinstance(query, dict) else None
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_CONDITIONS:
        _refuse(key, f"needs 1 to {MOST_CONDITIONS} conditions")
    name, id_, conditions = "", "", []
    for one in given:
        if not isinstance(one, dict) or "propertyValue" not in one:
            _refuse(key, "a condition needs matchType and propertyValue")
        kind, values = one.get("matchType"), _values(key, one["propertyValue"])
        if kind == "name":
            name = values[0] if values else ""
        elif kind == "id":
            id_ = values[0] if values else ""
        elif kind == "property" and isinstance(one.get("propertyId"), str):
            quantifier = one.get("matchQuantifier", "any")
            needed = one.get("required") is True
            conditions.append(Condition(one["propertyId"], values, needed, str(quantifier)))
        else:
            _refuse(key, "matchType must be name, id, or property with a propertyId")
    type_ = query.get("type")
    types = [] if type_ is None else [type_]
    return Wanted(name, id_, _types(key, types), _limit(key, query), tuple(conditions))


def _text(key: str, what: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        _refuse(key, f"{what} must be a text of at most {LONGEST_TEXT} characters")
    return value


def _types(key: str, types: Any) -> tuple[str, ...]:
    if not isinstance(types, list) or not all(isinstance(t, str) for t in types):
        _refuse(key, "type must be the id of a type")
    return tuple(t.rsplit("#", 1)[-1] for t in types[:MOST_CONDITIONS] if t)


def _limit(key: str, query: Mapping[str, Any]) -> int:
    limit = query.get("limit", USUAL)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 1 <= limit < 1e9:
        _refuse(key, "limit must be a number above 0")
    return int(limit)


def _values(key: str, given: Any) -> tuple[str, ...]:
    """Return one or several values as texts; what was reconciled before comes by its id."""
    values: Sequence[Any] = given if isinstance(given, list) else [given]
    if len(values) > MOST_VALUES:
        _refuse(key, f"a property may have {MOST_VALUES} values")
    found = []
    for value in values:
        plain = value.get("id") if isinstance(value, dict) else value
        if isinstance(plain, bool):
            plain = str(plain).lower()
        if not isinstance(plain, str | int | float):
            _refuse(key, "a value must be a text, a number, or an object with an id")
        found.append(str(plain)[:LONGEST_TEXT])
    return tuple(found)


def _refuse(key: str, why: str) -> NoReturn:
    abort(400, f"{key[:40]}: {why}")
