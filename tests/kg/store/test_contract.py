"""One set of tests for every store: in memory, on disk, and elsewhere over real HTTP."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import InputError, QueryError
from kg.rdfio import ASSERTED_GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH
from kg.store.access import Access
from kg.store.contract import Store
from kg.store.local import LocalStore
from kg.store.remote import RemoteStore
from tests.stores import ELSEWHERE, elsewhere

OTHER = "http://example.org/graph/other"
HEAD = "@prefix ex: <http://example.org/> .\n"
FIRST = (
    HEAD
    + 'ex:a ex:label "Ruritania"@en, "Рурита́ния"@ru, """two\nlines "quoted" \\\\ """ ; ex:n 7 .\n'
    'ex:b ex:on "2020-02-29"^^<http://www.w3.org/2001/XMLSchema#date> ; ex:is true .\n'
    "ex:c ex:has [ ex:part [ ex:n 8 ] ] .\n"
)
SECOND = HEAD + 'ex:a ex:label "Graustark"@en .\nex:c ex:has [ ex:part ex:a ] .\n'
INFERRED = HEAD + "ex:b ex:near ex:a .\n"


@pytest.fixture(scope="module", params=["memory", "disk", *ELSEWHERE])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param in ("memory", "disk"):
        yield LocalStore(folder / "store" if request.param == "disk" else None)
        return
    with elsewhere(request.param, folder) as there:
        yield RemoteStore(Access(there.url, login=there.login), seconds=60)


def written(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"{number}.ttl" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def rows(store: Store, query: str, *more: Any) -> list[list[str]]:
    found = store.query(query, *more)
    assert isinstance(found, ox.QuerySolutions)
    names = [v.value for v in found.variables]
    return [[getattr(row[n], "value", "") for n in names] for row in found]


def test_a_graph_comes_back_as_it_went(store: Store, tmp_path: Path) -> None:
    first, inferred = written(tmp_path, FIRST, INFERRED)
    store.replace({ASSERTED_GRAPH: [first], INFERRED_GRAPH: [inferred], ONTOLOGY_GRAPH: []})
    wanted = sorted(ox.parse(path=str(first), format=ox.RdfFormat.TURTLE), key=str)
    found = store.query(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{ASSERTED_GRAPH}> {{ ?s ?p ?o }} }}"
    )
    assert isinstance(found, list)
    ours, theirs = ox.Dataset(), ox.Dataset()
    for triple in wanted:
        ours.add(ox.Quad(triple.subject, triple.predicate, triple.object))
    for triple in found:
        theirs.add(ox.Quad(triple.subject, triple.predicate, triple.object))
    for dataset in (ours, theirs):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert ours == theirs


def test_the_default_graph_is_all_graphs_of_a_build(store: Store, tmp_path: Path) -> None:
    first, inferred, other = written(tmp_path, FIRST, INFERRED, HEAD + "ex:x ex:n 9 .\n")
    store.replace({ASSERTED_GRAPH: [first], INFERRED_GRAPH: [inferred], OTHER: [other]})
    near = "SELECT ?x WHERE { ?x <http://example.org/near> ?y . ?y <http://example.org/n> ?n }"
    assert rows(store, near) == [["http://example.org/b"]]
    assert rows(store, near, [ASSERTED_GRAPH]) == []
    numbers = "SELECT ?n WHERE { ?x <http://example.org/n> ?n } ORDER BY ?n"
    assert rows(store, numbers) == [["7"], ["8"]]
    assert rows(store, numbers.replace("WHERE", f"FROM <{OTHER}> WHERE")) == [["9"]]
    assert rows(store, f"SELECT ?n WHERE {{ GRAPH <{OTHER}> {{ ?x ?p ?n }} }}") == [["9"]]


def test_known_prefixes_and_truth(store: Store, tmp_path: Path) -> None:
    label = '<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "A" .\n'
    store.replace({ASSERTED_GRAPH: written(tmp_path, label)})
    assert bool(store.query('ASK { ?s rdfs:label "A" }')) is True
    assert bool(store.query('ASK { ?s rdfs:label "B" }')) is False


def test_what_is_replaced_is_gone_and_the_rest_stays(store: Store, tmp_path: Path) -> None:
    first, second, other = written(tmp_path, FIRST, SECOND, HEAD + "ex:x ex:n 9 .\n")
    store.replace({ASSERTED_GRAPH: [first], INFERRED_GRAPH: [first], OTHER: [other]})
    store.replace({ASSERTED_GRAPH: [second], INFERRED_GRAPH: []})
    labels = "SELECT ?l WHERE { ?s <http://example.org/label> ?l }"
    assert rows(store, labels) == [["Graustark"]]
    assert rows(store, f"SELECT ?n WHERE {{ GRAPH <{OTHER}> {{ ?x ?p ?n }} }}") == [["9"]]
    graphs = {name for (name,) in rows(store, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")}
    assert not [name for name in graphs if "staging" in name]


def test_equal_names_of_blank_nodes_in_two_files_are_two_nodes(
    store: Store, tmp_path: Path
) -> None:
    files = written(tmp_path, HEAD + "_:x ex:m 1 .\n", HEAD + "_:x ex:m 2 .\n")
    store.replace({ASSERTED_GRAPH: files})
    count = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s <http://example.org/m> ?o }"
    assert rows(store, count) == [["2"]]


def test_a_file_with_a_fault_changes_nothing(store: Store, tmp_path: Path) -> None:
    first, broken = written(tmp_path, FIRST, SECOND + "ex:a ex:b .\n")
    store.replace({ASSERTED_GRAPH: [first], INFERRED_GRAPH: []})
    for bad in (broken, tmp_path / "missing.ttl"):
        with pytest.raises(InputError, match=r"is not Turtle|no file"):
            store.replace({INFERRED_GRAPH: [first], ASSERTED_GRAPH: [bad]})
        assert rows(store, "SELECT ?l WHERE { ?s <http://example.org/n> 7 ; ?p ?l } LIMIT 1")
        assert rows(store, f"SELECT ?s WHERE {{ GRAPH <{INFERRED_GRAPH}> {{ ?s ?p ?o }} }}") == []


def test_a_malformed_query_is_told(store: Store) -> None:
    with pytest.raises(QueryError, match=r"malformed|refuses"):
        store.query("SELECT ?s WHERE { ?s ?p")


def test_readers_see_all_of_a_graph_or_all_of_the_one_before(store: Store, tmp_path: Path) -> None:
    """Two graphs are swapped while others count what they hold: only whole states are seen.

    Distinct things are counted: Virtuoso may count a row twice while its pages are split.
    """
    size = 2000
    texts = [
        "".join(
            f'<http://example.org/i{n}> <http://example.org/{name}> "{n}" .\n' for n in range(size)
        )
        for name in ("old", "new")
    ]
    old, new = written(tmp_path, *texts)
    small_old, small_new = written(tmp_path / "..", *(t[: t.index("\n") + 1] for t in texts))
    store.replace({ASSERTED_GRAPH: [old], INFERRED_GRAPH: [small_old]})
    seen: list[tuple[str, str]] = []
    over = threading.Event()

    def count() -> None:
        query = "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p"
        while not over.is_set():
            seen.append(tuple((p[19:], n) for p, n in rows(store, query, [ASSERTED_GRAPH])))  # type: ignore[arg-type]

    readers = [threading.Thread(target=count) for _ in range(2)]
    for reader in readers:
        reader.start()
    for files in ((new, small_new), (old, small_old), (new, small_new)):
        store.replace({ASSERTED_GRAPH: [files[0]], INFERRED_GRAPH: [files[1]]})
    over.set()
    for reader in readers:
        reader.join()
    assert set(seen) <= {(("old", str(size)),), (("new", str(size)),)}
    assert len(seen) > 3
