"""The frames that front and worker exchange over a unix socket.

A frame is one letter, a length (32 bits, big endian), and that many bytes.
Front to worker: ``Q`` with a question as JSON. Worker to front: ``P`` (hello: its process id),
then for each question either ``X`` (an error as JSON) or ``H`` (head as JSON), any number of
``D`` (data) and ``E`` (end, as JSON); ``X`` in place of ``E`` says that the answer is cut.
"""

import json
import socket
import struct
from dataclasses import dataclass
from typing import Any

HEADER = struct.Struct("!cI")
QUESTION, HELLO, HEAD, DATA, END, ERROR = b"Q", b"P", b"H", b"D", b"E", b"X"

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
class Question:
    """A query with everything that decides its answer."""

    text: str
    rows: str = "json"
    graph: str = "ttl"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: tuple[tuple[str, Term], ...] = ()
    gzip: bool = False
    kind: str = "query"

    def as_json(self, seconds: float) -> bytes:
        """Return the question as the bytes of a ``Q`` frame's payload."""
        fields: dict[str, Any] = {
            "text": self.text,
            "rows": self.rows,
            "graph": self.graph,
            "gzip": self.gzip,
            "seconds": seconds,
            "kind": self.kind,
        }
        if self.default_graphs or self.named_graphs:
            fields["dataset"] = (self.default_graphs, self.named_graphs)
        if self.bindings:
            fields["bindings"] = [
                (name, t.kind, t.value, t.datatype, t.language) for name, t in self.bindings
            ]
        return json.dumps(fields).encode()


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
