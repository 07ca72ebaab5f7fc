"""What reading the pages for an hour asked for: short tables, plain words, marks of doubt."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from rdflib import RDFS, Graph, URIRef

from kg.namespaces import PREFIXES, RESOURCES, term
from server import facts
from server.asking import Row, iri, text
from server.parts import parts, without_parts
from server.reading import Mark, lay_out
from tests.server.pages.conftest import DOCUMENT, HTML

DG = "@prefix dg: <https://w3id.org/diplograph/ontology#> .\n"
HEAD = (
    f"{DG}@prefix rdfs: <{PREFIXES['rdfs']}> .\n@prefix xsd: <{PREFIXES['xsd']}> .\n"
    f"@prefix id: <{RESOURCES}> .\n"
)


def named(kind: str, slug: str, name: str) -> str:
    return f'<{RESOURCES}{slug}> a dg:{kind} ; rdfs:label "{name}"@en .\n'


def claimed(
    number: int, subject: str, name: str, value: str, sure: float = 0.8, at: int = 0
) -> str:
    doc, span = f"{RESOURCES}doc/{DOCUMENT}", f"#char={at},{at + 4}"
    return (
        f"<{RESOURCES}claim/{number}> a dg:Claim ; dg:claimSubject <{RESOURCES}{subject}> ; "
        f"dg:claimPredicate dg:{name} ; dg:claimObject <{RESOURCES}{value}> ; "
        f"dg:confidence {sure} ; dg:negated false ; dg:evidence <{doc}{span}> .\n"
        f"<{RESOURCES}{subject}> dg:{name} <{RESOURCES}{value}> .\n"
        f"<{doc}{span}> a dg:Passage ; dg:inDocument <{doc}> ; dg:beginIndex {at} ; "
        f'dg:endIndex {at + 4} ; dg:quote "said" .\n'
    )


def saying(claim: str, *places: int, **more: str) -> facts.Saying:
    return facts.Saying(claim, quotes=[facts.Quote("d", p, p + 4, "said") for p in places], **more)


def test_what_the_same_words_say_in_the_same_way_stands_in_one_line() -> None:
    told = [
        facts.Fact("party", iri("http://e/a"), [saying("1", 0)]),
        facts.Fact("party", iri("http://e/b"), [saying("2", 0)]),
        facts.Fact("party", iri("http://e/c"), [saying("3", 9)]),
        facts.Fact("party", iri("http://e/d"), [saying("4", 0, confidence="0.4")]),
        facts.Fact("topic", iri("http://e/e"), [saying("5", 0)]),
    ]
    lines = facts.in_lines(told)
    assert [[v.value[-1] for v in line.values] for line in lines] == [
        ["a", "b"],
        ["c"],
        ["d"],
        ["e"],
    ]
    assert sum(len(line.values) for line in lines) == len(told)  # nothing is lost


@pytest.mark.parametrize(
    ("confidence", "unsure"), [("0.8", False), ("0.5", True), ("0.40", True), ("", False)]
)
def test_little_confidence_is_doubt_and_none_given_is_not(confidence: str, unsure: bool) -> None:
    assert saying("1", confidence=confidence).is_unsure == unsure


def test_an_actor_with_two_roles_in_an_event_is_told_once() -> None:
    doc = f"{RESOURCES}doc/d#char="
    rows = [
        Row(event=iri("http://e/war"), role=iri(f"http://e/{role}"), passage=iri(f"{doc}{p},9"),
            quote=text("words"))
        for role, p in (("host", 0), ("affected", 0), ("host", 3))
    ]  # fmt: skip
    (part,) = parts(rows, "event")
    assert sorted(part.roles) == ["http://e/affected", "http://e/host"]
    assert [q.begin for q in part.quotes] == [0, 3]


def test_a_part_is_told_at_its_event_as_the_role_of_its_actor() -> None:
    said = [saying("1", 0)]
    told = without_parts(
        {
            "part": [
                facts.Fact(term("participant"), iri("http://e/peru"), said),
                facts.Fact(term("role"), iri("http://e/role/host"), said),
            ],
            "war": [
                facts.Fact(term("participation"), iri("part"), said),
                facts.Fact(term("startDate"), text("1995"), said),
            ],
            "lone": [facts.Fact(term("participant"), iri("http://e/x"), said)],
        }
    )
    assert [(f.predicate, f.value.value) for f in told["war"]] == [
        ("http://e/role/host", "http://e/peru"),
        (term("startDate"), "1995"),
    ]
    assert "part" not in told
    assert "lone" in told  # a part whose event is told elsewhere is not lost


def test_a_list_says_whose_its_things_are_and_what_is_inferred(
    site_of: Callable[..., FlaskClient],
) -> None:
    client = site_of(
        HEAD
        + named("Treaty", "agreement/t", "Peace")
        + named("Motive", "motive/m", "Gain")
        + named("State", "actor/peru", "Peru")
        + named("State", "actor/ecuador", "Ecuador")
        + claimed(1, "agreement/t", "party", "actor/peru")
        + claimed(2, "agreement/t", "party", "actor/ecuador", 0.4)
        + claimed(3, "motive/m", "holder", "actor/peru")
        + claimed(4, "motive/m", "toward", "actor/ecuador")
    )
    agreements = client.get("/kind/Agreement", headers=HTML).text
    cell = re.search(r'data-head="Parties">(.*?)</td>', agreements)[1]
    words = " ".join(re.sub("<[^>]*>", " ", cell).split())
    assert words == "Ecuador inferred , Peru"
    motives = client.get("/kind/Motive", headers=HTML).text
    cell = re.search(r'data-head="Whose, toward whom">(.*?)</td>', motives)[1]
    assert " ".join(re.sub("<[^>]*>", " ", cell).split()) == "Peru → Ecuador"
    thing = client.get("/page/agreement/t", headers=HTML).text
    assert thing.count(">inferred</span>") == 1
    pair = client.get("/compare?a=Peru&b=Ecuador", headers=HTML).text
    assert pair.count(">inferred</span>") == 1
    links = client.get("/graph", headers=HTML).text
    assert links.count(">inferred</span>") == 1


def test_a_long_table_is_folded_and_loses_nothing(site_of: Callable[..., FlaskClient]) -> None:
    many = range(30)
    client = site_of(
        HEAD
        + named("State", "actor/peru", "Peru")
        + "".join(named("Motive", f"motive/{n}", f"Reason {n}") for n in many)
        + "".join(claimed(n, f"motive/{n}", "holder", "actor/peru", at=9 * n) for n in many)
    )
    html = client.get("/page/actor/peru", headers=HTML).text
    open_part, folded = html.split('id="in-motive"')[1].split('<details class="folded">')[:2]
    assert open_part.count('href="/page/motive/') == 6
    assert "24 more" in folded
    assert {f"Reason {n}" for n in many} <= set(re.findall(r"<bdi>(Reason \d+)</bdi>", html))


def test_a_paragraph_tags_a_thing_once() -> None:
    marks = [Mark(0, 4, "peru", "actor", "AC"), Mark(9, 13, "peru", "actor", "AC")]
    marks.append(Mark(16, 20, "peru", "actor", "AC"))
    blocks = lay_out("Peru and Peru.\n\nPeru too.", [], marks, {})
    tagged = [[s.text for s in b.stretches if s.mark and s.first] for b in blocks]
    assert tagged == [["Peru"], ["Peru"]]
    assert sum(1 for b in blocks for s in b.stretches if s.mark) == 3


def test_a_column_that_only_names_another_is_not_shown_twice(client) -> None:
    query = (
        "PREFIX dg: <https://w3id.org/diplograph/ontology#>"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
        "SELECT ?who ?name ?other WHERE { ?a dg:party ?who . ?who rdfs:label ?name . "
        "?a rdfs:label ?other }"
    )
    html = client.get("/sparql", query_string={"query": query}, headers=HTML).text
    heads = re.findall(r'<th scope="col">(\w+)</th>', html)
    assert heads == ["who", "other"]


def test_data_with_names_has_a_label_for_everything_it_leads_to(client) -> None:
    bare = Graph().parse(data=client.get("/data/agreement/akkuyu.ttl").data, format="turtle")
    full = client.get("/data/agreement/akkuyu.ttl?profile=labelled")
    graph = Graph().parse(data=full.data, format="turtle")
    assert set(bare) < set(graph)
    party = URIRef(term("party"))
    assert (party, RDFS.label, None) in graph
    for who in graph.objects(URIRef(f"{RESOURCES}agreement/akkuyu"), party):
        assert (who, RDFS.label, None) in graph


def test_a_version_of_the_data_has_its_own_address(client, engine) -> None:
    place = f"/dataset/{engine.identity}"
    assert client.get(f"{place}/graph.ttl").data == client.get("/dataset/graph.ttl").data
    assert "graph.ttl" in client.get(f"{place}/SHA256SUMS").text
    assert client.get("/dataset/0123456789abcdef/graph.ttl").status_code == 404


@pytest.mark.parametrize("place", ["/timeline", "/help", "/page/actor/turkey", "/no/such/page"])
def test_a_page_says_where_it_stands(client, place: str) -> None:
    html = client.get(place, headers=HTML).text
    crumbs = html.split('aria-label="Breadcrumb"')[1].split("</nav>")[0]
    assert crumbs.index(">Home<") < crumbs.index('aria-current="page"')
    assert 'aria-label="Breadcrumb"' not in client.get("/", headers=HTML).text


def test_the_graph_has_a_day_and_files_that_last_have_none(client, tmp_path, engine, build) -> None:
    from server.export import export_site
    from server.site import Site

    day = re.search(r"</code> of (\d+ \w+ \d{4})", client.get("/", headers=HTML).text)
    assert day
    assert "dcterms:modified" in client.get("/dcat").text
    export_site(Site(engine, build), tmp_path / "site", lambda *_: None)
    assert day[1] not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
