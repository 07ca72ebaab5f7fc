"""``/reconcile``: match a table's names to the graph, for OpenRefine and its like.

Source: W3C Reconciliation Service API. ``/reconcile`` speaks version 0.2, and
``/reconcile/1.0-draft`` the draft of 1.0: the two differ in their manifests and in the shape of
queries and answers, not in what is found.
"""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from kg.namespaces import ONTOLOGY, RESOURCES
from server import questionforms as forms
from server.index import fold
from server.matching import Candidate, find
from server.pages.base import asset, finish, version, wanted
from server.schema import BY_KEY, SHOWN, Named
from server.site import index, schema, site
from server.wording import period

blueprint = Blueprint("reconcile", __name__)
LONGEST_BATCH = 200  # queries in one request
SUGGESTED = 20
WIDTH, HEIGHT = 420, 200  # of a preview, in pixels
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
    "Access-Control-Max-Age": "86400",
}


@blueprint.after_request
def _readable_by_all(answer: Response) -> Response:
    answer.headers.update(CORS)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _json(data: Any) -> Response:
    return Response(json.dumps(data, ensure_ascii=False), content_type="application/json")


def _address(room: str) -> str:
    """Return an address of ours from the public one, never from the request's Host."""
    path = url_for(f"reconcile.{room}").removeprefix(request.script_root)
    return site().public_url.rstrip("/") + path


def _about() -> dict[str, Any]:
    tops = [f for f in SHOWN if f.key in ("actor", "place", "agreement", "crisis")]
    return {
        "name": site().title,
        "documentation": f"{site().public_url.rstrip('/')}/help",
        "serviceVersion": version() or "0",
        "defaultTypes": [{"id": f.top, "name": f.many} for f in tops],
    }


@blueprint.get("/reconcile")
@blueprint.post("/reconcile")
def service() -> Response:
    """Return the manifest of 0.2, or the answers to ``queries``."""
    given = request.values.get("queries")
    if given is None:
        return _json(_manifest()) if request.method == "GET" else abort(400, forms.NO_QUERIES)
    batch = forms.parse(given)
    if not isinstance(batch, dict):
        abort(400, 'queries must be one JSON object: {"q0": {"query": "Peru"}}')
    _check_length(len(batch))
    found = {key: find(forms.query_02(key, query), index()) for key, query in batch.items()}
    return _json({key: {"result": [_result(c) for c in cs]} for key, cs in found.items()})


def _manifest() -> dict[str, Any]:
    home = _address("service")
    return {
        "versions": ["0.2"],
        **_about(),
        "identifierSpace": RESOURCES,
        "schemaSpace": ONTOLOGY,
        "view": {"url": f"{site().public_url.rstrip('/')}/id/{{{{id}}}}"},
        "preview": {"url": f"{home}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            kind: {"service_url": home, "service_path": f"/suggest/{kind}"}
            for kind in ("entity", "property", "type")
        },
    }


@blueprint.get("/reconcile/1.0-draft")
def manifest_1() -> Response:
    """Return the manifest of the draft of 1.0."""
    return _json(
        {
            "versions": ["1.0-draft"],
            **_about(),
            "view": {"url": f"{site().public_url.rstrip('/')}/id/{{+id}}"},
            "preview": {"width": WIDTH, "height": HEIGHT},
            "suggest": {"entity": True, "property": True, "type": True},
            "standardizedScore": True,
        }
    )


@blueprint.post("/reconcile/1.0-draft/match")
def match() -> Response:
    """Return the answers to a batch of queries of 1.0."""
    batch = forms.parse(request.get_data(as_text=True))
    queries = batch.get("queries") if isinstance(batch, dict) else None
    if not isinstance(queries, list):
        abort(400, "send a JSON object with a list of queries")
    _check_length(len(queries))
    found = [find(forms.query_1(i, query), index()) for i, query in enumerate(queries)]
    return _json({"results": [{"candidates": [_result(c) for c in cs]} for cs in found]})


def _check_length(length: int) -> None:
    if length > LONGEST_BATCH:
        abort(413, f"a batch may have {LONGEST_BATCH} queries: send the rest after it")


def _result(candidate: Candidate) -> Mapping[str, Any]:
    entry = candidate.entry
    features = [
        {"id": "name", "name": "likeness of names", "value": candidate.likeness},
        {"id": "type", "name": "is of the type", "value": candidate.fits_type},
        *({"id": p, "name": f"agrees in {p}", "value": v} for p, v in candidate.held.items()),
    ]
    return {
        "id": candidate.id,
        "name": entry.label,
        "description": _description(candidate.id),
        "score": candidate.score,
        "match": candidate.match,
        "features": features,
        "type": [_type(schema().terms[t]) for t in sorted(entry.types) if t in schema().terms],
    }


def _description(id_: str) -> str:
    entry = index().entries[RESOURCES + id_]
    when = period(entry.earliest, entry.latest) if entry.earliest else ""
    said = f"spoken of in {entry.claims} statements" if entry.claims else ""
    kind = schema().label(entry.kind) if entry.kind else BY_KEY[entry.family.key].one
    return ", ".join(part for part in (kind, when, said) if part)


def _type(named: Named) -> dict[str, str]:
    return {"id": named.name, "name": named.label or named.name}


@blueprint.get("/reconcile/suggest/<kind>")
@blueprint.get("/reconcile/1.0-draft/suggest/<kind>")
def suggest(kind: str) -> Response:
    """Suggest entities, properties or types whose names begin like the prefix."""
    prefix, start = wanted("prefix"), wanted("cursor", 8)
    first = int(start) if start.isdecimal() else 0
    limit = wanted("limit", 4)
    last = first + (min(int(limit), SUGGESTED) if limit.isdecimal() else SUGGESTED)
    if kind == "entity":
        shown = {f.key for f in SHOWN} - {"statement", "figure"}
        hits = [e for e in index().search(prefix) if e.family.key in shown] if prefix else []
        found = [_suggested(e.iri.removeprefix(RESOURCES), e.label) for e in hits[first:last]]
    elif kind in ("property", "type"):
        named = schema().properties if kind == "property" else schema().classes
        told = [n for n in named if fold(prefix) in fold(f"{n.label} {n.name}")]
        found = [{**_type(n), "description": n.definition} for n in told[first:last]]
    else:
        abort(404, "suggestions are for entity, property or type")
    return _json({"result": found})


def _suggested(id_: str, label: str) -> dict[str, Any]:
    return {"id": id_, "name": label, "description": _description(id_)}


@blueprint.get("/reconcile/preview")
@blueprint.get("/reconcile/1.0-draft/preview")
def preview() -> Response:
    """Return a small page about one thing, to be shown in a frame."""
    entry = index().entries.get(RESOURCES + wanted("id").removeprefix(RESOURCES))
    if entry is None:
        abort(404, "there is no such thing in the graph")
    id_ = entry.iri.removeprefix(RESOURCES)
    html = render_template(
        "preview.html",
        entry=entry,
        asset=asset,
        description=_description(id_),
        link=f"{site().public_url.rstrip('/')}/id/{id_}",
    )
    return finish(Response(html, content_type="text/html; charset=utf-8"), ancestors="*")
