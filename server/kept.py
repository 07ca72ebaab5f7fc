"""Answers of pages, kept while the graph stays the same.

A page depends on the generation of the graph and on the request's address, its Accept header and
whether gzip is read: on nothing else, as there are no sessions. So a kept answer is exact.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from flask import Response, request

# Enough for all pages of a few documents; the largest pages are some hundred kilobytes.
MOST_BYTES = 48 << 20
LARGEST = 2 << 20
# Longer addresses and headers are no ordinary reader's: not worth the room.
LONGEST_KEY = 2_000

Key = tuple[str, ...]


@dataclass(slots=True)
class Kept:
    """The answers, those used least recently given up first."""

    answers: OrderedDict[Key, tuple[list[tuple[str, str]], bytes]] = field(
        default_factory=OrderedDict
    )
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Key) -> Response | None:
        """Return an answer that was kept, or None."""
        with self.lock:
            found = self.answers.get(key)
            if found is None:
                return None
            self.answers.move_to_end(key)
        return Response(found[1], 200, found[0])

    def put(self, key: Key, answer: Response) -> None:
        """Keep an answer."""
        body = answer.get_data()
        if len(body) > LARGEST:
            return
        with self.lock:
            if key in self.answers:
                return
            self.answers[key] = (list(answer.headers.items()), body)
            self.size += len(body)
            while self.size > MOST_BYTES:
                _, (_, given_up) = self.answers.popitem(last=False)
                self.size -= len(given_up)


def key_of_request(generation: str) -> Key | None:
    """Return what the answer depends on; None where it is not to be kept."""
    accept = request.headers.get("Accept", "")
    if request.method != "GET" or len(request.full_path) + len(accept) > LONGEST_KEY:
        return None
    packed = "gzip" if request.accept_encodings.quality("gzip") > 0 else ""
    return generation, request.script_root, request.full_path, accept, packed
