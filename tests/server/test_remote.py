"""A real store elsewhere behind our server: Oxigraph and Virtuoso, where their programs are."""

import csv
import shutil
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.peers import PEERS

GRAPH = """<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "Ruritania"@en .
<http://example.org/a> <http://example.org/borders> <http://example.org/b> .
<http://example.org/b> <http://www.w3.org/2000/01/rdf-schema#label> "Graustark"@en .
"""
LABELS = "SELECT ?s ?l WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l"


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def behind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """The other store with a small graph, and our server before it."""
    from tests.server.conftest import launch, write_build

    kind = PEERS[request.param]
    if not shutil.which(kind.program):
        pytest.skip(f"there is no {kind.program} on PATH to put behind our server")
    folder = tmp_path_factory.mktemp(request.param)
    items = "".join(
        f'<http://example.org/i{n}> <http://example.org/n> "{n}" .\n' for n in range(20_000)
    )
    data = folder / "data.nt"
    data.write_text(GRAPH + items)
    store = kind(data, folder, 1)
    assert store.start()
    url = f"http://127.0.0.1:{store.port}{store.path}"
    settings = {"store_url": url, "limits": {"seconds": 5.0}, "with_ontology": False}
    served = launch(write_build(folder / "kg", GRAPH), folder / "ours.log", settings)
    yield served
    served.stop()
    store.stop()


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


def test_long_answers_come_whole(behind: Any) -> None:
    answer = behind.get("SELECT ?s ?n WHERE { ?s <http://example.org/n> ?n }", {"format": "csv"})
    assert len(answer.text.splitlines()) == 20_001


def test_faults_of_the_query_are_told(behind: Any) -> None:
    answer = behind.get("SELECT * WHERE { ?s ?p")
    assert answer.status == 400
    assert "refuses" in answer.json["detail"]


def test_our_limits_hold(behind: Any) -> None:
    assert behind.get("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status == 403
    assert behind.get("SELECT * { " + "{ " * 500 + "} " * 500 + "}").status == 400
    assert behind.update("CLEAR ALL").status == 403


def test_the_endpoint_describes_itself(behind: Any) -> None:
    assert f"{behind.url}/sparql" in behind.ask("GET", "/sparql", Accept="text/turtle").text


def test_a_store_that_is_not_there(start: Any, make_build: Any) -> None:
    served = start(make_build(), store_url="http://127.0.0.1:1/sparql")
    answer = served.get(LABELS)
    assert answer.status == 503
    assert "retry-after" in answer.headers


def test_a_store_that_does_not_answer(start: Any, make_build: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        limits = {"seconds": 1.0}
        served = start(make_build(), store_url=f"http://127.0.0.1:{port}/", limits=limits)
        began = time.monotonic()
        assert served.get(LABELS).status == 504
        assert time.monotonic() - began < 4


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/", "http://u:p@x/", "x"])
def test_only_addresses_of_stores(url: str) -> None:
    from kg.errors import InputError
    from server.engine.remote import RemotePool
    from server.settings import Limits

    with pytest.raises(InputError, match="no address of a store"):
        RemotePool(url, Limits())
