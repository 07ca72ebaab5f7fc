"""Search over names and quotes, and suggestions while typing."""

import json
import re
from collections import Counter
from typing import Any

from flask import Response, request, url_for

from server import facts
from server.addresses import page_of
from server.asking import text
from server.index import Entry, fold
from server.pages.base import Twin, blueprint, data_answer, page, wanted
from server.pages.views import first_quotes
from server.schema import BY_KEY, SHOWN
from server.site import index, rows
from server.wording import period, shortened

PER_PAGE = 50
SUGGESTED = 8
# Below this a search in quotes would return nearly every sentence.
SHORTEST_QUOTE = 3


def _found() -> list[Entry]:
    hidden = {"part", "claim", "passage"}
    first, last = _day(wanted("from", 10)), _day(wanted("to", 10))
    hits = index().search(wanted("q"), first=first, last=last)
    return [e for e in hits if e.family.key not in hidden]


def _day(value: str) -> str:
    """Return a year, month or day, or nothing where it is none: it filters nothing then."""
    return value if re.fullmatch(r"\d{4}(-\d\d){0,2}", value) else ""


@blueprint.get("/search")
def search_page() -> Response:
    """Show what names and quotes hold the words."""
    found, words = _found(), wanted("q")
    kind = wanted("kind", 20)
    counts = Counter(e.family.key for e in found)
    shown = [e for e in found if not kind or e.family.key == kind]
    start = max(0, _number("start"))
    given: dict[str, Any] = request.args.to_dict()
    twin = url_for("pages.search_json", **given)
    return page(
        "search.html",
        f"Search: {words}" if words else "Search",
        words=words,
        kind=kind,
        facets=[(f, counts[f.key]) for f in SHOWN if counts[f.key]],
        total=len(shown),
        found=shown[start : start + PER_PAGE],
        words_of=first_quotes(e.iri for e in shown[start : start + PER_PAGE]),
        start=start,
        per_page=PER_PAGE,
        quotes=_quotes(words) if not kind and not start else [],
        twins=[Twin("json", "application/json", twin)],
    )


def _number(name: str) -> int:
    value = wanted(name, 8)
    return int(value) if value.isdecimal() else 0


def _quotes(words: str) -> list[facts.Quote]:
    if len(words) < SHORTEST_QUOTE:
        return []
    found = (facts.quote_of(row) for row in rows("quotes-with", words=text(words)))
    # A bare name is a hit above already.
    return [q for q in found if q and fold(q.text) != fold(words)]


@blueprint.get("/search.json")
def search_json() -> Response:
    """Return the search's result as JSON."""
    kind = wanted("kind", 20)
    found = [e for e in _found() if not kind or e.family.key == kind]
    start = max(0, _number("start"))
    hits = [_hit(e) for e in found[start : start + PER_PAGE]]
    quotes = [
        {
            "quote": q.text,
            "url": url_for("pages.evidence", name=q.document, begin=q.begin, end=q.end),
        }
        for q in ([] if kind or start else _quotes(wanted("q")))
    ]
    content = {"query": wanted("q"), "total": len(found), "start": start, "hits": hits}
    return data_answer(
        json.dumps({**content, "quotes": quotes}, ensure_ascii=False, indent=1), "application/json"
    )


def _hit(entry: Entry) -> dict[str, object]:
    return {
        "iri": entry.iri,
        "label": entry.label,
        "kind": entry.family.key,
        "class": index().schema.label(entry.kind) if entry.kind else "",
        "when": period(entry.earliest, entry.latest) if entry.earliest else "",
        "claims": entry.claims,
        "url": page_of(entry.iri),
    }


@blueprint.get("/suggest")
def suggest() -> Response:
    """Return the best hits while somebody types."""
    words = wanted("q")
    hits = _found()[:SUGGESTED] if words else []
    shown = [
        {
            "label": shortened(e.label, 80),
            "tag": BY_KEY[e.family.key].tag,
            "kind": e.family.one,
            "key": e.family.key,
            "iri": e.iri,
            "url": page_of(e.iri),
        }
        for e in hits
    ]
    return data_answer(json.dumps(shown, ensure_ascii=False), "application/json")
