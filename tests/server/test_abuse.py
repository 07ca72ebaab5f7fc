"""No request may hang the server, crash it, or make it call out: each case is really tried.

While an abusive request runs, easy queries are asked, and each must be answered within 2 seconds.
"""

import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

LIMIT = 2.0
EASY = "SELECT ?l WHERE { <http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
TRIPLE = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
# An answer, a refusal, or an honest end: what a server may say to abuse.
ANY = {200, 400, 403, 413, 503, 504, 507}
ENDED = {503, 504, 507}


def nested(opening: str, closing: str, times: int, inner: str = "?s ?p ?o") -> str:
    return f"SELECT * WHERE {{ {opening * times} {inner} {closing * times} }}"


def star(patterns: int) -> str:
    body = " ; ".join(f"?p{n} ?o{n}" for n in range(patterns))
    return f"SELECT * WHERE {{ ?s {body} }} LIMIT 1"


QUERIES: dict[str, tuple[str, set[int]]] = {
    "count of a product": (f"SELECT (COUNT(*) AS ?n) {{ {TRIPLE} }}", ENDED),
    "order of a product": (f"SELECT * {{ {TRIPLE} }} ORDER BY ?i", ENDED),
    "distinct of a product": (f"SELECT DISTINCT ?a ?d ?g {{ {TRIPLE} }} ORDER BY ?a", ENDED),
    "concatenation of a product": (
        f"SELECT (GROUP_CONCAT(STR(?a)) AS ?x) {{ {TRIPLE} }}",
        ENDED,
    ),
    "groups of a product": (
        f"SELECT ?a ?d ?g (COUNT(*) AS ?n) {{ {TRIPLE} }} GROUP BY ?a ?d ?g ?i",
        ENDED,
    ),
    "path from everywhere": (
        "SELECT (COUNT(*) AS ?n) { ?x (<a:p>|!<a:q>)* ?y . ?y (<a:p>|!<a:q>)* ?z . ?u ?v ?w }",
        ENDED,
    ),
    "minus of products": (
        f"SELECT (COUNT(*) AS ?n) {{ {TRIPLE} MINUS {{ ?a ?b ?z . ?y ?x ?c }} }}",
        ENDED,
    ),
    "doubled text": (
        "SELECT (STRLEN(?x30) AS ?n) { BIND('abcdefgh' AS ?x0) "
        + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
        + " }",
        ENDED,
    ),
    "text doubled by replacing": (
        "SELECT (STRLEN(?x15) AS ?n) { BIND('aaaaaaaa' AS ?x0) "
        + " ".join(f"BIND(REPLACE(?x{n}, 'a', 'aaaa') AS ?x{n + 1})" for n in range(15))
        + " }",
        ENDED,
    ),
    "backtracking regex": (
        f"SELECT (COUNT(*) AS ?n) {{ ?s {LABEL} ?l FILTER(REGEX(CONCAT(?l, "
        f"'{'a' * 5000}!'), '^(a+)+$|(a|aa)+$|(.*a){{12}}$')) }}",
        ANY,
    ),
    "large regex": (
        "SELECT (REGEX('a', '((a{1,100}){1,100}){1,100}') AS ?x) {}",
        ANY,
    ),
    "many alternatives": (
        f"SELECT (REGEX('a', '{'|'.join('a' * 30 for _ in range(5000))}') AS ?x) {{}}",
        ANY,
    ),
    "120 patterns over one subject": (star(120), {400}),
    "99 patterns over one subject": (star(99), ANY),
    "1,000 path steps": (
        f"SELECT * {{ ?s {'/'.join(['<a:p>'] * 1000)} ?o }}",
        {400},
    ),
    "1,000 path alternatives": (f"SELECT * {{ ?s ({'|'.join(['<a:p>'] * 1000)})* ?o }}", {400}),
    "5,000 groups": (nested("{", "}", 5000), {400}),
    "60,000 groups": (nested("{", "}", 60_000), {400}),
    "5,000 optionals": (nested("OPTIONAL { ?s ?p ?o ", "}", 5000), {400}),
    "3,000 sub-selects": (nested("{ SELECT * WHERE { ", "} }", 3000), {400}),
    "3,000 exists": (nested("FILTER EXISTS { ?s ?p ?o ", "}", 3000), {400}),
    "3,000 graphs": (nested("GRAPH ?g { ", "}", 3000), {400}),
    "3,000 minus": (nested("?s ?p ?o MINUS { ", "}", 3000), {400}),
    "5,000 unions": (
        "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 5000) + " } LIMIT 1",
        {400},
    ),
    "60,000 parentheses": (f"SELECT ({'(' * 60_000}1{')' * 60_000} AS ?x) {{}}", {400}),
    "60,000 negations": (f"SELECT ({'!' * 60_000}true AS ?x) {{}}", {400}),
    "60,000 minus signs": (f"SELECT ({'- ' * 60_000}1 AS ?x) {{}}", {400}),
    "20,000 or": (f"SELECT * {{ FILTER({' || '.join(['true'] * 20_000)}) }}", {400}),
    "20,000 plus": (f"SELECT ({' + '.join(['1'] * 20_000)} AS ?x) {{}}", {400}),
    "20,000 calls": (f"SELECT ({'STR(' * 20_000}1{')' * 20_000} AS ?x) {{}}", {400}),
    "20,000 path brackets": (f"SELECT * {{ ?s {'(' * 20_000}<a:p>{')' * 20_000} ?o }}", {400}),
    "5,000 nested blank nodes": (f"SELECT * {{ ?s ?p {'[ ?p ' * 5000}1{']' * 5000} }}", {400}),
    "5,000 nested lists": (f"SELECT * {{ ?s ?p {'( ' * 5000}{') ' * 5000} }}", {400}),
    "a list of 5,000": (f"SELECT * {{ ?s ?p ({' 1' * 5000}) }}", ANY),
    "3,000 binds": (
        "SELECT * { " + " ".join(f"BIND({n} AS ?x{n})" for n in range(3000)) + " }",
        ANY,
    ),
    "100,000 values": (f"SELECT * {{ VALUES ?x {{ {'1 ' * 100_000} }} }}", ANY),
    "100,000 in": (f"ASK {{ FILTER(1 IN ({','.join(['2'] * 100_000)})) }}", ANY),
    "20,000 variables": (
        "SELECT " + " ".join(f"?v{n}" for n in range(20_000)) + " { ?s ?p ?o } LIMIT 3",
        ANY,
    ),
    "1 MB of space": ("ASK {" + " " * 1_000_000 + "}", ANY),
    "1 MB of comments": ("ASK {" + "#\n" * 500_000 + "}", ANY),
    "2 MB": ("ASK {" + " " * 2_000_000 + "}", {413}),
    "quotes without end": ('SELECT ("' + '\\"a' * 300_000, ANY),
    "long quotes without end": ("ASK { " + "'''a" * 200_000, ANY),
    "dots and letters": ("ASK { " + "a." * 400_000, {400}),
    "an endless literal": ('SELECT ("' + "a" * 900_000 + " AS ?x) {}", {400, 507}),
    "open brackets": ("SELECT * {" + "<" * 200_000, ANY),
    "service": ("SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }", {403}),
    "silent service": (
        "SELECT * { SERVICE SILENT <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        {403},
    ),
    "service by variable": (
        "SELECT * { BIND(<http://127.0.0.1:{port}/> AS ?x) SERVICE ?x { ?s ?p ?o } }",
        {403},
    ),
    "service by escape": (
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
        {400, 403},
    ),
    "service by prefix": (
        "PREFIX x: <http://127.0.0.1:{port}/> SELECT * { SERVICE x: { ?s ?p ?o } }",
        {403},
    ),
    "from the network": ("SELECT * FROM <http://127.0.0.1:{port}/> { ?s ?p ?o }", {200}),
    "from a file": ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", {200}),
    "load": ("LOAD <http://127.0.0.1:{port}/>", {400, 403}),
    "nothing": ("", {400}),
    "null byte": ('ASK { ?s ?p "\x00" }', {400}),
    "surrogates": ('ASK { ?s ?p "\\uD800" }', ANY),
    "bad iri": ("SELECT * { <http://a b> ?p ?o }", {400}),
    "large exponent": ("SELECT (1e999999 AS ?x) (1e308*1e308 AS ?y) {}", ANY),
    "large integer": (f"SELECT ({'9' * 5000} AS ?x) {{}}", ANY),
    "substring out of range": ("SELECT (SUBSTR('abc', -9223372036854775808) AS ?x) {}", ANY),
    "divided by nothing": ("SELECT (1/0 AS ?x) (0.0/0.0 AS ?y) {}", ANY),
    "negative limit": ("SELECT * { ?s ?p ?o } LIMIT -1", {400}),
    "large offset": ("SELECT * { ?s ?p ?o } OFFSET 99999999999999999999999", {400}),
    "dates out of range": (
        "SELECT (YEAR('99999999999999-01-01T00:00:00Z'^^"
        "<http://www.w3.org/2001/XMLSchema#dateTime>) AS ?x) {}",
        ANY,
    ),
}


@pytest.fixture(scope="module")
def target(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from tests.server.conftest import launch

    limits = {"seconds": LIMIT, "memory": 256 << 20, "short_seconds": 0.5, "per_client": 256}
    log = tmp_path_factory.mktemp("abuse") / "server.log"
    served = launch(build, log, {"limits": limits, "with_ontology": False})
    yield served
    served.stop()


@pytest.fixture
def unvisited() -> Iterator[tuple[int, list[bytes]]]:
    """A port that nobody may call: whoever does is noted."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    visits: list[bytes] = []
    ended = threading.Event()

    def wait() -> None:
        while not ended.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            visits.append(b"visited")
            connection.close()

    thread = threading.Thread(target=wait)
    thread.start()
    yield listener.getsockname()[1], visits
    ended.set()
    thread.join()
    listener.close()


def easy(served: Any) -> None:
    began = time.monotonic()
    answer = served.get(EASY)
    assert answer.status == 200
    assert time.monotonic() - began < 2.0


def easy_until(served: Any, work: Any) -> None:
    """Ask easy queries while something else goes on."""
    while not work.done():
        easy(served)
        time.sleep(0.05)
    easy(served)


@pytest.mark.parametrize("name", QUERIES)
def test_query(target: Any, unvisited: tuple[int, list[bytes]], name: str) -> None:
    text, expected = QUERIES[name]
    text = text.replace("{port}", str(unvisited[0]))
    with ThreadPoolExecutor(2) as pool:
        began = time.monotonic()
        work = pool.submit(target.post, text, 30)
        easy_until(target, work)
        answer = work.result()
    assert answer.status in expected, answer.body[:300]
    assert time.monotonic() - began < LIMIT + 5
    assert b"Traceback" not in answer.body
    assert b"panicked" not in answer.body
    assert not unvisited[1]


def test_an_endless_answer_breaks_off(target: Any) -> None:
    with ThreadPoolExecutor(2) as pool:
        work = pool.submit(target.post, f"SELECT * {{ {TRIPLE} }}", 30)
        easy_until(target, work)
        with pytest.raises(http.client.IncompleteRead):
            work.result()


def test_a_client_that_leaves_takes_its_work_along(target: Any) -> None:
    body = f"SELECT (COUNT(*) AS ?n) {{ {TRIPLE} }}".encode()
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\n"
    with socket.create_connection(("127.0.0.1", target.port)) as connection:
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        time.sleep(0.3)
    time.sleep(0.5)
    running = [
        line
        for line in target.ask("GET", "/metrics").text.splitlines()
        if line.startswith("diplograph_queries_running ")
    ]
    assert running == ["diplograph_queries_running 0"]


def test_many_long_queries_at_once_leave_room_for_short_ones(target: Any) -> None:
    with ThreadPoolExecutor(40) as pool:
        long = f"SELECT (COUNT(*) AS ?n) {{ {TRIPLE} FILTER(?a != 'x%d') }}"
        work = [pool.submit(target.post, long % n, 60) for n in range(40)]
        for one in work:
            easy_until(target, one)
        statuses = {one.result().status for one in work}
    assert statuses <= ENDED
    assert statuses & {504, 507}


def test_two_hundred_at_once(target: Any) -> None:
    queries = [EASY.replace("?l }", f"?l FILTER(?l != 'x{n}') }}") for n in range(200)]
    with ThreadPoolExecutor(200) as pool:
        statuses = [a.status for a in pool.map(lambda q: target.get(q), queries)]
    assert set(statuses) <= {200, 429, 503}
    assert statuses.count(200) > 100


def test_idle_connections(target: Any) -> None:
    idle = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(200)]
    try:
        for _ in range(5):
            easy(target)
    finally:
        for connection in idle:
            connection.close()


def test_slow_heads_and_bodies(target: Any) -> None:
    slow = []
    for n in range(100):
        connection = socket.create_connection(("127.0.0.1", target.port))
        head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\n"
        connection.sendall(
            head.encode() if n % 2 else (head + "Content-Length: 9\r\n\r\nA").encode()
        )
        slow.append(connection)
    try:
        for _ in range(5):
            easy(target)
    finally:
        for connection in slow:
            connection.close()


def test_slow_readers(target: Any) -> None:
    query = quote("SELECT * { ?s ?p ?o . ?x <http://example.org/zero> ?z . ?i ?j ?k }")
    slow = []
    for _ in range(30):
        connection = socket.create_connection(("127.0.0.1", target.port))
        connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        slow.append(connection)
    try:
        for _ in range(20):
            easy(target)
            time.sleep(0.1)
    finally:
        for connection in slow:
            connection.close()
    time.sleep(LIMIT)
    easy(target)


def workers_of(served: Any) -> tuple[list[int], list[int]]:
    children = served.children()
    zygotes = [pid for pid, parent in children.items() if parent == served.process.pid]
    return zygotes, [pid for pid, parent in children.items() if parent in zygotes]


def test_killed_workers_cost_nothing_but_their_own_queries(target: Any) -> None:
    assert target.get("SELECT (2 + 2 AS ?four) {}").status == 200
    _, workers = workers_of(target)
    assert workers
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    easy(target)
    assert target.get("SELECT (1 + 1 AS ?two) {}").status == 200


def test_a_killed_store_process_is_replaced(target: Any) -> None:
    zygotes, _ = workers_of(target)
    for pid in zygotes:
        os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 8
    statuses = []
    while time.monotonic() < deadline:
        statuses.append(target.get(f"SELECT ({time.monotonic()} AS ?x) {{}}").status)
        if statuses[-1] == 200:
            break
        time.sleep(0.1)
    assert statuses[-1] == 200
    assert set(statuses) <= {200, 503, 507}
    easy(target)


def post(body: bytes, more: str = "", length: bool = True) -> bytes:
    size = f"Content-Length: {len(body)}\r\n" if length else ""
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\n{size}{more}"
    return f"{head}Connection: close\r\n\r\n".encode() + body


RAW = {
    "no host": (b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nConnection: close\r\n\r\n", {400}),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", {400}),
    "two lengths": (post(b"ASK {}", "Content-Length: 4\r\n"), {400}),
    "bad length": (post(b"ASK {}", "Content-Length: x\r\n", length=False), {400}),
    "negative length": (post(b"ASK {}", "Content-Length: -1\r\n", length=False), {400}),
    "two types": (post(b"ASK {}", "Content-Type: text/plain\r\n"), {400}),
    "not http": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {0, 400}),
    "bad method": (b"G<T / HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    "unknown method": (b"BREW /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {405}),
    "bad utf-8": (post(b"ASK { ?s ?p '\xff\xfe' }"), {400}),
    "utf-16": (post("ASK {}".encode("utf-16")), {400}),
    "overlong utf-8": (post(b"ASK { ?s ?p '\xc0\xaf' }"), {400}),
    "bad percent": (
        b"GET /sparql?query=%zz%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        {400},
    ),
    "large head": (
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n",
        {0, 400, 431},
    ),
    "large address": (
        b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        {0, 400, 414, 431},
    ),
    "5,000 headers": (
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
        {0, 400, 431},
    ),
    "100,000 parameters": (
        post(b"").replace(DIRECT.encode(), FORM.encode()).replace(b"Length: 0", b"Length: 400000")
        + b"a=b&" * 100_000,
        {400},
    ),
    "20 MB": (post(b"A" * 20_000_000), {413}),
    "a packed body": (post(b"x", "Content-Encoding: gzip\r\n"), {415}),
    "trailing request": (
        post(
            b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n", "Transfer-Encoding: chunked\r\n"
        ),
        {400},
    ),
    "large accept": (
        b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: "
        + b"a/b;q=0.1," * 30_000
        + b"\r\n\r\n",
        {0, 200, 400, 406, 431},
    ),
    "header in a parameter": (
        b"GET /sparql?query=ASK%20%7B%7D&format=x%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: x\r\n"
        b"Connection: close\r\n\r\n",
        {400},
    ),
    "traversal": (
        b"GET /dumps/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        {400, 404},
    ),
    "plain traversal": (
        b"GET /dumps/../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        {400, 404},
    ),
    "double traversal": (
        b"GET /static/%252e%252e/%252e%252e/etc/passwd HTTP/1.1\r\nHost: x\r\n"
        b"Connection: close\r\n\r\n",
        {400, 404},
    ),
}


@pytest.mark.parametrize("name", RAW)
def test_bytes(target: Any, name: str) -> None:
    data, expected = RAW[name]
    with ThreadPoolExecutor(2) as pool:

        def send() -> bytes:
            try:
                return target.raw(data, 8)
            except (BrokenPipeError, ConnectionResetError):
                return b""

        work = pool.submit(send)
        easy_until(target, work)
        answer = work.result()
    status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0
    assert status in expected, answer[:300]
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert b"root:" not in answer
    assert b"\r\nset-cookie" not in answer.lower()
    assert b"Traceback" not in answer


def test_chunked_bodies_without_end_are_not_kept(target: Any) -> None:
    chunk = b"10000\r\n" + b"A" * 65536 + b"\r\n"
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\n"
    with socket.create_connection(("127.0.0.1", target.port), timeout=20) as connection:
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        try:
            for _ in range(600):
                connection.sendall(chunk)
            connection.sendall(b"0\r\n\r\n")
            answer = connection.recv(65536)
        except (BrokenPipeError, ConnectionResetError):
            answer = b"HTTP/1.1 413 "
    assert answer.split(b" ")[1] == b"413"
    easy(target)
