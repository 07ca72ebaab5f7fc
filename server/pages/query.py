"""The query page: an editor, the answer drawn in several ways, examples, and a form for asking."""

import re
from hashlib import sha256
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for

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
    asset,
    blueprint,
    data_answer,
    finish,
    page,
    turtle,
    wanted,
)
from server.results import Result
from server.site import index, rows, schema, site

START = """SELECT ?agreement ?agreementLabel ?date WHERE {
  ?agreement a/rdfs:subClassOf* dg:Agreement ; rdfs:label ?agreementLabel .
  OPTIONAL { ?agreement dg:dateSigned ?date }
} ORDER BY ?date LIMIT 100"""
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
    view = view or wanted("view", 10) or _view_in(query)
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
        problem=problem,
        place=_place(problem),
        mended=with_prefixes(query) if problem and undeclared(query) else "",
        examples=questions.examples(),
        share=_share(query),
        languages=LANGUAGES,
        endpoint=absolute(url_for("pages.sparql_page")),
        **drawn(result, view),
    )


blueprint.add_url_rule(
    "/sparql", endpoint="sparql_page", view_func=sparql_page, methods=["GET", "POST"]
)


def drawn(result: Result | None, view: str) -> dict[str, Any]:
    """Return what a template needs to show a result in a view."""
    if result is None or result.boolean is not None:
        return {"result": result, "view": "table", "views": [], "results": results}
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
    elif chosen == "chart":
        found["bars"] = results.bars(result)
    forms = GRAPH_FORMS if result.is_graph else ROWS_FORMS
    return {**found, "forms": forms, "results": results}


def _view_in(query: str) -> str:
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


def _share(query: str) -> str:
    """Return the address that holds a query, or nothing where it is too long for one."""
    return absolute(query_page(query)) if 0 < len(query.encode()) <= LONGEST_ADDRESS else ""


@blueprint.get("/q/<name>")
def short_query(name: str) -> Response:
    """Show a query of the collection by the start of its SHA-256."""
    for example in questions.examples():
        if sha256(example.query.encode()).hexdigest()[:12] == name:
            return redirect(query_page(example.query), 303)  # type: ignore[return-value]
    abort(404, f"no query of the collection begins with {name[:20]}")


@blueprint.get("/embed")
def embed() -> Response:
    """Return a result alone, for a frame on another site."""
    query = wanted("query", 20_000)
    if not query:
        abort(400, "an embedded result needs a query")
    view = wanted("view", 10) or _view_in(query)
    html = render_template(
        "embed.html",
        title="Result",
        query=query,
        asset=asset,
        site=site(),
        index=index(),
        schema=schema(),
        **drawn(ask(query), view),
    )
    answer = finish(Response(html, content_type="text/html; charset=utf-8"), ancestors="*")
    return answer


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
        "ask.html", "Ask by form", form=form, problem=problem, **drawn(result, wanted("view", 10))
    )


blueprint.add_url_rule("/ask", endpoint="ask", view_func=ask_form)
