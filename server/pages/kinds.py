"""Things by kind: the class tree, and a list for each class."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Response, abort, url_for

from kg.namespaces import term
from server.asking import iri
from server.facts import is_unsure
from server.index import Entry, fold
from server.pages.base import blueprint, page, wanted
from server.schema import SHOWN, Named
from server.site import index, rows, schema
from server.tables import table_data, table_twins
from server.wording import period

PER_PAGE = 200
ORDERS = {
    "name": lambda e: (fold(e.label), e.iri),
    "claims": lambda e: (-e.claims, fold(e.label), e.iri),
    "time": lambda e: (not e.earliest, e.earliest, e.latest, fold(e.label), e.iri),
}


def members() -> dict[str, int]:
    """Return how many things each class has, those of narrower classes counted."""
    counts: dict[str, int] = {}
    for entry in index().entries.values():
        above = {name for t in entry.types for name in schema().above(t)}
        for name in above:
            counts[name] = counts.get(name, 0) + 1
    return counts


@blueprint.get("/kind")
def kinds() -> Response:
    """Show what kinds of things there are."""
    counts = members()
    own = Counter(e.family.key for e in index().entries.values())
    groups = []
    for family in SHOWN:
        top = schema().terms.get(term(family.top))
        if top and own[family.key]:
            groups.append((family, top, own[family.key], _tree(top, counts)))
    return page("kinds.html", "Things by kind", groups=groups)


def _tree(top: Named, counts: dict[str, int]) -> list[tuple[Named, int]]:
    return [(c, counts[c.iri]) for c in schema().below(top.iri) if counts.get(c.iri)]


@blueprint.get("/kind/<name>")
def kind(name: str) -> Response:
    """List the things of a class."""
    found = _class(name)
    order = wanted("sort", 10) if wanted("sort", 10) in ORDERS else "name"
    entries = sorted(index().of_kind(found.iri), key=ORDERS[order])
    start = int(wanted("start", 8)) if wanted("start", 8).isdecimal() else 0
    counts = members()
    shown = entries[start : start + PER_PAGE]
    return page(
        "kind.html",
        found.label.capitalize(),
        crumbs=[("Things", url_for("pages.kinds"))],
        twins=table_twins("pages.kind_data", name=name),
        kind=found,
        narrower=_tree(found, counts),
        order=order,
        total=len(entries),
        start=start,
        per_page=PER_PAGE,
        entries=shown,
        who=who_of(shown),
        who_head=WHO.get(shown[0].family.key, "") if shown else "",
        timed=any(e.earliest for e in entries),
    )


# What stands beside the things of a family, so that they are told apart.
WHO = {"agreement": "Parties", "crisis": "Who took part", "motive": "Whose, toward whom"}


@dataclass(frozen=True, slots=True)
class Who:
    """An actor in a thing."""

    iri: str
    toward: bool
    is_unsure: bool


def who_of(entries: Iterable[Entry]) -> dict[str, list[Who]]:
    """Return the actors of agreements, crises and motives; the surest claim of each counts."""
    things = [iri(e.iri) for e in entries if e.family.key in WHO]
    best: dict[tuple[str, bool, str], str] = {}
    for row in rows("who-of", things=things) if things else []:
        key = (row.text("thing"), row.text("p") == term("toward"), row.text("who"))
        best[key] = max(best.get(key, ""), row.text("confidence"))
    found: dict[str, list[Who]] = {}
    for (thing, toward, who), confidence in sorted(best.items()):
        found.setdefault(thing, []).append(Who(who, toward, is_unsure(confidence)))
    return found


def _class(name: str) -> Named:
    found = schema().terms.get(term(name))
    if found is None or found not in schema().classes:
        abort(404, f"there is no class {name[:80]} in the ontology")
    return found


@blueprint.get("/kind/<name>.<any(csv, json):form>")
def kind_data(name: str, form: str) -> Response:
    """Return the list of a class as data."""
    entries = sorted(index().of_kind(_class(name).iri), key=ORDERS["name"])
    return table_data(name, form, COLUMNS, [line(e) for e in entries])


COLUMNS = ("iri", "label", "class", "earliest", "latest", "when", "claims")


def line(entry: Entry) -> tuple[object, ...]:
    """Return a thing as a line of a table."""
    when = period(entry.earliest, entry.latest) if entry.earliest else ""
    name = schema().label(entry.kind) if entry.kind else ""
    return entry.iri, entry.label, name, entry.earliest, entry.latest, when, entry.claims
