"""Values for the variables of a query that goes to a store elsewhere, written into its text."""

from server.engine.wire import Term


def with_bindings(text: str, bindings: tuple[tuple[str, Term], ...]) -> str:
    """Return a query with its variables bound, by VALUES after it."""
    if not bindings:
        return text
    names = " ".join(f"?{name}" for name, _ in bindings)
    values = " ".join(_written(term) for _, term in bindings)
    return f"{text}\nVALUES ({names}) {{ ({values}) }}"


def _written(term: Term) -> str:
    if term.kind == "uri":
        return f"<{term.value}>"
    escaped = term.value.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r")
    kind = f"@{term.language}" if term.language else ""
    return f'"{escaped}"{kind}' + (f"^^<{term.datatype}>" if term.datatype else "")
