"""The SPARQL 1.1 Graph Store HTTP Protocol at ``/store``: whole graphs in and out.

A graph is named by ``?graph=IRI``, ``?default``, or by its own address below ``/store/``.
Source: SPARQL 1.1 Graph Store HTTP Protocol, W3C Recommendation 2013.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

from werkzeug.exceptions import HTTPException
from werkzeug.formparser import parse_form_data

from server.engine.changes import GRAPH_INPUTS, Change
from server.engine.engine import Engine
from server.engine.ticket import Ticket
from server.engine.wire import Question
from server.exchange import Exchange
from server.negotiate import GRAPHS, Format, by_name, choose
from server.problems import Problem
from server.sparql import parameters
from server.update import authorize

PATH = "/store"
METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")
INPUTS = tuple(f for f in GRAPHS if f.name in GRAPH_INPUTS)


@dataclass(frozen=True, slots=True)
class Target:
    """The graph that a request is about: "" is the default one, None the store itself."""

    graph: str | None
    format: str = ""


def target(exchange: Exchange, public_url: str) -> Target:
    """Return which graph is meant; raises Problem (400) where that is not clear."""
    given = parameters(exchange.request.query_string)
    graphs = [value for name, value in given if name == "graph"]
    default = any(name == "default" for name, _ in given)
    form = next((value for name, value in given if name == "format"), "")
    own = exchange.path.rstrip("/") != PATH
    if len(graphs) + default + own > 1:
        raise Problem(400, "Name one graph: by ?graph=, by ?default, or by its address.")
    if default:
        return Target("", form)
    if own:
        return Target(f"{public_url.rstrip('/')}{exchange.path}", form)
    if graphs and not ABSOLUTE.match(graphs[0]):
        raise Problem(400, "The name of a graph must be an absolute IRI.")
    return Target(graphs[0] if graphs else None, form)


async def graph_store(exchange: Exchange, engine: Engine) -> None:
    """Answer one request on the graph store."""
    method = exchange.request.method
    if method not in METHODS.split(", "):
        raise Problem(405, f"{method} is not possible here.", {"allow": METHODS})
    wanted = target(exchange, engine.settings.public_url)
    if method in ("GET", "HEAD"):
        await _read(exchange, engine, wanted)
        return
    authorize(exchange, engine.settings)
    if wanted.graph is None and method != "POST":
        raise Problem(400, "Name a graph: by ?graph=, by ?default, or by its address.")
    if method == "DELETE":
        status = await engine.change(Change("delete", graph=wanted.graph or ""))
        await exchange.whole(status, {"cache-control": "no-store"})
        return
    await exchange.read(engine.settings.limits.body)
    await _put(exchange, engine, wanted.graph)


async def _read(exchange: Exchange, engine: Engine, wanted: Target) -> None:
    if wanted.graph is None:
        raise Problem(400, "Name a graph: by ?graph=, by ?default, or by its address.")
    chosen = _output(exchange, wanted.format)
    question = Question(
        wanted.graph, rows="", graph=chosen[0].name, kind="graph", gzip=exchange.takes_gzip
    )
    ticket = Ticket()
    with exchange.watched(ticket):
        answer = await engine.answer(question, ticket)
        await exchange.answer(answer, {chosen[0].name: chosen[1]})


def _output(exchange: Exchange, name: str) -> tuple[Format, str]:
    if name:
        found = by_name(name, GRAPHS)
        if found is None:
            raise Problem(400, f"The format '{name[:40]}' is not known.")
        return found, found.media
    chosen = choose(exchange.request.accept, GRAPHS)
    if chosen is None:
        known = ", ".join(f.media for f in GRAPHS)
        raise Problem(406, f"Nothing acceptable: a graph comes as {known}.")
    return chosen


async def _put(exchange: Exchange, engine: Engine, graph: str | None) -> None:
    """Put or add what was sent; a graph posted to the store itself gets a new address."""
    root = f"{engine.settings.public_url.rstrip('/')}{PATH}"
    name = f"{root}/{uuid4()}" if graph is None else graph
    bodies = list(_bodies(exchange))
    change = Change(
        exchange.request.method.lower(),
        graph=name,
        base=name or root,
        body=b"".join(body for _, body in bodies),
        parts=tuple((form, len(body)) for form, body in bodies),
    )
    status = await engine.change(change)
    headers = {"cache-control": "no-store", "content-type": "text/plain; charset=utf-8"}
    if status == 201:
        headers["location"] = name
        await exchange.whole(201, headers, b"")
    else:
        await exchange.whole(status, {"cache-control": "no-store"})


def _bodies(exchange: Exchange) -> Iterator[tuple[str, bytes]]:
    """Yield format and bytes of what was sent: one graph, or the files of a form."""
    request = exchange.request
    if request.media_type != "multipart/form-data":
        yield _input(request.media_type), request.body
        return
    environment = {
        "wsgi.input": BytesIO(request.body),
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(request.body)),
        "REQUEST_METHOD": "POST",
    }
    try:
        _, _, files = parse_form_data(environment, silent=False, max_form_parts=100)
    except (ValueError, HTTPException):
        raise Problem(
            400, "The form cannot be read: send multipart/form-data as RFC 7578."
        ) from None
    sent = [file for _, values in files.lists() for file in values]
    if not sent:
        raise Problem(400, "The form holds no file with a graph.")
    for file in sent:
        yield _input(file.mimetype or ""), file.read()


def _input(media: str) -> str:
    known = {name: f.name for f in INPUTS for name in f.names if name != "application/json"}
    if media not in known:
        offered = ", ".join(f.media for f in INPUTS)
        raise Problem(415, f"A graph is taken as {offered}, not as {media or 'bytes of no type'}.")
    return known[media]
