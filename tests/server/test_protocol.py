"""The SPARQL 1.1 Protocol, query side, over real HTTP."""

import gzip
import json
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

ALL = "SELECT ?s ?label WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label }"
GRAPH = "CONSTRUCT WHERE { <http://example.org/a> ?p ?o }"
DIRECT = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"


def test_query_by_get_form_and_direct_give_the_same(server: Any) -> None:
    query = "ASK { <http://example.org/a> a <http://example.org/State> }"
    form = f"query={quote(query)}".encode()
    answers = [
        server.get(query),
        server.ask("POST", "/sparql", form, Content_Type=FORM),
        server.post(query),
        server.ask("POST", "/sparql/", query.encode(), Content_Type="application/sparql-query"),
    ]
    assert [a.status for a in answers] == [200] * 4
    assert {a.body for a in answers} == {answers[0].body}
    assert answers[0].json["boolean"] is True


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/sparql-results+json;q=0, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("application/sparql-results+xml;q=0.3, text/csv;q=0.8", "text/csv; charset=utf-8"),
        ("application/*;q=0.5, application/sparql-results+json;q=0", None),
    ],
)
def test_accept_decides_the_format_of_rows(server: Any, accept: str, media: str | None) -> None:
    answer = server.get(ALL, Accept=accept) if accept else server.get(ALL)
    assert answer.status == 200
    assert answer.headers["content-type"] == (media or "application/sparql-results+xml")
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "sign"),
    [
        ("text/turtle", "@prefix"),
        ("application/n-triples", "<http://example.org/a> <http"),
        ("application/rdf+xml", "<rdf:RDF"),
        ("application/ld+json", '"@id"'),
        ("application/trig", "@prefix"),
        ("application/n-quads", "<http://example.org/a> <http"),
    ],
)
def test_accept_decides_the_format_of_graphs(server: Any, accept: str, sign: str) -> None:
    answer = server.get(GRAPH, Accept=accept)
    assert answer.status == 200
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert sign in answer.text


def test_what_cannot_be_given_is_406(server: Any) -> None:
    assert server.get(ALL, Accept="image/png").status == 406
    assert server.get(ALL, Accept="text/turtle").status == 406
    assert server.get(GRAPH, Accept="text/csv").status == 406
    assert server.get(ALL, Accept="*/*;q=0").status == 406


def test_format_parameter_wins(server: Any) -> None:
    answer = server.get(ALL, {"format": "csv"}, Accept="application/sparql-results+xml")
    assert answer.headers["content-type"].startswith("text/csv")
    assert server.get(GRAPH, {"format": "json"}).headers["content-type"] == "application/ld+json"
    assert server.get(ALL, {"format": "nonsense"}).status == 400


def test_head_is_get_without_a_body(server: Any) -> None:
    path = f"/sparql?query={quote(ALL)}&format=csv"
    head, get = server.ask("HEAD", path), server.ask("GET", path)
    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-type"] == get.headers["content-type"]


def test_options_and_other_methods(server: Any) -> None:
    options = server.ask("OPTIONS", "/sparql", Origin="http://elsewhere.example")
    assert options.status == 204
    assert "POST" in options.headers["allow"]
    assert options.headers["access-control-allow-origin"] == "*"
    for method in ("PUT", "DELETE", "PATCH"):
        answer = server.ask(method, "/sparql")
        assert answer.status == 405
        assert "GET" in answer.headers["allow"]
    assert server.get(ALL).headers["access-control-allow-origin"] == "*"


def test_one_query_exactly(server: Any) -> None:
    query = quote("ASK {}")
    assert server.ask("GET", f"/sparql?query={query}&query={query}").status == 400
    both = f"/sparql?query={query}"
    assert (
        server.ask("POST", both, b"ASK {}", Content_Type="application/sparql-query").status == 400
    )
    assert server.ask("POST", "/sparql", b"", Content_Type=FORM).status == 400
    assert server.ask("POST", "/sparql", b"ASK {}", Content_Type="text/plain").status == 415
    assert server.ask("POST", "/sparql", b"ASK {}").status == 415


def test_datasets_of_the_request_are_honoured(server: Any) -> None:
    inferred = "https://w3id.org/diplograph/graph/inferred"
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    named = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    one = server.get(count, {"default-graph-uri": inferred})
    assert one.rows[0]["n"]["value"] == "1"
    none = server.get(count, {"default-graph-uri": "http://127.0.0.1:1/elsewhere"})
    assert none.rows[0]["n"]["value"] == "0"
    assert [r["g"]["value"] for r in server.get(named).rows] == [inferred]
    other = server.get(named, {"named-graph-uri": "http://example.org/none"})
    assert other.rows == []
    assert server.get(count, {"default-graph-uri": "not an iri"}).status == 400


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * WHERE { ?s ?p", "Line 1, column"),
        ("SELECT *\nWHERE {\n  ?s ex:p ?o }", "Line 3, column 6: the prefix 'ex:' is not declared"),
        ("", "does not parse"),
        ("DELETE WHERE { ?s ?p ?o }", "does not parse"),
        ("SELECT * { <http://e/ a> ?p ?o }", "Line 1, column"),
    ],
)
def test_syntax_errors_say_where(server: Any, query: str, words: str) -> None:
    answer = server.get(query)
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json["detail"]
    assert answer.json["status"] == 400
    text = server.get(query, Accept="text/csv")
    assert text.headers["content-type"].startswith("text/plain")
    assert words in text.text


def test_entity_tags(server: Any) -> None:
    first = server.get(ALL)
    tag = first.headers["etag"]
    assert server.get(ALL, If_None_Match=tag).status == 304
    assert server.get(ALL, If_None_Match=f'"x", {tag}').status == 304
    assert server.get(ALL, If_None_Match='"x"').status == 200
    assert server.get(ALL, {"format": "csv"}).headers["etag"] != tag


@pytest.mark.parametrize("query", [ALL, "SELECT * WHERE { ?s ?p ?o . ?x ?y ?z } LIMIT 9000"])
def test_gzip(server: Any, query: str) -> None:
    plain = server.get(query)
    packed = server.get(query, Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 3
    assert len(gzip.decompress(packed.body)) == len(plain.body)
    assert "Accept-Encoding" in packed.headers["vary"]
    assert "content-encoding" not in server.get(query, Accept_Encoding="gzip;q=0").headers


def test_text_comes_back_exactly(server: Any) -> None:
    value = "a\\r\\n\\t<&\\\"'é☃\\u0085"
    expected = "a\r\n\t<&\"'é☃\x85"
    query = f'SELECT ("{value}" AS ?x) ("" AS ?e) (0 AS ?z) {{}}'
    assert server.get(query).rows[0]["x"]["value"] == expected
    xml = ElementTree.fromstring(server.get(query, {"format": "xml"}).body)
    texts = [e.text or "" for e in xml.iter() if e.tag.endswith("literal")]
    assert sorted(texts) == sorted([expected, "", "0"])


def test_xml_is_refused_rather_than_malformed(server: Any) -> None:
    query = 'SELECT ("\\u0001" AS ?x) {}'
    assert server.get(query).rows[0]["x"]["value"] == "\x01"
    assert server.get(query, {"format": "xml"}).status == 406
    graph = 'CONSTRUCT { <a:s> <a:p> "\\uFFFE" } WHERE {}'
    assert server.get(graph, {"format": "rdfxml"}).status == 406
    nameless = "CONSTRUCT { <a:s> <http://e.org/1> 1 } WHERE {}"
    assert server.get(nameless, {"format": "rdfxml"}).status == 406
    assert server.get(nameless, {"format": "nt"}).status == 200


def test_long_answers_are_streamed_whole(server: Any) -> None:
    query = "SELECT * WHERE { ?s ?p ?o . ?x <http://example.org/zero> ?z . ?i ?j ?k } LIMIT 200000"
    answer = server.get(query)
    assert answer.headers["transfer-encoding"] == "chunked"
    assert len(json.loads(answer.body)["results"]["bindings"]) == 200_000


def test_service_description(server: Any) -> None:
    for media in ("text/turtle", "application/rdf+xml", "application/ld+json"):
        answer = server.ask("GET", "/sparql", Accept=media, Host="evil.example")
        assert answer.status == 200
        assert answer.headers["content-type"].partition(";")[0] == media
        assert "evil.example" not in answer.text
        assert f"{server.url}/sparql" in answer.text


def test_health_and_metrics(server: Any) -> None:
    assert server.ask("GET", "/healthz").text == "ok\n"
    server.get("ASK {}")
    text = server.ask("GET", "/metrics").text
    assert 'diplograph_requests_total{room="sparql",status="200"}' in text
    assert "diplograph_query_seconds_count" in text
    assert "ASK" not in text


SEARCH = (
    "PREFIX dg: <https://w3id.org/diplograph/ontology#> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("zenda", ["http://example.org/c"]),
        ("TREATY zenda", ["http://example.org/c"]),
        ("rúritan*", ["http://example.org/a"]),
        ("ruritan", []),
        ("", []),
        ('\\" OR * AND (', []),
    ],
)
def test_labels_are_searched(server: Any, words: str, names: list[str]) -> None:
    query = f'{SEARCH} SELECT ?x ?l WHERE {{ ?x dg:search "{words}" . ?x rdfs:label ?l }}'
    answer = server.get(query)
    assert answer.status == 200, answer.text
    assert [row["x"]["value"] for row in answer.rows] == names


def test_a_search_that_is_written_wrong_says_so(server: Any) -> None:
    answer = server.get(f"{SEARCH} SELECT ?x WHERE {{ ?x rdfs:label ?l ; dg:search ?l }}")
    assert answer.status == 400
    assert "dg:search" in answer.json["detail"]
