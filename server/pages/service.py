"""What a site is expected to have: help, robots, site map, icon, files, and a sign of life."""

from xml.sax.saxutils import escape

from flask import Response, abort, request, url_for

from server.addresses import page_of
from server.pages.base import STATIC, YEAR, absolute, blueprint, finish, page
from server.pages.dataset import plain
from server.questions import examples
from server.site import index, schema

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
MOST_URLS = 50_000  # what one site map may hold


@blueprint.get("/static/<name>")
def static_file(name: str) -> Response:
    """Return a static file; its address changes with its bytes."""
    path = STATIC / name
    kind = TYPES.get(path.suffix)
    if "/" in name or name.startswith(".") or kind is None or not path.is_file():
        abort(404, "there is no such file")
    answer = Response(path.read_bytes(), content_type=f"{kind}; charset=utf-8")
    lasting = f"public, max-age={YEAR}, immutable" if request.args.get("v") else "no-cache"
    answer.headers["Cache-Control"] = lasting
    return finish(answer)


@blueprint.get("/favicon.svg")
def favicon() -> Response:
    """Return the icon."""
    return static_file("favicon.svg")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers what to leave alone: what is computed anew for each address."""
    root = request.script_root
    lines = ["User-agent: *"]
    lines += [f"Disallow: {root}{p}" for p in ("/sparql?query=", "/search", "/suggest", "/compare")]
    lines.append(f"Sitemap: {absolute(url_for('pages.sitemap'))}")
    return plain("\n".join(lines) + "\n", "text/plain")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the pages."""
    urls = [url_for(f"pages.{name}") for name in _ROOMS]
    urls += [url_for("pages.query_example", name=e.name) for e in examples()]
    hidden = {"part", "claim", "passage", "other"}
    urls += [page_of(e.iri) or "" for e in index().entries.values() if e.family.key not in hidden]
    urls += [url_for("pages.term", name=t.name) for t in (*schema().classes, *schema().properties)]
    listed = "".join(
        f"<url><loc>{escape(absolute(url))}</loc></url>\n"
        for url in dict.fromkeys(urls[:MOST_URLS])
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
    )
    return plain(body, "application/xml")


_ROOMS = [
    "home",
    "kinds",
    "documents",
    "timeline_view",
    "map_view",
    "network_view",
    "queries",
    "ontology",
    "dataset_page",
    "disagreements",
    "validation",
    "provenance",
    "help_page",
]


@blueprint.get("/help")
def help_page() -> Response:
    """Tell how to use the pages."""
    return page("help.html", "Help")
