"""A query is given away: by a short address, as a file, in a frame, as a picture."""

import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from kg.errors import OutputError
from server.app import create_app
from server.drawing import colours
from server.engine.engine import Engine
from server.engine.running import running
from server.pages.base import STATIC
from server.problems import Problem
from server.settings import Settings
from server.shortlinks import LONGEST, ShortQueries, name_of
from tests.server.pages.conftest import HTML, PUBLIC, write_build
from tests.server.pages.places import QUERY

SVG = "{http://www.w3.org/2000/svg}"
LONG = QUERY + "\n" + "\n".join(f"# a remark of some length, number {n}" for n in range(300))


def kept(client, query: str, **more: str) -> str:
    answer = client.post("/q", data={"query": query, **more})
    assert answer.status_code == 303, answer.text
    place: str = answer.headers["Location"]
    return place


def test_a_long_query_gets_a_short_address_that_answers_it(client) -> None:
    place = kept(client, LONG)
    assert place == f"/q/{name_of(LONG)}"
    assert len(place) < 20
    html = client.get(place, headers=HTML).text
    assert "5 rows" in html
    assert "number 299" in html  # the whole query stands in the editor
    assert client.get(f"{place}.rq").text == LONG
    assert client.get(f"{place}.csv").text.count("\n") == 6


def test_a_short_address_keeps_the_view_and_every_link_of_its_page_leads_on(client) -> None:
    query = "SELECT ?from ?to WHERE { ?from <https://w3id.org/diplograph/ontology#party> ?to }"
    place = kept(client, query, view="graph")
    assert place.endswith("?view=graph")
    html = client.get(place, headers=HTML).text
    assert 'svg class="network"' in html
    inside = {unescape(u) for u in re.findall(r'(?:href|src)="(/[^"#]*)', html)}
    assert f"/sparql.svg?q={name_of(query)}&view=graph" in inside
    for url in sorted(inside):
        assert client.get(url, headers=HTML).status_code in {200, 303}, url


def test_the_same_query_has_the_same_address_and_lines_end_in_one_way(client) -> None:
    assert kept(client, QUERY + "\n# a") == kept(client, QUERY + "\r\n# a")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("SELECT", 400),
        ("DELETE WHERE { ?s ?p ?o }", 400),
        ("buy cheap things at example dot com", 400),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403),
        (QUERY + "#" * LONGEST, 413),
    ],
)
def test_what_cannot_be_answered_is_not_kept(client, query: str, status: int) -> None:
    assert client.post("/q", data={"query": query}).status_code == status
    assert client.get(f"/q/{name_of(query)}").status_code == 404


def test_another_site_cannot_fill_the_folder(client) -> None:
    for sender in ("cross-site", "same-site"):
        answer = client.post("/q", data={"query": QUERY}, headers={"Sec-Fetch-Site": sender})
        assert answer.status_code == 403
    assert client.get("/q").status_code == 405


@pytest.mark.parametrize("name", ["../../etc", "0" * 11, "g" * 12, "A" * 12, "%2e%2e", "0" * 13])
def test_a_name_is_twelve_digits_and_nothing_else(client, name: str) -> None:
    assert client.get(f"/q/{name}").status_code == 404


def test_a_server_may_keep_none(engine: Engine) -> None:
    app: Flask = create_app(engine, Settings(public_url=PUBLIC, short_queries=0))
    client = app.test_client()
    assert client.post("/q", data={"query": QUERY}).status_code == 404
    page = client.get("/sparql", query_string={"query": QUERY}, headers=HTML).text
    assert "Make a short address" not in page


def test_there_are_only_so_many_and_none_is_given_up(tmp_path: Path) -> None:
    short = ShortQueries(tmp_path / "q", most=2)
    first, second = short.keep("ASK {}"), short.keep("ASK { }")
    with pytest.raises(OutputError, match="keeps 2"):
        short.keep("ASK {  }")
    assert short.keep("ASK {}") == first
    assert short.find(second) == "ASK { }"
    assert sorted(p.name for p in (tmp_path / "q").iterdir()) == sorted(
        [f"{first}.rq", f"{second}.rq"]
    )


def test_a_file_that_was_changed_is_no_query_any_more(tmp_path: Path) -> None:
    short = ShortQueries(tmp_path)
    name = short.keep("ASK {}")
    (tmp_path / f"{name}.rq").write_text("ASK { ?s ?p ?o }")
    assert short.find(name) is None
    with pytest.raises(Problem, match="Another query"):
        short.keep("ASK {}")


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "q").write_text("a file where the folder should be")
    with pytest.raises(OutputError, match="cannot be kept"):
        ShortQueries(tmp_path / "q").keep("ASK {}")
    assert ShortQueries(tmp_path / "q").find("0" * 12) is None


def test_a_query_is_taken_away_as_a_file_even_where_it_is_wrong(client) -> None:
    answer = client.get("/sparql.rq", query_string={"query": "SELECT wrong"})
    assert answer.text == "SELECT wrong"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client.post("/sparql.rq", data={"query": LONG}).text == LONG


def test_a_query_too_long_for_an_address_is_carried_in_forms(client) -> None:
    html = client.post("/sparql", data={"query": LONG}, headers=HTML).text
    assert not re.search(r'href="[^"]{4000,}"', html)
    assert html.count('<input type="hidden" name="query"') == 3  # views, downloads, short address
    again = client.post("/sparql", data={"query": LONG, "view": "raw"}, headers=HTML).text
    assert 'aria-label="Raw result"' in again


@pytest.mark.parametrize(
    ("place", "least"),
    [
        ("/graph.svg", 5),
        ("/graph.svg?with=actor/turkey&scheme=dark", 3),
        ("/timeline.svg", 2),
        ("/timeline.svg?kind=crisis", 1),
        ("/map.svg", 2),
        ("/map.svg?frame=europe", 1),
        ("/map-small.svg", 0),
        ("/map/actor/turkey.svg", 2),
    ],
)
def test_a_view_is_a_picture_that_stands_alone(client, place: str, least: int) -> None:
    answer = client.get(place)
    assert answer.mimetype == "image/svg+xml"
    root = ElementTree.fromstring(answer.data)
    assert root.tag == f"{SVG}svg"
    links = [a.get("href", "") for a in root.iter(f"{SVG}a")]
    assert len(links) >= least
    assert all(link.startswith(PUBLIC) for link in links)
    assert not any("class" in e.attrib or "style" in e.attrib for e in root.iter())
    drawn = [e for e in root.iter() if e.tag in {f"{SVG}path", f"{SVG}circle", f"{SVG}rect"}]
    assert all(e.get("fill", "").startswith("#") for e in drawn)


def test_a_thing_without_states_has_no_map(client) -> None:
    assert client.get("/map/actor/nobody.svg").status_code == 404
    assert "/map/actor/turkey.svg" in client.get("/page/actor/turkey", headers=HTML).text


def test_a_picture_of_a_view_has_what_the_page_has(client) -> None:
    page = client.get("/timeline", headers=HTML).text
    names = set(re.findall(r'<a class="dot[^>]*href="([^"]*)"', page))
    root = ElementTree.fromstring(client.get("/timeline.svg").data)
    assert {a.get("href", "").removeprefix(PUBLIC) for a in root.iter(f"{SVG}a")} == names
    assert client.get("/timeline.svg?from=2500").status_code == 404


@pytest.mark.parametrize("view", ["graph", "timeline", "map", "chart"])
def test_an_answer_is_a_picture_in_each_view(client, view: str) -> None:
    queries = {
        "graph": "CONSTRUCT { ?a dg:party ?b } WHERE { ?a dg:party ?b }",
        "timeline": "SELECT ?a ?date WHERE { ?a dg:dateSigned ?date }",
        "map": "SELECT ?s WHERE { ?a dg:party ?s }",
        "chart": "SELECT ?a (COUNT(*) AS ?n) WHERE { ?a dg:party ?s } GROUP BY ?a",
    }
    query = "PREFIX dg: <https://w3id.org/diplograph/ontology#>\n" + queries[view]
    answer = client.get("/sparql.svg", query_string={"query": query, "view": view})
    assert answer.status_code == 200, answer.text
    root = ElementTree.fromstring(answer.data)
    assert any(e.tag in {f"{SVG}circle", f"{SVG}rect", f"{SVG}path"} for e in root.iter())
    html = client.get("/sparql", query_string={"query": query, "view": view}, headers=HTML).text
    assert f"{view} as SVG" in html


@pytest.mark.parametrize("query", ["ASK {}", "SELECT ?x WHERE { BIND('a' AS ?x) }", "SELECT"])
def test_what_cannot_be_drawn_is_refused(client, query: str) -> None:
    status = client.get("/sparql.svg", query_string={"query": query, "view": "map"}).status_code
    assert status == (400 if query == "SELECT" else 404)


def test_the_colours_of_pictures_are_those_of_the_pages() -> None:
    sheet = (STATIC / "site.css").read_text(encoding="utf-8")
    light, dark = sheet.split("prefers-color-scheme: dark", 1)
    for part, scheme in ((light, colours.SCHEMES["light"]), (dark, colours.SCHEMES["dark"])):
        found = dict(re.findall(r"--([\w-]+): (#\w+)", part.split("\n}", 1)[0]))
        assert {k: found[k] for k in scheme.families} == scheme.families
        named = ("paper", "ink", "soft", "line", "edge")
        assert [found[n] for n in named] == [getattr(scheme, n) for n in named]
        assert [found[n] for n in ("land", *(f"step{i}" for i in range(1, 6)))] == list(
            scheme.steps
        )


HOSTILE = """@prefix dg: <https://w3id.org/diplograph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix id: <https://w3id.org/diplograph/id/> .
<https://w3id.org/diplograph/id/agreement/x> a dg:Treaty ; rdfs:label "<script>alert(1)</script> ]]> & \\u0001"@en ;
  dg:earliest "2001-01-01"^^xsd:date ; dg:party <https://w3id.org/diplograph/id/actor/y> .
<https://w3id.org/diplograph/id/actor/y> a dg:State ; rdfs:label "y"@en .
<https://w3id.org/diplograph/id/claim/z> a dg:Claim ; dg:claimSubject <https://w3id.org/diplograph/id/agreement/x> ;
  dg:claimPredicate dg:party ; dg:claimObject <https://w3id.org/diplograph/id/actor/y> .
"""  # noqa: E501 - Turtle, a statement a line


def test_a_picture_holds_hostile_names_as_text(tmp_path: Path) -> None:
    folder = write_build(tmp_path / "hostile", HOSTILE)
    with running(Engine(folder)) as engine:
        client = create_app(engine, Settings(public_url=PUBLIC)).test_client()
        for place in ("/graph.svg", "/timeline.svg"):
            answer = client.get(place)
            root = ElementTree.fromstring(answer.data)
            assert not list(root.iter(f"{SVG}script"))
            assert "<script>" not in answer.text
            assert any("alert(1)" in (t.text or "") for t in root.iter(f"{SVG}title"))
