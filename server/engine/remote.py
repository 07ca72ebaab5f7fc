"""A SPARQL endpoint elsewhere in the place of our own store: same questions, same limits.

Requests go out from threads, with the standard library's client: to the one address that the
operator named, over http or https, following no redirect. What comes back is passed on piece by
piece. The other store keeps its own state, so its answers are not kept here.
"""

import asyncio
import http.client
import json
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import SplitResult, urlencode, urlsplit

from kg.errors import InputError
from server.engine.places import Places
from server.engine.pool import Reply, Run
from server.engine.source import Source
from server.engine.stream import Stream
from server.engine.tokens import tokens
from server.engine.wire import WHOLE, Head, Question, Term
from server.negotiate import GRAPHS, ROWS
from server.problems import Busy, CutAnswer, Problem
from server.settings import Limits

FORM = "application/x-www-form-urlencoded"
MEDIA = {f.name: f.media for f in (*ROWS, *GRAPHS)}
NAMES = {f.name: f.names for f in (*ROWS, *GRAPHS)}
T = TypeVar("T")
# How much of another server's error is shown.
LONGEST_ERROR = 300


class RemotePool:
    """Asks the other store; has the face of the pool of workers."""

    def __init__(self, url: str, limits: Limits) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise InputError(f"{url} is no address of a store: give http(s)://host/path.")
        self._parts = parts
        self.address = url
        self.limits = limits
        self._short, self._pages = Places(limits.short_places), Places(limits.page_places)
        places = limits.short_places + limits.page_places
        self._threads = ThreadPoolExecutor(2 * places, "remote")
        self.running = 0
        self.deaths = 0

    async def ask(self, question: Question, runs: list[Run], page: bool = False) -> Reply:
        """Answer a question from the other store. Raises Problem (400, 404, 406, 502, 503, 504)."""
        if question.kind == "graph":
            question = await self._graph(question, runs)
        fields = [("query", with_bindings(question.text, question.bindings))]
        fields += [("default-graph-uri", g) for g in question.default_graphs]
        fields += [("named-graph-uri", g) for g in question.named_graphs]
        wanted = question.graph if gives_graph(question.text) else question.rows
        if not wanted:
            raise Problem(
                406, "This query's kind of answer comes in none of the formats asked for."
            )
        accept = MEDIA[wanted]
        places = self._pages if page else self._short
        seconds = self.limits.page_seconds if page else self.limits.seconds
        await places.take(self.limits.queue_seconds)
        self.running += 1
        call = _Call(self._connection(seconds), self._threads, lambda: self._end(places))
        try:
            async with asyncio.timeout(seconds):
                status, media = await call.begin(self._parts, urlencode(fields), FORM, accept)
                return await self._reply(call, status, media, wanted)
        except TimeoutError:
            call.end()
            raise Problem(504, f"The query took longer than {seconds:g} seconds.") from None
        except BaseException:
            call.end()
            raise

    def _connection(self, seconds: float) -> http.client.HTTPConnection:
        kind: type[http.client.HTTPConnection] = http.client.HTTPConnection
        if self._parts.scheme == "https":
            kind = http.client.HTTPSConnection
        return kind(self._parts.hostname or "", self._parts.port, timeout=seconds)

    def _end(self, places: Places) -> None:
        self.running -= 1
        places.give()

    async def _reply(self, call: "_Call", status: int, media: str, wanted: str) -> Reply:
        first = await call.read(WHOLE)
        if wanted == "json":
            first = standard_json(first)
        if status != 200:
            call.end()
            raise _problem(status, first)
        if media not in NAMES[wanted]:
            call.end()
            raise Problem(406, f"The store does not answer in this format, but in {media[:80]}.")
        head = Head("rows" if any(f.name == wanted for f in ROWS) else "graph", wanted)
        if len(first) < WHOLE:
            call.end()
            return Reply(head, first)
        return Reply(head, None, Stream(self._stream(call, first), call.ended))

    async def _stream(self, call: "_Call", piece: bytes) -> AsyncGenerator[bytes, None]:
        total = 0
        try:
            while piece:
                total += len(piece)
                if total > self.limits.answer:
                    raise CutAnswer("The answer is larger than this server allows.")
                yield piece
                piece = await call.read(WHOLE)
        except Problem as problem:
            raise CutAnswer(str(problem)) from None
        finally:
            call.end()

    async def _graph(self, question: Question, runs: list[Run]) -> Question:
        """Return the query for a whole graph; raises Problem (404)."""
        inner = "?s ?p ?o" if not question.text else f"GRAPH <{question.text}> {{ ?s ?p ?o }}"
        if question.text:
            asked = await self.ask(Question(f"ASK {{ {inner} }}", "json", ""), runs)
            if b"true" not in (asked.whole or b""):
                raise Problem(404, "There is no such graph.")
        return Question(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {inner} }}", "", question.graph)

    async def update(self, text: str) -> None:
        """Make an update in the other store. Raises Problem."""
        call = _Call(self._connection(self.limits.seconds), self._threads, lambda: None)
        try:
            async with asyncio.timeout(self.limits.seconds):
                status, _ = await call.begin(self._parts, text, "application/sparql-update", "*/*")
                if status not in {200, 204}:
                    raise _problem(status, await call.read(LONGEST_ERROR * 4))
        except TimeoutError:
            raise Problem(504, "The store did not say whether the update was made.") from None
        finally:
            call.end()

    async def close(self) -> None:
        """Let no further request go out."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Call:
    """One request under way; its blocking parts run in a thread."""

    def __init__(
        self,
        connection: http.client.HTTPConnection,
        threads: ThreadPoolExecutor,
        ended: Callable[[], None],
    ) -> None:
        self._connection, self._threads = connection, threads
        self._ended: Callable[[], None] | None = ended
        self._response: http.client.HTTPResponse | None = None

    async def begin(
        self, parts: SplitResult, body: str, media: str, accept: str
    ) -> tuple[int, str]:
        """Send; return status and media type. Raises Busy where the store is not there."""
        path, query = parts.path or "/", parts.query
        headers = {"Content-Type": media, "Accept": accept, "User-Agent": "diplograph"}

        def work() -> tuple[int, str]:
            target = f"{path}?{query}" if query else path
            self._connection.request("POST", target, body.encode(), headers)
            self._response = self._connection.getresponse()
            given = self._response.headers.get("Content-Type", "")
            return self._response.status, given.partition(";")[0].strip().lower()

        return await self._run(work)

    async def read(self, size: int) -> bytes:
        """Return the next bytes, nothing at the end."""
        response = self._response
        return b"" if response is None else await self._run(lambda: response.read(size))

    async def _run(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, work)
        except TimeoutError:
            raise Problem(504, "The store did not answer in time.") from None
        except (OSError, http.client.HTTPException):
            raise Busy("The store behind this server cannot be reached now.") from None

    async def ended(self) -> None:
        """Close where nobody reads the answer."""
        self.end()

    def end(self) -> None:
        """Close; a second call does nothing."""
        if self._ended is not None:
            ended, self._ended = self._ended, None
            self._connection.close()
            ended()


def standard_json(body: bytes) -> bytes:
    """Return results as the standard writes them, where another store's dialect is known.

    Virtuoso 7 answers ASK with a row, and calls typed literals by a name of their own.
    """
    if b'"__ASK_RETVAL"' in body[:200]:
        truth = json.loads(body)["results"]["bindings"][0]["__ASK_RETVAL"]["value"]
        return b'{"head": {}, "boolean": %s}' % (b"true" if truth == "1" else b"false")
    # Within a text the quotes would be escaped: this is always the structure itself.
    return body.replace(b'"type": "typed-literal"', b'"type": "literal"')


def gives_graph(text: str) -> bool:
    """Say whether a query answers with a graph: its form is CONSTRUCT or DESCRIBE."""
    for token in tokens(text):
        if token.is_word("CONSTRUCT", "DESCRIBE"):
            return True
        if token.is_word("SELECT", "ASK"):
            return False
    return False


def _problem(status: int, body: bytes) -> Problem:
    said = " ".join(body.decode("utf-8", "replace").split())[:LONGEST_ERROR]
    if 400 <= status < 500:
        return Problem(400, f"The store refuses the query: {said}")
    return Problem(502, f"The store behind this server failed (status {status}).")


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


@dataclass(slots=True)
class RemoteGeneration:
    """The state of the other store, as far as we know it: one without end."""

    pool: RemotePool
    source: Source
    identity: str = "remote-0"
    quads: int = 0
    alive: bool = True

    async def stop(self) -> None:
        """Let no further request go out."""
        await self.pool.close()

    async def drain(self) -> None:
        """Nothing is to be waited for: the pool goes on."""
