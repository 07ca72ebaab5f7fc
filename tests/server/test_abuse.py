"""No request may hang the server, crash it, or make it call out: each case is really tried.

While an abusive request runs, easy queries are asked, and each must be answered within 2 seconds.
"""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest

LIMIT = 2.0
TRIPLE = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
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


@pytest.mark.parametrize("name", QUERIES)
def test_query(target: Any, unvisited: tuple[int, list[bytes]], name: str) -> None:
    text, expected = QUERIES[name]
    text = text.replace("{port}", str(unvisited[0]))
    with ThreadPoolExecutor(2) as pool:
        began = time.monotonic()
        work = pool.submit(target.post, text, 30)
        target.easy_until(work)
        answer = work.result()
    assert answer.status in expected, answer.body[:300]
    assert time.monotonic() - began < LIMIT + 5
    assert b"Traceback" not in answer.body
    assert b"panicked" not in answer.body
    assert not unvisited[1]


def test_long_answers_that_nobody_reads_leave_their_places(target: Any) -> None:
    """HEAD of a streamed answer, and clients that leave before it begins, hold nothing back."""
    for number in range(40):
        query = f"SELECT * {{ ?s ?p ?o . ?a ?b ?c FILTER(?s != <urn:{number}>) }} LIMIT 20000"
        path = "/sparql?" + urlencode({"query": query})
        assert target.ask("HEAD", path, accept="text/csv").status == 200
    for number in range(20):
        with socket.create_connection(("127.0.0.1", target.port)) as gone:
            query = f"SELECT * {{ ?s ?p ?o . ?a ?b ?c FILTER(?s != <urn:x{number}>) }} LIMIT 20000"
            path = "/sparql?" + urlencode({"query": query})
            gone.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode())
    target.easy()
