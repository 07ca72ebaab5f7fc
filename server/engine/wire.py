"""The frames that front and worker exchange over a unix socket.

A frame is one letter, a length (32 bits, big endian), and that many bytes.
Front to worker: ``Q`` with a question: its circumstances as one line of JSON, then its text. Worker
to front: ``P`` (hello: its process id), then for each question ``A`` (a whole answer: a byte that
says whether the worker should go, the head as one line of JSON, the bytes), or ``X`` (an error as
JSON), or ``H`` (head as JSON), any number of ``D`` (data) and ``E`` (end, as JSON); ``X`` in place
of ``E`` says that the answer is cut. The lines of JSON are few and come again and again, so both
sides keep what they have read and written.
"""

import json
import socket
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

HEADER = struct.Struct("!cI")
QUESTION, HELLO, HEAD, DATA, END, ERROR = b"Q", b"P", b"H", b"D", b"E", b"X"
ANSWER = b"A"
STAY, GO = b"0", b"1"

# An answer up to this size is sent as one piece with its length; a longer one is streamed.
WHOLE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term of an answer or a binding: kind is ``uri``, ``bnode`` or ``literal``."""

    kind: str
    value: str
    datatype: str = ""
    language: str = ""

    @staticmethod
    def iri(value: str) -> "Term":
        """Return an IRI as a term."""
        return Term("uri", value)

    @staticmethod
    def literal(value: str, language: str = "", datatype: str = "") -> "Term":
        """Return a literal as a term."""
        return Term("literal", value, datatype, language)


@dataclass(frozen=True, slots=True)
class Head:
    """What comes: ``rows``, ``boolean`` or ``graph``; its format; how its bytes are packed."""

    kind: str
    format: str
    encoding: str = ""


class Question(NamedTuple):
    """A query with everything that decides its answer."""

    text: str
    rows: str = "json"
    graph: str = "ttl"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: tuple[tuple[str, Term], ...] = ()
    gzip: bool = False
    kind: str = "query"

    def packed(self, seconds: float) -> bytes:
        """Return the question as the bytes of a ``Q`` frame's payload."""
        return _line(seconds, *self[1:]) + self.text.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=1024)
def _line(
    seconds: float,
    rows: str,
    graph: str,
    default_graphs: tuple[str, ...],
    named_graphs: tuple[str, ...],
    bindings: tuple[tuple[str, Term], ...],
    gzip: bool,
    kind: str,
) -> bytes:
    fields: dict[str, Any] = {
        "rows": rows,
        "graph": graph,
        "gzip": gzip,
        "seconds": seconds,
        "kind": kind,
    }
    if default_graphs or named_graphs:
        fields["dataset"] = (default_graphs, named_graphs)
    if bindings:
        fields["bindings"] = [
            (name, t.kind, t.value, t.datatype, t.language) for name, t in bindings
        ]
    return json.dumps(fields).encode() + b"\n"


def unpacked(payload: bytes) -> dict[str, Any]:
    """Return the fields of a question from the payload of its frame."""
    line, _, text = payload.partition(b"\n")
    return {**_fields(line), "text": text.decode("utf-8", "surrogatepass")}


@lru_cache(maxsize=256)
def _fields(line: bytes) -> dict[str, Any]:
    return dict(json.loads(line))


@lru_cache(maxsize=64)
def head_line(kind: str, name: str, encoding: str = "") -> bytes:
    """Return a head as a line of JSON."""
    return json.dumps({"kind": kind, "format": name, "encoding": encoding}).encode() + b"\n"


@lru_cache(maxsize=64)
def head_of(line: bytes) -> Head:
    """Return the head that a line of JSON says."""
    return Head(**json.loads(line))


def whole(head: bytes, body: bytes, go: bool) -> bytes:
    """Return a whole answer as one frame."""
    size = 1 + len(head) + len(body)
    return b"".join((HEADER.pack(ANSWER, size), GO if go else STAY, head, body))


def parts_of(payload: bytes) -> tuple[Head, bytes, bool]:
    """Return head, bytes, and whether the worker goes, from the payload of a whole answer."""
    end = payload.index(b"\n") + 1
    return head_of(payload[1:end]), payload[end:], payload[:1] == GO


def frame(kind: bytes, payload: bytes) -> bytes:
    """Return one frame as bytes."""
    return HEADER.pack(kind, len(payload)) + payload


def receive_exactly(connection: socket.socket, size: int) -> bytes | None:
    """Read that many bytes from a blocking socket; None where it ends before."""
    parts = []
    while size:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def receive_frame(connection: socket.socket) -> tuple[bytes, bytes] | None:
    """Read one frame from a blocking socket; None where it ends."""
    begun = connection.recv(1 << 16)
    while begun and len(begun) < HEADER.size:
        part = connection.recv(1 << 16)
        if not part:
            return None
        begun += part
    if not begun:
        return None
    kind, size = HEADER.unpack_from(begun)
    payload = begun[HEADER.size :]
    if len(payload) < size:  # one question at a time: nothing follows this frame
        rest = receive_exactly(connection, size - len(payload))
        return None if rest is None else (kind, payload + rest)
    return kind, payload
