"""Places in which questions run: who waits for one, and how long."""

import asyncio
from collections import deque

from server.problems import Busy

# Who has waited so long gets a place beyond the number of processors.
PATIENCE = 0.05


class Places:
    """A number of places that questions wait for, first come, first served.

    The first ``eager`` places are taken at once, the others only by who has waited for PATIENCE.
    More workers than processors do no more work: they take turns, and each copies the memory it
    touches. But where all are at something longer, short questions have to go on.
    """

    def __init__(self, count: int, eager: int = 0) -> None:
        self._count = count
        self._eager = min(eager or count, count)
        self._used = 0
        self._waiting: deque[tuple[float, asyncio.Future[None]]] = deque()

    def take_free(self) -> bool:
        """Take a place where one is free and nobody waits."""
        if self._used < self._eager and not self._waiting:
            self._used += 1
            return True
        return False

    async def take(self, seconds: float) -> None:
        """Take a place; raises Busy where none comes free in time."""
        if self.take_free():
            return
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._waiting.append((loop.time(), future))
        insisting = loop.call_later(PATIENCE, self._admit)
        try:
            async with asyncio.timeout(seconds):
                try:
                    await future
                except asyncio.CancelledError:
                    if future.done() and not future.cancelled():
                        self.give()
                    raise
        except TimeoutError:
            raise Busy("All workers are busy; try again in a few seconds.") from None
        finally:
            insisting.cancel()

    def give(self) -> None:
        """Give a place back, to the one who waits longest."""
        self._used -= 1
        self._admit()

    def _admit(self) -> None:
        now = asyncio.get_running_loop().time() if self._waiting else 0.0
        while self._waiting:
            since, future = self._waiting[0]
            # The timer may ring a little before its time.
            patient = now - since < PATIENCE * 0.99
            if self._used >= (self._eager if patient else self._count) and not future.done():
                return
            self._waiting.popleft()
            if not future.done():
                self._used += 1
                future.set_result(None)
