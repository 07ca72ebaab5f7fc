"""The front's side: workers over unix sockets, each question with a deadline.

A question starts in one of the short places. After ``short_seconds`` it needs a long place; where
none is free it is ended with 503, so that long questions can never keep short ones waiting.
"""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from server.engine import wire
from server.engine.connection import Worker
from server.engine.places import Places
from server.engine.stream import Stoppable, Stream
from server.engine.wire import Head, Question
from server.problems import Busy, CutAnswer, Problem
from server.settings import Limits, processors


class Run:
    """One question on one worker: keeps its deadlines, places and fate."""

    def __init__(self, pool: "Pool", places: Places, seconds: float) -> None:
        self._pool = pool
        self._places: Places | None = places
        self._seconds = seconds
        self._began = time.monotonic()
        self._timer: asyncio.TimerHandle | None = None
        self._long = False
        self._finished = False
        self.worker: Worker | None = None
        self.verdict: Problem | None = None

    def begin(self, worker: Worker) -> None:
        """Start the clock."""
        self.worker = worker
        self._pool.running += 1
        if self._timer:
            return
        short = min(self._pool.limits.short_seconds, self._seconds)
        self._timer = asyncio.get_running_loop().call_later(short, self._become_long)

    def _become_long(self) -> None:
        left = self._seconds - (time.monotonic() - self._began)
        if left <= 0.01:
            self._out_of_time()
        elif self._pool.long_free <= 0:
            self.stop(Busy("Too many long queries are running; try again later.", after=10))
        else:
            self._pool.long_free -= 1
            self._long = True
            if self._places:
                self._places.give()
                self._places = None
            if self.worker:
                self.worker.step_back()
            self._timer = asyncio.get_running_loop().call_later(left, self._out_of_time)

    def _out_of_time(self) -> None:
        self.stop(Problem(504, f"The query took longer than {self._seconds:g} seconds."))

    def stop(self, verdict: Problem) -> None:
        """End the question now, for this reason."""
        if self.verdict is None:
            self.verdict = verdict
            if self.worker:
                self.worker.kill()

    async def give_up(self) -> None:
        """Give everything back where nobody reads the answer."""
        self.finish(False)

    def finish(self, reusable: bool) -> None:
        """Give everything back; a second call does nothing."""
        if self._finished:
            return
        self._finished = True
        if self._timer:
            self._timer.cancel()
        if self._long:
            self._pool.long_free += 1
        if self._places:
            self._places.give()
        if self.worker:
            self._pool.running -= 1
            self._pool.put_back(self.worker, reusable and self.verdict is None)


@dataclass(slots=True)
class Reply:
    """A worker's answer: its head, and either all its bytes or the rest to come."""

    head: Head
    whole: bytes | None
    rest: Stream | None = None


class Pool:
    """The workers of one generation."""

    def __init__(self, address: str, limits: Limits, spare: int) -> None:
        self.address = address
        self.limits = limits
        self.long_free = limits.long_places
        self._short = Places(limits.short_places, eager=processors())
        self._pages = Places(limits.page_places)
        self._idle: list[Worker] = []
        self._spare = spare
        self._closing = False
        self._filling: asyncio.Future[None] | None = None
        self.running = 0
        self.deaths = 0

    async def warm(self) -> None:
        """Fork the spare workers before the first question comes."""
        while len(self._idle) < self._spare and not self._closing:
            self._idle.append(await Worker.connect(self.address))

    async def _worker(self, fresh: bool) -> tuple[Worker, bool]:
        """Return a worker, and whether it was waiting already."""
        while self._idle and not fresh:
            worker = self._idle.pop()
            if worker.alive:
                return worker, True
            worker.close()
        try:
            return await Worker.connect(self.address), False
        except OSError:
            raise Busy("The store is restarting; try again in a few seconds.", after=2) from None

    def put_back(self, worker: Worker, reusable: bool) -> None:
        """Keep a worker for the next question, or end it and have another one ready."""
        # Those beyond the spare ones stay too: a new one has to copy again what it touches.
        if reusable and not self._closing and len(self._idle) < self.limits.short_places:
            self._idle.append(worker)
            return
        worker.close()
        if not self._closing and self._filling is None and len(self._idle) < self._spare:
            self._filling = asyncio.ensure_future(self._fill())

    async def _fill(self) -> None:
        try:
            await self.warm()
        except OSError:  # the zygote is gone: the next question will find out
            return
        finally:
            self._filling = None

    async def ask(self, question: Question, run_out: list[Stoppable], page: bool = False) -> Reply:
        """Answer a question. The caller may stop it through the run put into ``run_out``.

        Raises Problem (400, 406, 503, 504, 507 …). A reply with a rest must be read or closed.
        """
        places = self._pages if page else self._short
        seconds = self.limits.page_seconds if page else self.limits.seconds
        if not places.take_free():
            await places.take(self.limits.queue_seconds)
        run = Run(self, places, seconds)
        run_out.append(run)
        try:
            payload = question.packed(seconds)
            reply = await self._attempt(run, payload, fresh=False)
            # A worker that died while it waited is no fault of the question: ask another one.
            return reply or await self._attempt(run, payload, fresh=True) or self._fail(run)
        except BaseException:
            run.finish(False)
            raise

    async def _attempt(self, run: Run, payload: bytes, fresh: bool) -> Reply | None:
        """Ask a worker; None where it died that had been waiting. Raises Problem."""
        worker, waited = await self._worker(fresh)
        run.begin(worker)
        try:
            worker.send(payload)
            return await self._read(run, worker)
        except EOFError:
            if waited and run.verdict is None:
                worker.close()
                run.worker = None
                self.running -= 1
                return None
            raise self._verdict(run) from None

    def _fail(self, run: Run) -> Reply:
        raise self._verdict(run)

    def _verdict(self, run: Run) -> Problem:
        if run.verdict:
            return run.verdict
        self.deaths += 1
        return Problem(507, "The query needs more memory or depth than this server allows.")

    async def _read(self, run: Run, worker: Worker) -> Reply:
        kind, payload = await worker.receive()
        if kind == wire.ANSWER:
            head, body, goes = wire.parts_of(payload)
            run.finish(not goes)
            return Reply(head, body)
        if kind == wire.ERROR:
            fields = json.loads(payload)
            run.finish(not fields.get("recycle"))
            raise Problem(fields["status"], fields["detail"])
        return Reply(wire.head_of(payload), None, Stream(self._stream(run, worker), run.give_up))

    async def _stream(self, run: Run, worker: Worker) -> AsyncGenerator[bytes, None]:
        reusable = False
        try:
            while True:
                kind, payload = await worker.receive()
                if kind == wire.DATA:
                    yield payload
                elif kind == wire.END:
                    reusable = not json.loads(payload)["recycle"]
                    return
                else:
                    raise CutAnswer(json.loads(payload)["detail"])
        except EOFError:
            raise CutAnswer(str(self._verdict(run))) from None
        finally:
            run.finish(reusable)

    async def close(self) -> None:
        """End the idle workers; those at work end with their questions."""
        self._closing = True
        while self._idle:
            self._idle.pop().close()
