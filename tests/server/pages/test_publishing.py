"""What data publishing asks of a site, as FAIR assessors, DCAT-AP, VoID and crawlers do."""

import json
import re
from collections.abc import Iterator

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, Namespace, URIRef

from tests.server.pages.conftest import HTML, PUBLIC, serving

SPDX = Namespace("http://spdx.org/rdf/terms#")
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <http://example.org/> .
ex:Catalog a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ] ,
    [ sh:path dcterms:description ; sh:minCount 1 ] ,
    [ sh:path dcterms:publisher ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path dcat:dataset ; sh:minCount 1 ] .
ex:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ] ,
    [ sh:path dcterms:description ; sh:minCount 1 ] ,
    [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
ex:Distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path spdx:checksum ; sh:maxCount 1 ; sh:node ex:Checksum ] .
ex:Checksum a sh:NodeShape ;
  sh:property [ sh:path spdx:algorithm ; sh:hasValue spdx:checksumAlgorithm_sha256 ] ,
    [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:datatype xsd:hexBinary ] .
ex:Service a sh:NodeShape ; sh:targetClass dcat:DataService ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ] ,
    [ sh:path dcat:endpointURL ; sh:minCount 1 ] .
"""


def links(answer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for header in answer.headers.getlist("Link"):
        url, rel = re.match(r'<([^>]*)>; rel="([^"]*)"', header).groups()
        found.setdefault(rel, []).append(url)
    return found


def test_the_catalogue_has_what_dcat_ap_demands(client) -> None:
    graph = Graph().parse(data=client.get("/dcat").data, format="turtle")
    conforms, _, report = validate(graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, report
    assert len(list(graph.subjects(RDF.type, DCAT.Distribution))) >= 4


def test_what_the_catalogue_lacks_would_be_noticed(client) -> None:
    graph = Graph().parse(data=client.get("/dcat").data, format="turtle")
    graph.remove((None, DCTERMS.description, None))
    assert not validate(graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))[0]


def test_the_catalogue_s_downloads_have_their_size_and_sum(client) -> None:
    from hashlib import sha256

    graph = Graph().parse(data=client.get("/dcat").data, format="turtle")
    for node, url in graph.subject_objects(DCAT.downloadURL):
        data = client.get(str(url).removeprefix(PUBLIC)).data
        assert int(graph.value(node, DCAT.byteSize)) == len(data)
        checksum = graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)
        assert str(checksum).lower() == sha256(data).hexdigest()


def test_the_data_set_is_signposted(client) -> None:
    found = links(client.get("/dataset", headers=HTML))
    assert found["cite-as"] == [f"{PUBLIC}/dataset"]
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert any(url.endswith("/dataset/graph.ttl") for url in found["item"])
    assert f"{PUBLIC}/dcat" in found["describedby"]
    assert len(found["type"]) == 2


def test_each_thing_is_signposted_and_says_which_forms_it_has(client) -> None:
    answer = client.get("/page/actor/turkey", headers=HTML)
    found = links(answer)
    assert found["cite-as"] == ["https://w3id.org/diplograph/id/actor/turkey"]
    assert len(found["describedby"]) == 4
    assert len(re.findall('<link rel="alternate"', answer.text)) == 4
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.S)[1]
    assert json.loads(block)["@id"] == found["cite-as"][0]


def test_linked_data_is_read_without_a_network(client) -> None:
    """JSON-LD of a thing needs no context from elsewhere."""
    data = client.get("/data/actor/turkey.jsonld").data
    assert (
        b'"@context"' not in data
        or b"http"
        not in json.dumps(
            [node.get("@context") for node in json.loads(data) if isinstance(node, dict)]
        ).encode()
    )
    graph = Graph().parse(data=data, format="json-ld")
    turkey = URIRef("https://w3id.org/diplograph/id/actor/turkey")
    assert (turkey, RDF.type, None) in graph


def test_the_questions_are_data_too(client) -> None:
    graph = Graph().parse(data=client.get("/queries.ttl").data, format="turtle")
    executables = Namespace("http://www.w3.org/ns/shacl#").SPARQLExecutable
    found = list(graph.subjects(RDF.type, executables))
    assert len(found) >= 25
    for node in found:
        assert client.get(str(node).removeprefix(PUBLIC), headers=HTML).status_code == 200


def test_the_well_known_address_leads_to_void(client) -> None:
    assert client.get("/.well-known/void", follow_redirects=True).status_code == 200


def test_what_programs_fetch_may_be_fetched_from_any_site(client) -> None:
    for place in ("/data/actor/turkey.ttl", "/dcat", "/dataset/graph.ttl", "/kind/State.csv"):
        assert client.get(place).headers["Access-Control-Allow-Origin"] == "*"


@pytest.fixture(scope="module")
def below(build) -> Iterator[str]:
    yield from serving(build, "/sub/kg")


def test_it_works_below_a_path(below: str) -> None:
    from urllib.request import Request, urlopen

    root = re.match(r"http://[^/]+", below)[0]

    def get(url: str) -> str:
        with urlopen(Request(url, headers=HTML), timeout=20) as answer:
            return answer.read().decode()

    for place in ("/", "/page/actor/turkey", "/sparql", "/timeline"):
        html = get(below + place)
        inside = set(re.findall(r'(?:href|src|action)="(/[^"?#]*)', html))
        assert inside
        assert all(url.startswith("/sub/kg") for url in inside), place
        for url in sorted(inside)[:12]:
            assert get(root + url)


def test_the_same_page_is_the_same_bytes(client) -> None:
    for place in ("/", "/graph", "/page/actor/turkey", "/timeline", "/api/terms.json"):
        assert client.get(place, headers=HTML).data == client.get(place, headers=HTML).data


def test_a_label_in_another_script_is_marked_with_its_language(site_of) -> None:
    client = site_of(
        "<https://w3id.org/diplograph/id/actor/x> a <https://w3id.org/diplograph/ontology#State> ;"
        ' <http://www.w3.org/2000/01/rdf-schema#label> "تركيا"@ar , "Turkey"@en .'
    )
    html = client.get("/page/actor/x", headers=HTML).text
    assert "<h1><bdi>Turkey</bdi></h1>" in html
    assert '<bdi lang="ar" dir="rtl">تركيا</bdi>' in html
    assert (
        Literal("Turkey", "en")
        in Graph().parse(data=client.get("/data/actor/x.ttl").data, format="turtle").objects()
    )
