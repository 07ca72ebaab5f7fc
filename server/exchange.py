"""One HTTP request and its response over ASGI, with the limits that hold for everybody."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping, MutableMapping, Sequence
from functools import lru_cache
from typing import Any

from server.engine.ticket import Answer, Ticket
from server.engine.wire import WHOLE
from server.problems import CALM, CutAnswer, Problem, problem_body
from server.settings import Limits
from server.sparql import Request

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

Headers = Sequence[tuple[bytes, bytes]]

READABLE_BY_ALL = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Location, Retry-After",
}
# How much of a body that is too long is still taken from the wire, and dropped.
DROPPED_BYTES = 64 << 20
DROPPED_SECONDS = 5.0
MOST_GATHERED = 32 << 20
# Work shorter than this is over before it could be stopped.
UNWATCHED_SECONDS = 0.03
# Headers that a request may have once only: two of them are read differently by different servers.
SINGLE = (b"host", b"content-length", b"content-type", b"transfer-encoding")


class Exchange:
    """A request, and the response to it, which is sent once."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limits: Limits) -> None:
        self.scope, self.receive, self._send = scope, receive, send
        self._limits = limits
        headers = {k.lower().decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        self.request = Request(scope["method"], scope["query_string"].decode("latin-1"), headers)
        self.path: str = scope["path"]
        self.status = 0
        self.sent = 0

    @property
    def client(self) -> str:
        """The address that the connection comes from."""
        return str((self.scope.get("client") or ("",))[0])

    def check_head(self) -> None:
        """Refuse a request that could be read in two ways; raises Problem (400)."""
        # The server in front passes a missing Host on as an empty one.
        if self.scope.get("http_version") != "1.0" and not self.request.headers.get("host"):
            raise Problem(400, "The request has no Host header.")
        if len(self.request.headers) == len(self.scope["headers"]):
            return
        names = [name.lower() for name, _ in self.scope["headers"]]
        for name in SINGLE:
            if names.count(name) > 1:
                raise Problem(400, f"The request has two {name.decode()} headers.")

    async def read(self, limit: int) -> None:
        """Read the body. Raises Problem: 413 too long, 408 too slow, 499 the client went away."""
        headers = self.request.headers
        too_long = Problem(413, f"The body of a request may have up to {limit:,} bytes.")
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > limit:
            await self._pass_over()
            raise too_long
        if headers.get("content-encoding", "identity") != "identity":
            raise Problem(415, "Send the body without Content-Encoding.")
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                body = await self._read(limit, too_long)
        except TimeoutError:
            raise Problem(408, "The request did not arrive in time.") from None
        request = self.request
        self.request = Request(request.method, request.query_string, headers, body)

    async def _read(self, limit: int, too_long: Problem) -> bytes:
        parts, size = [], 0
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Problem(499, "The client went away.")
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > limit:
                await self._pass_over()
                raise too_long
            if not message.get("more_body"):
                return b"".join(parts)

    async def _pass_over(self) -> None:
        """Drop the rest of a body, within bounds: most clients read only after they sent all."""
        dropped = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DROPPED_SECONDS):
                while dropped < DROPPED_BYTES:
                    message = await self.receive()
                    dropped += len(message.get("body", b""))
                    if not message.get("more_body"):
                        return

    def watched(self, ticket: Ticket) -> "Watch":
        """Stop the ticket's work where the client goes away; short work is not watched."""
        return Watch(lambda: self._gone(ticket))

    async def _gone(self, ticket: Ticket) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        ticket.cancel()

    def replay(self) -> Receive:
        """Give the body that was read to another reader."""
        pending: list[Message] = [
            {"type": "http.request", "body": self.request.body, "more_body": False}
        ]

        async def again() -> Message:
            return pending.pop() if pending else await self.receive()

        return again

    async def forward(self, message: Message) -> None:
        """Send what another application answers, and take note of it."""
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
        self.sent += len(message.get("body", b""))
        await self._send(message)

    async def whole(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        """Send a response with all its bytes."""
        await self._whole(status, encoded(headers), body)

    async def _whole(self, status: int, headers: Headers, body: bytes) -> None:
        if status not in (204, 304):
            headers = [*headers, (b"content-length", b"%d" % len(body))]
        await self._start(status, headers)
        await self._piece(b"" if self.request.method == "HEAD" else body, more=False)

    async def stream(self, status: int, headers: Mapping[str, str], pieces: Any) -> None:
        """Send a response piece by piece. Raises Problem (505) where HTTP/1.0 cannot take it."""
        if self.scope.get("http_version") == "1.0":
            await self.whole(status, headers, await _gathered(pieces))
            return
        async with contextlib.aclosing(pieces):
            await self._start(status, encoded(headers))
            if self.request.method != "HEAD":
                async for piece in pieces:
                    await self._piece(piece, more=True)
        await self._piece(b"", more=False)

    async def _start(self, status: int, headers: Headers) -> None:
        self.status = status
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def _piece(self, body: bytes, more: bool) -> None:
        message = {"type": "http.response.body", "body": body, "more_body": more}
        self.sent += len(body)
        if not more and len(body) < WHOLE:  # goes into the connection's own buffer at once
            await self._send(message)
            return
        async with asyncio.timeout(self._limits.stall_seconds):
            await self._send(message)

    async def answer(self, answer: Answer, media: Mapping[str, str]) -> None:
        """Send an answer of the engine, packed where the client takes it, or 304."""
        kept, name = answer.kept, answer.head.format
        if kept is None:
            packing = answer.head.encoding
            await self.stream(200, answer_headers(media[name], packing), answer.stream)
            return
        body = (kept.packed() if self.takes_gzip else b"") or kept.body
        packing = "" if body is kept.body else "gzip"
        tag = f'"{kept.tag}-{name}{packing and "-gzip"}"'
        headers = [*encoded_answer_headers(media[name], packing), (b"etag", tag.encode())]
        if self._has(tag):
            await self._whole(304, headers, b"")
        else:
            await self._whole(200, headers, body)

    def _has(self, tag: str) -> bool:
        given = self.request.headers.get("if-none-match", "")
        return bool(given) and (
            given.strip() == "*" or tag in {t.strip().removeprefix("W/") for t in given.split(",")}
        )

    @property
    def takes_gzip(self) -> bool:
        """Say whether the client takes a packed body."""
        return takes_gzip(self.request.headers.get("accept-encoding", ""))

    async def refuse(self, problem: Problem) -> None:
        """Answer with an error, or break the transfer where a part of an answer is out."""
        if self.status:
            raise CutAnswer(str(problem))
        media, body = problem_body(problem.http_status, str(problem), self.request.accept)
        headers = {"content-type": media, **CALM, **READABLE_BY_ALL, **problem.headers}
        await self.whole(problem.http_status, headers, body)


async def _gathered(pieces: Any) -> bytes:
    """Return an answer whole, for a client that could not tell a cut stream from a whole one."""
    gathered = bytearray()
    async with contextlib.aclosing(pieces):
        async for piece in pieces:
            gathered += piece
            if len(gathered) > MOST_GATHERED:
                raise Problem(505, "An answer of this length needs HTTP/1.1.")
    return bytes(gathered)


class Watch:
    """A context in which something is done that a client may no longer want."""

    __slots__ = ("_gone", "_timer", "_watching")

    def __init__(self, gone: Callable[[], Coroutine[None, None, None]]) -> None:
        self._gone = gone
        self._watching: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(UNWATCHED_SECONDS, self._begin, loop)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._watching = loop.create_task(self._gone())

    def __exit__(self, *_: object) -> None:
        if self._timer:
            self._timer.cancel()
        if self._watching:
            self._watching.cancel()


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    """Say whether an Accept-Encoding header takes gzip."""
    for element in accepted.lower().split(","):
        name, _, quality = element.partition(";")
        if name.strip() == "gzip":
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


@lru_cache(maxsize=256)
def answer_headers(media: str, packing: str) -> Mapping[str, str]:
    """Return what every answer says of itself, by its media type and how it is packed."""
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return {
        "content-type": f"{media}{charset}",
        "vary": "Accept, Accept-Encoding",
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        **READABLE_BY_ALL,
        **({"content-encoding": packing} if packing else {}),
    }


@lru_cache(maxsize=256)
def encoded_answer_headers(media: str, packing: str) -> Headers:
    """Return the same as they go over the wire."""
    return encoded(answer_headers(media, packing))


def encoded(headers: Mapping[str, str]) -> Headers:
    """Return headers as they go over the wire."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
