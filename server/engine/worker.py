"""A forked process that answers the questions of one connection, and can be killed at any time.

It shares the store's memory with the process it was forked from, and limits itself: time by a
timer of the kernel whose signal ends the process even inside the engine, memory, no core dumps,
and no new file or socket, so that a query cannot reach out.
"""

import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys
import threading
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.engine import wire
from server.engine.evaluate import (
    Loaded,
    NoSuchGraphError,
    NotRepresentableError,
    WrongFormatError,
    XmlFilter,
    evaluate,
)
from server.engine.labels import SearchError
from server.engine.syntax import explain_syntax

# No query was seen to overflow a stack of this size within the nesting limit; it is only reserved.
STACK = 512 << 20
# The worker's own timer ends it a little after the front would have.
GRACE = 1.0
# A worker that grew by more than this is not used again: it would keep the memory.
GROWTH = 64 << 20
# In so many seconds little memory can be filled; then every so many questions are enough to look.
SHORT = 0.005
SOME = 64
FIRST_TO_DIE = "800"
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a worker may use: bytes of memory and of an answer, files, and whether it connects."""

    memory: int
    answer: int
    may_connect: bool = False
    files: int = 0


class TooLargeError(Exception):
    """The answer is longer than allowed."""


class FrameSink:
    """Writes an answer as frames: whole where it is short, in pieces where it is long."""

    def __init__(self, connection: socket.socket, bounds: Bounds, gzip: bool) -> None:
        self._connection = connection
        self._bounds = bounds
        self._gzip = gzip
        self._pack: Any = None
        self._filter: XmlFilter | None = None
        self._kind, self._name = "", ""
        self._pieces: list[bytes] = []
        self._held = 0
        self._total = 0
        self.begun = False

    def start(self, kind: str, name: str) -> None:
        """Take note of the kind of answer and its format."""
        self._kind, self._name = kind, name
        if name in {"xml", "rdfxml"}:
            self._filter = XmlFilter()

    def write(self, data: bytes) -> int:
        """Take a piece of the answer."""
        self._pieces.append(data)
        self._held += len(data)
        self._total += len(data)
        if self._total > self._bounds.answer:
            raise TooLargeError
        if self._held >= wire.WHOLE:
            self._send(last=False)
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent when they are large enough."""

    def _send(self, last: bool) -> None:
        data = b"".join(self._pieces)
        self._pieces, self._held = [], 0
        if self._filter:
            data = self._filter.pass_on(data, last)
        if last and not self.begun:
            head = wire.head_line(self._kind, self._name)
            self._connection.sendall(wire.whole(head, data, has_grown()))
            return
        frames = b""
        if not self.begun:
            encoding = "gzip" if self._gzip else ""
            if encoding:
                self._pack = zlib.compressobj(1, zlib.DEFLATED, 31)
            frames = wire.frame(wire.HEAD, wire.head_line(self._kind, self._name, encoding))
        if self._pack:
            data = self._pack.compress(data) + (self._pack.flush() if last else b"")
        frames += wire.frame(wire.DATA, data) if data else b""
        if last:
            frames += wire.frame(wire.END, json.dumps({"recycle": has_grown()}).encode())
        self.begun = True
        self._connection.sendall(frames)

    def finish(self) -> None:
        """Send what is left, and the end."""
        self._send(last=True)


class Memory:
    """What this process holds beyond what it began with.

    The files of /proc are opened before the process gives up opening files.
    """

    def __init__(self) -> None:
        self._file = -1
        self._library: Any = None
        if sys.platform == "linux":
            self._file = os.open("/proc/self/statm", os.O_RDONLY)
            self._library = ctypes.CDLL(None)
        self._begin = self._held()
        self._asked = 0

    def _held(self) -> int:
        if self._file < 0:
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        pages = int(os.pread(self._file, 100, 0).split()[1])
        return pages * resource.getpagesize()

    def has_grown(self, seconds: float) -> bool:
        """Say whether it holds much more, even after giving back what it can.

        After a question of so few seconds that it cannot have filled much, only now and then.
        """
        self._asked += 1
        if seconds < SHORT and self._asked % SOME:
            return False
        if self._held() - self._begin < GROWTH:
            return False
        if hasattr(self._library, "malloc_trim"):
            self._library.malloc_trim(0)
        return self._held() - self._begin >= GROWTH


_memory: Memory | None = None
_asked_at = 0.0


def has_grown() -> bool:
    """Say whether this process should not be used again."""
    return _memory is not None and _memory.has_grown(time.monotonic() - _asked_at)


def explain(error: BaseException, text: str) -> tuple[int, str]:
    """Return status and sentence for what stopped a question."""
    if isinstance(error, SyntaxError):
        return 400, explain_syntax(text, str(error))
    if isinstance(error, WrongFormatError):
        offered = "rows" if error.args[0] == "rows" else "a graph"
        return 406, f"This query answers with {offered}, in none of the formats asked for."
    if isinstance(error, SearchError):
        return 400, f"The query cannot be answered: {error}."
    if isinstance(error, NoSuchGraphError):
        return 404, "There is no such graph."
    if isinstance(error, NotRepresentableError):
        return 406, f"Not possible in this format: {error}."
    if isinstance(error, TooLargeError):
        return 507, "The answer is larger than this server allows; add LIMIT or use /dumps/."
    if isinstance(error, MemoryError):
        return 507, "The query needs more memory than this server allows."
    if isinstance(error, ValueError | RuntimeError | OSError):
        return 400, f"The query cannot be answered: {error}"
    return 500, "The server failed on this query."


def answer(
    connection: socket.socket, loaded: Loaded, question: dict[str, Any], bounds: Bounds
) -> None:
    """Answer one question: frames of the answer, or one error frame."""
    sink = FrameSink(connection, bounds, question.get("gzip", False))
    try:
        evaluate(loaded, question, sink)
        sink.finish()
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)
    except Exception as error:
        status, detail = explain(error, question["text"])
        fields = {"status": status, "detail": detail, "recycle": has_grown()}
        connection.sendall(wire.frame(wire.ERROR, json.dumps(fields).encode()))


def limit_process(bounds: Bounds) -> None:
    """Give up what a query must not have. Called once, in the forked process."""
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_DIE, encoding="ascii")
        present = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        size = present * resource.getpagesize() + STACK + bounds.memory
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What the engine says while it dies is for nobody; the front reports the death.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stderr.fileno())
    if not bounds.may_connect:
        resource.setrlimit(resource.RLIMIT_NOFILE, (bounds.files, bounds.files))


def work(
    connection: socket.socket,
    loaded: Loaded,
    bounds: Bounds,
) -> None:
    """Answer the questions of one connection until it ends, then end the process."""
    global _memory
    gc.disable()
    _memory = Memory()
    limit_process(bounds)
    connection.sendall(wire.frame(wire.HELLO, str(os.getpid()).encode()))

    def loop() -> None:
        global _asked_at
        while (received := wire.receive_frame(connection)) is not None:
            _asked_at = time.monotonic()
            question = wire.unpacked(received[1])
            signal.setitimer(signal.ITIMER_REAL, question["seconds"] + GRACE)
            answer(connection, loaded, question, bounds)
            signal.setitimer(signal.ITIMER_REAL, 0)

    threading.stack_size(STACK)
    thread = threading.Thread(target=loop)
    thread.start()
    thread.join()
    os._exit(0)
