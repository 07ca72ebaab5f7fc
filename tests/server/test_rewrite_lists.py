"""What is known since loading gives the same answers: the most frequent, first pages, labels."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.engine import labels as indexed
from server.engine import summary as counted
from server.engine.labels import Labels
from server.engine.rewrite import rewrite
from server.engine.summary import summarize
from tests.server.graphs import IRIS, LABEL, PREFIX, TYPE, answer, names, triples

TOPS = [
    "SELECT ?o (COUNT(*) AS ?n) { ?s a ?o } GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 2 OFFSET 1",
    "SELECT ?o (COUNT(?s) AS ?n) { ?s e:a ?o } GROUP BY ?o",
    "SELECT ?o (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 1",
    "SELECT ?o (COUNT(?s) AS ?n) { ?s e:a ?o } GROUP BY ?o ORDER BY DESC(?n) DESC(?o) LIMIT 2",
    "SELECT ?o (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 1 OFFSET 1",
    "SELECT ?o (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?o ORDER BY ?n ?o LIMIT 2",
    "SELECT ?o (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 9",
    "SELECT ?o (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?o ORDER BY DESC(?n) ?o",
]


@pytest.mark.parametrize("query", TOPS)
@settings(max_examples=150, deadline=None)
@given(quads=st.lists(triples, max_size=40))
def test_the_most_frequent_are_the_same_however_few_are_kept(
    query: str, quads: list[ox.Quad]
) -> None:
    store = ox.Store()
    store.extend(quads)
    text = PREFIX + query
    before = counted.MOST_FREQUENT
    try:
        for kept in (1, 2, 3):
            counted.MOST_FREQUENT = kept
            better = rewrite(text, summarize(store))
            assert answer(store, better) == answer(store, text)
    finally:
        counted.MOST_FREQUENT = before


def test_the_most_frequent_are_read_from_the_table() -> None:
    store = ox.Store()
    for number in range(300):
        store.extend(ox.Quad(thing, IRIS[0], ox.Literal(number)) for thing in IRIS[:2])
    text = PREFIX + TOPS[2]
    assert rewrite(text, summarize(store)) == text  # of the most frequent not all are kept
    few = ox.Store()
    few.extend(ox.Quad(IRIS[n], IRIS[0], IRIS[m]) for n in range(5) for m in range(n + 1))
    better = rewrite(text, summarize(few))
    assert "GROUP" not in better
    assert answer(few, better) == answer(few, text)


PAGES = [
    "SELECT ?s ?l { ?s a e:a ; rdfs:label ?l } ORDER BY ?l ?s LIMIT 2",
    "SELECT ?s ?l WHERE { ?s a e:a . ?s rdfs:label ?l . } ORDER BY ASC(?l) ?s OFFSET 1 LIMIT 1",
    "SELECT * { ?s rdfs:label ?l ; a e:b } ORDER BY ?l ?s LIMIT 3 OFFSET 2",
    "SELECT ?l { ?s rdfs:label ?l ; a e:a } ORDER BY ?l LIMIT 1",
    "SELECT ?s ?l ?o { ?s a e:a ; rdfs:label ?l OPTIONAL { ?s e:b ?o } } ORDER BY ?l ?s ?o LIMIT 2",
]
PAGES_LEFT_ALONE = [
    "SELECT ?s ?l { ?s a e:a ; rdfs:label ?l } ORDER BY DESC(?l) LIMIT 2",
    "SELECT ?s ?l { ?s a e:a ; rdfs:label ?l } ORDER BY ?s ?l LIMIT 2",
    "SELECT ?s ?l { ?s a e:a ; rdfs:label ?l } ORDER BY ?l",
    "SELECT DISTINCT ?l { ?s a e:a ; rdfs:label ?l } ORDER BY ?l LIMIT 2",
    "SELECT ?s ?l { ?s a e:a ; rdfs:label ?l FILTER(?l != 'x') } ORDER BY ?l LIMIT 2",
    "SELECT ?s ?l { ?s a e:a ; e:b ?l } ORDER BY ?l LIMIT 2",
    "SELECT ?s ?l FROM e:g { ?s a e:a ; rdfs:label ?l } ORDER BY ?l LIMIT 2",
    "SELECT ?s ?l { ?s a e:a ; rdfs:label ?l } GROUP BY ?s ?l ORDER BY ?l LIMIT 2",
    "SELECT ?s ?l { ?s a e:a ; rdfs:label ?l . ?x e:b ?s } ORDER BY ?l LIMIT 2",
]
types = st.builds(ox.Quad, st.sampled_from(IRIS), st.just(TYPE), st.sampled_from(IRIS[:2]))


@pytest.mark.parametrize("query", PAGES)
@settings(max_examples=100, deadline=None)
@given(quads=st.lists(st.one_of(names, types, triples), max_size=40))
def test_a_page_is_the_same_however_few_names_are_kept(query: str, quads: list[ox.Quad]) -> None:
    store = ox.Store()
    store.extend(quads)
    text = PREFIX + query
    before = counted.MOST_FIRST
    try:
        for kept in (1, 2, 4, 100):
            counted.MOST_FIRST = kept
            better = rewrite(text, summarize(store))
            assert answer(store, better) == answer(store, text)
    finally:
        counted.MOST_FIRST = before


def test_pages_are_read_from_the_list_where_all_of_it_is_there() -> None:
    store = ox.Store()
    for thing in IRIS:
        store.add(ox.Quad(thing, TYPE, IRIS[0]))
        store.add(ox.Quad(thing, LABEL, ox.Literal("the same")))
    store.add(ox.Quad(IRIS[1], TYPE, IRIS[1]))
    summary = summarize(store)
    for query in PAGES:
        assert "VALUES" in rewrite(PREFIX + query, summary)
    for query in PAGES_LEFT_ALONE:
        assert rewrite(PREFIX + query, summary) == PREFIX + query


TEXTS = [
    "SELECT * { ?s rdfs:label ?l FILTER(CONTAINS(LCASE(?l), 'kiel')) }",
    "SELECT * { ?s rdfs:label ?l FILTER CONTAINS(?l, 'Kiel') }",
    "SELECT * { ?s e:a ?o ; rdfs:label ?l OPTIONAL {?s e:b ?x} FILTER(CONTAINS(STR(?l), 'IEL')) }",
    'SELECT * { ?s rdfs:label ?l . FILTER(STRSTARTS(LCASE(STR(?l)), "kie")) }',
    "SELECT * { ?s rdfs:label ?l FILTER(REGEX(?l, '^kiel', 'i')) }",
    "SELECT * { FILTER REGEX(STR(?l), 'strasse$', 'i') ?s rdfs:label ?l }",
    "SELECT * { ?o e:b ?x . ?s rdfs:label ?l FILTER(REGEX(?l, 'kiel canal', 'i')) ?o e:a ?s }",
    "ASK { ?s rdfs:label ?l FILTER(CONTAINS(?l, 'kielce')) }",
]
TEXTS_LEFT_ALONE = [
    "SELECT * FROM e:g { ?s rdfs:label ?l FILTER(CONTAINS(?l, 'kiel')) }",
    "SELECT * { GRAPH ?g { ?s rdfs:label ?l FILTER(CONTAINS(?l, 'kiel')) } }",
    "SELECT * { ?s e:b ?l FILTER(CONTAINS(?l, 'kiel')) }",
    "SELECT * { ?s rdfs:label ?l FILTER(!CONTAINS(?l, 'kiel')) }",
    "SELECT * { ?s rdfs:label ?l FILTER(CONTAINS(?l, 'ki')) }",
    "SELECT * { ?s rdfs:label ?l FILTER(CONTAINS(UCASE(?l), 'KIEL')) }",
    "SELECT * { ?s rdfs:label ?l FILTER(REGEX(?l, 'k.el', 'i')) }",
    "SELECT * { ?s rdfs:label ?l FILTER(REGEX(?l, 'kiel', 'x')) }",
    "SELECT * { OPTIONAL { ?s rdfs:label ?l } FILTER(CONTAINS(?l, 'kiel')) }",
    "SELECT * { OPTIONAL { ?s e:a ?o } ?s rdfs:label ?l FILTER(CONTAINS(?l, 'kiel')) }",
    "SELECT * { ?x e:a [ e:b ?z ; rdfs:label ?l ] FILTER(CONTAINS(?l, 'kiel')) }",
    "SELECT * { ?s e:a/rdfs:label ?l FILTER(CONTAINS(?l, 'kiel')) }",
    "SELECT * { e:a rdfs:label ?l FILTER(CONTAINS(?l, 'kiel')) }",
    "SELECT * { { ?s rdfs:label ?l } UNION { ?s e:b ?l } FILTER(CONTAINS(?l, 'kiel')) }",
]


@pytest.mark.parametrize("query", TEXTS)
@settings(max_examples=80, deadline=None)
@given(quads=st.lists(st.one_of(names, triples), max_size=25))
def test_labels_found_by_the_index_are_all_there_are(query: str, quads: list[ox.Quad]) -> None:
    store = ox.Store()
    store.extend(quads)
    text = PREFIX + query
    better = rewrite(text, None, Labels(store))
    assert better != text
    assert answer(store, better) == answer(store, text)


@pytest.mark.parametrize("query", TEXTS_LEFT_ALONE)
def test_labels_that_the_index_does_not_know_are_left_to_the_engine(query: str) -> None:
    store = ox.Store()
    store.add(ox.Quad(IRIS[0], LABEL, ox.Literal("Kiel")))
    assert rewrite(PREFIX + query, None, Labels(store)) == PREFIX + query


def test_labels_of_what_has_no_iri_and_too_many_labels_are_left_to_the_engine() -> None:
    text = PREFIX + TEXTS[0]
    store = ox.Store()
    store.add(ox.Quad(ox.BlankNode(), LABEL, ox.Literal("Kiel")))
    assert rewrite(text, None, Labels(store)) == text
    many = ox.Store()
    for number in range(indexed.MOST_HOLDERS + 1):
        thing = ox.NamedNode(f"http://e.org/{number}")
        many.add(ox.Quad(thing, LABEL, ox.Literal("Kiel")))
    assert rewrite(text, None, Labels(many)) == text


def test_folding_a_letter_loses_nothing_that_small_letters_or_expressions_find() -> None:
    for number in range(0x110000):
        if 0xD800 <= number < 0xE000:
            continue
        letter = chr(number)
        plain = {c for c in letter.lower() if c.isascii()}
        assert plain <= set(letter.casefold()), hex(number)
