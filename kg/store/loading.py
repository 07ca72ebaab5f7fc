"""Brings a graph into the store beside its place, part by part, in the way that the store takes."""

from collections.abc import Callable, Sequence

from kg.store.client import Client
from kg.store.faults import Kind, StoreError, of_status
from kg.store.parts import Prepared, cut
from kg.store.places import graph_places
from kg.store.text import staging

# A part this large is quick to send; a store that takes less says so (413) and gets smaller ones.
PART, UPDATE_PART = 8 << 20, 512 << 10
SMALLEST = 4 << 10
NTRIPLES = "application/n-triples"


class Loader:
    """Loads graphs; what it learns about the store with the first part holds for the others."""

    def __init__(
        self, client: Client, update: Callable[[str], None], pairs: Callable[[str], int]
    ) -> None:
        self._client, self._update, self._pairs = client, update, pairs
        self._address: str | None = client.access.graphs or None
        self._size = PART

    def load(self, graph: Prepared) -> None:
        """Load one graph; raises StoreError."""
        name = staging(graph.name)
        if self._address is None:
            self._address = self._find(name, graph.lines[:1])
            self._size = PART if self._address else UPDATE_PART
        if graph.blank:
            self._send(name, graph.blank)
        rest: Sequence[str] = graph.lines
        while rest:
            part = next(cut(rest, self._size))
            try:
                self._send(name, part)
            except StoreError as fault:
                if fault.kind is not Kind.LARGE or len(part) == 1 or self._size <= SMALLEST:
                    raise
                self._size //= 2
                continue
            rest = rest[len(part) :]

    def _find(self, name: str, line: Sequence[str]) -> str:
        """Return where the store takes whole graphs, empty where it takes none: tried with one."""
        if not line:
            return ""
        for address in graph_places(self._client.access.query):
            status, _ = self._post(address, name, line)
            if 200 <= status < 300 and self._pairs(name):
                return address
        return ""

    def _send(self, name: str, lines: Sequence[str]) -> None:
        if self._address:
            status, body = self._post(self._address, name, lines)
            if not 200 <= status < 300:
                raise of_status(status, body, self._address, "graph")
            return
        data = "\n".join(lines)
        if any(" _:" in f" {line}" for line in lines):  # DATA may not hold blank nodes everywhere
            self._update(f"INSERT {{ GRAPH <{name}> {{\n{data}\n}} }} WHERE {{}}")
        else:
            self._update(f"INSERT DATA {{ GRAPH <{name}> {{\n{data}\n}} }}")

    def _post(self, address: str, name: str, lines: Sequence[str]) -> tuple[int, bytes]:
        body = ("\n".join(lines) + "\n").encode()
        status, answer, _ = self._client.change(address, body, NTRIPLES, params={"graph": name})
        return status, answer
