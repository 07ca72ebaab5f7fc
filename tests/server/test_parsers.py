"""What stands in front of the engine: no text makes it raise anything but a Problem, or slow."""

import time
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine.precheck import check
from server.engine.rewrite import rewrite
from server.engine.syntax import explain_syntax
from server.engine.tokens import tokens
from server.negotiate import GRAPHS, ROWS, by_name, choose, parse_accept, wants_html, wants_text
from server.problems import Problem
from server.settings import Limits
from server.sparql import Request, parse, unquoted
from server.update import with_dataset

LIMITS = Limits()
PIECES = ["SELECT", "*", "{", "}", "(", ")", "?s", "?p", "<a:b>", "'", '"', "'''", "\\"]
PIECES += ["\\u0053", ".", ";", "SERVICE", "LOAD", "WHERE", "INSERT", "DELETE", "DATA", "#", "<'>"]
sparql = st.lists(st.sampled_from([*PIECES, "\n"]), max_size=60).map(" ".join)


def problem_of(work: Callable[[], object]) -> int:
    """Do something; return the status of its problem, 0 without one. Nothing else may come."""
    try:
        work()
    except Problem as problem:
        return problem.http_status
    return 0


@given(header=st.text(max_size=300))
def test_accept_never_raises(header: str) -> None:
    parse_accept(header)
    choose(header, ROWS)
    wants_html(header, (*ROWS, *GRAPHS))
    wants_text(header)


@given(q=st.integers(0, 1000), other=st.integers(0, 1000))
def test_the_larger_quality_wins(q: int, other: int) -> None:
    header = f"text/csv;q={q / 1000:.3f}, application/sparql-results+xml;q={other / 1000:.3f}"
    chosen = choose(header, ROWS)
    if q == other == 0:
        assert chosen is None
    else:
        assert chosen is not None
        assert chosen[0].name == ("csv" if q > other else "xml")


@given(name=st.text(max_size=30))
def test_format_names_never_raise(name: str) -> None:
    by_name(name, ROWS)


@given(text=st.one_of(st.text(max_size=200), sparql))
def test_scans_raise_problems_only(text: str) -> None:
    assert problem_of(lambda: check(text, LIMITS)) in {0, 400, 403, 413}
    assert isinstance(rewrite(text, None), str)
    assert isinstance(explain_syntax(text, "error at 1:1: expected x"), str)
    assert problem_of(lambda: with_dataset(text, ("a:b",), ())) in {0, 400}


@given(text=st.one_of(st.text(max_size=200), sparql))
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.begin >= end
        assert text[token.begin : token.end] == token.text
        end = token.end


@given(query=st.text(max_size=100), body=st.binary(max_size=100), media=st.text(max_size=30))
def test_requests_raise_problems_only(query: str, body: bytes, media: str) -> None:
    for method in ("GET", "POST", "BREW"):
        request = Request(method, query, {"content-type": media}, body)
        assert problem_of(lambda request=request: parse(request)) in {0, 400, 405, 415}


@pytest.mark.parametrize(
    "text",
    [
        '\\"a' * 300_000,
        "'" * 900_000,
        '"""a' * 200_000,
        "a." * 400_000,
        "<" * 900_000,
        "_:" * 400_000,
        "?" * 900_000,
        "1e" * 400_000,
        "@a-" * 300_000,
        "<a" * 400_000,
        "a:\\" * 300_000,
        " \n#" * 300_000,
    ],
)
def test_a_megabyte_is_scanned_in_seconds_whatever_it_holds(text: str) -> None:
    """Linear: a quadratic scan of a megabyte would take hours, so the bound may be generous."""
    began = time.process_time()
    for _ in tokens(text):
        pass
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("SELECT * { ?s ?p ?o }", 0),
        ("SELECT * { ?service ?load <http://service/load> }", 0),
        ("SELECT * { ?s ?p 'SERVICE <a:b>' }", 0),
        ("SELECT * { ?s ?p ?o } # SERVICE <a:b>", 0),
        ("SELECT * { SERVICE <a:b> { ?s ?p ?o } }", 403),
        ("SELECT * { service silent ?x { ?s ?p ?o } }", 403),
        ("SELECT * { S\\u0045RVICE <a:b> { ?s ?p ?o } }", 403),
        ("SELECT * { # \n SERVICE # \n <a:b> { } }", 403),
        ("SELECT * { ?s ?p '\\u0027 SERVICE <a:b> {} }", 403),
        ("INSERT DATA { <a:b> <a:c> 1 } ; LOAD <a:b>", 403),
        ("SELECT * { ?a ?b ?c FILTER(?a<'>') SERVICE <a:b> { ?s ?p ?o } FILTER(?b = '') }", 403),
        ("LOAD SILENT <a:b> INTO GRAPH <a:c>", 403),
    ],
)
def test_what_calls_out_is_found(text: str, refused: int) -> None:
    if not refused:
        check(text, LIMITS)
        return
    with pytest.raises(Problem) as caught:
        check(text, LIMITS)
    assert caught.value.http_status == refused


def test_named_services_may_be_called_and_no_others() -> None:
    check("SELECT * { SERVICE <http://a/> { ?s ?p ?o } }", LIMITS, ("http://a/",))
    with pytest.raises(Problem):
        check("SELECT * { SERVICE <http://b/> { ?s ?p ?o } }", LIMITS, ("http://a/",))


def test_data_is_not_counted_as_patterns() -> None:
    check("SELECT * { VALUES (?a ?b) { " + "(1 2.5) " * 5000 + "} }", LIMITS)
    check("INSERT DATA { " + "<a:b> <a:c> 1, 2 . " * 5000 + "}", LIMITS)


def test_the_same_question_is_repeatable_unless_it_asks_for_chance() -> None:
    assert check("SELECT * { ?s ?now ?rand }", LIMITS).repeatable
    for name in ("NOW()", "RAND()", "UUID()", "STRUUID()"):
        assert not check(f"SELECT ({name} AS ?x) {{}}", LIMITS).repeatable


@given(st.binary(max_size=60) | st.text(alphabet="%=aF0 \n\r\t.~", max_size=30).map(str.encode))
def test_escapes_are_resolved_as_the_library_does(data: bytes) -> None:
    assert unquoted(data) == unquote_to_bytes(data)
