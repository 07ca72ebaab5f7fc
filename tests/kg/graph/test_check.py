"""What the shapes say is told with severity, words, quote, section and offsets, worst first."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import RDF, SH, Graph, Literal, URIRef

import kg.graph.check as door
from kg.cli import main
from kg.findings import Report
from kg.graph.check import check, check_file
from kg.graph.dump import load, turtle
from kg.graph.report import SEVERITIES, report_graph, report_json, table

DG = "https://w3id.org/diplograph/ontology#"
FAULTY = f"""
@prefix dg: <{DG}> . @prefix ex: <https://example.org/> .
@prefix code: <https://w3id.org/diplograph/code/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:text a dg:Document ; rdfs:label "Text"@en ; dg:characters 50 ;
    dg:contentHash "{"0" * 64}" ; dg:published "2010"^^<http://www.w3.org/2001/XMLSchema#gYear> .
ex:part a dg:Section ; rdfs:label "Trade" ; dg:inDocument ex:text .
ex:here a dg:Passage ; dg:inDocument ex:text ; dg:inSection ex:part ;
    dg:beginIndex 10 ; dg:endIndex 21 ; dg:quote "120 percent" .
ex:figure a dg:Observation ; dg:evidence ex:here ; dg:statedAs "120 percent" ; dg:value 120.0 ;
    dg:indicator <https://w3id.org/diplograph/code/indicator/share> ;
    dg:unit <https://w3id.org/diplograph/code/unit/percent> ;
    dg:nature <https://w3id.org/diplograph/code/nature/actual> .
ex:pact a dg:Treaty ; rdfs:label "Pact"@en .
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_text(FAULTY, encoding="utf-8")
    return path


@pytest.fixture(params=["pyshacl", "compiled"])
def report(file: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Report:
    if request.param == "compiled":
        monkeypatch.setattr(door, "MOST_FOR_PYSHACL", 0)
    return check_file(file)


def test_a_finding_says_what_where_and_how_bad(report: Report) -> None:
    assert not report.conforms
    found = {f.constraint.rsplit("#", 1)[-1]: f for f in report.findings}
    percent = found["Figure-percent"]
    assert percent.severity == "Warning"
    assert percent.message.startswith("120")
    assert percent.quote == "120 percent"
    assert (percent.start, percent.end) == (10, 21)
    assert percent.section == "Trade"
    assert percent.document == "https://example.org/text"
    evidence = next(f for f in report.findings if f.shape.endswith("Evidenced-passage"))
    assert evidence.severity == "Violation"
    assert evidence.focus == "https://example.org/pact"
    assert evidence.path == f"{DG}evidence"


def test_the_most_severe_comes_first(report: Report) -> None:
    severities = [SEVERITIES.index(f.severity) for f in report.findings]
    assert severities == sorted(severities)
    assert set(severities) == {0, 1, 2}


def test_json_counts_and_groups_what_it_lists(report: Report) -> None:
    told = report_json(report)
    assert sum(told["counts"].values()) == len(told["findings"]) == len(report.findings)
    assert sum(group["count"] for group in told["groups"]) == len(report.findings)
    assert [g["severity"] for g in told["groups"]] == sorted(
        (g["severity"] for g in told["groups"]), key=SEVERITIES.index
    )


def test_the_terminal_shows_quote_section_and_offsets(report: Report) -> None:
    text = table(report.findings)
    assert "Warning: Figure-percent (1)" in text
    assert "“120 percent” in “Trade” [10-21]" in text


def test_the_graph_is_a_standard_report(report: Report) -> None:
    graph = Graph()
    graph.parse(data="".join(turtle(report_graph(report))))
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms) == Literal(False)
    results = list(graph.objects(node, SH.result))
    assert len(results) == len(report.findings)
    for result in results:
        assert isinstance(result, URIRef)
        for needed in (SH.focusNode, SH.resultSeverity, SH.sourceShape, SH.resultMessage):
            assert len(list(graph.objects(result, needed))) == 1
        assert graph.value(result, SH.sourceConstraintComponent) in SH
    values = {value.datatype for value in graph.objects(None, SH.value) if _is_literal(value)}
    assert URIRef("http://www.w3.org/2001/XMLSchema#decimal") in values


def _is_literal(node: object) -> bool:
    return isinstance(node, Literal)


def test_both_engines_tell_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_pyshacl = report_json(check_file(file))
    monkeypatch.setattr(door, "MOST_FOR_PYSHACL", 0)
    by_queries = report_json(check_file(file))
    for told in (by_pyshacl, by_queries):
        for finding in told["findings"]:  # the store writes 120.0 as 120
            for name in ("message", "value"):
                finding[name] = re.sub(r"(\d)\.0\b", r"\1", str(finding[name]))
    assert by_pyshacl == by_queries


def test_a_graph_in_memory_gives_what_its_file_gives(file: Path) -> None:
    assert check(load(file)) == check_file(file)


@pytest.mark.parametrize("most", [0, 10_000])
def test_only_what_changed_is_told(
    file: Path, tmp_path: Path, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "MOST_FOR_PYSHACL", most)
    after = tmp_path / "after.ttl"
    after.write_text(FAULTY + "ex:new a dg:Treaty .\n", encoding="utf-8")
    assert not check_file(file, before=file).findings
    changed = check_file(after, before=file)
    assert {f.focus for f in changed.findings} == {"https://example.org/new"}
    everything = {f for f in check_file(after).findings if f.focus == "https://example.org/new"}
    assert set(changed.findings) == everything


def test_values_without_an_order_are_told_not_thrown(tmp_path: Path) -> None:
    """pyshacl stops with a TypeError on these."""
    path = tmp_path / "odd.ttl"
    day = "^^<http://www.w3.org/2001/XMLSchema#date>"
    dates = f'dg:earliest "soon"{day} ; dg:latest "2001-01-01"{day}'
    path.write_text(f"{FAULTY} ex:pact {dates} .", encoding="utf-8")
    shapes = {f.component for f in check_file(path).findings if f.path == f"{DG}earliest"}
    assert "LessThanOrEqualsConstraintComponent" in shapes


def test_the_command_exits_with_one_and_tells_in_three_forms(file: Path) -> None:
    runner = CliRunner()
    for form in ("text", "json", "ttl"):
        outcome = runner.invoke(main, ["check", str(file), "--format", form])
        assert outcome.exit_code != 0
        assert "120 percent" in outcome.stdout or form == "ttl"
        if form == "json":
            assert json.loads(outcome.stdout)["conforms"] is False
