"""The live client against a local stand-in that speaks the real format, and misbehaves."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import InputError
from kg.find.lexicon import load
from kg.folders import ontology_folder
from kg.link.authority import BATCH, Known
from kg.link.live import TRIES, LiveSource

ENTITIES = {"Q419": ["Peru", "Republic of Peru"], "Q298": ["Chile"]}
MERGED = {"Q10": "Q298"}


class Service(ThreadingHTTPServer):
    """Wikidata's ``wbgetentities``, with faults to come in ``faults``."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults: list[tuple[int, dict[str, str], bytes]] = []
        self.requests: list[dict[str, list[str]]] = []
        self.agents: list[str] = []
        self.entities = dict(ENTITIES)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/w/api.php"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self.server.requests.append(query)
        self.server.agents.append(self.headers.get("User-Agent", ""))
        if self.server.faults:
            status, headers, body = self.server.faults.pop(0)
        else:
            status, headers, body = 200, {}, json.dumps(self.answer(query)).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self, query: dict[str, list[str]]) -> dict[str, Any]:
        ids = query["ids"][0].split("|")
        assert len(ids) <= BATCH
        return {"entities": {qid: self.entity(qid) for qid in ids}, "success": 1}

    def entity(self, qid: str) -> dict[str, Any]:
        real = MERGED.get(qid, qid)
        if real not in self.server.entities:
            return {"id": qid, "missing": ""}
        label, *aliases = self.server.entities[real]
        moved = {"redirects": {"from": qid, "to": real}} if real != qid else {}
        return {
            "type": "item",
            "id": real,
            "labels": {"en": {"language": "en", "value": label}},
            "aliases": {"en": [{"language": "en", "value": a} for a in aliases]},
            **moved,
        }

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def source(service: Service, waits: list[float] | None = None, timeout: float = 5.0) -> LiveSource:
    slept = waits if waits is not None else []
    return LiveSource("diplograph/test", service.address, timeout, slept.append)


def test_it_reads_names_merges_and_gaps(service: Service) -> None:
    answer = source(service)(["Q419", "Q10", "Q99"])
    assert answer == {
        "Q419": Known("Q419", ("Peru", "Republic of Peru")),
        "Q10": Known("Q298", ("Chile",)),
    }
    assert service.agents == ["diplograph/test"]
    assert service.requests[0]["action"] == ["wbgetentities"]


def test_it_waits_as_long_as_it_is_asked_to(service: Service) -> None:
    waits: list[float] = []
    service.faults = [(429, {"Retry-After": "7"}, b""), (503, {}, b"")]
    assert "Q419" in source(service, waits)(["Q419"])
    assert waits == [7.0, 2.0]


def test_it_waits_while_the_service_lags(service: Service) -> None:
    waits: list[float] = []
    service.faults = [(200, {}, b'{"error": {"code": "maxlag", "info": "waiting"}}')]
    assert "Q419" in source(service, waits)(["Q419"])
    assert waits == [5.0]


def test_it_gives_up_with_one_sentence(service: Service) -> None:
    service.faults = [(503, {}, b"")] * TRIES
    with pytest.raises(InputError, match=r"does not answer \(HTTP status 503\)"):
        source(service)(["Q419"])
    assert len(service.requests) == TRIES


def test_it_does_not_wait_for_an_hour(service: Service) -> None:
    service.faults = [(429, {"Retry-After": "3600"}, b"")]
    with pytest.raises(InputError, match="asking to wait 3600 seconds"):
        source(service)(["Q419"])


def test_a_refusal_is_not_tried_again(service: Service) -> None:
    service.faults = [(403, {}, b"")]
    with pytest.raises(InputError, match="403"):
        source(service)(["Q419"])
    assert len(service.requests) == 1


@pytest.mark.parametrize("body", [b"<html>", b'{"entities": ', b"\xff\xfe"])
def test_what_is_no_json_is_refused(service: Service, body: bytes) -> None:
    service.faults = [(200, {}, body)]
    with pytest.raises(InputError, match="no JSON"):
        source(service)(["Q419"])


def test_an_error_in_the_answer_is_told(service: Service) -> None:
    service.faults = [(200, {}, b'{"error": {"code": "no-such-entity", "info": "bad id"}}')]
    with pytest.raises(InputError, match="bad id"):
        source(service)(["Q419"])


def test_a_service_that_is_down_is_told() -> None:
    waits: list[float] = []
    gone = LiveSource("diplograph/test", "http://127.0.0.1:9/w/api.php", 1.0, waits.append)
    with pytest.raises(InputError, match="does not answer"):
        gone(["Q419"])
    assert len(waits) == TRIES - 1


def test_an_address_that_is_no_web_address_is_refused() -> None:
    with pytest.raises(InputError, match="no web address"):
        LiveSource("diplograph/test", "file:///etc/passwd")(["Q419"])


def test_the_command_asks_the_service_it_is_given(service: Service) -> None:
    items = [i for i in load(ontology_folder() / "lexicon").items.values() if i.qid]
    service.entities = {i.qid: [i.label] for i in items}
    arguments = ["authority", "check", "--online", "--endpoint", service.address]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    service.entities["Q419"] = ["cabbage"]
    spoilt = CliRunner().invoke(main, arguments)
    assert spoilt.exit_code == 1
    assert spoilt.stdout.startswith("mismatch\tperu\t")
    assert len(service.requests) == 2 * -(-len(items) // BATCH)
