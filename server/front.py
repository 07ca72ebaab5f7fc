"""The way in: queries are answered on the event loop, everything else by Flask in threads.

An ASGI application. A query that fails after its first bytes were sent breaks the transfer, so
that nobody takes a part for the whole.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256

from server.engine.engine import Engine
from server.exchange import Exchange, Receive, Scope, Send
from server.graphstore import PATH as STORE
from server.graphstore import graph_store
from server.logs import FIELDS
from server.metrics import Metrics
from server.problems import Busy, CutAnswer, Problem, problem_of
from server.querying import PATHS, sparql
from server.settings import Settings

App = Callable[[Scope, Receive, Send], Awaitable[None]]
log = logging.getLogger("diplograph.requests")


class Front:
    """Answers ``/sparql``, ``/store`` and ``/metrics``, and hands everything else to the pages."""

    def __init__(self, engine: Engine, pages: App, settings: Settings) -> None:
        self._engine, self._pages, self._settings = engine, pages, settings
        self._running: dict[str, int] = {}
        self.metrics = Metrics(engine)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the server's start and end."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            exchange = Exchange(scope, receive, send, self._settings.limits)
            exchange.path = self._below(exchange.path)
            await self._http(exchange)

    def _below(self, path: str) -> str:
        """Return a path without the one that the server lives under, where a proxy left it."""
        root = self._settings.path
        return path[len(root) :] if root and path.startswith(root + "/") else path

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._engine.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._engine.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _http(self, exchange: Exchange) -> None:
        began = time.monotonic()
        try:
            exchange.check_head()
            await self._route(exchange)
        except CutAnswer:
            raise
        except (TimeoutError, asyncio.CancelledError):
            raise CutAnswer("The client did not read.") from None
        except Exception as error:
            problem = problem_of(error)
            if problem.http_status == 500 and not isinstance(error, Problem):
                log.exception("a request failed")
            await exchange.refuse(problem)
        finally:
            self._note(exchange, time.monotonic() - began)

    async def _route(self, exchange: Exchange) -> None:
        if exchange.path in PATHS:
            client = exchange.client
            self._begin(client)
            try:
                if await sparql(exchange, self._engine):
                    return
            finally:
                self._end(client)
            await self._pages(exchange.scope, exchange.replay(), exchange.forward)
        elif exchange.path == STORE or exchange.path.startswith(f"{STORE}/"):
            client = exchange.client
            self._begin(client)
            try:
                await graph_store(exchange, self._engine)
            finally:
                self._end(client)
        elif exchange.path == "/metrics":
            media, body = self.metrics.text()
            await exchange.whole(200, {"content-type": media, "cache-control": "no-store"}, body)
        else:
            if exchange.request.method == "POST":  # whole and in time, before it takes a thread
                await exchange.read(self._settings.limits.body)
            await self._pages(exchange.scope, exchange.replay(), exchange.forward)

    def _begin(self, client: str) -> None:
        running = self._running.get(client, 0)
        if running >= self._settings.limits.per_client:
            raise Busy("You have too many queries running; wait for one to end.", 429)
        self._running[client] = running + 1

    def _end(self, client: str) -> None:
        running = self._running.pop(client) - 1
        if running:
            self._running[client] = running

    def _note(self, exchange: Exchange, seconds: float) -> None:
        """Count a request, and log it where that is asked: without its query, unless asked too."""
        room = exchange.path.split("/")[1]
        self.metrics.count(room, exchange.status, seconds, exchange.sent)
        if not self._settings.log_requests:
            return
        request = exchange.request
        text = f"{request.query_string}\n".encode("latin-1") + request.body
        entry = {
            "client": exchange.client,
            "method": request.method,
            "path": exchange.path,
            "status": exchange.status,
            "milliseconds": round(seconds * 1000, 1),
            "bytes": exchange.sent,
            "query_sha256": sha256(text).hexdigest()[:16],
        }
        if self._settings.log_queries:
            entry["query"] = text.decode("utf-8", "replace").strip()
        log.info("request", extra={FIELDS: entry})
