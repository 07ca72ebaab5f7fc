"""Rows of SPARQL JSON results as terms, for pages."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.engine.wire import Term


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT query, or to ASK (then ``truth`` is set and there are no rows)."""

    variables: tuple[str, ...]
    rows: tuple[dict[str, Term], ...]
    truth: bool | None = None

    def __iter__(self) -> Iterator[dict[str, Term]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def parse_rows(body: bytes) -> Rows:
    """Read SPARQL 1.1 Query Results JSON."""
    data = json.loads(body)
    if "boolean" in data:
        return Rows((), (), data["boolean"])
    rows = tuple(
        {name: _term(value) for name, value in binding.items()}
        for binding in data["results"]["bindings"]
    )
    return Rows(tuple(data["head"].get("vars", ())), rows)


def _term(value: dict[str, Any]) -> Term:
    return Term(
        value["type"], str(value["value"]), value.get("datatype", ""), value.get("xml:lang", "")
    )
