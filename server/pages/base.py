"""What every page has: its frame, its safety headers, its links to data."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, make_response, render_template, request, url_for
from werkzeug.http import quote_etag

from kg.namespaces import PREFIXES, document_iri, term
from server import addresses, wording
from server.asking import Term
from server.drawing import maps
from server.facts import is_unsure, quote_of
from server.kept import key_of_request
from server.schema import BY_KEY
from server.site import asking, index, schema, site

HERE = Path(__file__).resolve().parent.parent
STATIC = HERE / "static"

blueprint = Blueprint(
    "pages", __name__, template_folder=str(HERE / "templates"), static_folder=None
)


@blueprint.before_request
def kept_answer() -> Response | None:
    """Answer from what is kept of the graph that is served now, if it is there."""
    key = key_of_request(site().engine.identity)
    found = site().kept.get(key) if key else None
    return found.make_conditional(request) if found else None  # type: ignore[return-value]


@blueprint.after_request
def keep_answer(answer: Response) -> Response:
    """Keep a whole answer."""
    key = key_of_request(site().engine.identity)
    if key and answer.status_code == 200 and not answer.is_streamed:
        site().kept.put(key, answer)
    return answer


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
# Right-to-left scripts by language, for the direction of names and quotes.
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
YEAR = 31_536_000  # seconds that a static file is kept; its address changes with it
# Below this a compressed answer is hardly smaller; level 5 is near the best for half the time.
SMALLEST, GZIP_LEVEL = 1_000, 5


@dataclass(frozen=True, slots=True)
class Twin:
    """The same content in another form."""

    name: str
    media_type: str
    url: str


def prepare(app: Flask) -> None:
    """Teach templates the words and links that all pages use."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        label=lambda address: index().label(address),
        day=wording.day,
        number=wording.number,
        plural=wording.plural,
        xml=wording.for_xml,
        short=lambda address: wording.short(address),
    )
    app.jinja_env.globals.update(
        asset=asset,
        page_of=addresses.page_of,
        is_outside=addresses.is_outside,
        in_document=addresses.in_document,
        evidence_page=addresses.evidence_page,
        query_page=addresses.query_page,
        family=lambda address: index().family(address),
        families=BY_KEY,
        frames=maps.FRAMES,
        within=maps.within,
        language=lambda address: index().language(address),
        direction=direction,
        term=term,
        Term=Term,
        prefixes=PREFIXES,
        document_iri=document_iri,
        wording=wording,
        quote_of=quote_of,
        is_unsure=is_unsure,
        version=version(),
    )


@cache
def version() -> str:
    """Return the version of the program, as installed; in a bare checkout there is none."""
    try:
        return metadata.version("diplograph")
    except metadata.PackageNotFoundError:
        return ""


@cache
def _digest(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:8]


def asset(name: str) -> str:
    """Return the URL of a static file; it changes with the file, so that it is kept for a year."""
    return url_for("pages.static_file", name=name, v=_digest(name))


def direction(language: str) -> str:
    """Return the writing direction of a language tag, or nothing for left to right."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else ""


def page(
    template: str,
    title: str,
    *,
    crumbs: Sequence[tuple[str, str]] = (),
    twins: Sequence[Twin] = (),
    status: int = 200,
    **values: Any,
) -> Response:
    """Return a page: a template in the frame, with safety headers and an ETag."""
    html = render_template(
        template,
        title=title,
        crumbs=crumbs,
        twins=twins,
        site=site(),
        schema=schema(),
        index=index(),
        asked=asking().asked,
        here=request.path,
        **values,
    )
    answer = make_response(html, status)
    answer.headers["Content-Type"] = "text/html; charset=utf-8"
    for twin in twins:
        answer.headers.add(
            "Link", f'<{_absolute(twin.url)}>; rel="alternate"; type="{twin.media_type}"'
        )
    return finish(answer)


def finish(answer: Response, ancestors: str = "'none'") -> Response:
    """Put safety headers and an ETag on an answer, and shorten it to 304 where that is enough."""
    answer.headers["Content-Security-Policy"] = POLICY.format(ancestors=ancestors)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers.setdefault("Cache-Control", "no-cache")
    if "Accept" not in answer.vary:
        answer.vary.add("Accept")
    if answer.status_code == 200 and not answer.is_streamed:
        tag = sha256(answer.get_data()).hexdigest()[:20]
        answer.headers["ETag"] = quote_etag(tag + _compressed(answer))
        return answer.make_conditional(request)  # type: ignore[return-value]
    return answer


def _compressed(answer: Response) -> str:
    """Compress an answer where the client reads gzip; return what tells its tag apart."""
    answer.vary.add("Accept-Encoding")
    body = answer.get_data()
    if len(body) < SMALLEST or request.accept_encodings.quality("gzip") <= 0:
        return ""
    answer.set_data(gzip.compress(body, GZIP_LEVEL, mtime=0))
    answer.headers["Content-Encoding"] = "gzip"
    return "-gzip"


def data_answer(body: bytes | str, media_type: str, filename: str = "") -> Response:
    """Return data for programs: readable from any other site."""
    answer = make_response(body)
    textual = media_type.startswith("text/") or media_type in {"image/svg+xml"}
    answer.headers["Content-Type"] = f"{media_type}; charset=utf-8" if textual else media_type
    answer.headers["Access-Control-Allow-Origin"] = "*"
    if filename:
        answer.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    return finish(answer)


def _absolute(url: str) -> str:
    """Return a URL for a Link header: from the public address, never from the request's Host."""
    public = site().public_url.rstrip("/")
    root = request.script_root
    return f"{public}{url.removeprefix(root)}" if public else url


absolute = _absolute


def turtle(template: str, **values: Any) -> str:
    """Return a Turtle template filled in; its terms are written by the functions it is given."""
    return render_template(
        template,
        literal=lambda words, language="": Term("literal", str(words), language).sparql(),
        address=lambda url: Term("uri", url).sparql(),
        here=lambda room, /, **args: absolute(url_for(f"pages.{room}", **args)),
        site=site(),
        **values,
    )


def here_with(**changes: str | None) -> str:
    """Return the address of this page with some of its parameters changed or taken away."""
    values: dict[str, Any] = {**request.args.to_dict(), **(request.view_args or {})}
    for name, value in changes.items():
        if value in {None, ""}:
            values.pop(name, None)
        else:
            values[name] = value
    return url_for(str(request.endpoint), **values)


def wanted(name: str, longest: int = 200) -> str:
    """Return a parameter of the request, cut to a length that makes sense for it."""
    return request.args.get(name, "")[:longest].strip()


def json_ld(data: Mapping[str, Any]) -> str:
    """Return JSON for a data block in a page, safe inside ``<script>``."""
    raw = json.dumps(data, ensure_ascii=False, indent=1)
    return raw.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
