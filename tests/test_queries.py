"""The competency questions: each has words, runs on two engines alike, and gives the right answer.

The answers on the sample (``tests/cases/answers.json``) were read over against its text, row by
row; a cell holds the last part of an address, or the literal. No flag rewrites them: an answer
that changes is looked at by a person.
"""

import json
import re
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery

from kg.vocabulary import ontology_files, ontology_graph

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
QUERIES = sorted((ROOT / "server" / "queries").glob("cq*.rq"))
ANSWERS = json.loads((CASES / "answers.json").read_text(encoding="utf-8"))

# The question whose answer must be empty: it looks for what must not be there.
EMPTY = {"links-without-claim"}

Row = tuple[str, ...]


def slug(path: Path) -> str:
    return path.stem.partition("-")[2]


@cache
def store() -> ox.Store:
    loaded = ox.Store()
    for file in (*ontology_files(), CASES / "sample.ttl"):
        loaded.load(path=str(file), format=ox.RdfFormat.TURTLE)
    return loaded


@cache
def graph() -> Graph:
    return ontology_graph().parse(CASES / "sample.ttl")


def cell(value: object) -> str:
    """Return what an answer shows: an address's last part, a number in its shortest form."""
    if value is None:
        return ""
    text = value.value if isinstance(value, ox.NamedNode | ox.Literal) else str(value)
    if text.startswith("http"):
        return re.split(r"[/#]", text)[-1]
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return f"{number:f}".rstrip("0").rstrip(".") if "." in text else text


def rows_of_store(query: str) -> list[Row]:
    found = store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(cell(value) for value in row) for row in found)


def rows_of_graph(query: str) -> list[Row]:
    return sorted(tuple(cell(value) for value in row) for row in graph().query(query))


def test_there_are_at_least_thirty_questions_and_an_answer_to_each() -> None:
    assert len(QUERIES) >= 30
    assert sorted(ANSWERS) == sorted(slug(path) for path in QUERIES)


@pytest.mark.parametrize("path", QUERIES, ids=slug)
def test_a_question_is_in_words(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"# [A-Z].*[?.)]", lines[0]), "the first line is the question"
    assert lines[1].startswith("# title: ")
    assert lines[2].startswith("# group: ")


@pytest.mark.parametrize("path", QUERIES, ids=slug)
def test_a_question_is_answered_rightly_and_by_both_engines_alike(path: Path) -> None:
    query = path.read_text(encoding="utf-8")
    rows = rows_of_store(query)
    assert rows == rows_of_graph(query)
    assert rows == sorted(tuple(row) for row in ANSWERS[slug(path)])
    assert bool(rows) != (slug(path) in EMPTY)


@pytest.mark.parametrize("path", QUERIES, ids=slug)
def test_a_question_asks_in_one_order(path: Path) -> None:
    assert "ORDER BY" in path.read_text(encoding="utf-8")


def test_a_link_without_a_claim_is_found() -> None:
    query = next(p for p in QUERIES if slug(p) in EMPTY).read_text(encoding="utf-8")
    with_fault = ox.Store()
    with_fault.extend(store().quads_for_pattern(None, None, None, None))
    text = "<urn:a> <https://w3id.org/diplograph/ontology#allyOf> <urn:b> ."
    with_fault.extend(ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))
    assert len(list(with_fault.query(query))) == 1


def test_every_quote_of_the_sample_stands_in_its_text() -> None:
    text = (CASES / "sample.txt").read_text(encoding="utf-8")
    query = """PREFIX dg: <https://w3id.org/diplograph/ontology#>
        SELECT ?b ?e ?q WHERE { ?p dg:beginIndex ?b ; dg:endIndex ?e ; dg:quote ?q }"""
    passages = list(graph().query(query))
    assert len(passages) > 50
    for begin, end, quote in passages:
        assert text[int(begin) : int(end)] == str(quote)


def test_the_federated_question_is_sound_and_asks_only_for_what_the_graph_has() -> None:
    """It is not run: its SERVICE is for the user's side. What stands outside it gives rows here."""
    query = (ROOT / "server" / "queries" / "federated-wikidata.rq").read_text(encoding="utf-8")
    prepareQuery(query)
    own = re.sub(r"SERVICE <[^>]+> \{.*?\n  \}", "", query, flags=re.S).replace("?partyName", "")
    assert rows_of_store(own) == rows_of_graph(own) != []
