"""One connection to a forked worker: frames out, frames in, and its end."""

import asyncio
import contextlib
import os
import signal
from collections import deque

from server.engine import wire

NICENESS = 10
# With this many frames unread the worker has to wait until some are read.
MOST_WAITING = 8


class Worker(asyncio.Protocol):
    """One connection to a forked worker, read as the event loop hears from it."""

    def __init__(self) -> None:
        self.process = 0
        self._handle = -1
        self._transport: asyncio.Transport | None = None
        # A header that has begun; or what is here of a frame, and how many bytes are not.
        self._begun = b""
        self._kind, self._missing = b"", 0
        self._parts: list[bytes] = []
        self._frames: deque[tuple[bytes, bytes]] = deque()
        self._waiter: asyncio.Future[tuple[bytes, bytes]] | None = None
        self._loop = asyncio.get_running_loop()
        self._paused = False
        self.alive = True

    @classmethod
    async def connect(cls, address: str) -> "Worker":
        """Connect to a zygote; raises OSError where it is gone."""
        _, worker = await asyncio.get_running_loop().create_unix_connection(cls, address)
        try:
            _, said = await worker.receive()
            worker.process = int(said)
            if hasattr(os, "pidfd_open"):
                worker._handle = os.pidfd_open(worker.process)
        except EOFError:
            raise ConnectionResetError("the worker ended at once") from None
        except BaseException:
            worker.close()
            raise
        return worker

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Take bytes; pass each frame on that is here as a whole."""
        if self._missing:
            self._parts.append(data[: self._missing])
            rest = data[self._missing :]
            self._missing -= min(self._missing, len(data))
            if self._missing:
                return
            payload, self._parts = b"".join(self._parts), []
            self._pass_on(self._kind, payload)
            data = rest
        elif self._begun:
            data, self._begun = self._begun + data, b""
        while len(data) >= wire.HEADER.size:
            kind, size = wire.HEADER.unpack_from(data)
            end = wire.HEADER.size + size
            if len(data) < end:
                self._kind, self._missing = kind, end - len(data)
                self._parts = [data[wire.HEADER.size :]]
                return
            self._pass_on(kind, data[wire.HEADER.size : end])
            data = data[end:]
        self._begun = data

    def _pass_on(self, kind: bytes, payload: bytes) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result((kind, payload))
            return
        self._frames.append((kind, payload))
        if len(self._frames) >= MOST_WAITING and self._transport and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def connection_lost(self, _: Exception | None) -> None:
        """Tell who waits that the worker has died."""
        self.alive = False
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(EOFError())

    # What the pool calls.

    def send(self, payload: bytes) -> None:
        """Hand a question over; a worker that has died is found out when its answer is awaited."""
        if self._transport is not None:
            self._transport.write(wire.frame(wire.QUESTION, payload))

    async def receive(self) -> tuple[bytes, bytes]:
        """Return the next frame; raises EOFError where the worker died."""
        if self._frames:
            frame = self._frames.popleft()
            if self._paused and not self._frames and self._transport:
                self._paused = False
                self._transport.resume_reading()
            return frame
        if not self.alive:
            raise EOFError
        self._waiter = self._loop.create_future()
        return await self._waiter

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._handle >= 0:
                signal.pidfd_send_signal(self._handle, number)
            elif self.process and not hasattr(os, "pidfd_open"):
                os.kill(self.process, number)

    def kill(self) -> None:
        """End the process at once; who waits for a frame gets EOFError."""
        self._signal(signal.SIGKILL)

    def step_back(self) -> None:
        """Let shorter questions have the processor first."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.process, NICENESS)

    def close(self) -> None:
        """End the process and give the connection back."""
        self.kill()
        self.alive = False
        if self._transport:
            self._transport.abort()
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
