"""Who may write, and the update side of the SPARQL 1.1 Protocol (section 2.2)."""

import hmac
from hashlib import sha256

from server.engine.changes import Change
from server.engine.engine import Engine
from server.engine.tokens import Token, tokens
from server.exchange import Exchange
from server.problems import Problem
from server.settings import Settings
from server.sparql import Operation


def authorize(exchange: Exchange, settings: Settings) -> None:
    """Let only the owner of the token pass; raises Problem (401, 403)."""
    if not settings.writable:
        raise Problem(403, "This server is read-only: start it with --writable to change that.")
    scheme, _, token = exchange.request.headers.get("authorization", "").partition(" ")
    given = sha256(token.strip().encode("utf-8", "replace")).hexdigest()
    same = hmac.compare_digest(given, settings.token_sha256)
    if scheme.lower() != "bearer" or not same:
        raise Problem(
            401,
            "Writing needs the token: send it as 'Authorization: Bearer …'.",
            {"www-authenticate": 'Bearer realm="diplograph"'},
        )


async def update(exchange: Exchange, engine: Engine, operation: Operation) -> None:
    """Make an update; answers 204."""
    authorize(exchange, engine.settings)
    text = operation.update or ""
    if operation.using_graphs or operation.using_named_graphs:
        text = with_dataset(text, operation.using_graphs, operation.using_named_graphs)
    status = await engine.change(Change("update", text, base=engine.settings.sparql_url))
    await exchange.whole(status, {"cache-control": "no-store"})


def with_dataset(text: str, default: tuple[str, ...], named: tuple[str, ...]) -> str:
    """Return the update with the dataset of the protocol written into each operation.

    The engine takes no dataset for updates, so USING clauses go before each WHERE that has a
    template. Raises Problem (400) where the update names a dataset itself (protocol, 2.2.3).
    """
    clauses = "".join(f" USING <{_iri(iri)}>" for iri in default)
    clauses += "".join(f" USING NAMED <{_iri(iri)}>" for iri in named)
    pieces, at, depth = [], 0, 0
    before: Token | None = None
    for token in tokens(text):
        if token.text in "{}" and token.kind == "mark":
            depth += 1 if token.text == "{" else -1
        elif depth == 0 and token.is_word("USING", "WITH"):
            raise Problem(
                400, "The update names its graphs (USING, WITH), and so does the request: once."
            )
        elif depth == 0 and token.is_word("WHERE"):
            short = before is not None and before.is_word("DELETE")
            template = _group_after(text, token.end) if short else ""
            pieces.append(f"{text[at : token.begin]}{template}{clauses} WHERE ")
            at = token.end
        before = token
    return "".join(pieces) + text[at:]


def _group_after(text: str, offset: int) -> str:
    """Return the group that follows: the pattern of DELETE WHERE, which is its template too."""
    depth, begin = 0, -1
    for token in tokens(text[offset:]):
        if token.text == "{" and token.kind == "mark":
            begin = token.begin if depth == 0 else begin
            depth += 1
        elif token.text == "}" and token.kind == "mark":
            depth -= 1
            if depth == 0:
                return text[offset + begin : offset + token.end]
    return ""


def _iri(text: str) -> str:
    if any(c in '<>"{}|^`\\' or ord(c) <= 0x20 for c in text):
        raise Problem(400, "The name of a graph is no IRI.")
    return text
