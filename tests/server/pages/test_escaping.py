"""Whatever a document or a visitor writes is shown as text and does nothing."""

import re

import pytest

from server.addresses import is_web_address
from tests.server.pages.conftest import HTML

SCRIPT = "<script>alert(1)</script>"
BREAK = "\"'><img src=x onerror=alert(1)>"
BIDI = "\u202eyekruT\u2066 left"
LONG = "W" * 4_000
HOSTILE = (
    SCRIPT,
    BREAK,
    BIDI,
    LONG,
    "{{ 7 * 7 }}",
    "</title></textarea></pre>",
    "&lt;b&gt;",
    "%00",
)
ID = "https://w3id.org/diplograph/id/"
TEXT = f"{SCRIPT} signed {BREAK} with {BIDI}."
QUOTE = TEXT[:40]


def literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def graph(label: str, document: str) -> str:
    """A small graph with a hostile label everywhere a label may stand."""
    name = literal(label)
    return f"""
@prefix dg: <https://w3id.org/diplograph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<{ID}doc/{document}> a dg:Document ; rdfs:label {name} ; dg:author <{ID}actor/w> ;
  dg:characters {len(TEXT)} ; dg:contentHash "x" .
<{ID}actor/w> a dg:Person ; rdfs:label {name}@en .
<{ID}actor/a> a dg:State ; rdfs:label {name}@ar ; dg:wikidata <javascript:alert(1)> ;
  dg:supports <{ID}actor/b> ; dg:dateText {name} .
<{ID}actor/b> a dg:State ; rdfs:label {name} .
<{ID}doc/{document}#char=0,40> a dg:Passage ; dg:inDocument <{ID}doc/{document}> ;
  dg:beginIndex 0 ; dg:endIndex 40 ; dg:quote {literal(QUOTE)} .
<{ID}claim/1> a dg:Claim ; dg:claimSubject <{ID}actor/a> ; dg:claimPredicate dg:supports ;
  dg:claimObject <{ID}actor/b> ; dg:evidence <{ID}doc/{document}#char=0,40> ;
  dg:assertedBy <{ID}actor/w> ; dg:modality <https://w3id.org/diplograph/code/modality/asserted> ;
  dg:negated false ; dg:confidence 0.9 ; dg:inDocument <{ID}doc/{document}> .
<{ID}agreement/x> a dg:Treaty ; rdfs:label {name} ; dg:party <{ID}actor/a>, <{ID}actor/b> ;
  dg:earliest "2010-01-01"^^xsd:date ; dg:evidence <{ID}doc/{document}#char=0,40> .
<{ID}observation/1> a dg:Observation ; rdfs:label {name} ; dg:subject <{ID}actor/a> ;
  dg:value 1.5 ; dg:statedAs {name} ; dg:evidence <{ID}doc/{document}#char=0,40> .
<{ID}utterance/1> a dg:Utterance ; dg:speaker <{ID}actor/w> ; dg:about <{ID}actor/a> ;
  dg:evidence <{ID}doc/{document}#char=0,40> .
"""


def places(document: str) -> list[str]:
    return [
        *("/", "/kind", "/kind/State", "/page/actor/a", "/page/agreement/x", "/page/claim/1"),
        *("/doc", f"/doc/{document}", f"/doc/{document}/evidence/0-40", "/timeline", "/map"),
        *("/graph", "/compare?a=actor/a&b=actor/b", "/dataset", "/provenance", "/validation"),
        *("/page/observation/1", "/search?q=w", "/ask?kind=State", "/sitemap.xml"),
        "/sparql?query=SELECT+*+WHERE+{+?s+?p+?o+}+LIMIT+500",
    ]


def is_harmless(html: str) -> None:
    """No element of the attack is in the page; its scripts are only ours."""
    assert not re.search(r"<img src=x", html)
    assert (
        re.findall(r"<script(?![^>]*(?:src=\"/static/|type=\"application/ld\+json\"))", html) == []
    )
    assert "49" not in re.findall(r">\s*(49)\s*<", html)
    assert not re.search(r'(?:href|src|action)="\s*(?:javascript|data|vbscript):', html, re.I)


@pytest.mark.parametrize("label", HOSTILE, ids=lambda v: ascii(v)[:20])
def test_a_hostile_label_is_text_on_every_page(site_of, label: str) -> None:
    from hashlib import sha256

    document = sha256(TEXT.encode()).hexdigest()[:16]
    client = site_of(graph(label, document), TEXT.encode())
    for place in places(document):
        answer = client.get(place, headers=HTML)
        assert answer.status_code == 200, place
        is_harmless(answer.text)
        for block in re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.S
        ):
            assert "<" not in block


@pytest.mark.parametrize("attack", HOSTILE, ids=lambda v: ascii(v)[:20])
@pytest.mark.parametrize(
    "place",
    [
        "/search?q={}",
        "/search?kind={}",
        "/search?from={}",
        "/sparql?query={}",
        "/sparql?view={}",
        "/timeline?with={}",
        "/map?frame={}",
        "/graph?about={}",
        "/compare?a={}&b=Turkey",
        "/ask?kind={}",
        "/ask?kind=State&p1=memberOf&v1={}",
        "/kind/Agreement?sort={}",
        "/page/{}",
        "/doc/{}",
        "/ontology/{}",
        "/queries/{}",
        "/dataset/{}",
        "/id/{}",
        "/embed?query={}",
    ],
)
def test_a_hostile_address_is_text_or_an_error(client, place: str, attack: str) -> None:
    from urllib.parse import quote

    answer = client.get(place.format(quote(attack, safe="")), headers=HTML)
    assert answer.status_code in {200, 303, 400, 404}
    assert "Traceback" not in answer.text
    is_harmless(answer.text)


def test_a_document_s_direction_marks_stay_inside_their_name(site_of) -> None:
    html = site_of(graph(BIDI, "0" * 16)).get("/page/actor/b", headers=HTML).text
    assert re.search(r"<h1><bdi>.*?</bdi></h1>", html)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "javascript:alert(1)",
            "data:text/html,x",
            "JAVASCRIPT:x",
            "vbscript:x",
            "//evil.example",
        ),
        *(
            "http://",
            "http://a b",
            'http://a"b',
            "http://a<b",
            "ftp://a.example",
            "",
            "x",
            "http://[::1",
        ),
    ],
)
def test_only_a_plain_web_address_becomes_a_link(address: str) -> None:
    assert not is_web_address(address)


def test_a_web_address_is_one() -> None:
    assert is_web_address("http://www.wikidata.org/entity/Q43")
