"""An answer that comes piece by piece, and gives back what it holds however it ends."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Protocol

from server.problems import Problem


class Stoppable(Protocol):
    """A question under way, here or in a store elsewhere."""

    def stop(self, verdict: Problem) -> None:
        """End the question now, for this reason."""


class Stream:
    """Pieces of an answer; to be read to the end or closed.

    A generator that nobody began to read runs none of its code when it is closed, so what must be
    given back (for a HEAD request, or a client that left before the first byte) is given back here.
    """

    def __init__(
        self, pieces: AsyncGenerator[bytes, None], ended: Callable[[], Awaitable[None]]
    ) -> None:
        self._pieces, self._ended = pieces, ended

    def __aiter__(self) -> "Stream":
        return self

    async def __anext__(self) -> bytes:
        return await anext(self._pieces)

    async def aclose(self) -> None:
        """End it; a second call does nothing."""
        try:
            await self._pieces.aclose()
        finally:
            await self._ended()
