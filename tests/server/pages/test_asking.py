"""Terms are put into queries so that nothing they hold can change the query."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ConfigurationError, InputError
from server.asking import NAMED_GRAPHS, QUERIES, Term, bind, iri, text, with_prefixes

readable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(readable)
def test_any_text_comes_back_as_it_went_in(words: str) -> None:
    query = bind("SELECT ?x WHERE { BIND($words AS ?x) }", {"words": text(words)})
    (row,) = ox.Store().query(query)
    assert row["x"].value == words


@given(st.text())
def test_an_address_is_written_whole_or_refused(value: str) -> None:
    try:
        query = bind("SELECT ?x WHERE { BIND($this AS ?x) }", {"this": iri("http://e/" + value)})
        (row,) = ox.Store().query(query)
    except (InputError, SyntaxError):  # by us, or by the engine for what only looks like one
        return
    assert row["x"].value == "http://e/" + value


@pytest.mark.parametrize("value", ["", "a b", "a>b", 'a"b', "a{b", "a\\b", "a\nb", "a|b", "a`b"])
def test_characters_that_end_an_address_are_refused(value: str) -> None:
    with pytest.raises(InputError):
        iri(value).sparql()


def test_a_parameter_without_a_term_is_a_fault_of_ours() -> None:
    with pytest.raises(ConfigurationError):
        bind("SELECT * WHERE { $this ?p ?o }", {})


def test_typed_and_tagged_literals_keep_what_they_are() -> None:
    assert Term("literal", "x", "en").sparql() == '"x"@en'
    assert Term("literal", "1", "", "http://t/int").sparql() == '"1"^^<http://t/int>'


def test_several_terms_are_a_list() -> None:
    assert bind("VALUES ?x { $all }", {"all": [iri("http://e/1"), text("2")]}) == (
        'VALUES ?x { <http://e/1> "2" }'
    )


def test_prefixes_are_added_once() -> None:
    query = with_prefixes("SELECT * WHERE { ?s a dg:State }")
    assert query.startswith("PREFIX dg:")
    assert with_prefixes(query) == query


@pytest.mark.parametrize("path", sorted(QUERIES.glob("*.rq")), ids=lambda p: p.stem)
def test_every_query_of_the_pages_says_what_it_asks_and_parses(path) -> None:
    query = path.read_text(encoding="utf-8")
    assert query.startswith("# ")
    terms = {n: iri("http://e/x") for n in ("this", "a", "b")}
    terms |= {"things": [iri("http://e/x"), iri("http://e/y")]}
    terms |= {"words": text("x"), "begin": Term("literal", "1"), "end": Term("literal", "2")}
    ox.Store().query(with_prefixes(bind(query, {**NAMED_GRAPHS, **terms})))
