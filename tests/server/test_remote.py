"""A real store elsewhere behind our server: Oxigraph and Virtuoso where they are, and our own."""

import csv
import re
import time
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest

from kg.namespaces import PREFIXES, mint, term
from kg.rdfio import ASSERTED_GRAPH, BUILD_GRAPH, IDENTIFIER, INFERRED_GRAPH
from kg.store.access import Access
from kg.store.remote import RemoteStore
from tests.stores import ELSEWHERE, Elsewhere, elsewhere

GRAPH = """<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "Ruritania"@en .
<http://example.org/a> <http://example.org/borders> <http://example.org/b> .
<http://example.org/b> <http://www.w3.org/2000/01/rdf-schema#label> "Graustark"@en .
"""
INFERRED = "<http://example.org/b> <http://example.org/borders> <http://example.org/a> .\n"
ITEMS = "".join(
    f"<http://example.org/i{n}> <http://example.org/n> "
    f'"{n}"^^<http://www.w3.org/2001/XMLSchema#short> .\n'
    for n in range(20_000)
)
LABELS = "SELECT ?s ?l WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l"
LONG = "SELECT ?s ?n WHERE { ?s <http://example.org/n> ?n }"
TOKEN = "the token of our server"
GRAPHS_AT = {"oxigraph": "store", "virtuoso": "sparql-graph-crud-auth", "ours": "store"}


def settings(there: Elsewhere, **more: Any) -> dict[str, Any]:
    graphs = urljoin(there.url, GRAPHS_AT[there.name])
    store = {"query": there.url, "graphs": graphs, "login": asdict(there.login)}
    token = sha256(TOKEN.encode()).hexdigest()
    return {"store": store, "with_ontology": False, "token_sha256": token, **more}


def fill(there: Elsewhere, folder: Path) -> None:
    asserted, inferred = folder / "asserted.ttl", folder / "inferred.ttl"
    asserted.write_text(GRAPH + ITEMS)
    inferred.write_text(INFERRED)
    store = RemoteStore(Access(there.url, login=there.login), seconds=60)
    store.replace({ASSERTED_GRAPH: [asserted], INFERRED_GRAPH: [inferred]})


@pytest.fixture(scope="module", params=ELSEWHERE)
def behind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """The other store with a small build in it, and our server before it."""
    from tests.server.conftest import launch, write_build

    folder = tmp_path_factory.mktemp(request.param)
    with elsewhere(request.param, folder / "there") as there:
        fill(there, folder)
        given = settings(there, limits={"seconds": 30.0, "page_seconds": 30.0})
        served = launch(write_build(folder / "kg", GRAPH), folder / "ours.log", given)
        try:
            yield served
        finally:
            served.stop()


def test_rows_graphs_and_truth(behind: Any) -> None:
    rows = behind.get(LABELS)
    assert rows.status == 200, rows.text
    assert [row["l"]["value"] for row in rows.rows] == ["Graustark", "Ruritania"]
    assert rows.rows[0]["l"]["xml:lang"] == "en"
    truth = behind.get("ASK { <http://example.org/a> ?p ?o }")
    assert truth.json["boolean"] is True, truth.text
    graph = behind.get("CONSTRUCT WHERE { <http://example.org/b> ?p ?o }", Accept="text/turtle")
    assert graph.status == 200
    assert "Graustark" in graph.text
    table = list(csv.reader(behind.get(LABELS, {"format": "csv"}).text.splitlines()))
    assert table[1] == ["http://example.org/b", "Graustark"]


def test_a_build_is_one_graph_and_has_its_parts_by_name(behind: Any) -> None:
    borders = "{ ?x <http://example.org/borders> ?y }"
    both = behind.get(f"SELECT ?x WHERE {borders}").rows
    assert sorted(r["x"]["value"][-1] for r in both) == ["a", "b"]
    apart = behind.get(f"SELECT ?x ?g WHERE {{ GRAPH ?g {borders} }}").rows
    found = {(r["x"]["value"][-1], r["g"]["value"]) for r in apart}
    assert found == {("a", ASSERTED_GRAPH), ("b", INFERRED_GRAPH)}
    inferred = f"GRAPH <{INFERRED_GRAPH}> {borders}"
    read = f"SELECT ?x WHERE {{ {borders} FILTER NOT EXISTS {{ {inferred} }} }}"
    assert [r["x"]["value"][-1] for r in behind.get(read).rows] == ["a"]
    one = behind.get(f"SELECT ?x FROM <{INFERRED_GRAPH}> WHERE {borders}").rows
    assert [r["x"]["value"][-1] for r in one] == ["b"]
    by_protocol = behind.get(f"SELECT ?x WHERE {borders}", {"default-graph-uri": INFERRED_GRAPH})
    assert [r["x"]["value"][-1] for r in by_protocol.rows] == ["b"]


def test_whole_graphs(behind: Any) -> None:
    path = "/store?" + urlencode({"graph": INFERRED_GRAPH})
    answer = behind.ask("GET", path, accept="application/n-triples")
    assert answer.text.split() == INFERRED.split()
    default = behind.ask("GET", "/store?default", accept="application/n-triples")
    assert len(default.text.splitlines()) == 20_004
    assert behind.ask("GET", "/store?graph=urn:none").status == 404


def test_long_answers_come_whole_and_standard(behind: Any) -> None:
    answer = behind.get(LONG, {"format": "csv"})
    assert len(answer.text.splitlines()) == 20_001
    answer = behind.get(LONG)
    assert len(answer.rows) == 20_000
    assert {row["n"]["type"] for row in answer.rows} == {"literal"}


def test_long_answers_that_nobody_reads_leave_their_places(behind: Any) -> None:
    for _ in range(20):
        path = "/sparql?" + urlencode({"query": LONG})
        assert behind.ask("HEAD", path, accept="text/csv").status == 200
    assert behind.get(LABELS).status == 200


def test_faults_of_the_query_are_told(behind: Any) -> None:
    answer = behind.get("SELECT * WHERE { ?s ?p")
    assert answer.status == 400
    assert "refuses" in answer.json["detail"]


def test_our_limits_hold(behind: Any) -> None:
    assert behind.get("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status == 403
    assert behind.get("SELECT * { " + "{ " * 500 + "} " * 500 + "}").status == 400
    assert behind.update("CLEAR ALL").status == 401


def test_the_endpoint_describes_itself(behind: Any) -> None:
    said = behind.ask("GET", "/sparql", Accept="text/turtle").text
    assert f"{behind.url}/sparql" in said
    assert "triples" not in said


def test_changes_are_passed_on(behind: Any) -> None:
    token = {"authorization": f"Bearer {TOKEN}"}
    name = "http://example.org/graph/written"
    path, inside = "/store?" + urlencode({"graph": name}), f"GRAPH <{name}>"
    count = f"SELECT ?o WHERE {{ {inside} {{ ?s ?p ?o }} }}"
    made = behind.update(f'INSERT DATA {{ {inside} {{ <urn:a> <urn:b> "one" }} }}', **token)
    assert made.status == 204, made.text
    assert [r["o"]["value"] for r in behind.get(count).rows] == ["one"]
    body, media = b'<urn:a> <urn:b> "two" .', {"content_type": "text/turtle", **token}
    assert behind.ask("PUT", path, body).status == 401
    put = behind.ask("PUT", path, body, **media)
    assert put.status in {201, 204}, put.text
    assert [r["o"]["value"] for r in behind.get(count).rows] == ["two"]
    posted = behind.ask("POST", path, b'<urn:a> <urn:b> "three" .', **media)
    assert posted.status in {201, 204}, posted.text
    assert sorted(r["o"]["value"] for r in behind.get(count).rows) == ["three", "two"]
    assert behind.ask("DELETE", path, **token).status == 204
    assert behind.get(count).rows == []
    assert len(behind.get(LABELS).rows) == 2


def test_a_store_without_a_build_is_asked_as_it_is(
    start: Any, make_build: Any, tmp_path: Path
) -> None:
    with elsewhere("oxigraph", tmp_path / "there") as there:
        update = RemoteStore(Access(there.url), seconds=20)
        update.check()
        update.update(f"INSERT DATA {{ {GRAPH} GRAPH <urn:g> {{ {INFERRED} }} }}")
        served = start(make_build(), **settings(there))
        assert len(served.get(LABELS).rows) == 2
        borders = "SELECT ?x WHERE { ?x <http://example.org/borders> ?y }"
        assert [r["x"]["value"][-1] for r in served.get(borders).rows] == ["a"]
        assert len(served.get("SELECT ?x WHERE { GRAPH ?g { ?x ?p ?y } }").rows) == 1


def test_pages_follow_a_new_build(start: Any, make_build: Any, tmp_path: Path) -> None:
    def bring(name: str) -> None:
        mark, data = tmp_path / "mark.nt", tmp_path / "data.nt"
        mark.write_text(f'<urn:dataset> <{IDENTIFIER}> "{name}" .')
        state = f"<{mint('actor', 'a-state')}>"
        data.write_text(
            f'{state} a <{term("State")}> . {state} <{PREFIXES["rdfs"]}label> "{name}"@en .'
        )
        store = RemoteStore(Access(there.url, login=there.login), seconds=20)
        store.replace({ASSERTED_GRAPH: [data], BUILD_GRAPH: [mark]})

    with elsewhere("ours", tmp_path / "there") as there:
        bring("Graustark")
        served = start(make_build(), **settings(there))
        for name in ("Graustark", "Ruthenia", "Borduria"):
            bring(name)
            deadline = time.monotonic() + 20
            link = re.compile(rf"<a [^>]*actor/a-state[^>]*>(?:<[^>]*>)*{name}")
            while not link.search(served.ask("GET", f"/search?q={name}", accept="text/html").text):
                assert time.monotonic() < deadline
                time.sleep(0.3)
            assert name in str(served.get(LABELS).rows)
