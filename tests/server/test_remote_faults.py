"""A store elsewhere that is not there, is slow, fails or breaks off, behind our server."""

import http.client
import json
import socket
import threading
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from kg.store.access import Access, Login
from tests.stores import serving

SECRET = "not-for-logs-91c2"
LABELS = "SELECT ?s ?l WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l"


def there_at(url: str, **login: str) -> dict[str, Any]:
    return {"query": url, "login": login}


def test_a_store_that_is_not_there(start: Any, make_build: Any) -> None:
    served = start(make_build(), store=there_at("http://127.0.0.1:1/sparql"))
    answer = served.get(LABELS)
    assert answer.status == 503
    assert "retry-after" in answer.headers
    assert "127.0.0.1:1" not in answer.text


def test_a_store_that_does_not_answer_and_clients_that_leave(start: Any, make_build: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url, limits = f"http://127.0.0.1:{silent.getsockname()[1]}/", {"seconds": 2.0}
        served = start(make_build(), store=there_at(url), limits=limits)
        began = time.monotonic()
        assert served.get(LABELS).status == 504
        assert time.monotonic() - began < 6

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url, limits = f"http://127.0.0.1:{silent.getsockname()[1]}/", {"seconds": 12.0}
        served = start(make_build(), store=there_at(url), limits=limits)
        wait_for_rest(served, 40)  # the names for the pages are asked for at the start
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", served.port)) as gone:
                path = "/sparql?" + urlencode({"query": "SELECT * FROM <urn:g> { ?s ?p ?o }"})
                gone.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                time.sleep(0.5)
        wait_for_rest(served, 5)


def wait_for_rest(served: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while "diplograph_queries_running 0" not in served.ask("GET", "/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.1)


JSON = "application/sparql-results+json"
FAULTS: dict[str, tuple[tuple[int, dict[str, str], bytes], int]] = {
    "locked": ((401, {"WWW-Authenticate": 'Basic realm="x"'}, b""), 502),
    "moved": ((307, {"Location": "http://127.0.0.1:1/"}, b""), 502),
    "broken": ((500, {}, b"stack trace of another server"), 502),
    "refused": ((400, {}, b"no such form"), 400),
    "other": ((200, {"Content-Type": "text/html"}, b"<p>hi"), 406),
    "cut": (
        (200, {"Content-Type": "application/sparql-results+json", "Content-Length": "90"}, b"{"),
        502,
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_of_the_store(start: Any, make_build: Any, name: str) -> None:
    said, status = FAULTS[name]
    with serving(lambda *_: said) as url:
        served = start(
            make_build(), store=there_at(url, user="u", password=SECRET), log_requests=True
        )
        answer = served.get("SELECT * FROM <urn:g> WHERE { ?s ?p ?o }")
        assert answer.status == status, answer.text
        assert "stack trace" not in answer.text
        assert url not in answer.text
        assert SECRET not in served.log.read_text()


def test_a_long_answer_that_breaks_off_does_not_look_whole(start: Any, make_build: Any) -> None:
    headers = {"Content-Type": "text/csv", "Content-Length": "9000000"}
    with serving(lambda *_: (200, headers, b"s\r\n" * 400_000)) as url:
        served = start(make_build(), store=there_at(url))
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            served.get("SELECT * FROM <urn:g> WHERE { ?s ?p ?o }", {"format": "csv"})


def test_a_kept_connection_that_the_store_closed_is_no_fault(start: Any, make_build: Any) -> None:
    body = json.dumps({"head": {}, "boolean": True}).encode()
    reply = (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )

    def answer_once_each(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(reply)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=answer_once_each, args=(listening,), daemon=True).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        served = start(make_build(), store=there_at(url))
        for _ in range(5):
            assert served.get("ASK FROM <urn:g> { ?s ?p ?o }").json["boolean"] is True


def test_no_login_in_what_a_server_shows_of_itself() -> None:
    assert SECRET not in repr(Access("https://example.org/", login=Login("u", SECRET)))
