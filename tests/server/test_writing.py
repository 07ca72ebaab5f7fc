"""Update and Graph Store Protocol: with the token only, whole or not at all, and never lost."""

import contextlib
import http.client
import signal
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

TOKEN = "a token for the tests"
TURTLE = "text/turtle"
RDF_XML = "application/rdf+xml"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
ADD = 'INSERT DATA {{ <http://example.org/new{0}> <http://example.org/p> "v{0}" }}'


@pytest.fixture
def writable(start: Callable[..., Any], make_build: Callable[..., Path]) -> Any:
    served = start(make_build(), token_sha256=sha256(TOKEN.encode()).hexdigest())
    served.extra = {"Authorization": f"Bearer {TOKEN}"}
    return served


def count(served: Any) -> int:
    return int(served.get(COUNT).rows[0]["n"]["value"])


def test_an_update_is_seen_by_the_next_query(writable: Any) -> None:
    before = count(writable)
    assert writable.update(ADD.format(1)).status == 204
    assert count(writable) == before + 1


def test_no_token_no_writing(writable: Any) -> None:
    before = count(writable)
    writable.extra = {}
    refused = writable.update(ADD.format(1))
    assert refused.status == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert writable.update(ADD.format(1), Authorization="Bearer wrong").status == 401
    assert writable.update(ADD.format(1), Authorization=f"Basic {TOKEN}").status == 401
    for method in ("PUT", "POST", "DELETE"):
        assert writable.ask(method, "/store?default", b"", Content_Type=TURTLE).status == 401
    assert count(writable) == before


def test_a_server_without_a_token_is_read_only(server: Any) -> None:
    assert server.update(ADD.format(1)).status == 403
    assert server.ask("PUT", "/store?default", b"", Content_Type=TURTLE).status == 403


def test_a_failing_update_changes_nothing(writable: Any) -> None:
    before = count(writable)
    two = ADD.format(1) + " ; LOAD <http://127.0.0.1:1/x>"
    assert writable.update(two).status == 403
    assert writable.update(ADD.format(1) + " ; nonsense").status == 400
    assert count(writable) == before


def test_writes_outlive_a_kill(
    writable: Any, start: Callable[..., Any], make_build: Callable[..., Path]
) -> None:
    before = count(writable)
    for n in range(5):
        assert writable.update(ADD.format(n)).status == 204
    writable.stop(signal.SIGKILL)
    again = start(make_build(), token_sha256=sha256(TOKEN.encode()).hexdigest())
    assert count(again) == before + 5


def test_a_kill_in_the_middle_of_writes_loses_nothing_acknowledged(
    writable: Any, start: Callable[..., Any], make_build: Callable[..., Path]
) -> None:
    acknowledged = 0
    began = time.monotonic()
    with contextlib.suppress(OSError, http.client.HTTPException):
        for n in range(1000):
            if time.monotonic() - began > 1.0:
                writable.process.kill()
            if writable.update(ADD.format(n)).status == 204:
                acknowledged += 1
    assert acknowledged > 3
    again = start(make_build(), token_sha256=sha256(TOKEN.encode()).hexdigest())
    found = again.get("SELECT ?s WHERE { ?s <http://example.org/p> ?v }").rows
    assert len(found) in {acknowledged, acknowledged + 1}


def test_a_torn_journal_is_read_up_to_its_last_whole_record(
    writable: Any, start: Callable[..., Any], make_build: Callable[..., Path]
) -> None:
    before = count(writable)
    for n in range(2):
        writable.update(ADD.format(n))
    writable.stop(signal.SIGKILL)
    directory = make_build()
    journal = directory.parent / "kg.writes" / "journal-0.log"
    journal.write_bytes(journal.read_bytes()[:-3])
    again = start(directory, token_sha256=sha256(TOKEN.encode()).hexdigest())
    again.extra = writable.extra
    assert count(again) == before + 1
    assert again.update(ADD.format(7)).status == 204
    assert count(again) == before + 2


def test_what_cannot_be_repeated_is_kept_as_it_came_out(
    writable: Any, start: Callable[..., Any], make_build: Callable[..., Path]
) -> None:
    update = (
        "INSERT { <http://example.org/x> <http://example.org/id> ?u } WHERE { BIND(UUID() AS ?u) }"
    )
    query = "SELECT ?u WHERE { <http://example.org/x> <http://example.org/id> ?u }"
    assert writable.update(update).status == 204
    value = writable.get(query).rows[0]["u"]["value"]
    assert writable.update(ADD.format(1)).status == 204
    writable.stop(signal.SIGKILL)
    again = start(make_build(), token_sha256=sha256(TOKEN.encode()).hexdigest())
    assert [row["u"]["value"] for row in again.get(query).rows] == [value]
    assert count(again) > 2


def test_queries_go_on_while_the_graph_is_written(writable: Any) -> None:
    for n in range(10):
        assert writable.update(ADD.format(n)).status == 204
        assert writable.get("ASK { ?s ?p ?o }").json["boolean"] is True
    assert len(writable.children()) < 40


def test_an_endless_update_ends(start: Callable[..., Any], make_build: Callable[..., Path]) -> None:
    digest = sha256(TOKEN.encode()).hexdigest()
    served = start(make_build(), token_sha256=digest, limits={"seconds": 1.0})
    served.extra = {"Authorization": f"Bearer {TOKEN}"}
    before = count(served)
    where = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(9))
    endless = f"INSERT {{ ?a1 ?b2 ?c3 }} WHERE {{ {where} }}"
    assert served.update(endless).status == 507
    assert count(served) == before
    assert served.update(ADD.format(1)).status == 204


def test_graphs_are_put_read_added_to_and_deleted(writable: Any) -> None:
    path = "/store?graph=http%3A%2F%2Fexample.org%2Fg"
    one, two = b"<http://example.org/1> a <b:> .", b"<http://example.org/2> a <b:> ."
    assert writable.ask("GET", path).status == 404
    assert writable.ask("PUT", path, one, Content_Type=TURTLE).status == 201
    assert writable.ask("PUT", path, one, Content_Type=TURTLE).status == 204
    assert writable.ask("POST", path, two, Content_Type=TURTLE).status == 204
    got = writable.ask("GET", path, Accept="application/n-triples")
    assert sorted(got.text.split("\n"))[1:] == [
        "<http://example.org/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <b:> .",
        "<http://example.org/2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <b:> .",
    ]
    head = writable.ask("HEAD", path, Accept="application/n-triples")
    assert head.status == 200
    assert head.body == b""
    assert head.headers["etag"] == got.headers["etag"]
    assert writable.ask("DELETE", path).status == 204
    assert writable.ask("DELETE", path).status == 404
    assert writable.ask("HEAD", path).status == 404


def test_a_graph_posted_to_the_store_gets_an_address(writable: Any) -> None:
    made = writable.ask("POST", "/store", b"<a:> a <b:> .", Content_Type=TURTLE)
    assert made.status == 201
    assert made.headers["location"].startswith(f"{writable.url}/store/")
    path = made.headers["location"].removeprefix(writable.url)
    assert "<b:>" in writable.ask("GET", path).text


@pytest.mark.parametrize(("last", "status"), [("<a:2> <a:p> 2 .", 201), ("nonsense", 400)])
def test_a_form_with_several_graphs_is_one_change(writable: Any, last: str, status: int) -> None:
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{n}"; filename="{n}"\r\n'
        f"Content-Type: text/turtle\r\n\r\n{text}\r\n"
        for n, text in enumerate(("<a:1> <a:p> 1 .", last))
    )
    media = "multipart/form-data; boundary=x"
    answer = writable.ask("POST", "/store?graph=a:g", f"{parts}--x--".encode(), Content_Type=media)
    assert answer.status == status, answer.text
    got = writable.ask("GET", "/store?graph=a:g", Accept="application/n-triples")
    assert len(got.text.splitlines()) == (2 if status == 201 else 1)
    assert got.status == (200 if status == 201 else 404)


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"<a:> a", TURTLE, 400),
        (b"{}", "application/json", 415),
        (b"x", "text/plain", 415),
        (b"x", "multipart/form-data", 400),
        (b"x", "multipart/form-data; boundary=y", 400),
        (b"\xff\xfe", TURTLE, 400),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><r/>', "application/rdf+xml", 400),
        (b'{"@context": "http://127.0.0.1:1/c", "@id": "a:b"}', "application/ld+json", 400),
        (b"[" * 50_000, "application/ld+json", 400),
        (b'{"a":' * 50_000, "application/ld+json", 400),
        (b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">', RDF_XML, 400),
        (b"<a:> a " + b"[ a " * 50_000, TURTLE, 400),
        (b"<a:> a " + b"( " * 50_000, TURTLE, 400),
        (b" " * (17 << 20), TURTLE, 413),
    ],
)
def test_bad_graphs_are_refused_and_change_nothing(
    writable: Any, body: bytes, media: str, status: int
) -> None:
    before = count(writable)
    answer = writable.ask("PUT", "/store?graph=a:g", body, Content_Type=media)
    assert answer.status == status, answer.text
    assert writable.ask("GET", "/store?graph=a:g").status == 404
    assert count(writable) == before


def test_deep_rdf_xml_harms_nobody(writable: Any) -> None:
    head = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="e:">'
    body = head + b"<rdf:Description><e:p>" * 50_000
    answer = writable.ask("PUT", "/store?graph=a:g", body, Content_Type="application/rdf+xml")
    assert answer.status == 400
    assert "deeper" in answer.json["detail"]
    assert writable.get("ASK {}").status == 200


def test_a_full_disk_refuses_the_write_and_keeps_the_old(
    start: Callable[..., Any], make_build: Callable[..., Path], tmp_path: Path
) -> None:
    digest = sha256(TOKEN.encode()).hexdigest()
    served = start(make_build(), token_sha256=digest)
    served.extra = {"Authorization": f"Bearer {TOKEN}"}
    assert served.update(ADD.format(1)).status == 204
    before = count(served)
    journal = tmp_path / "kg.writes" / "journal-0.log"
    kept = journal.read_bytes()
    journal.unlink()
    journal.symlink_to("/dev/full")
    try:
        refused = served.update(ADD.format(2))
    finally:
        journal.unlink()
        journal.write_bytes(kept)
    assert refused.status == 507
    assert count(served) == before
    assert served.update(ADD.format(3)).status == 204
    assert count(served) == before + 1


def test_writes_are_checked_on_request(
    start: Callable[..., Any], make_build: Callable[..., Path], tmp_path: Path
) -> None:
    checker = tmp_path / "checker.py"
    checker.write_text(
        "import sys\nfound = 'forbidden' in open(sys.argv[1]).read()\n"
        "print('found it') if found else None\nsys.exit(1 if found else 0)\n"
    )
    digest = sha256(TOKEN.encode()).hexdigest()
    served = start(make_build(), token_sha256=digest, check_command=[sys.executable, str(checker)])
    served.extra = {"Authorization": f"Bearer {TOKEN}"}
    before = count(served)
    assert served.update(ADD.format("ok")).status == 204
    refused = served.update(ADD.format("forbidden"))
    assert refused.status == 422
    assert "found it" in refused.json["detail"]
    assert count(served) == before + 1


def test_the_dataset_of_the_protocol_holds_for_updates(writable: Any) -> None:
    writable.ask("PUT", "/store?graph=a:g", b"<a:s> <a:p> 1 .", Content_Type=TURTLE)
    update = "INSERT { GRAPH <a:h> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    path = "/sparql?using-graph-uri=a:g"
    done = writable.ask("POST", path, update.encode(), Content_Type="application/sparql-update")
    assert done.status == 204
    assert writable.ask("GET", "/store?graph=a:h", Accept="text/turtle").text.count("<a:s>") == 1
    twice = b"INSERT { ?s ?p ?o } USING <a:g> WHERE { ?s ?p ?o }"
    refused = writable.ask("POST", path, twice, Content_Type="application/sparql-update")
    assert refused.status == 400


@pytest.mark.slow
def test_hundreds_of_writes_leave_no_process_and_no_depth_behind(writable: Any) -> None:
    """Each write forks the next generation from the one before: nothing may pile up."""
    for n in range(400):
        assert writable.update(ADD.format(n)).status == 204
    time.sleep(1)
    assert len(writable.children()) < 30
