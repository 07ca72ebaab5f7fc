"""The engine's syntax errors in words: where, near what, and what to do."""

import re

from server.engine.tokens import Token, tokens

PLACE = re.compile(r"error at (\d+):(\d+)")


def explain_syntax(text: str, message: str) -> str:
    """Return one sentence on a syntax error, with line and column (both from 1) where known."""
    unknown = _undeclared(text)
    if unknown:
        line, column = _line_and_column(text, unknown.begin)
        prefix = unknown.text.partition(":")[0]
        return (
            f"Line {line}, column {column}: the prefix '{prefix}:' is not declared; "
            f"add 'PREFIX {prefix}: <…>' at the top of the query."
        )
    place = PLACE.search(message)
    if not place:
        first = " ".join(message.split())
        return f"The query does not parse: {first[:300]}"
    line, column = int(place.group(1)), int(place.group(2))
    return f"Line {line}, column {column}: the query does not parse{_near(text, line, column)}."


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _undeclared(text: str) -> Token | None:
    """Return the first prefixed name whose prefix no PREFIX line declares."""
    declared = {"_"}
    declaring = False
    for token in tokens(text):
        if token.is_word("PREFIX"):
            declaring = True
            continue
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if declaring:
                declared.add(prefix)
            elif prefix not in declared:
                return token
        declaring = False
    return None


def _near(text: str, line: int, column: int) -> str:
    lines = text.splitlines()
    if not 0 < line <= len(lines):
        return ": it ends too early"
    rest = lines[line - 1][column - 1 :].strip()
    if not rest:
        following = " ".join(" ".join(lines[line:]).split())
        if not following:
            return ": it ends too early"
        rest = following
    return f" from '{rest[:40]}' on"
