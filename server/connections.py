"""TCP connections: uvicorn's HTTP/1.1, with bounds on what a client may leave undone.

The parser is httptools (llhttp), which refuses what could be framed in two ways. uvicorn bounds
neither the size of a head nor the time it takes, and lets a connection that it has closed linger
until the client has read everything. So a sweep looks at each connection once a second, and ends
those whose client owes something for too long.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Who takes longer for the head of a request, or reads nothing of the end of an answer, is cut.
OWED_SECONDS = 10.0
SWEEP_SECONDS = 1.0
MOST_HEAD_BYTES = 256 * 1024
MOST_HEADERS = 100
# How long running answers get to end once the server is told to stop.
STOP_SECONDS = 10
BACKLOG = 1024
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class TooManyHeadersError(Exception):
    """The head of a request has more fields than any client sends."""


class Joined(asyncio.Transport):
    """A transport that sends the head of an answer together with the first bytes of its body.

    uvicorn writes them one after the other, and each write wakes the client.
    """

    def __init__(self, inner: asyncio.Transport) -> None:
        super().__init__()
        self._inner = inner
        self._head = b""
        self._at_head = True
        self.get_extra_info = inner.get_extra_info  # type: ignore[method-assign]
        self.is_closing = inner.is_closing  # type: ignore[method-assign]
        self.pause_reading = inner.pause_reading  # type: ignore[method-assign]
        self.resume_reading = inner.resume_reading  # type: ignore[method-assign]
        self.get_write_buffer_size = inner.get_write_buffer_size  # type: ignore[method-assign]
        self.abort = inner.abort  # type: ignore[method-assign]

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send bytes; those of a head wait for what follows."""
        if self._at_head:
            if bytes(data[:10]) != b"HTTP/1.1 1":  # not "100 Continue", after which a head comes
                self._head, self._at_head = bytes(data), False
                return
        elif self._head:
            data = self._head + data
            self._head = b""
        self._inner.write(data)

    def end_answer(self) -> None:
        """Send a head that nothing follows; what comes next is another head."""
        if self._head:
            self._inner.write(self._head)
            self._head = b""
        self._at_head = True

    def close(self) -> None:
        """Send what waits, then close."""
        self.end_answer()
        self._inner.close()


class Connection(HttpToolsProtocol):
    """One client's connection."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._in_head = True
        self._received = 0
        # Since when the client has owed us something (loop time), 0 while it does not.
        self._owed_since = self.loop.time()
        self._unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        self._joined = Joined(transport)
        super().connection_made(self._joined)

    def on_response_complete(self) -> None:
        """Send what waits, then begin what comes next."""
        self._joined.end_answer()
        super().on_response_complete()

    def data_received(self, data: bytes) -> None:
        """Take bytes; a head that is too long is refused."""
        self._received += len(data)
        super().data_received(data)
        if self._in_head and self._received > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Give the client its time for a new head."""
        self._owed_since = 0.0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Answer a request whose head is here."""
        if len(self.headers) > MOST_HEADERS:
            raise TooManyHeadersError
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait for the next head."""
        super().on_message_complete()
        self._in_head, self._received = True, 0

    def sweep(self, now: float) -> None:
        """End the connection where a head, or the reading of the last bytes, is overdue."""
        unread = self.transport.get_write_buffer_size()
        answering = self.cycle is not None and not self.cycle.response_complete
        if (answering and not self.transport.is_closing()) or unread < self._unread:
            self._owed_since = 0.0
        elif not self._owed_since:
            self._owed_since = now
        elif now - self._owed_since > OWED_SECONDS:
            self.transport.abort()
        self._unread = unread


class Server(uvicorn.Server):
    """Listens and answers until it is told to stop."""

    def __init__(self, app: Any, host: str, port: int, most: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                limit_concurrency=most,
                backlog=BACKLOG,
                timeout_keep_alive=int(OWED_SECONDS),
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )
        # Requests that fail are logged where they are answered, without what was asked.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)

    def stop(self) -> None:
        """Take no more requests, and end when the running ones have."""
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGINT and SIGTERM, and end as any program: uvicorn would raise them again."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        sweeping = loop.create_task(self._sweep())
        try:
            yield
        finally:
            sweeping.cancel()

    async def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.sweep(loop.time())
