"""Faults of a store elsewhere, each with its sentence; and stores that take less than others.

The stores of these tests are small HTTP servers that misbehave on purpose. What well-behaved
stores do is in test_contract, what becomes of logins in test_logins.
"""

import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from kg.rdfio import ASSERTED_GRAPH
from kg.store.access import Access
from kg.store.faults import Kind, StoreError
from kg.store.remote import RemoteStore
from tests.stores import Answer, serving

STAGED = f"{ASSERTED_GRAPH}/staging"
SECRET = "not-for-logs-7f3a"


class Little:
    """A store in this process that takes bodies up to a size, and graphs only where it likes to."""

    def __init__(self, most: int = 1 << 30, takes_graphs: bool = True) -> None:
        self.store, self.most, self.takes_graphs = ox.Store(), most, takes_graphs
        self.requests: list[tuple[str, int]] = []
        self.lock = threading.Lock()

    def __call__(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        with self.lock:
            return self._answer(request, body)

    def _answer(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        parts = urlsplit(request.path)
        self.requests.append((parts.path, len(body)))
        if len(body) > self.most:
            return 413, {}, b"too much"
        media = request.headers["Content-Type"]
        if parts.path == "/store" and self.takes_graphs:
            graph = ox.NamedNode(parse_qs(parts.query)["graph"][0])
            self.store.load(body, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
            return 204, {}, b""
        if parts.path != "/sparql":
            return 404, {}, b""
        if media == "application/sparql-update":
            self.store.update(body.decode())
            return 204, {}, b""
        found = self.store.query(parse_qs(body.decode())["query"][0])
        said = found.serialize(format=ox.QueryResultsFormat.JSON) or b""  # type: ignore[call-arg]
        return 200, {"Content-Type": "application/sparql-results+json"}, said


def triples(folder: Path, count: int) -> Path:
    path = folder / "data.ttl"
    path.write_text(
        "".join(f'<http://example.org/i{n}> <http://example.org/n> "{n}" .\n' for n in range(count))
        + "<http://example.org/x> <http://example.org/has> [ <http://example.org/n> 1 ] .\n"
    )
    return path


def held(store: ox.Store) -> dict[str, int]:
    found: dict[str, int] = {}
    for quad in store:
        found[quad.graph_name.value] = found.get(quad.graph_name.value, 0) + 1  # type: ignore[union-attr]
    return found


@pytest.mark.parametrize("takes_graphs", [True, False])
@pytest.mark.parametrize("most", [1 << 30, 30_000])
def test_parts_as_large_as_the_store_takes(tmp_path: Path, takes_graphs: bool, most: int) -> None:
    little = Little(most, takes_graphs)
    with serving(little) as url:
        RemoteStore(Access(url), seconds=20).replace({ASSERTED_GRAPH: [triples(tmp_path, 3000)]})
    assert held(little.store) == {ASSERTED_GRAPH: 3002}
    by_graph = [size for path, size in little.requests if path == "/store" and size <= most]
    assert (len(by_graph) > 1) is takes_graphs
    assert max(size for _, size in little.requests if size <= most) > min(most, 100_000) / 4


def test_a_statement_that_is_too_big_is_told_and_nothing_changes(tmp_path: Path) -> None:
    little = Little()
    big = tmp_path / "big.ttl"
    big.write_text(f'<http://example.org/a> <http://example.org/b> "{"x" * 50_000}" .\n')
    with serving(little) as url:
        store = RemoteStore(Access(url), seconds=20)
        store.replace({ASSERTED_GRAPH: [triples(tmp_path, 10)]})
        little.most = 20_000
        with pytest.raises(StoreError, match=r"is too big for the store at http://127"):
            store.replace({ASSERTED_GRAPH: [big]})
    assert held(little.store) == {ASSERTED_GRAPH: 12}


class Losing(Little):
    """Says that it took a part, and did not."""

    def _answer(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        if request.path.startswith("/store") and len(body) > 1000:
            return 204, {}, b""
        return super()._answer(request, body)


def test_a_store_that_loses_a_part_never_shows_the_rest(tmp_path: Path) -> None:
    little = Losing()
    with serving(little) as url:
        store = RemoteStore(Access(url), seconds=20)
        store.replace({ASSERTED_GRAPH: [triples(tmp_path, 10)]})
        with pytest.raises(StoreError, match=r"holds 3 of 3,002 .*Nothing was replaced") as told:
            store.replace({ASSERTED_GRAPH: [triples(tmp_path, 3000)]})
    assert told.value.kind is Kind.CUT
    assert held(little.store) == {ASSERTED_GRAPH: 12}


class Tiring(Little):
    """Takes some parts and then no more."""

    def _answer(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        if request.path.startswith("/store") and len(self.requests) > 12:
            return 500, {}, b"out of disk"
        return super()._answer(request, body)


def test_a_build_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    little = Tiring(most=20_000)
    with serving(little) as url:
        store = RemoteStore(Access(url), seconds=20)
        store.replace({ASSERTED_GRAPH: [triples(tmp_path, 10)]})
        with pytest.raises(StoreError, match="out of disk"):
            store.replace({ASSERTED_GRAPH: [triples(tmp_path, 3000)]})
    assert held(little.store) == {ASSERTED_GRAPH: 12}


def test_what_a_killed_build_left_aside_is_not_mixed_in(tmp_path: Path) -> None:
    little = Little()
    left = ox.Quad(
        ox.NamedNode("urn:left"), ox.NamedNode("urn:p"), ox.Literal("x"), ox.NamedNode(STAGED)
    )
    little.store.add(left)
    with serving(little) as url:
        store = RemoteStore(Access(url), seconds=20)
        store.replace({ASSERTED_GRAPH: [triples(tmp_path, 10)]})
    assert held(little.store) == {ASSERTED_GRAPH: 12}


FAULTS: dict[str, tuple[Answer, Kind, str]] = {
    "locked": ((401, {"WWW-Authenticate": "Digest realm"}, b""), Kind.LOCKED, "check the login"),
    "forbidden": ((403, {}, b"not you"), Kind.LOCKED, "not you"),
    "moved": ((302, {"Location": "http://127.0.0.1:1/"}, b""), Kind.FAILED, "sends us elsewhere"),
    "busy": ((503, {}, b"later"), Kind.UNREACHABLE, "too busy"),
    "slow": ((504, {}, b""), Kind.SLOW, "ran out of time"),
    "refused": ((409, {}, b"no such form"), Kind.REFUSED, "no such form"),
    "broken": ((500, {}, b"\xff\x00 oh"), Kind.FAILED, "failed"),
    "large": ((413, {}, b""), Kind.LARGE, "too big"),
    "cut": ((200, {"Content-Length": "4000"}, b"{"), Kind.CUT, "broke off"),
    "other": ((200, {"Content-Type": "text/html"}, b"<p>hi"), Kind.FAILED, "text/html, not as"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_of_a_store_is_one_sentence(name: str) -> None:
    answer, kind, words = FAULTS[name]
    with serving(lambda *_: answer) as url, pytest.raises(StoreError) as told:
        RemoteStore(Access(url), seconds=5).query("ASK { ?s ?p ?o }")
    assert told.value.kind is kind
    assert words in str(told.value)
    assert "127.0.0.1" in str(told.value)
    assert told.value.exit_code == 2


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1/sparql", "refuses the connection"),
        ("http://no-such-host.invalid/sparql", "no host of this name|cannot be reached"),
    ],
)
def test_a_store_that_is_not_there(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as told:
        RemoteStore(Access(url), seconds=5).check()
    assert told.value.kind is Kind.UNREACHABLE


def test_a_store_that_takes_no_updates(tmp_path: Path) -> None:
    with (
        serving(lambda *_: (404, {}, b"")) as url,
        pytest.raises(StoreError, match="--store-update"),
    ):
        RemoteStore(Access(url), seconds=5).replace({ASSERTED_GRAPH: [triples(tmp_path, 1)]})
