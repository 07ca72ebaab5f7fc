"""The online client against a local stand-in that speaks the real formats, and misbehaves."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.errors import InputError
from kg.link.cache import Cache
from kg.link.decisions import Row, read, write
from kg.link.indexbuild import Plan, build_from_dump
from kg.link.live import LiveSource
from kg.link.online import EQUAL, LIKE, ONLY, Reconciler, Web, WikidataSearch
from tests.kg.link.dumps import PLAN, dump_of, entity, text_of

NAMES = {
    "Q11": ["Ruritania", "Kingdom of Ruritania"],
    "Q12": ["Ruritanian Party"],
    "Q13": ["Ruritania", "Ruritania (novel)"],
    "Q14": ["S-400 Triumf", "S-400"],
}
MERGED = {"Q99": "Q11"}


class Service(ThreadingHTTPServer):
    """Wikidata's API at /w/api.php; reconciliation services at /old and /new."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults: list[tuple[int, dict[str, str], bytes]] = []
        self.agents: list[str] = []
        self.seen: list[str] = []
        self.entities = ["Q11", "Q12"]  # what wbsearchentities finds
        self.pages = ["Q11", "Q14"]  # what the full-text search finds
        self.candidates: list[Any] = [
            {"id": "Q11", "name": "Ruritania", "score": 12.0, "match": False},
            {"id": "Q12", "name": "Ruritanian Party", "score": 100.0, "match": True},
        ]

    def address(self, path: str = "/w/api.php") -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.reply(self.found(parse_qs(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        candidates = self.server.candidates
        if self.path == "/new/match":
            (query,) = json.loads(body)["queries"]
            assert query["conditions"][0]["matchType"] == "name"
            self.reply({"results": [{"candidates": candidates}]})
        else:
            assert json.loads(parse_qs(body)["queries"][0])["q0"]["query"]
            self.reply({"q0": {"result": candidates}})

    def found(self, query: dict[str, list[str]]) -> Any:
        server, action = self.server, query.get("action", [""])[0]
        if self.path in ("/old", "/new"):
            return {"versions": ["0.2"] if self.path == "/old" else ["1.0-draft"], "name": "x"}
        if action == "wbsearchentities":
            found = [{"id": q, "label": "?", "description": f"d {q}"} for q in server.entities]
            return {"search": found, "success": 1}
        if action == "query":
            return {"query": {"search": [{"ns": 0, "title": q} for q in server.pages]}}
        return {"entities": {q: self.entity(q) for q in query["ids"][0].split("|")}}

    def entity(self, qid: str) -> dict[str, Any]:
        real = MERGED.get(qid, qid)
        if real not in NAMES:
            return {"id": qid, "missing": ""}
        label, *aliases = NAMES[real]
        told = {"id": real, "labels": {"en": {"language": "en", "value": label}}}
        told["aliases"] = {"en": [{"language": "en", "value": a} for a in aliases]}
        return {**told, **({"redirects": {"from": qid, "to": real}} if real != qid else {})}

    def reply(self, answer: Any) -> None:
        self.server.agents.append(self.headers.get("User-Agent", ""))
        self.server.seen.append(self.path)
        status, headers, body = 200, {}, json.dumps(answer).encode()
        if self.server.faults:
            status, headers, body = self.server.faults.pop(0)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def web(service: Service, path: str = "/w/api.php", cache: Cache | None = None, **more: Any) -> Web:
    more.setdefault("sleep", lambda _: None)
    return Web(LiveSource("diplograph/test", service.address(path), **more), cache)


def test_both_searches_are_merged_and_an_equal_name_comes_first(service: Service) -> None:
    found = WikidataSearch(web(service))("the Ruritania")
    assert (found[0].qid, found[0].score) == ("Q11", ONLY)
    assert {h.qid for h in found} == {"Q11", "Q12"}
    assert found[0].description == "d Q11"
    assert found[1].score <= LIKE
    assert set(service.agents) == {"diplograph/test"}


def test_of_two_with_an_equal_name_none_is_sure(service: Service) -> None:
    service.pages.append("Q13")
    found = WikidataSearch(web(service))("Ruritania")
    assert [h.score for h in found if h.qid in ("Q11", "Q13")] == [EQUAL, EQUAL]


def test_other_digits_are_never_proposed(service: Service) -> None:
    assert WikidataSearch(web(service))("S-300") == []
    assert [h.qid for h in WikidataSearch(web(service))("S 400")] == ["Q14"]


def test_a_merged_item_comes_by_its_new_id(service: Service) -> None:
    service.entities, service.pages = ["Q99"], []
    assert [h.qid for h in WikidataSearch(web(service))("Ruritania")] == ["Q11"]


def test_a_lying_service_gives_no_link(service: Service) -> None:
    """Ids that do not exist, or belong to something else, do not come through."""
    service.entities, service.pages = ["Q555", "Q14", "P31", "Q1 OR 1=1", "<b>"], ["Talk:Q11", ""]
    assert WikidataSearch(web(service))("Ruritania") == []


@pytest.mark.parametrize("path", ["/old", "/new"])
def test_a_reconciliation_service_is_asked_in_its_version(service: Service, path: str) -> None:
    found = Reconciler(web(service, path))("Ruritania")
    # The service calls the party its sure match and we do not follow it.
    assert (found[0].qid, found[0].score) == ("Q11", ONLY)
    assert all(h.score <= LIKE for h in found if h.qid == "Q12")


@pytest.mark.parametrize("path", ["/old", "/new"])
def test_any_answer_of_a_reconciliation_service_is_borne(service: Service, path: str) -> None:
    for odd in ([], [{}], [{"id": 5, "name": "Ruritania"}], [{"id": "x", "name": "Ruritania"}],
                [{"id": "Q11", "name": None}], ["Ruritania"], {"id": "Q11"}, None):  # fmt: skip
        service.candidates = odd  # type: ignore[assignment]
        assert Reconciler(web(service, path))("Ruritania") == []


def test_what_was_asked_once_is_not_asked_again(service: Service, tmp_path: Path) -> None:
    now = [0.0]
    cache = Cache(tmp_path / "cache.sqlite", days=1, clock=lambda: now[0])
    first = Reconciler(web(service, "/old", cache))("Ruritania")
    asked = len(service.seen)
    again = Cache(tmp_path / "cache.sqlite", days=1, clock=lambda: now[0])
    assert Reconciler(web(service, "/old", again))("Ruritania") == first
    assert len(service.seen) == asked
    now[0] = 2 * 86_400.0
    Reconciler(web(service, "/old", again))("Ruritania")
    assert len(service.seen) > asked


def test_an_error_is_not_kept(service: Service, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    service.faults = [(200, {}, b'{"error": {"code": "x", "info": "no"}}')]
    with pytest.raises(InputError, match="answered"):
        WikidataSearch(web(service, cache=cache))("Ruritania")
    assert WikidataSearch(web(service, cache=cache))("Ruritania")


def test_a_cache_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("this is no database, and long enough to be read as one" * 40)
    with pytest.raises(InputError, match="cannot be used as a cache"):
        Cache(tmp_path / "c")


@pytest.mark.parametrize("told", ["7", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_the_service_says_when_to_come_back(service: Service, told: str) -> None:
    waits: list[float] = []
    service.faults = [(429, {"Retry-After": told}, b"")]
    assert WikidataSearch(web(service, sleep=waits.append))("Ruritania")
    assert waits == [7.0 if told == "7" else 0.0]


def test_a_redirect_is_followed(service: Service) -> None:
    service.faults = [(302, {"Location": service.address("/new")}, b"")]
    assert web(service).ask(service.address("/old"))["versions"] == ["1.0-draft"]


@pytest.mark.parametrize(
    "fault",
    [
        (500, {}, b""), (404, {}, b""), (429, {"Retry-After": "9999"}, b""), (200, {}, b"<html>"),
        (200, {}, b"[]"), (302, {"Location": "file:///etc/passwd"}, b""),
    ],
)  # fmt: skip
def test_a_service_in_trouble_is_told_in_one_sentence(service: Service, fault: Any) -> None:
    service.faults = [fault] * 9
    with pytest.raises(InputError) as caught:
        WikidataSearch(web(service))("Ruritania")
    assert "127.0.0.1" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_slow_service_is_given_up(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Handler, "found", lambda *_: time.sleep(0.5))
    with pytest.raises(InputError, match="timed out"):
        WikidataSearch(web(service, timeout=0.1))("Ruritania")


GRAPH = """@prefix dg: <https://w3id.org/diplograph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix id: <https://w3id.org/diplograph/id/> .
<https://w3id.org/diplograph/id/actor/ruritania> a dg:State ; rdfs:label "Ruritania"@en ;
  dg:mentionedIn <https://w3id.org/diplograph/id/doc/a#char=0,9> .
<https://w3id.org/diplograph/id/actor/linked> a dg:State ; rdfs:label "Linked"@en ;
  dg:linkStatus <x:confirmed> ; dg:mentionedIn <https://w3id.org/diplograph/id/doc/a#char=0,9> .
<https://w3id.org/diplograph/id/actor/rebels> a dg:Group ; rdfs:label "rebels"@en ;
  dg:mentionedIn <https://w3id.org/diplograph/id/doc/a#char=0,9> .
<https://w3id.org/diplograph/id/doc/a#char=0,9> dg:quote "Ruritania fell." .
"""


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(w) for w in words])


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "kg").mkdir()
    (tmp_path / "kg" / "graph.ttl").write_text(GRAPH, encoding="utf-8")
    return tmp_path / "kg"


def test_proposals_go_to_review_and_a_refused_one_stays_away(
    service: Service, build: Path, tmp_path: Path
) -> None:
    out, decisions = build / "review.tsv", tmp_path / "d.tsv"
    words = ("links", "propose", build, "--online", "--endpoint", service.address())
    assert run(*words, "--out", out, "--cache", tmp_path / "c.sqlite").exit_code == 0
    rows = read(out)
    assert {(r.subject, r.type, r.sentence, r.decision) for r in rows} == {
        ("id:actor/ruritania", "State", "Ruritania fell.", "")
    }
    assert rows[0].qid == "Q11"
    refused = Row("id:actor/ruritania", "", "", "Q11", "refused", "exactMatch", "R", "2024-01-01")
    decisions.write_text(write([refused]), encoding="utf-8")
    again = run(*words, "--out", out, "--decisions", decisions)
    assert again.exit_code == 0
    assert "Q11" not in {r.qid for r in read(out)}


def test_an_index_proposes_offline(build: Path, tmp_path: Path) -> None:
    dump = dump_of(tmp_path, text_of([entity("Q11", "Ruritania"), entity("Q12", "Graustark")]))
    build_from_dump(dump, tmp_path / "wd.sqlite", Plan((), PLAN.languages, label="2024-01-01"))
    done = run("links", "propose", build, "--index", tmp_path / "wd.sqlite")
    assert done.exit_code == 0, done.output
    (line,) = done.stdout.splitlines()[1:]
    assert "\tQ11\t" in line
    assert "index 2024-01-01" in line


def test_nothing_is_asked_unless_told_and_a_failure_keeps_what_was_found(
    service: Service, build: Path, tmp_path: Path
) -> None:
    assert run("links", "propose", build).exit_code == 2
    service.faults = [(404, {}, b"")] * 9
    out = tmp_path / "out.tsv"
    done = run("links", "propose", build, "--service", service.address("/old"), "--out", out)
    assert done.exit_code == 2
    assert done.stderr.startswith("diplograph: 127.0.0.1")
    assert read(out) == ()
