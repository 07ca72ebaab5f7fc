"""The SPARQL 1.1 Protocol, query side: a request to a question, an answer to a response.

Source: SPARQL 1.1 Protocol, W3C Recommendation 2013, section 2.
"""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from server.engine.wire import Question
from server.negotiate import GRAPHS, ROWS, Format, by_name, choose
from server.problems import Problem

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"

DATASET = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")

# Forms have few fields; a flood of them is no form.
MOST_PARAMETERS = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """What came over HTTP, with header names in lower case."""

    method: str
    query_string: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The body's media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def accept(self) -> str:
        """The Accept header, empty where there is none."""
        return self.headers.get("accept", "")


@dataclass(frozen=True, slots=True)
class Operation:
    """A parsed protocol request: exactly one query or update, and its dataset."""

    query: str | None
    update: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()


def parameters(encoded: str) -> list[tuple[str, str]]:
    """Decode a form; raises Problem (400) for text that is not UTF-8 or has too many fields."""
    pairs = encoded.split("&") if encoded else []
    if len(pairs) > MOST_PARAMETERS:
        raise Problem(400, f"More than {MOST_PARAMETERS:,} parameters: send one query.")
    decoded = []
    for pair in pairs:
        name, _, value = pair.partition("=")
        decoded.append((_decoded(name), _decoded(value)))
    return decoded


def _decoded(text: str) -> str:
    try:
        return unquoted(text.replace("+", " ").encode()).decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(
            400, "A parameter is not UTF-8: encode it as UTF-8 and then as %XX."
        ) from None


def unquoted(data: bytes) -> bytes:
    """Return bytes with each %XX resolved; what is no escape stays as it is.

    Quoted-printable is the same with another mark, and its decoder in the standard library is five
    times as fast as that for addresses. It also joins lines and passes over a mark at the end: then
    the length is another, or there is a line break.
    """
    escapes = data.count(b"%")
    if not escapes:
        return data
    if b"\n" not in data and b"\r" not in data:
        resolved = binascii.a2b_qp(data.replace(b"=", b"=3D").replace(b"%", b"="))
        if len(resolved) == len(data) - 2 * escapes:
            return resolved
    return unquote_to_bytes(data)


def parse(request: Request) -> Operation:
    """Return what a request asks.

    Raises:
        Problem: 400 for none or several queries, 405 for another method, 415 for another type.
    """
    given = parameters(request.query_string)
    query = update = None
    if request.method == "POST":
        media = request.media_type
        if media == FORM:
            given = [*given, *parameters(_body_text(request))]
        elif media == DIRECT:
            query = _body_text(request)
        elif media == UPDATE:
            update = _body_text(request)
        else:
            raise Problem(
                415,
                f"Send a query as {FORM} or {DIRECT}, not as {media or 'a body without a type'}.",
                {"accept-post": f"{FORM}, {DIRECT}"},
            )
    elif request.method not in ("GET", "HEAD"):
        raise Problem(405, f"{request.method} is not possible here.", {"allow": METHODS})
    return _operation(given, query, update, request.method)


def _body_text(request: Request) -> str:
    try:
        return request.body.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Problem(400, f"The body is not UTF-8 (byte {fault.start}).") from None


def _operation(
    given: list[tuple[str, str]], query: str | None, update: str | None, method: str
) -> Operation:
    if query is None and update is None and len(given) == 1 and given[0][0] == "query":
        return Operation(given[0][1], None, (), (), None)  # by far the most
    values: dict[str, list[str]] = {}
    for name, value in given:
        values.setdefault(name, []).append(value)
    queries, updates = values.get("query", []), values.get("update", [])
    if query is not None and queries:
        raise Problem(400, "The query stands in the body and in the address: send it once.")
    queries = queries if query is None else [query]
    updates = updates if update is None else [*updates, update]
    if len(queries) > 1 or len(updates) > 1 or (queries and updates):
        raise Problem(400, "Send exactly one query, or exactly one update.")
    if updates and method != "POST":
        raise Problem(400, "An update must be sent with POST.")
    default, named, using, using_named = (tuple(values.get(name, ())) for name in DATASET)
    forms = values.get("format") or values.get("output")
    return Operation(
        queries[0] if queries else None,
        updates[0] if updates else None,
        default,
        named,
        forms[0] if forms and forms[0] else None,
        using,
        using_named,
    )


def question(operation: Operation, accept: str, gzip: bool) -> tuple[Question, Mapping[str, str]]:
    """Return the question for the engine, and the media type to give for each format name.

    Raises:
        Problem: 406 where no format is acceptable, 400 for an unknown ``format=``.
    """
    if operation.query is None:
        raise Problem(400, "There is no query: send one as query=….")
    rows, graph, media = _formats(operation.format, accept)
    asked = Question(
        operation.query,
        rows,
        graph,
        operation.default_graphs,
        operation.named_graphs,
        gzip=gzip,
    )
    return asked, media


@lru_cache(maxsize=256)
def _formats(wanted: str | None, accept: str) -> tuple[str, str, Mapping[str, str]]:
    """Return the formats for rows and for a graph, "" for none, and the media type of each."""
    names, media = {}, {}
    for role, offers in (("rows", ROWS), ("graph", GRAPHS)):
        chosen = _chosen(wanted, accept, offers)
        if chosen:
            names[role], media[chosen[0].name] = chosen[0].name, chosen[1]
    if not names:
        known = ", ".join(f.media for f in (*ROWS, *GRAPHS))
        if wanted:
            raise Problem(400, f"The format '{wanted[:40]}' is not known: use {known}.")
        raise Problem(406, f"Nothing acceptable: answers come as {known}.")
    return names.get("rows", ""), names.get("graph", ""), media


def _chosen(
    wanted: str | None, accept: str, offers: tuple[Format, ...]
) -> tuple[Format, str] | None:
    if wanted is None:
        return choose(accept, offers)
    found = by_name(wanted, offers)
    return (found, found.media) if found else None
