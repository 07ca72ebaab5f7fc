"""What the rest of the server asks: questions in, answers out; which generation, hidden."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from kg.errors import DiplographError
from server.engine.cache import Cache, Kept
from server.engine.changes import Change
from server.engine.gate import Gate
from server.engine.generation import Generation
from server.engine.journal import Journal, fingerprint
from server.engine.pool import Pool, Reply
from server.engine.precheck import Checked, check
from server.engine.remote import RemoteGeneration, RemotePool
from server.engine.results import Rows, parse_rows
from server.engine.source import Source, default_state, manifest, read_source, stamp
from server.engine.stream import Stream
from server.engine.ticket import Answer, Ticket
from server.engine.wire import Head, Question, Term
from server.engine.writer import Writer, is_volatile
from server.problems import Busy, Problem
from server.settings import Settings

WATCH_SECONDS = 1.0
# Checking takes about a microsecond for each token.
LONG_TEXT = 20_000
log = logging.getLogger("diplograph.engine")


class Engine:
    """Answers questions on the current generation of a build directory."""

    def __init__(self, directory: Path, settings: Settings | None = None) -> None:
        self.directory = directory
        self.settings = settings or Settings()
        limits = self.settings.limits
        self.cache = Cache(limits.cache, limits.cache_entry)
        self._generation: Generation | RemoteGeneration | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writer: Writer | None = None
        self._gate: Gate | None = None
        self._checker = ThreadPoolExecutor(1, "check")
        self.switches = 0

    @property
    def generation(self) -> Generation | RemoteGeneration:
        """The current generation; raises Busy before there is one."""
        if self._generation is None:
            raise Busy("The server is starting; try again in a few seconds.", after=2)
        return self._generation

    @property
    def identity(self) -> str:
        """What tells the present state of the graph from every other."""
        return self.generation.identity

    @property
    def has_writes(self) -> bool:
        """Say whether the graph was changed since it was built."""
        journal = self._generation.journal if isinstance(self._generation, Generation) else None
        return journal is not None and (journal.count > 0 or journal.snapshot is not None)

    async def start(self) -> None:
        """Load the graph, then watch for a new build; raises DiplographError."""
        self._loop = asyncio.get_running_loop()
        if self.settings.services:
            self._gate = Gate(self.settings.services, self.settings.limits)
        if self.settings.store:
            pool = RemotePool(self.settings.store, self.settings.limits)
            self._generation = RemoteGeneration(pool, Source(self.directory, (), "remote"))
            self._spawn(pool.watch(self._there_is))
        else:
            self._generation = await self._load()
            self._spawn(self._watch())

    async def _load(self) -> Generation:
        source = read_source(self.directory, self.settings.with_ontology)
        journal = None
        if self.settings.writable:
            state = self.settings.state or default_state(self.directory)
            journal = Journal(state, fingerprint(self.directory / "graph.ttl"))
            self._writer = self._writer or Writer(self.settings, journal)
        generation = Generation(source, self.settings, journal)
        await generation.start()
        return generation

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self) -> None:
        """Load a new build when there is one, and the same one again where its process died."""
        refused = ""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            current = self.generation
            seen = stamp(self.directory)
            if current.alive and seen in {current.source.identity, refused}:
                continue
            try:
                async with self._writer.turn() if self._writer else contextlib.nullcontext():
                    fresh = await self._load()
            except (DiplographError, OSError) as error:
                refused = seen
                log.error("The new build is not served: %s", error)
                continue
            self.switch(fresh)

    def switch(self, fresh: Generation | RemoteGeneration) -> None:
        """Answer from another generation from now on; the old one ends with its last question."""
        old = self._generation
        self._generation = fresh
        self.cache.clear()
        self.switches += 1
        if old:
            self._spawn(old.drain())

    async def stop(self) -> None:
        """End everything."""
        for task in list(self._tasks):
            task.cancel()
        if self._generation:
            await self._generation.stop()
            self._generation = None
        if self._gate:
            self._gate.close()
        self._checker.shutdown(wait=False, cancel_futures=True)

    async def _check(self, text: str) -> Checked:
        """Check a text before a worker gets it; a long one aside, so that nobody waits for it."""
        limits, services = self.settings.limits, self.settings.services
        if len(text) <= LONG_TEXT:
            return check(text, limits, services)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._checker, check, text, limits, services)

    async def change(self, change: Change) -> int:
        """Make a change that is seen by every later question; return its HTTP status.

        Raises Problem or OutputError: then nothing has changed.
        """
        if not self.settings.writable:
            raise Problem(403, "This server is read-only: start it with --writable to change that.")
        if change.kind == "update":
            checked = await self._check(change.text)
            if not checked.repeatable or is_volatile(change.text):
                change = replace(change, volatile=True)
        generation = self.generation
        if isinstance(generation, RemoteGeneration):
            return await self._change_there(generation, change)
        if self._gate:
            change = replace(change, text=self._gate.through(change.text))
        if self._writer is None:
            raise Busy("The server is starting; try again in a few seconds.", after=2)
        async with self._writer.turn():
            generation = self.generation
            if isinstance(generation, RemoteGeneration):
                raise Busy("The store has been changed for another.")
            status, fresh = await self._writer.make(generation, change)
            self.switch(fresh)
        return status

    async def _change_there(self, generation: RemoteGeneration, change: Change) -> int:
        if self.settings.check_command:
            raise Problem(501, "A change to a store elsewhere cannot be checked before it is made.")
        status = await generation.pool.change(change)
        self.switch(replace(generation, changes=generation.changes + 1))
        return status

    def _there_is(self, state: str) -> None:
        """Take note of the state of a store elsewhere: what is kept of another is not shown."""
        generation = self._generation
        if isinstance(generation, RemoteGeneration) and generation.state != state:
            self.switch(replace(generation, state=state))

    async def answer(self, question: Question, ticket: Ticket | None = None) -> Answer:
        """Answer a question; raises Problem. A stream must be read to its end or closed."""
        ticket = ticket or Ticket()
        checked = await self._check(question.text)
        generation = self.generation
        streams: list[Reply] = []

        async def run() -> Kept | None:
            reply = await self._ask(generation.pool, question, ticket)
            if reply.whole is None:
                streams.append(reply)
                return None
            return Kept(reply.head.kind, reply.head.format, reply.whole)

        key = (generation.identity, question)
        keeps = checked.repeatable and not isinstance(generation, RemoteGeneration)
        kept = await (self.cache.single(key, run) if keeps else run())
        if kept:
            return Answer(Head(kept.kind, kept.format), kept)
        reply = streams[0]
        stream = reply.rest
        if stream and keeps and not reply.head.encoding:
            stream = Stream(self._keeping(key, reply.head, stream), stream.aclose)
        return Answer(reply.head, None, stream)

    async def _ask(self, pool: Pool | RemotePool, question: Question, ticket: Ticket) -> Reply:
        """Ask a pool; what goes out to other endpoints goes through the gate."""
        if self._gate is None or isinstance(pool, RemotePool):
            return await pool.ask(question, ticket.runs, ticket.page)
        try:
            return await pool.ask(self._gate.outward(question), ticket.runs, ticket.page)
        except Problem as problem:
            raise self._gate.told(problem) from None

    async def _keeping(
        self, key: tuple[str, Question], head: Head, stream: Stream
    ) -> AsyncGenerator[bytes, None]:
        """Pass a stream on, and keep it where it turns out to be short enough."""
        pieces: list[bytes] = []
        size = 0
        async with contextlib.aclosing(stream):
            async for piece in stream:
                size += len(piece)
                if size <= self.cache.entry_limit:
                    pieces.append(piece)
                else:
                    pieces.clear()
                yield piece
        if 0 < size <= self.cache.entry_limit and key[0] == self.identity:
            self.cache.put(key, Kept(head.kind, head.format, b"".join(pieces)))

    # What pages use, from threads of their own.

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Rows:
        """Answer a SELECT or ASK query of our own with its variables bound. Blocks.

        Not to be called on the event loop. Raises Problem.
        """
        kept = self.fetch(query, bindings, rows="json")
        return parse_rows(kept)

    def fetch(
        self,
        query: str,
        bindings: Mapping[str, Term] | None = None,
        rows: str = "json",
        graph: str = "ttl",
        page: bool = True,
        most: int = 0,
    ) -> bytes:
        """Answer a query with its bytes in a format (names as in server.negotiate). Blocks.

        ``most`` bounds the answer in bytes (0: no bound); a longer one raises Problem (413).
        """
        if self._loop is None:
            raise Busy("The server is starting; try again in a few seconds.", after=2)
        bound = tuple(sorted((bindings or {}).items()))
        question = Question(query, rows, graph, bindings=bound)
        work = self._whole(question, page, most)
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _whole(self, question: Question, page: bool, most: int) -> bytes:
        answer = await self.answer(question, Ticket(page))
        too_long = Problem(413, f"The answer is longer than {most:,} bytes: take it as a download.")
        if answer.kept:
            if 0 < most < len(answer.kept.body):
                raise too_long
            return answer.kept.body
        pieces, size = [], 0
        if answer.stream:
            async with contextlib.aclosing(answer.stream):
                async for piece in answer.stream:
                    size += len(piece)
                    if 0 < most < size:
                        raise too_long
                    pieces.append(piece)
        return b"".join(pieces)

    def facts(self) -> dict[str, object]:
        """Return the manifest of the build that is served."""
        return manifest(self.directory)
