"""The W3C suites over real HTTP: protocol, graph store, service description, and evaluation.

They are not part of this repository: ``DIPLOGRAPH_W3C_TESTS`` names a checkout of w3c/rdf-tests,
or the folder ``test/data/suites/w3c`` of rdflib's source package, which lacks the graph store's.
Evaluation is compared with the engine in process: no case may be lost on the way through HTTP.
"""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace, Node, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
VARIABLE = "DIPLOGRAPH_W3C_TESTS"
TOKEN = "a token for the suites"
STATUS = {"OK": {200}, "Created": {201}, "NoContent": {204}, "NotFound": {404}}
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}


def suite() -> Path | None:
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    folder = Path(named)  # a checkout, or the copy in the source package of rdflib
    return next(
        (f for f in (folder / "sparql" / "sparql11", folder / "sparql11") if f.is_dir()), None
    )


def entries(name: str) -> list[tuple[Path, URIRef]]:
    """Return the tests of a manifest, in its order."""
    folder = suite()
    if folder is None or not (folder / name).exists():
        return []
    path = folder / name
    graph = Graph().parse(path, format="turtle", publicID=path.as_uri())
    lists = list(graph.objects(URIRef(path.as_uri()), MF.entries))
    return [(path, URIRef(str(item))) for head in lists for item in Collection(graph, head)]


def name_of(value: Any) -> str | None:
    return value[1].rpartition("#")[2] if isinstance(value, tuple) else None


PROTOCOL = entries("protocol/manifest.ttl")
STORE = entries("graph-store-protocol/manifest-direct.ttl") + entries(
    "graph-store-protocol/manifest-indirect.ttl"
)
needs_suite = pytest.mark.skipif(
    suite() is None, reason=f"{VARIABLE} names no checkout of w3c/rdf-tests"
)


@pytest.fixture(scope="module")
def suites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A writable server for all cases, emptied before each."""
    from tests.server.conftest import launch, write_build

    folder = tmp_path_factory.mktemp("suites")
    settings = {"token_sha256": sha256(TOKEN.encode()).hexdigest(), "with_ontology": False}
    served = launch(write_build(folder / "kg", ""), folder / "log", settings)
    served.extra = {"Authorization": f"Bearer {TOKEN}"}
    yield served
    served.stop()


def perform(served: Any, graph: Graph, request: Node, known: dict[str, str]) -> Any:
    def ours(text: str) -> str:
        for name, value in known.items():
            text = text.replace(f"${name}$", value)
        text = text.replace("http://www.example/gsp", f"{served.url}/store")
        encoded = quote("http://www.example/gsp", safe="")
        return text.replace(encoded, quote(f"{served.url}/store", safe=""))

    path = ours(str(graph.value(request, HT.absolutePath)))
    path = re.sub(r"^(https?://[^/]+)?/gsp", "/store", path.removeprefix(served.url))
    headers = {}
    lists = graph.value(request, HT.headers)
    for header in Collection(graph, lists) if lists is not None else ():
        name = str(graph.value(header, HT.fieldName)).lower()
        headers[name] = str(graph.value(header, HT.fieldValue))
    headers.pop("content-length", None)
    body = graph.value(request, HT.body)
    data = None
    if body is not None:
        encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8")
        data = ours(str(graph.value(body, CNT.chars))).encode(encoding)
    return served.ask(str(graph.value(request, HT.methodName)), path, data, **headers)


def statuses(graph: Graph, response: Node) -> set[int]:
    allowed: set[int] = set()
    for value in graph.objects(response, MF.expectedStatus):
        name = str(value).rpartition("#")[2]
        digit = re.fullmatch(r"StatusCode(\d)xx", name)
        allowed |= set(range(int(digit[1]) * 100, int(digit[1]) * 100 + 100)) if digit else set()
        allowed |= STATUS.get(name, set())
    return allowed


def judge(graph: Graph, response: Node, answer: Any, known: dict[str, str]) -> None:
    assert answer.status in statuses(graph, response), (answer.status, answer.text)
    media = answer.headers.get("content-type", "").partition(";")[0]
    form = graph.value(response, MF.expectedFormat)
    if form is not None:
        assert media in FORMATS[str(form)]
    truth = graph.value(response, MF.expectedBoolean)
    if truth is not None:
        assert answer.json["boolean"] == truth.toPython()  # type: ignore[attr-defined]
    location = graph.value(response, MF.expectedLocation)
    if location is not None:
        known[str(location).strip("$")] = answer.headers["location"]
    body = graph.value(response, HT.body)
    if body is not None and media == "text/turtle":
        text = str(graph.value(body, CNT.chars))
        base = "http://www.example/gsp/"
        expected = Graph().parse(data=text, format="turtle", publicID=base)
        ours = re.sub(r"http://127\.0\.0\.1:\d+/store", "http://www.example/gsp", answer.text)
        assert isomorphic(expected, Graph().parse(data=ours, format="turtle", publicID=base))


def run_case(served: Any, path: Path, case: URIRef) -> None:
    graph = Graph().parse(path, format="turtle", publicID=path.as_uri())
    assert served.update("DROP ALL").status == 204
    for data in graph.objects(case, UT.graphData):
        name = quote(str(graph.value(data, RDFS.label)), safe="")
        file = Path(unquote(str(graph.value(data, UT.graph)).removeprefix("file://")))
        answer = served.ask(
            "PUT", f"/store?graph={name}", file.read_bytes(), content_type="application/n-triples"
        )
        assert answer.status == 201
    known: dict[str, str] = {}
    action = graph.value(case, MF.action)
    for request in Collection(graph, graph.value(action, HT.requests)):
        answer = perform(served, graph, request, known)
        judge(graph, graph.value(request, HT.resp), answer, known)


@needs_suite
@pytest.mark.parametrize("case", PROTOCOL, ids=name_of)
def test_protocol(suites: Any, case: tuple[Path, URIRef]) -> None:
    run_case(suites, *case)


@needs_suite
@pytest.mark.parametrize("case", STORE, ids=name_of)
def test_graph_store(suites: Any, case: tuple[Path, URIRef]) -> None:
    run_case(suites, *case)


@needs_suite
@pytest.mark.parametrize(
    "case", [n for _, n in entries("service-description/manifest.ttl")], ids=lambda n: n[-20:]
)
def test_service_description(suites: Any, case: URIRef) -> None:
    answer = suites.ask("GET", "/sparql", accept="application/rdf+xml, text/turtle;q=0.5")
    assert answer.status == 200
    graph = Graph().parse(data=answer.body, format="xml")
    services = list(graph.subjects(SD.endpoint, URIRef(f"{suites.url}/sparql")))
    assert len(services) == 1
    assert (services[0], RDF.type, SD.Service) in graph
    for language in graph.objects(services[0], SD.supportedLanguage):
        assert language in {SD.SPARQL11Query, SD.SPARQL11Update}
    for dataset in graph.objects(services[0], SD.defaultDataset):
        assert (dataset, RDF.type, SD.Dataset) in graph
        for named in graph.objects(dataset, SD.namedGraph):
            assert isinstance(graph.value(named, SD.name), URIRef)


def evaluation_cases() -> list[tuple[Path, URIRef]]:
    folder = suite()
    if folder is None:
        return []
    return [
        entry
        for path in sorted(folder.glob("*/manifest.ttl"))
        if path.parent.name not in {"entailment", "service", "protocol", "http-rdf-update"}
        for entry in entries(f"{path.parent.name}/manifest.ttl")
    ]


def local(value: Any) -> Path:
    return Path(unquote(str(value).removeprefix("file://")))


@needs_suite
def test_evaluation_over_http_loses_no_case(suites: Any) -> None:
    """Every query of the suite gives over HTTP what the engine gives in process."""
    tried, lost = 0, []
    for path, case in evaluation_cases():
        graph = Graph().parse(path, format="turtle", publicID=path.as_uri())
        action = graph.value(case, MF.action)
        query = graph.value(action, QT.query) if action is not None else None
        if query is None or (case, RDF.type, MF.QueryEvaluationTest) not in graph:
            continue
        files = [("", local(d)) for d in graph.objects(action, QT.data)]
        files += [(str(d), local(d)) for d in graph.objects(action, QT.graphData)]
        text = local(query).read_text(encoding="utf-8")
        expected = in_process(text, files, f"{suites.url}/sparql")
        if expected is None:
            continue
        tried += 1
        got = over_http(suites, text, files)
        if got != expected:
            lost.append((case.rpartition("/")[2], str(expected)[:200], str(got)[:200]))
    assert tried >= 180, tried
    assert not lost, f"{len(lost)} of {tried} lost: {lost[:5]}"


MEDIA = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".n3": "text/turtle",
}
INPUT = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


def in_process(text: str, files: list[tuple[str, Path]], base: str) -> Any:
    store = ox.Store()
    for name, file in files:
        target = ox.NamedNode(name) if name else ox.DefaultGraph()
        form = INPUT[MEDIA[file.suffix]]
        store.load(file.read_bytes(), form, to_graph=target, base_iri=name or f"{base[:-7]}/store")
    try:
        result = store.query(text, base_iri=base)
    except (SyntaxError, ValueError, RuntimeError, OSError):
        return "error"
    if isinstance(result, ox.QueryTriples):
        return comparable(result.serialize(format=ox.RdfFormat.N_TRIPLES).decode())
    return comparable(result.serialize(format=ox.QueryResultsFormat.TSV).decode())


def over_http(served: Any, text: str, files: list[tuple[str, Path]]) -> Any:
    assert served.update("DROP ALL").status == 204
    for name, file in files:
        which = f"graph={quote(name, safe='')}" if name else "default"
        media = MEDIA[file.suffix]
        answer = served.ask("POST", f"/store?{which}", file.read_bytes(), content_type=media)
        assert answer.status in {201, 204}, answer.text
    answer = served.post(text, accept="text/tab-separated-values, application/n-triples")
    return comparable(answer.text) if answer.status == 200 else "error"


def comparable(text: str) -> list[str]:
    """Return the lines in order, with blank nodes and what differs on each run made alike."""
    text = re.sub(r"_:[0-9a-f]+|urn:uuid:[0-9a-f-]+", "_:", text)
    text = re.sub(r'"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"', "uuid", text)
    text = re.sub(r'"?0\.\d{8,}(E-?\d+)?"?(\^\^\S+)?', "random", text)
    return sorted(text.splitlines())
