"""Dumps over HTTP: every format, whole and by document, with ranges, tags and checksums."""

import gzip
import hashlib
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.rdfio import ASSERTED_GRAPH
from tests.kg.test_excerpts import two_documents

FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
INFERRED = "<urn:b> <urn:near> <urn:a> .\n"
SECRET = "a token for tests only"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_documents(tmp_path_factory.mktemp("graph"))


@pytest.fixture(scope="module")
def served(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    from tests.server.conftest import launch, write_build

    folder = tmp_path_factory.mktemp("dumps")
    build = write_build(folder / "kg", graph.read_text(), INFERRED)
    running = launch(build, folder / "server.log", {"with_ontology": False})
    yield running
    running.stop()


def triples(data: bytes, extension: str) -> set[str]:
    found = ox.parse(data, format=FORMATS[extension])
    return {f"{q.subject} {q.predicate} {q.object}" for q in found}


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("where", ["/dumps/", "/dumps/doc/d1/"])
def test_every_format_has_the_same_statements(served: Any, where: str, extension: str) -> None:
    plain = served.ask("GET", f"{where}graph.{extension}")
    assert plain.status == 200, plain.text
    assert "attachment" in plain.headers["content-disposition"]
    lines = served.ask("GET", f"{where}graph.nt").body
    assert triples(plain.body, extension) == triples(lines, "nt")
    packed = served.ask("GET", f"{where}graph.{extension}.gz")
    assert gzip.decompress(packed.body) == plain.body
    assert any('"001"' in triple for triple in triples(plain.body, extension))  # as written
    if extension == "nq":
        assert plain.text.count(f"<{ASSERTED_GRAPH}>") == len(plain.text.splitlines())


def test_turtle_of_the_build_is_the_file_itself(served: Any, graph: Path) -> None:
    assert served.ask("GET", "/dumps/graph.ttl").body == graph.read_bytes()


def test_documents_together_are_the_build(served: Any) -> None:
    whole = triples(served.ask("GET", "/dumps/graph.nt").body, "nt")
    parts = [
        triples(served.ask("GET", f"/dumps/doc/{d}/graph.nt").body, "nt") for d in ("d1", "d2")
    ]
    assert parts[0] | parts[1] == whole
    assert parts[0] < whole > parts[1]


@pytest.mark.parametrize("where", ["/dumps/", "/dumps/doc/d2/"])
def test_checksums_ranges_and_tags(served: Any, where: str) -> None:
    lines = served.ask("GET", f"{where}SHA256SUMS").text.splitlines()
    assert len(lines) == (36 if where == "/dumps/" else 12)
    for line in lines[:4]:
        digest, _, name = line.partition("  ")
        answer = served.ask("GET", where + name)
        assert hashlib.sha256(answer.body).hexdigest() == digest
    part = served.ask("GET", where + name, range="bytes=10-19")
    assert (part.status, part.body) == (206, answer.body[10:20])
    same = served.ask("GET", where + name, if_none_match=answer.headers["etag"])
    assert (same.status, same.body) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/dumps/graph.xyz",
        "/dumps/doc/d1/all.nt",
        "/dumps/doc/none/graph.nt",
        "/dumps/doc/../graph.nt",
        "/dumps/doc/%2e%2e/graph.nt",
        "/dumps/doc/none/SHA256SUMS",
        "/dumps/doc/d1/..%2f..%2fgraph.nt",
    ],
)
def test_there_is_no_other_dump(served: Any, path: str) -> None:
    assert served.ask("GET", path).status in {400, 404}


def test_pages_lead_to_the_dumps(served: Any) -> None:
    page = served.ask("GET", "/dataset", accept="text/html").text
    assert 'href="/dumps/doc/d1/graph.ttl"' in page
    assert "changed since" not in page
    own = served.ask("GET", "/doc/d2", accept="text/html").text
    for extension in FORMATS:
        assert f'href="/dumps/doc/d2/graph.{extension}"' in own
    assert served.ask("GET", "/dumps/doc/d2/").headers["location"].endswith("/doc/d2")


def test_the_same_bytes_from_another_server(
    served: Any, start: Any, make_build: Any, graph: Path
) -> None:
    other = start(make_build(graph.read_text(), INFERRED))
    for path in ("/dumps/SHA256SUMS", "/dumps/doc/d1/SHA256SUMS"):
        assert other.ask("GET", path).text == served.ask("GET", path).text


def test_after_a_write_they_say_where_the_present_state_is(
    start: Any, make_build: Any, graph: Path
) -> None:
    token = hashlib.sha256(SECRET.encode()).hexdigest()
    build = make_build(graph.read_text(), INFERRED)
    server = start(build, token_sha256=token)
    before = server.ask("GET", "/dumps/graph.nt")
    assert "link" not in before.headers
    update = 'INSERT DATA { <urn:new> <urn:p> "written later" }'
    assert server.update(update, authorization=f"Bearer {SECRET}").status == 204
    after = server.ask("GET", "/dumps/graph.nt")
    assert after.body == before.body
    assert after.headers["link"] == f'<{server.url}/store?default>; rel="latest-version"'
    assert "written later" in server.ask("GET", "/store?default", accept="text/turtle").text
    assert "changed since it was built" in server.ask("GET", "/dataset", accept="text/html").text
    server.stop()
    again = start(build, token_sha256=token)
    assert "latest-version" in again.ask("GET", "/dumps/graph.nt").headers["link"]


def test_a_new_build_has_new_dumps(start: Any, make_build: Any, graph: Path) -> None:
    import time

    server = start(make_build(graph.read_text(), INFERRED))
    assert server.ask("GET", "/dumps/inferred.nt").text.split() == INFERRED.split()
    make_build(graph.read_text(), INFERRED.replace("near", "far"))
    deadline = time.monotonic() + 10
    while "far" not in server.ask("GET", "/dumps/inferred.nt").text:
        assert time.monotonic() < deadline
        time.sleep(0.2)
