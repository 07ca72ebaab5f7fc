"""The way in: queries are answered on the event loop, everything else by Flask in threads.

An ASGI application. A query that fails after its first bytes were sent breaks the transfer, so
that nobody takes a part for the whole.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

from server.description import description
from server.engine.engine import Answer, Engine, Ticket
from server.negotiate import GRAPHS, ROWS, wants_html
from server.problems import CALM, Busy, CutAnswer, Problem, problem_body, problem_of
from server.settings import Settings
from server.sparql import METHODS, Operation, Request, parse, question

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

PATHS = ("/sparql", "/sparql/")
CORS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Retry-After",
}
PREFLIGHT = {
    **CORS,
    "access-control-allow-methods": METHODS,
    "access-control-allow-headers": "Accept, Content-Type, Authorization",
    "access-control-max-age": "86400",
    "allow": METHODS,
}


class Front:
    """Answers ``/sparql`` itself and hands everything else to the pages."""

    def __init__(self, engine: Engine, pages: App, settings: Settings) -> None:
        self._engine, self._pages, self._settings = engine, pages, settings
        self._running: Counter[str] = Counter()
        self.answered: Counter[int] = Counter()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the server's start and end."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and self._below(scope["path"]) in PATHS:
            await self._sparql(scope, receive, send)
        elif scope["type"] == "http":
            await self._pages(scope, receive, send)

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

    async def _sparql(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        reply = _Reply(send, scope["method"] == "HEAD", self._settings.limits.stall_seconds)
        request = Request(scope["method"], scope["query_string"].decode("latin-1"), headers)
        try:
            if request.method == "OPTIONS":
                await reply.whole(204, PREFLIGHT, b"")
                return
            if request.method == "POST":
                body = await asyncio.wait_for(
                    self._body(receive, headers), self._settings.limits.body_seconds
                )
                request = Request(request.method, request.query_string, headers, body)
            operation = parse(request)
            if operation.query is None and operation.update is None and not self._browser(request):
                await self._describe(request, reply)
                return
            if self._is_for_people(operation, request):
                await self._pages(scope, _replay(request.body, receive), send)
                return
            with self._one_more(scope):
                await self._answer(operation, request, receive, reply)
        except CutAnswer:
            raise
        except TimeoutError:
            await self._refuse(Problem(408, "The request did not arrive in time."), request, reply)
        except Exception as error:
            await self._refuse(problem_of(error), request, reply)
        finally:
            self.answered[reply.status] += 1

    def _is_for_people(self, operation: Operation, request: Request) -> bool:
        """Tell whether a browser asks for the query page, with or without a query."""
        return not operation.format and operation.update is None and self._browser(request)

    def _browser(self, request: Request) -> bool:
        return wants_html(request.accept, (*ROWS, *GRAPHS))

    async def _describe(self, request: Request, reply: "_Reply") -> None:
        if request.method == "POST":
            raise Problem(400, "There is no query: send one as query=….")
        generation = self._engine.generation
        media, body = description(
            self._settings, generation.source.graphs, generation.quads, request.accept
        )
        headers = {"content-type": media, "vary": "Accept", "cache-control": "no-cache", **CORS}
        await reply.whole(200, headers, body)

    async def _body(self, receive: Receive, headers: dict[str, str]) -> bytes:
        limit = self._settings.limits.query * 4  # a percent-encoded form takes up to 3 bytes each
        too_long = Problem(413, f"A request may have up to {limit:,} bytes.")
        if headers.get("content-length", "0").isdigit() and (
            int(headers.get("content-length", "0")) > limit
        ):
            raise too_long
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Problem(499, "The client went away.")
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > limit:
                raise too_long
            if not message.get("more_body"):
                return b"".join(parts)

    @contextlib.contextmanager
    def _one_more(self, scope: MutableMapping[str, Any]) -> Iterator[None]:
        client = str((scope.get("client") or ("",))[0])
        if self._running[client] >= self._settings.limits.per_client:
            raise Busy("You have too many queries running; wait for one to end.", 429)
        self._running[client] += 1
        try:
            yield
        finally:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]

    async def _answer(
        self, operation: Operation, request: Request, receive: Receive, reply: "_Reply"
    ) -> None:
        if operation.update is not None:
            raise Problem(403, "This endpoint is read-only: updates are off.")
        packed = "gzip" in request.headers.get("accept-encoding", "")
        asked, media = question(operation, request.accept, packed)
        ticket = Ticket()
        watch = asyncio.ensure_future(_gone(receive, ticket))
        try:
            answer = await self._engine.answer(asked, ticket)
            await self._send(answer, media, packed, request, reply)
        finally:
            watch.cancel()

    async def _send(
        self,
        answer: Answer,
        media: dict[str, str],
        packed: bool,
        request: Request,
        reply: "_Reply",
    ) -> None:
        headers = {
            "content-type": _with_charset(media[answer.head.format]),
            "vary": "Accept, Accept-Encoding",
            "cache-control": "no-cache",
            "x-content-type-options": "nosniff",
            **CORS,
        }
        if answer.kept is None:
            if answer.head.encoding:
                headers["content-encoding"] = answer.head.encoding
            await reply.stream(200, headers, answer.stream)
            return
        body = (answer.kept.packed() if packed else b"") or answer.kept.body
        if body is not answer.kept.body:
            headers["content-encoding"] = "gzip"
        suffix = "-gzip" if "content-encoding" in headers else ""
        headers["etag"] = f'"{answer.kept.tag}-{answer.head.format}{suffix}"'
        if headers["etag"] in _tags(request.headers.get("if-none-match", "")):
            await reply.whole(304, headers, b"")
        else:
            await reply.whole(200, headers, body)

    async def _refuse(self, problem: Problem, request: Request, reply: "_Reply") -> None:
        if reply.status:
            raise CutAnswer(str(problem))
        media, body = problem_body(problem.http_status, str(problem), request.accept)
        headers = {"content-type": media, **CALM, **CORS, **problem.headers}
        await reply.whole(problem.http_status, headers, body)


class _Reply:
    """Sends one response; a client that does not read is cut."""

    def __init__(self, send: Send, head_only: bool, stall_seconds: float) -> None:
        self._send, self._head_only, self._stall = send, head_only, stall_seconds
        self.status = 0

    async def whole(self, status: int, headers: dict[str, str], body: bytes) -> None:
        length = {} if status in (204, 304) else {"content-length": str(len(body))}
        await self._start(status, {**headers, **length})
        await self._piece(b"" if self._head_only else body, more=False)

    async def stream(self, status: int, headers: dict[str, str], pieces: Any) -> None:
        await self._start(status, headers)
        async with contextlib.aclosing(pieces):
            if not self._head_only:
                async for piece in pieces:
                    await self._piece(piece, more=True)
        await self._piece(b"", more=False)

    async def _start(self, status: int, headers: dict[str, str]) -> None:
        self.status = status
        encoded = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": encoded})

    async def _piece(self, body: bytes, more: bool) -> None:
        message = {"type": "http.response.body", "body": body, "more_body": more}
        await asyncio.wait_for(self._send(message), self._stall)


async def _gone(receive: Receive, ticket: Ticket) -> None:
    """Wait until the client goes away, and stop its work then."""
    while (await receive())["type"] != "http.disconnect":
        pass
    ticket.cancel()


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already to the next reader."""
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again


def _with_charset(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
