"""What every page answers over HTTP: status, safety, twins, negotiation, and plain words."""

import csv
import io
import json
import re
from html import unescape

import pytest
from rdflib import Graph

from kg.namespaces import ONTOLOGY, RESOURCES
from tests.server.pages.conftest import DOCUMENT, HTML, PUBLIC
from tests.server.pages.places import ERRORS, PAGES, QUERY

FORMATS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}


@pytest.mark.parametrize("place", PAGES)
def test_a_page_is_whole_and_safe(client, place: str) -> None:
    answer = client.get(place, headers=HTML)
    assert answer.status_code == ERRORS.get(place, 200)
    assert answer.mimetype == "text/html"
    html = answer.text
    assert html.count("<h1") == 1
    assert 'href="#main"' in html
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script>", html), "inline style or script"
    assert "None" not in re.sub(r"<[^>]*>", "", html)


@pytest.mark.parametrize("place", [p for p in PAGES if p not in ERRORS])
def test_every_link_of_a_page_leads_somewhere(client, place: str) -> None:
    html = client.get(place, headers=HTML).text
    inside = {unescape(u) for u in re.findall(r'(?:href|src)="(/[^"#]*)', html)}
    for url in sorted(inside):
        assert client.get(url, headers=HTML).status_code in {200, 303}, url


@pytest.mark.parametrize("place", [p for p in PAGES if p not in ERRORS])
def test_a_page_that_did_not_change_is_not_sent_again(client, place: str) -> None:
    first = client.get(place, headers=HTML)
    again = client.get(place, headers={**HTML, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("media", "form"), FORMATS.items())
def test_a_thing_gives_its_data_by_accept_and_by_suffix(client, media: str, form: str) -> None:
    sent = client.get("/id/actor/turkey", headers={"Accept": media})
    assert sent.status_code == 303
    assert "Accept" in sent.headers["Vary"]
    data = client.get(sent.headers["Location"])
    assert data.mimetype == media
    assert data.headers["Access-Control-Allow-Origin"] == "*"
    graph = Graph().parse(data=data.data, format=form)
    assert any(str(s) == RESOURCES + "actor/turkey" for s in graph.subjects())
    suffix = sent.headers["Location"].rsplit(".", 1)[1]
    assert (
        client.get(f"/id/actor/turkey.{suffix}", headers=HTML).headers["Location"].endswith(suffix)
    )


def test_a_thing_that_cannot_be_given_as_asked_is_refused(client) -> None:
    assert client.get("/id/actor/turkey", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/id/actor/turkey").headers["Location"].endswith("/page/actor/turkey")
    assert client.get("/id/actor/turkey?format=nt").headers["Location"].endswith(".nt")


@pytest.mark.parametrize("accept", [*FORMATS, "text/html"])
def test_every_address_of_the_graph_resolves(client, build, accept: str) -> None:
    """Things, passages and terms: with five Accept headers, each ends in a 200 of that type."""
    graph = Graph().parse(build / "graph.ttl")
    ours = {str(s).split("#")[0] for s in graph.subjects() if str(s).startswith(RESOURCES)}
    for address in sorted(ours):
        answer = client.get(
            "/id/" + address.removeprefix(RESOURCES),
            headers={"Accept": accept},
            follow_redirects=True,
        )
        assert answer.status_code == 200, address
        assert answer.mimetype == accept, address


def test_every_term_that_the_graph_uses_has_a_page(client, build) -> None:
    graph = Graph().parse(build / "graph.ttl")
    used = {str(p) for p in graph.predicates()} | {str(o) for o in graph.objects()}
    terms = sorted(u.removeprefix(ONTOLOGY) for u in used if u.startswith(ONTOLOGY))
    missing = [t for t in terms if client.get(f"/ontology/{t}", headers=HTML).status_code != 200]
    assert missing == []


def test_a_fact_leads_to_its_sentence(client) -> None:
    page = client.get("/page/actor/turkey", headers=HTML).text
    link = f"/doc/{DOCUMENT}/evidence/147-173"
    assert f'href="{link}"' in page
    sentence = client.get(link, headers=HTML).text
    assert '<mark class="target">Turkey is a member of NATO</mark>' in sentence
    assert "0.9" in sentence


def test_disagreement_is_shown_side_by_side(client) -> None:
    page = client.get("/page/actor/turkey", headers=HTML).text
    box = page.split('class="disagree"')[1].split("</section>")[0]
    assert "31 billion dollars" in box
    assert "33 billion dollars" in box
    assert "100 billion" not in box  # a target, not a figure for the same year


def test_who_says_it_is_named_where_it_is_not_the_author(client) -> None:
    page = client.get("/page/actor/turkey", headers=HTML).text
    row = next(r for r in page.split("<tr") if "armed groups" in r)
    assert "Vladimir Putin" in row
    assert "citing Example 2016, p. 12" in row
    assert 'class="soft"' in row.split(">")[0]


def test_the_marks_of_a_document_are_its_words(client) -> None:
    page = client.get(f"/doc/{DOCUMENT}", headers=HTML).text
    reading = page.split('<article class="reading"')[1].split("</article>")[0]
    assert 'id="char=335,421"' in reading
    assert f'href="/doc/{DOCUMENT}/evidence/335-421"' in reading
    text = client.get(f"/doc/{DOCUMENT}.txt").text
    inner = re.sub(
        r"<aside.*?</aside>|<a class=\"ref\".*?</a>|<[^>]*>", "", "<x " + reading, flags=re.S
    )
    assert "".join(unescape(inner).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "place", ["/kind/Agreement.csv", "/timeline.csv", "/map.csv", "/graph.csv"]
)
def test_a_table_has_a_csv_twin(client, place: str) -> None:
    answer = client.get(place)
    assert answer.mimetype == "text/csv"
    head, *lines = csv.reader(io.StringIO(answer.text))
    assert lines
    assert all(len(line) == len(head) for line in lines)


def test_facets_narrow_a_view(client) -> None:
    everything = client.get("/timeline.json").json
    crises = client.get("/timeline.json?kind=crisis").json
    late = client.get("/timeline.json?from=2015").json
    assert {row["kind"] for row in crises} == {"crisis"}
    assert len(crises) < len(everything)
    assert {row["label"] for row in late}.isdisjoint({"Akkuyu nuclear power plant agreement"})


def test_search_finds_names_without_accents_and_quotes_by_their_words(client) -> None:
    hits = client.get("/search.json?q=TURKEY").json
    assert hits["hits"][0]["label"] == "Turkey"
    assert any(
        "NATO" in q["quote"] for q in client.get("/search.json?q=member of NATO").json["quotes"]
    )
    assert client.get("/suggest?q=akku").json[0]["url"] == "/page/agreement/akkuyu"


def test_a_query_is_answered_with_sentences(client) -> None:
    html = client.get("/sparql", query_string={"query": QUERY}, headers=HTML).text
    assert f'href="/doc/{DOCUMENT}/evidence/335-421"' in html
    assert 'role="status">5 rows' in html or "5 rows." in html


def test_a_wrong_query_is_told_in_words_with_its_place(client) -> None:
    html = client.get("/sparql?query=SELECT ?x WHERE { ?x ?y }", headers=HTML).text
    assert 'role="alert"' in html
    assert "data-line=" in html
    missing = client.get("/sparql?query=SELECT ?x WHERE { ?x a dg:State }", headers=HTML).text
    assert "PREFIX dg:" in missing.split('role="alert"')[1]


def test_errors_come_in_the_form_that_is_asked_for(client) -> None:
    page = client.get("/page/actor/nobody", headers=HTML)
    assert page.status_code == 404
    assert "nothing is known by the address" in page.text
    program = client.get("/page/actor/nobody", headers={"Accept": "application/json"})
    assert program.mimetype == "application/problem+json"
    assert program.json["status"] == 404


def test_the_site_map_lists_pages_that_there_are(client) -> None:
    places = re.findall("<loc>([^<]*)</loc>", client.get("/sitemap.xml").text)
    assert f"{PUBLIC}/page/actor/turkey" in places
    for place in places:
        assert client.get(unescape(place).removeprefix(PUBLIC), headers=HTML).status_code == 200
    robots = client.get("/robots.txt").text
    assert "Disallow: /search" in robots
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in robots


def test_no_link_is_made_from_the_host_that_a_client_sends(client) -> None:
    for place in ("/dataset", "/sitemap.xml", "/page/actor/turkey", "/robots.txt"):
        answer = client.get(place, headers={**HTML, "Host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers)


def test_the_checksums_are_those_of_the_files(client) -> None:
    from hashlib import sha256

    lines = client.get("/dataset/SHA256SUMS").text.splitlines()
    assert len(lines) >= 3
    for line in lines:
        digest, name = line.split("  ")
        assert sha256(client.get(f"/dataset/{name}").data).hexdigest() == digest


def test_completion_knows_what_is_used_and_where(client) -> None:
    terms = client.get("/api/terms.json").json
    party = next(p for p in terms["properties"] if p["name"] == "dg:party")
    assert party["n"] == 5
    assert party["domain"] == ["Agreement"]
    assert terms["above"]["Treaty"][:2] == ["Treaty", "Agreement"]


def test_static_files_are_kept_for_a_year_and_change_their_address(client) -> None:
    html = client.get("/", headers=HTML).text
    url = re.search(r'href="(/static/site.css\?v=\w+)"', html)[1]
    assert "immutable" in client.get(url).headers["Cache-Control"]
    assert client.get("/static/../app.py").status_code == 404


def test_structured_data_on_a_page_is_json(client) -> None:
    html = client.get("/dataset", headers=HTML).text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1]
    data = json.loads(block)
    assert data["@type"] == "Dataset"
    assert len(data["description"]) >= 50
    assert {d["name"] for d in data["distribution"]} >= {"graph.ttl"}
    assert data["temporalCoverage"] == "2010/2015"
