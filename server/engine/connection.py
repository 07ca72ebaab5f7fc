"""One connection to a forked worker: frames out, frames in, and its end."""

import asyncio
import contextlib
import os
import signal
import socket
from dataclasses import dataclass

from server.engine import wire

NICENESS = 10
READ = 1 << 18


@dataclass(slots=True)
class Head:
    """What comes: ``rows``, ``boolean`` or ``graph``; its format; how its bytes are packed."""

    kind: str
    format: str
    encoding: str = ""


class Worker:
    """One connection to a forked worker."""

    def __init__(self, connection: socket.socket, process: int) -> None:
        self._connection = connection
        self.process = process
        self._handle = os.pidfd_open(process) if hasattr(os, "pidfd_open") else -1
        self._buffer = bytearray()
        self._begin = 0
        self.used = False

    @classmethod
    async def connect(cls, address: str) -> "Worker":
        """Connect to a zygote; raises OSError where it is gone."""
        loop = asyncio.get_running_loop()
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.setblocking(False)
        try:
            await loop.sock_connect(connection, address)
            buffer = b""
            while len(buffer) < wire.HEADER.size or len(buffer) < _end_of_frame(buffer):
                part = await loop.sock_recv(connection, 4096)
                if not part:
                    raise ConnectionResetError("the worker ended at once")
                buffer += part
            return cls(connection, int(buffer[wire.HEADER.size :]))
        except BaseException:
            connection.close()
            raise

    async def send(self, payload: bytes) -> None:
        """Hand a question over."""
        self.used = True
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._connection, wire.frame(wire.QUESTION, payload))

    async def receive(self) -> tuple[bytes, bytes]:
        """Return the next frame; raises EOFError where the worker died."""
        loop = asyncio.get_running_loop()
        while (frame := self._take()) is None:
            try:
                part = await loop.sock_recv(self._connection, READ)
            except ConnectionResetError:
                part = b""
            if not part:
                raise EOFError
            self._buffer += part
        return frame

    def _take(self) -> tuple[bytes, bytes] | None:
        """Return a frame that is here already."""
        begin = self._begin + wire.HEADER.size
        if len(self._buffer) < begin:
            return None
        kind, size = wire.HEADER.unpack_from(self._buffer, self._begin)
        end = begin + size
        if len(self._buffer) < end:
            return None
        payload = bytes(memoryview(self._buffer)[begin:end])
        if end == len(self._buffer):
            self._buffer.clear()
            self._begin = 0
        elif end > READ:
            del self._buffer[:end]
            self._begin = 0
        else:
            self._begin = end
        return kind, payload

    @property
    def alive(self) -> bool:
        """Say whether an idle worker still waits for a question."""
        try:
            return self._connection.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._handle >= 0:
                signal.pidfd_send_signal(self._handle, number)
            else:
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
        self._connection.close()
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _end_of_frame(buffer: bytes | bytearray) -> int:
    return wire.HEADER.size + int(wire.HEADER.unpack_from(buffer)[1])
