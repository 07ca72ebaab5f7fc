"""Answers kept for the time of a generation, exact because a generation never changes."""

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from hashlib import sha256

# Below this size packing costs more than it saves.
SMALLEST_PACKED = 1024


@dataclass(slots=True)
class Kept:
    """A whole answer with its strong entity tag."""

    kind: str
    format: str
    body: bytes
    tag: str = ""
    _packed: bytes = b""

    def __post_init__(self) -> None:
        self.tag = self.tag or sha256(self.body).hexdigest()[:32]

    def packed(self) -> bytes:
        """Return the body in gzip, or nothing where it is too short for that."""
        if not self._packed and len(self.body) >= SMALLEST_PACKED:
            self._packed = gzip.compress(self.body, 1, mtime=0)
        return self._packed

    @property
    def size(self) -> int:
        """Bytes that keeping it costs, roughly."""
        return len(self.body) + len(self._packed) + 500


@dataclass(slots=True)
class Cache:
    """A bounded store of answers; equal questions at the same time are asked once."""

    limit: int
    entry_limit: int
    size: int = 0
    hits: int = 0
    misses: int = 0
    _kept: OrderedDict[Hashable, Kept] = field(default_factory=OrderedDict)
    _flights: dict[Hashable, asyncio.Future[Kept | None]] = field(default_factory=dict)

    def get(self, key: Hashable) -> Kept | None:
        """Return a kept answer."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            self.hits += 1
        return kept

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep an answer, and drop those unused for longest where it gets too much."""
        if kept.size > self.entry_limit or key in self._kept:
            return
        self._kept[key] = kept
        self.size += kept.size
        while self.size > self.limit:
            _, old = self._kept.popitem(last=False)
            self.size -= old.size

    def clear(self) -> None:
        """Forget everything: a new generation has begun."""
        self._kept.clear()
        self.size = 0

    async def single(self, key: Hashable, run: Callable[[], Awaitable[Kept | None]]) -> Kept | None:
        """Return the kept answer, or run once for all who ask meanwhile.

        ``run`` returns None for an answer that cannot be shared; then each one asks for itself.
        An error goes to everyone who waited for it.
        """
        while True:
            kept = self.get(key)
            if kept is not None:
                return kept
            flight = self._flights.get(key)
            if flight is None:
                return await self._lead(key, run)
            try:
                shared = await asyncio.shield(flight)
            except asyncio.CancelledError:
                if not flight.cancelled():
                    raise  # we were cancelled, not the one we waited for
                continue
            return shared if shared is not None else await run()

    async def _lead(self, key: Hashable, run: Callable[[], Awaitable[Kept | None]]) -> Kept | None:
        self.misses += 1
        flight: asyncio.Future[Kept | None] = asyncio.get_running_loop().create_future()
        self._flights[key] = flight
        try:
            kept = await run()
        except asyncio.CancelledError:
            flight.cancel()
            raise
        except BaseException as error:
            flight.set_exception(error)
            flight.exception()  # seen: no warning where nobody waits
            raise
        else:
            if kept is not None:
                self.put(key, kept)
            flight.set_result(kept)
            return kept
        finally:
            del self._flights[key]
