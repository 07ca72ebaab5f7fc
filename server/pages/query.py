"""The query page: an editor, the answer drawn in several ways, examples, and a form for asking."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Response, abort, request, url_for

from kg.errors import DiplographError
from kg.namespaces import PREFIXES
from server import questions, results
from server.addresses import query_page
from server.asking import with_prefixes
from server.drawing import maps
from server.form import Form, read_form
from server.pages.base import (
    Twin,
    absolute,
    blueprint,
    data_answer,
    page,
    turtle,
    wanted,
)
from server.results import Result
from server.shortlinks import name_of
from server.site import index, rows, schema, site

START = """SELECT DISTINCT ?agreement ?agreementLabel ?date WHERE {
  ?agreement a/rdfs:subClassOf* dg:Agreement ; rdfs:label ?agreementLabel .
  OPTIONAL { ?agreement dg:dateSigned ?date }
} ORDER BY (!BOUND(?date)) ?date ?agreementLabel LIMIT 100"""
# A page shows the first rows; what is longer than this is no answer for a page at all.
LONGEST_ANSWER = 32 << 20
LONGEST_ADDRESS = 6_000  # bytes of a query that an address may hold safely
ROWS_FORMS = (("csv", "CSV"), ("tsv", "TSV"), ("json", "JSON"), ("xml", "XML"))
GRAPH_FORMS = (("ttl", "Turtle"), ("nt", "N-Triples"), ("jsonld", "JSON-LD"))
LANGUAGES = ("curl", "Python", "R", "JavaScript")


def ask(query: str) -> Result:
    """Run a visitor's query and return its result; raise DiplographError where it fails."""
    body = site().engine.fetch(query, rows="json", graph="nt", page=False, most=LONGEST_ANSWER)
    if body[:1] == b"{":
        return results.read_rows(body)
    return results.read_graph(body)


def sparql_page(query: str | None = None, view: str | None = None) -> Response:
    """Show the editor, and the answer where there is a query. The endpoint calls it, too."""
    query = request.values.get("query", "") if query is None else query
    wish = view or request.values.get("view", "")[:10]
    result: Result | None = None
    problem, status = "", 200
    if query.strip():
        try:
            result = ask(query)
        except DiplographError as error:
            problem, status = plain_error(str(error), query), error.http_status
    return page(
        "sparql.html",
        "SPARQL",
        status=status,
        query=query or with_prefixes(START),
        asked_query=query,
        wish=wish,
        all_views=results.VIEWS,
        problem=problem,
        place=_place(problem),
        mended=with_prefixes(query) if problem and undeclared(query) else "",
        examples=questions.examples(),
        languages=LANGUAGES,
        endpoint=absolute(url_for("pages.sparql_page")),
        **addresses_of(query, wish),
        **drawn(result, wish or view_in(query)),
    )


def addresses_of(query: str, view: str) -> dict[str, Any]:
    """Return the addresses that show a query again: whole, short, and in a frame."""
    name = (request.view_args or {}).get("name", "")
    short = site().short is not None and not site().static_export
    if name:
        share = absolute(url_for("pages.short_query", name=name, view=view or None))
        frame = absolute(url_for("pages.embed", q=name, view=view or None))
    elif 0 < len(query.encode("utf-8", "replace")) <= LONGEST_ADDRESS:
        share = absolute(query_page(query, view))
        frame = absolute(url_for("pages.embed", query=query, view=view or None))
    else:
        share = frame = ""
    return {"share": share, "framed": frame, "short_name": name, "may_shorten": short and not name}


def query_of(given: Mapping[str, str]) -> str:
    """Return the query that a request names: by its text, or by its short name (``q``)."""
    name = given.get("q", "")[:40]
    return (known_query(name) or "") if name else given.get("query", "")


def known_query(name: str) -> str | None:
    """Return the query of a short name: one of the collection, or one that was kept."""
    for example in questions.examples():
        if name_of(example.query) == name:
            return example.query
    short = site().short
    return short.find(name) if short else None


blueprint.add_url_rule(
    "/sparql", endpoint="sparql_page", view_func=sparql_page, methods=["GET", "POST"]
)


def drawn(result: Result | None, view: str) -> dict[str, Any]:
    """Return what a template needs to show a result in a view."""
    if result is None or result.boolean is not None:
        return {"result": result, "view": "table", "views": [], "results": results}
    result.columns = results.telling(result, index())
    views = results.views_of(result, index())
    chosen = view if view in views else views[0]
    found: dict[str, Any] = {"result": result, "view": chosen, "views": views}
    if chosen == "graph":
        found["network"] = results.graph_of(result, index())
    elif chosen == "timeline":
        found["timeline"] = results.timeline_of(result, index())
    elif chosen == "map":
        found["shades"] = results.map_of(result, rows("states"))
        found["countries"] = maps.countries()
        found["frame"] = maps.frame_of("", found["shades"])
    elif chosen == "chart":
        found["bars"] = results.bars(result)
    forms = GRAPH_FORMS if result.is_graph else ROWS_FORMS
    return {**found, "forms": forms, "results": results}


def view_in(query: str) -> str:
    """Return the view that a query asks for itself: a line ``#view: timeline``."""
    for line in query.splitlines():
        word, _, value = line.strip().partition(":")
        if word.replace(" ", "").lower() == "#view":
            return value.strip().lower()
    return ""


def plain_error(message: str, query: str = "") -> str:
    """Return the engine's message without its grammar: what is wrong, where, and what to do."""
    missing = undeclared(query)
    if missing and ("error at" in message or "prefix" in message.lower()):
        lines = ", ".join(f"PREFIX {p}: <{PREFIXES[p]}>" for p in missing)
        return f"A prefix is used that is not declared. Add at the top: {lines}"
    first = re.split(r":? ?[Ee]xpected (?:one of|\[)", message)[0].strip().rstrip(",;:")
    where = _place(first)
    if where and re.fullmatch(r"(?:Parse |parse )?error at \d+:\d+", first):
        rest = " ".join(line.strip() for line in query.splitlines()[where[0] - 1 : where[0]])
        near = rest[max(0, where[1] - 1) :][:30].strip() or "the end of the query"
        return f"Line {where[0]}, column {where[1]}: “{near}” is not expected here."
    return first if len(first) <= 400 else first[:400] + " …"


def undeclared(query: str) -> list[str]:
    """Return the prefixes of ours that a query uses without declaring them."""
    return re.findall(r"(?m)^PREFIX (\w+):", with_prefixes(query).removesuffix(query))


def _place(message: str) -> tuple[int, int] | None:
    found = re.search(r"(?:[Ll]ine |at )(\d+)(?::|, column )(\d+)", message)
    return (int(found[1]), int(found[2])) if found else None


@blueprint.get("/queries")
def queries() -> Response:
    """Show the collection of questions."""
    groups: dict[str, list[questions.Example]] = {}
    for example in questions.examples():
        groups.setdefault(example.group, []).append(example)
    twins = [Twin("ttl", "text/turtle", url_for("pages.queries_data"))]
    return page("queries.html", "Questions", groups=groups, twins=twins)


@blueprint.get("/queries.ttl")
def queries_data() -> Response:
    """Return the collection as data, each question a SHACL SPARQL executable."""
    return data_answer(turtle("queries.ttl", examples=questions.examples()), "text/turtle")


@blueprint.get("/queries/<name>")
def query_example(name: str) -> Response:
    """Show one question with its query and its answer."""
    example = questions.find(name)
    if example is None:
        abort(404, f"there is no question {name[:80]} in the collection")
    result, problem = None, ""
    try:
        result = ask(example.query)
    except DiplographError as error:
        problem = "" if example.is_federated else plain_error(str(error))
    twins = [Twin("rq", "application/sparql-query", url_for("pages.query_file", name=name))]
    return page(
        "query.html",
        example.title,
        crumbs=[("Questions", url_for("pages.queries"))],
        twins=twins,
        example=example,
        short_name="",
        problem=problem,
        **drawn(result, wanted("view", 10)),
    )


@blueprint.get("/queries/<name>.rq")
def query_file(name: str) -> Response:
    """Return a question's query as a file."""
    example = questions.find(name)
    if example is None:
        abort(404, f"there is no question {name[:80]} in the collection")
    return data_answer(example.query + "\n", "application/sparql-query", f"{name}.rq")


@blueprint.get("/ask")
def ask_form() -> Response:
    """Let a question be put together from lists, and show its SPARQL and its answer."""
    form: Form = read_form(request.args, schema(), index())
    result, problem = None, ""
    if form.query:
        try:
            result = ask(form.query)
        except DiplographError as error:
            problem = plain_error(str(error))
    return page(
        "ask.html",
        "Ask by form",
        form=form,
        problem=problem,
        short_name="",
        **drawn(result, wanted("view", 10)),
    )


blueprint.add_url_rule("/ask", endpoint="ask", view_func=ask_form)
