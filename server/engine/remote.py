"""A SPARQL endpoint elsewhere in the place of our own store: same questions, same limits.

What comes back is passed on piece by piece. The other store keeps its own state, so its answers
are not kept here. Where a build was brought into it (see kg.store), a question is answered from
the graphs of that build, merged, as from a build directory.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kg.rdfio import ASSERTED_GRAPH, BUILD_GRAPH, IDENTIFIER
from kg.store.access import Access
from kg.store.client import FORM_MEDIA, query_fields
from kg.store.contract import DEFAULT_GRAPHS
from kg.store.dialect import StandardJson
from kg.store.faults import words_of
from kg.store.text import form_of, names_its_dataset, words
from server.engine.bindings import with_bindings
from server.engine.calling import Call, Caller, Reading
from server.engine.changes import Change
from server.engine.places import Places
from server.engine.pool import Reply
from server.engine.remotechange import make_change
from server.engine.results import parse_rows
from server.engine.source import Source
from server.engine.stream import Stoppable, Stream
from server.engine.wire import WHOLE, Head, Question
from server.negotiate import GRAPHS, ROWS
from server.problems import CutAnswer, Problem
from server.settings import Limits

log = logging.getLogger("diplograph.remote")
MEDIA = {f.name: f.media for f in (*ROWS, *GRAPHS)}
NAMES = {f.name: f.names for f in (*ROWS, *GRAPHS)}
# How long it is believed which graphs the other store has.
GRAPHS_SECONDS = 10.0
MINUTE, WATCH_SECONDS = 60.0, 2.0
BUILD = f"SELECT ?id {{ GRAPH <{BUILD_GRAPH}> {{ ?dataset <{IDENTIFIER}> ?id }} }} LIMIT 1"
HOLDS_BUILD = f"ASK {{ GRAPH <{ASSERTED_GRAPH}> {{ ?s ?p ?o }} }}"
# Virtuoso takes a thousand times as long for SELECT DISTINCT ?g.
ALL_GRAPHS = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


class RemotePool:
    """Asks the other store; has the face of the pool of workers."""

    def __init__(self, access: Access, limits: Limits) -> None:
        self.access = access
        self.limits = limits
        self._short, self._pages = Places(limits.short_places), Places(limits.page_places)
        self.caller = Caller(access, 2 * (limits.short_places + limits.page_places))
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}
        self._state = ""
        self.running = 0
        self.deaths = 0

    async def ask(self, question: Question, runs: list[Stoppable], page: bool = False) -> Reply:
        """Answer a question from the other store. Raises Problem (400, 404, 406, 502, 503, 504)."""
        call = Call()
        runs.append(call)
        if question.kind == "graph":
            question = await self._graph(question, call)
        wanted = question.graph if _gives_graph(question.text) else question.rows
        if not wanted:
            raise Problem(
                406, "This query's kind of answer comes in none of the formats asked for."
            )
        places = self._pages if page else self._short
        seconds = self.limits.seconds  # for pages too: another store may take longer to plan
        await places.take(self.limits.queue_seconds)
        self.running += 1

        def end() -> None:
            self.running -= 1
            places.give()

        try:
            default, named = await self._dataset(question, call)
            return await self._ask(question, call, wanted, (default, named), seconds, end)
        except BaseException:
            end()
            raise

    async def _ask(
        self,
        question: Question,
        call: Call,
        wanted: str,
        graphs: tuple[Sequence[str], Sequence[str]],
        seconds: float,
        end: Callable[[], None],
    ) -> Reply:
        """Send a question; ``end`` is called when its answer is over, unless this raises."""
        text = with_bindings(question.text, question.bindings)
        body = urlencode(query_fields(text, *graphs)).encode()
        headers = {"Content-Type": FORM_MEDIA, "Accept": MEDIA[wanted]}
        reading: Reading | None = None
        try:
            with call.waiting():
                async with asyncio.timeout(seconds):
                    reading = await self.caller.send(
                        "POST", self.access.query, body, headers, seconds, again=True
                    )
                    first = await reading.piece()
                    _judge(reading, first, wanted)
        except BaseException as fault:
            if reading:
                await reading.close()
            if isinstance(fault, TimeoutError):
                raise Problem(504, f"The query took longer than {seconds:g} seconds.") from None
            raise
        head = Head("rows" if any(f.name == wanted for f in ROWS) else "graph", wanted)
        pass_on = StandardJson().pass_on if wanted == "json" else _as_it_is
        if len(first) < WHOLE:
            await reading.close()
            end()
            return Reply(head, pass_on(first, True))
        held = _Held(reading, end)
        return Reply(head, None, Stream(self._stream(held, call, first, pass_on), held.release))

    async def _stream(
        self, held: "_Held", call: Call, piece: bytes, pass_on: Callable[[bytes, bool], bytes]
    ) -> AsyncGenerator[bytes, None]:
        total = 0
        try:
            while piece:
                total += len(piece)
                if total > self.limits.answer:
                    raise CutAnswer("The answer is larger than this server allows.")
                if some := pass_on(piece, False):
                    yield some
                with call.waiting():
                    piece = await held.reading.piece()
            if rest := pass_on(b"", True):
                yield rest
        except Problem as problem:
            raise CutAnswer(str(problem)) from None
        finally:
            await held.release()

    async def _graph(self, question: Question, call: Call) -> Question:
        """Return the query for a whole graph; raises Problem (404)."""
        if not question.text:
            return Question("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "", question.graph)
        pattern = f"GRAPH <{question.text}> {{ ?s ?p ?o }}"
        if not await self._truth(f"ASK {{ {pattern} }}", call):
            raise Problem(404, "There is no such graph.")
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
        return Question(text, "", question.graph)

    async def _dataset(
        self, question: Question, call: Call
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return default and named graphs: the question's own, else those of a build."""
        if question.default_graphs or question.named_graphs:
            return question.default_graphs, question.named_graphs
        if names_its_dataset(question.text) or not await self._remember(HOLDS_BUILD, call):
            return (), ()
        named = await self._remember(ALL_GRAPHS, call) if "GRAPH" in words(question.text) else ()
        return DEFAULT_GRAPHS, named

    async def _remember(self, text: str, call: Call) -> tuple[str, ...]:
        """Return the graphs that a query of ours finds; for some seconds it is not asked again."""
        until, known = self._known.get(text, (0.0, ()))
        if time.monotonic() > until:
            if text == HOLDS_BUILD:
                known = (ASSERTED_GRAPH,) if await self._truth(text, call) else ()
            else:
                rows = parse_rows(await self._bare(text, call))
                known = tuple(sorted(row["g"].value for row in rows.rows if "g" in row))
            self._known[text] = (time.monotonic() + GRAPHS_SECONDS, known)
        return known

    async def _truth(self, text: str, call: Call) -> bool:
        return b"true" in await self._bare(text, call)

    async def _bare(self, text: str, call: Call) -> bytes:
        """Return the JSON of a small question of our own, on all that the store has."""
        question = Question(text, "json", "")
        seconds = self.limits.seconds
        reply = await self._ask(question, call, "json", ((), ()), seconds, lambda: None)
        if reply.rest:
            await reply.rest.aclose()
            raise Problem(502, "The store behind this server has more graphs than can be listed.")
        return reply.whole or b""

    async def change(self, change: Change) -> int:
        """Make a change in the other store; return its HTTP status. Raises Problem."""
        self._known.clear()
        return await make_change(self.caller, self.access, change, self.limits.seconds)

    async def watch(self, seen: Callable[[str], None]) -> None:
        """Tell the state of the store again and again: its build, or where it has none the minute.

        Nothing tells when a store without a build changes, so nothing is kept of it for longer.
        """
        while True:
            try:
                rows = parse_rows(await self._bare(BUILD, Call())).rows
                state = rows[0]["id"].value if rows else f"{time.monotonic() // MINUTE:.0f}"
                if state != self._state:
                    self._known.clear()
                self._state = state
                seen(state)
            except Problem:
                pass  # who asks now hears it
            await asyncio.sleep(WATCH_SECONDS)

    async def close(self) -> None:
        """Let no further request go out."""
        await self.caller.close()


class _Held:
    """What a long answer holds: its connection and its place, given back once."""

    def __init__(self, reading: Reading, end: Callable[[], None]) -> None:
        self.reading = reading
        self._end: Callable[[], None] | None = end

    async def release(self) -> None:
        """Give both back; a second call does nothing."""
        if self._end is not None:
            end, self._end = self._end, None
            end()
            await self.reading.close()


def _as_it_is(data: bytes, _: bool) -> bytes:
    return data


def _gives_graph(text: str) -> bool:
    return form_of(text) in {"CONSTRUCT", "DESCRIBE"}


def _judge(reading: Reading, first: bytes, wanted: str) -> None:
    """Refuse an answer that is none; raises Problem."""
    if 400 <= reading.status < 500 and reading.status not in {401, 403, 408, 429}:
        raise Problem(400, f"The store refuses the query: {words_of(first)}")
    if reading.status in {401, 403}:
        raise Problem(502, "The store behind this server does not let it in.")
    if reading.status != 200:
        # For the operator: visitors are not told what is behind.
        log.warning("The store failed (status %d): %s", reading.status, words_of(first))
        raise Problem(502, f"The store behind this server failed (status {reading.status}).")
    if reading.media not in NAMES[wanted]:
        said = f"The store does not answer in this format, but in {reading.media[:80]}."
        raise Problem(406, said)


@dataclass(slots=True)
class RemoteGeneration:
    """The state of the other store, as far as we know it: one without end."""

    pool: RemotePool
    source: Source
    state: str = ""
    changes: int = 0
    quads: int = 0
    alive: bool = True

    @property
    def identity(self) -> str:
        """What tells this state from others: the build there, and our changes since the start."""
        return f"remote-{self.state}-{self.changes}"

    async def stop(self) -> None:
        """Let no further request go out."""
        await self.pool.close()

    async def drain(self) -> None:
        """Nothing is to be waited for: the pool goes on."""
