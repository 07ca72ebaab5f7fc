"""SERVICE: listed endpoints are called, and nobody else, whatever they redirect to."""

import contextlib
import json
import socket
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from typing import Any

import httpx
import pytest

from kg.store.client import trusted
from server.engine.gate import Gate
from server.engine.outward import Outside, OutsideError, meanings
from server.problems import Problem
from server.settings import Limits
from tests.stores import serving

ROWS = json.dumps(
    {
        "head": {"vars": ["x"]},
        "results": {"bindings": [{"x": {"type": "literal", "value": "from outside"}}]},
    }
).encode()
JSON = {"Content-Type": "application/sparql-results+json"}
TOKEN = "a token for tests only"


class Stand:
    """An endpoint that answers, and remembers what it was asked."""

    def __init__(self, status: int = 200, location: str = "", body: bytes = ROWS) -> None:
        self.status, self.location, self.body = status, location, body
        self.asked: list[str] = []

    def __call__(self, request: BaseHTTPRequestHandler, body: bytes) -> Any:
        self.asked.append(body.decode())
        return (
            self.status,
            {**JSON, **({"Location": self.location} if self.location else {})},
            self.body,
        )


def query(url: str, silent: str = "") -> str:
    return f"SELECT ?x WHERE {{ SERVICE {silent} <{url}> {{ ?s ?p ?x }} }}"


@pytest.fixture
def served(start: Any, make_build: Any) -> Any:
    return lambda *services, **more: start(
        make_build(), services=list(services), limits={"seconds": 5.0}, **more
    )


def test_a_listed_endpoint_is_asked_each_time(served: Any) -> None:
    stand = Stand()
    with serving(stand) as url:
        server = served(url)
        for _ in range(2):
            answer = server.get(query(url))
            assert answer.status == 200, answer.text
            assert [row["x"]["value"] for row in answer.rows] == ["from outside"]
        outside = f"SERVICE <{url}> {{ ?a ?b ?x }}"
        mixed = f"SELECT * WHERE {{ ?s <http://example.org/borders> ?o {outside} }}"
        assert len(server.get(mixed).rows) == 1
    assert len(stand.asked) == 3
    assert "?s ?p ?x" in stand.asked[0]


def test_an_endpoint_that_is_not_listed_is_not_asked(served: Any) -> None:
    listed, other = Stand(), Stand()
    with serving(listed) as url, serving(other) as foreign:
        server = served(url)
        for text in (
            query(foreign),
            query(foreign, "SILENT"),
            query(f"{url}?x=1"),
            query(url).replace("SERVICE", "SERVI\\u0043E"),
            "SELECT * { BIND(<" + url + "> AS ?s) SERVICE ?s { ?a ?b ?c } }",
        ):
            answer = server.get(text)
            assert answer.status == 403, answer.text
        assert server.get('SELECT ("\\u0041" AS ?a) { }').rows[0]["a"]["value"] == "A"
    assert listed.asked == other.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_out_of_the_list_is_refused(served: Any, status: int) -> None:
    secret = Stand()
    with serving(secret) as inside:
        stand = Stand(status, inside)
        with serving(stand) as url:
            server = served(url)
            answer = server.get(query(url))
            assert answer.status == 400, answer.text
            assert "from outside" not in answer.text
            assert server.get(query(url, "SILENT")).rows == [{}]
    assert len(stand.asked) == 2
    assert secret.asked == []


def test_a_redirect_within_the_list_is_followed_and_no_circle(served: Any) -> None:
    last = Stand()
    with serving(last) as target:
        with serving(Stand(307, target)) as url:
            assert len(served(url, target).get(query(url)).rows) == 1
        circle = Stand(307)
        with serving(circle) as url:
            circle.location = url
            assert served(url).get(query(url)).status == 400
            assert len(circle.asked) == 4
    assert "SELECT" in last.asked[0].upper()


def test_a_call_that_fails_costs_the_query_only_and_shows_no_secret(served: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/sparql"
    with serving(Stand(500, body=b"{}")) as broken, serving(Stand(body=ROWS[:-9])) as cut:
        server = served(nobody, broken, cut)
        for url in (nobody, broken, cut):
            answer = server.get(query(url))
            assert answer.status == 400, answer.text
            detail = answer.json["detail"].replace(nobody, "").replace(broken, "").replace(cut, "")
            assert "127.0.0.1" not in detail
        server.easy()


def test_an_update_with_a_call_is_kept_as_what_came_of_it(served: Any, make_build: Any) -> None:
    from hashlib import sha256

    token = {"token_sha256": sha256(TOKEN.encode()).hexdigest()}
    right = {"authorization": f"Bearer {TOKEN}"}
    ask = "SELECT ?o { <urn:a> <urn:got> ?o }"
    with serving(Stand()) as url:
        server = served(url, **token)
        update = f"INSERT {{ <urn:a> <urn:got> ?x }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?x }} }}"
        answer = server.update(update, **right)
        assert answer.status == 204, answer.text
        assert server.get(ask).rows[0]["o"]["value"] == "from outside"
        server.stop()
    again = served(**token)  # the endpoint is gone, and need not be asked again
    assert again.get(ask).rows[0]["o"]["value"] == "from outside"


# -- where a name leads


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A name service of our own: the system's own look-up, with these names added."""
    known: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        if host in known:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in known[host]]
        return real(host, port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
    "2002:7f00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_a_private_address_is_refused(
    names: dict[str, list[str]], address: str
) -> None:
    names["public.example"] = ["93.184.215.14", address]
    outside = Outside(("http://public.example/sparql",), trusted(), 1.0)
    with pytest.raises(OutsideError, match="private address"):
        outside.resolve("public.example", 80)
    names["public.example"] = ["93.184.215.14"]
    assert outside.resolve("public.example", 80) == "93.184.215.14"


def test_a_private_address_that_is_listed_may_be_called(names: dict[str, list[str]]) -> None:
    names["store.internal"] = ["10.1.2.3"]
    listed = ("https://store.internal/sparql", "https://10.1.2.3/")
    assert Outside(listed, trusted(), 1.0).resolve("store.internal", 443) == "10.1.2.3"
    assert Outside(("http://localhost/",), trusted(), 1.0).resolve("localhost", 80)
    with pytest.raises(OutsideError, match="private"):
        Outside(listed[:1], trusted(), 1.0).resolve("store.internal", 443)
    with pytest.raises(OutsideError, match="no host"):
        Outside(("http://no.invalid/",), trusted(), 1.0).resolve("no.invalid", 80)


def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    names: dict[str, list[str]],
) -> None:
    """A name that leads elsewhere at the second look-up (rebinding) is looked up once."""
    stand = Stand()
    with serving(stand) as url:
        port = httpx.URL(url).port
        names["twice.example"] = ["127.0.0.1"]
        service = f"http://twice.example:{port}/sparql"
        outside = Outside((service, "http://127.0.0.1/"), trusted(), 2.0)
        with outside.post(service, b"SELECT", {}) as response:
            names["twice.example"] = ["10.0.0.1"]
            assert response.read() == ROWS
        unlisted = Outside((service,), trusted(), 2.0)
        names["twice.example"] = ["127.0.0.1"]
        with pytest.raises(OutsideError, match="private"), unlisted.post(service, b"", {}):
            pass
    assert len(stand.asked) == 1


def test_what_an_address_stands_for() -> None:
    assert meanings(ip_address("::ffff:10.0.0.1")) == [ip_address("10.0.0.1")]
    assert meanings(ip_address("2606:4700::1")) == [ip_address("2606:4700::1")]


def test_the_gate_opens_to_its_workers_alone() -> None:
    stand = Stand()
    with serving(stand) as url:
        gate = Gate((url,), Limits())
        with contextlib.closing(gate):
            inside = gate.through(query(url)).partition("<")[2].partition(">")[0]
            assert httpx.post(inside, content=b"SELECT").content == ROWS
            wrong = inside.rsplit("/", 2)[0] + "/guess/0"
            assert httpx.post(wrong, content=b"SELECT").status_code == 404
            assert httpx.post(inside[:-1] + "7", content=b"SELECT").status_code == 404
            assert url in str(gate.told(Problem(400, f"{inside} failed")))
            assert "guess" not in gate.through("SELECT * { ?s ?p 'SERVICE <x>' }")
    assert len(stand.asked) == 1
