"""Connections, bytes and processes: slow, many, broken, killed; and the server goes on."""

import contextlib
import http.client
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest

LIMIT = 2.0
TRIPLE = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
EASY = f"SELECT ?l WHERE {{ <http://example.org/a> {LABEL} ?l }}"
ENDED = {503, 504, 507}


def test_an_endless_answer_breaks_off(target: Any) -> None:
    with ThreadPoolExecutor(2) as pool:
        work = pool.submit(target.post, f"SELECT * {{ {TRIPLE} }}", 30)
        target.easy_until(work)
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
            target.easy_until(one)
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
            target.easy()
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
            target.easy()
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
            target.easy()
            time.sleep(0.1)
    finally:
        for connection in slow:
            connection.close()
    time.sleep(LIMIT)
    target.easy()


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
    target.easy()
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
    target.easy()


def test_slow_heads_are_cut(target: Any) -> None:
    with socket.create_connection(("127.0.0.1", target.port), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        began = time.monotonic()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while connection.fileno() >= 0 and time.monotonic() - began < 18:
                time.sleep(0.5)
                connection.sendall(b"X: y\r\n")
        assert 5 < time.monotonic() - began < 17


def test_a_long_answer_over_http_1_0_has_its_length(target: Any) -> None:
    query = quote("SELECT * { ?s ?p ?o . ?x <http://example.org/zero> ?z . ?y ?i ?j } LIMIT 5000")
    head, _, body = target.raw(f"GET /sparql?query={query} HTTP/1.0\r\n\r\n".encode(), 8).partition(
        b"\r\n\r\n"
    )
    assert b" 200 " in head
    assert len(body) > 1 << 18
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert b"chunked" not in head.lower()


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
    "unknown method": (b"BREW /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {400}),
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
        target.easy_until(work)
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
    target.easy()
