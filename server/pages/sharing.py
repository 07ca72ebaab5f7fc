"""Taking a query away and giving it to others: short addresses, files, frames on other sites."""

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.http import parse_options_header

from server import questions
from server.addresses import query_page
from server.negotiate import GRAPHS, ROWS, by_name
from server.pages.base import asset, blueprint, data_answer, finish, wanted
from server.pages.query import (
    GRAPH_FORMS,
    LONGEST_ANSWER,
    ask,
    drawn,
    known_query,
    query_of,
    sparql_page,
    view_in,
)
from server.problems import Problem
from server.shortlinks import name_of
from server.site import index, schema, site

LONGEST_FRAMED = 20_000  # characters of a query in the address of a frame


@blueprint.get("/q/<name>")
def short_query(name: str) -> Response:
    """Show a query by the start of its SHA-256: one of the collection, or one that was kept."""
    for example in questions.examples():
        if name_of(example.query) == name:
            return redirect(query_page(example.query), 303)  # type: ignore[return-value]
    query = known_query(name)
    if query is None:
        abort(404, f"no query is kept under the name {name[:20]}")
    return sparql_page(query)


@blueprint.post("/q")
def shorten() -> Response:
    """Give a query a short address, and lead there; it must be one that can be answered."""
    short = site().short
    if short is None:
        abort(404, "this server keeps no short addresses")
    if _is_foreign():
        raise Problem(403, "A short address is made from the query page of this server only.")
    query = request.form.get("query", "").replace("\r\n", "\n")
    if not query.strip():
        abort(400, "a short address needs a query")
    ask(query)
    view = request.form.get("view", "")[:10] or None
    place = url_for("pages.short_query", name=short.keep(query), view=view)
    return redirect(place, 303)  # type: ignore[return-value]


def _is_foreign() -> bool:
    """Tell whether a browser says that another site's page sends this."""
    site_of_sender = parse_options_header(request.headers.get("Sec-Fetch-Site", ""))[0]
    return site_of_sender not in {"", "same-origin", "none"}


@blueprint.get("/q/<name>.<any(csv, tsv, json, xml, ttl, nt, jsonld):form>")
def short_data(name: str, form: str) -> Response:
    """Return the answer to a kept query as data."""
    query = known_query(name)
    if query is None:
        abort(404, f"no query is kept under the name {name[:20]}")
    is_graph = form in {f for f, _ in GRAPH_FORMS}
    known = by_name(form, GRAPHS if is_graph else ROWS)
    assert known is not None  # noqa: S101 - the route names formats that there are
    names = {"graph": known.name} if is_graph else {"rows": known.name}
    body = site().engine.fetch(query, page=False, most=LONGEST_ANSWER, **names)
    return data_answer(body, known.media, f"{name}.{form}")


@blueprint.get("/q/<name>.rq")
def short_query_file(name: str) -> Response:
    """Return a kept query as a file."""
    query = known_query(name)
    if query is None:
        abort(404, f"no query is kept under the name {name[:20]}")
    return data_answer(query, "application/sparql-query", f"{name}.rq")


@blueprint.route("/sparql.rq", methods=["GET", "POST"])
def query_as_file() -> Response:
    """Return the query that is given, as a file to be saved; nothing is asked."""
    query = request.values.get("query", "").replace("\r\n", "\n")
    if not query.strip():
        abort(400, "a file needs a query")
    answer = data_answer(query, "application/sparql-query")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name_of(query)}.rq"'
    return answer


@blueprint.get("/embed")
def embed() -> Response:
    """Return a result alone, for a frame on another site."""
    query = query_of(request.args)[:LONGEST_FRAMED]
    if not query:
        abort(400, "an embedded result needs a query")
    name = wanted("q", 40)
    html = render_template(
        "embed.html",
        title="Result",
        query=query,
        whole=url_for("pages.short_query", name=name) if name else query_page(query),
        asset=asset,
        site=site(),
        index=index(),
        schema=schema(),
        short_name=name,
        **drawn(ask(query), wanted("view", 10) or view_in(query)),
    )
    return finish(Response(html, content_type="text/html; charset=utf-8"), ancestors="*")
