"""``/sparql``: query, update, service description; for people, the query page."""

from server.description import description
from server.engine.engine import Engine
from server.engine.ticket import Ticket
from server.exchange import READABLE_BY_ALL, Exchange
from server.negotiate import GRAPHS, ROWS, wants_html
from server.problems import Problem
from server.sparql import METHODS, Operation, parse, question
from server.update import update

PATHS = ("/sparql", "/sparql/")
PREFLIGHT = {
    **READABLE_BY_ALL,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "Accept, Content-Type, If-None-Match",
    "access-control-max-age": "86400",
    "allow": METHODS,
}


async def sparql(exchange: Exchange, engine: Engine) -> bool:
    """Answer a request at the endpoint; False where it is a person's, and a page should answer.

    Raises Problem.
    """
    method = exchange.request.method
    if method == "OPTIONS":
        await exchange.whole(204, PREFLIGHT)
        return True
    if method == "POST":
        limits = engine.settings.limits
        # A percent-encoded form takes up to three bytes for each of the query.
        await exchange.read(limits.body if engine.settings.writable else limits.query * 3)
    operation = parse(exchange.request)
    asks_nothing = operation.query is None and operation.update is None
    if not operation.format and operation.update is None and _is_browser(exchange):
        return False
    if operation.update is not None:
        await update(exchange, engine, operation)
    elif asks_nothing:
        await _describe(exchange, engine)
    else:
        await _query(exchange, engine, operation)
    return True


def _is_browser(exchange: Exchange) -> bool:
    return wants_html(exchange.request.accept, (*ROWS, *GRAPHS))


async def _describe(exchange: Exchange, engine: Engine) -> None:
    if exchange.request.method == "POST":
        raise Problem(400, "There is no query: send one as query=….")
    generation = engine.generation
    media, body = description(
        engine.settings, generation.source.graphs, generation.quads, exchange.request.accept
    )
    headers = {"content-type": media, "vary": "Accept", "cache-control": "no-cache"}
    await exchange.whole(200, {**headers, **READABLE_BY_ALL}, body)


async def _query(exchange: Exchange, engine: Engine, operation: Operation) -> None:
    asked, media = question(operation, exchange.request.accept, exchange.takes_gzip)
    ticket = Ticket()
    with exchange.watched(ticket):
        answer = await engine.answer(asked, ticket)
        await exchange.answer(answer, media)
