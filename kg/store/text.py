"""The little that is read in a query's text; the store it goes to parses it."""

import re

from kg.namespaces import PREFIXES

# Strings, addresses and comments are passed over, so that a word in one of them does not count.
_PIECES = re.compile(
    r"'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|<[^<>\"{}|^`\\\s]*>|#[^\n]*"
    r"|[?$:]\w+|\w+:\w*|(?P<word>\w+)",
    re.DOTALL,
)


def words(text: str) -> list[str]:
    """Return the words of a query outside strings, names and comments, in capitals."""
    return [m["word"].upper() for m in _PIECES.finditer(text) if m["word"]]


def names_its_dataset(text: str) -> bool:
    """Tell whether a query says itself which graphs it is about (FROM)."""
    return "FROM" in words(text)


def form_of(text: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE; empty for a text that is no query."""
    forms = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
    return next((word for word in words(text) if word in forms), "")


def with_prefixes(text: str) -> str:
    """Return a query with the product's prefixes before it; its own go above them."""
    known = " ".join(f"PREFIX {p}: <{PREFIXES[p]}>" for p in sorted(PREFIXES))
    return f"{known}\n{text}"


def staging(graph: str) -> str:
    """Return where a graph is made ready before it takes its place."""
    return f"{graph}/staging"


def moves(graphs: list[str], empty: list[str]) -> str:
    """Return the one update that puts what is ready in its place, and empties the rest."""
    steps = [f"MOVE GRAPH <{staging(g)}> TO GRAPH <{g}>" for g in graphs]
    steps += [f"DROP SILENT GRAPH <{g}>" for g in empty]
    return " ;\n".join(steps)
