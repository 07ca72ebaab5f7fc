"""The graph as pictures: in time, on a map, as a network; each with its table."""

import re
from collections.abc import Iterable
from typing import Any

from flask import Response

from kg.namespaces import RESOURCES
from server import facts
from server.asking import Row, iri
from server.drawing import maps, network, timeline
from server.index import Entry
from server.pages.base import blueprint, page, wanted
from server.schema import SHOWN
from server.site import index, rows
from server.tables import picture_twin, table_data, table_twins
from server.wording import period

# Kinds that have a place in time.
TIMED = ("agreement", "crisis", "interaction", "policy", "plan", "statement", "event", "figure")
PAIR_KINDS = ("agreement", "crisis", "motive", "interaction", "policy", "plan", "event")
MOST_ROWS = 500  # of a table beside a picture; its CSV has all
MOST_LINKS, FIRST_LINKS = 250, 30  # rows beside the network, and those that are not folded
MAP_THINGS = 5  # told for each state beside the map
MOST_NODES = 80  # in the network until somebody asks for more


def _chosen() -> list[Entry]:
    """Return the things that the facets of the page let through."""
    first, last = _day("from"), _day("to")
    found = index().search(wanted("q"), wanted("kind", 20), first, last)
    about = with_actor()
    if about:
        near = {link[0] for link in about[1]} | {link[2] for link in about[1]}
        found = [e for e in found if e.iri in near]
    return found


def _day(name: str) -> str:
    value = wanted(name, 10)
    return value if re.fullmatch(r"\d{4}(-\d\d){0,2}", value) else ""


def with_actor() -> tuple[str, list[network.Triple]] | None:
    """Return the thing that the page is narrowed to, and its links; None where it is not."""
    slug = wanted("with", 300)
    address = slug if slug.startswith(RESOURCES) else RESOURCES + slug
    if not slug or address not in index().entries:
        return None
    return address, network.links_of(rows("neighbours", this=iri(address)))


def facets(kinds: tuple[str, ...]) -> dict[str, Any]:
    """Return what the form of facets needs."""
    actors = [e for e in index().search("", "actor") if e.claims][:60]
    return {
        "facet_kinds": [f for f in SHOWN if f.key in kinds],
        "facet_actors": sorted(actors, key=lambda e: e.label.casefold()),
        "chosen": {n: wanted(n) for n in ("kind", "from", "to", "q", "with")},
    }


def first_quotes(things: Iterable[str]) -> dict[str, facts.Quote]:
    """Return the first sentence of each of some things."""
    found: dict[str, facts.Quote] = {}
    wanted_things = [iri(thing) for thing in dict.fromkeys(things)][:MOST_ROWS]
    asked = rows("first-quotes", things=wanted_things) if wanted_things else []
    for row in facts.placed(asked):
        quote = facts.quote_of(row)
        if quote and row.text("thing") not in found:
            found[row.text("thing")] = quote
    return found


def timed() -> list[Entry]:
    """Return what the facets let through and has a time, in its order."""
    found = [e for e in _chosen() if e.earliest and e.family.key in TIMED]
    return sorted(found, key=lambda e: (e.earliest, e.latest, e.label, e.iri))


@blueprint.get("/timeline")
def timeline_view() -> Response:
    """Show things in time."""
    entries = timed()
    return page(
        "timeline.html",
        "Timeline",
        twins=[*table_twins("pages.timeline_data"), picture_twin("pages.timeline_picture")],
        entries=entries[:MOST_ROWS],
        total=len(entries),
        quotes=first_quotes(e.iri for e in entries),
        drawn=timeline.draw(entries),
        **facets(TIMED),
    )


@blueprint.get("/timeline.<any(csv, json):form>")
def timeline_data(form: str) -> Response:
    """Return the timeline's table as data."""
    entries = timed()
    quotes = first_quotes(e.iri for e in entries)
    lines = [
        (e.iri, e.label, e.family.key, e.earliest, e.latest, period(e.earliest, e.latest))
        + ((quotes[e.iri].text,) if e.iri in quotes else ("",))
        for e in entries
    ]
    columns = ("iri", "label", "kind", "earliest", "latest", "when", "quote")
    return table_data("timeline", form, columns, lines)


def _by_state() -> dict[str, list[str]]:
    """Return the things that each state is part of, as far as the facets let them through."""
    allowed = {e.iri for e in _chosen()}
    found: dict[str, list[str]] = {}
    for row in rows("places-of"):
        thing = row.text("thing")
        if thing in allowed and thing not in found.setdefault(row.text("state"), []):
            found[row.text("state")].append(thing)
    return found


def map_shades() -> tuple[list[maps.Shade], dict[str, list[str]]]:
    """Return the shaded states, and what each takes part in."""
    things = _by_state()
    counts = {state: len(found) for state, found in things.items()}
    return maps.shades(rows("states"), counts), things


@blueprint.get("/map")
def map_view() -> Response:
    """Show states on a map, shaded by how much they take part in."""
    shades, things = map_shades()
    return page(
        "map.html",
        "Map",
        twins=[*table_twins("pages.map_data"), picture_twin("pages.map_picture")],
        shades=shades,
        countries=maps.countries(),
        frame=maps.frame_of(wanted("frame", 20), shades),
        things=things,
        quotes=first_quotes(t for shade in shades for t in things[shade.iri][:MAP_THINGS]),
        most=MAP_THINGS,
        unplaced=[s for s in things if s not in {shade.iri for shade in shades}],
        **facets(PAIR_KINDS),
    )


@blueprint.get("/map.<any(csv, json):form>")
def map_data(form: str) -> Response:
    """Return the map's table as data."""
    lines = [
        (state, index().label(state), thing, index().label(thing), index().family(thing).key)
        for state, found in _by_state().items()
        for thing in found
    ]
    return table_data("map", form, ("state", "stateLabel", "thing", "thingLabel", "kind"), lines)


def _network_rows() -> tuple[str, list[Row]]:
    """Return the thing in the middle, if any, and the links among the things to be shown."""
    about, kind = with_actor() or _about(), wanted("kind", 20)
    if about:
        near = dict.fromkeys([about[0], *(a for link in about[1] for a in (link[0], link[2]))])
        chosen = list(near)
    else:
        chosen = most_spoken(kind) + most_spoken("") if kind else most_spoken("")
    things = dict.fromkeys(chosen[: network.MOST_NODES])
    found = links_among(list(things))
    if kind:
        found = [
            row
            for row in found
            if kind in {index().family(row.text(end)).key for end in ("from", "to")}
        ]
    return about[0] if about else "", found


def most_spoken(kind: str) -> list[str]:
    """Return the things that most claims speak of, of a kind or of all that stand in links."""
    hidden = {"part", "claim", "passage", "document", "work", "indicator", "figure", "statement"}
    found = [e for e in index().search("", kind) if e.family.key not in hidden]
    return [e.iri for e in found[: network.MOST_NODES // 2 if kind else network.MOST_NODES]]


def links_among(things: list[str]) -> list[Row]:
    """Return the links among some things, each with its words."""
    kept = set(things)
    asked = rows("all-links", things=[iri(thing) for thing in things]) if things else []
    return [
        r for r in facts.placed(asked, "from", "p", "to") if {r.text("from"), r.text("to")} <= kept
    ]


def _about() -> tuple[str, list[network.Triple]] | None:
    address = wanted("about", 400)
    if address not in index().entries:
        return None
    return address, network.links_of(rows("neighbours", this=iri(address)))


def network_drawn() -> tuple[network.Network, list[Row], str, int]:
    """Return the network's picture, its links, what is in the middle, and how many it may have."""
    middle, found = _network_rows()
    most = min(max(_count("most"), 0) or MOST_NODES, network.MOST_NODES)
    drawn = network.draw(network.links_of(found), index(), middle=middle, most=most)
    return drawn, found, middle, most


@blueprint.get("/graph")
def network_view() -> Response:
    """Show the network of things."""
    drawn, found, middle, most = network_drawn()
    inside = {node.iri for node in drawn.nodes}
    inside |= {act for line in drawn.links for act in line.names if act in index().entries}
    told = _told(found)
    seen = [r for r in told if r.text("from") in inside and r.text("to") in inside]
    return page(
        "network.html",
        "Network",
        twins=[*table_twins("pages.network_data"), picture_twin("pages.network_picture")],
        middle=middle,
        drawn=drawn,
        links=seen[:MOST_LINKS],
        first=FIRST_LINKS,
        total=len(told),
        most=most,
        **facets((*PAIR_KINDS, "actor")),
    )


def _count(name: str) -> int:
    value = wanted(name, 6)
    return int(value) if value.isdecimal() else 0


def _told(found: list[Row]) -> list[Row]:
    seen: set[tuple[str, str, str]] = set()
    told = []
    for row in found:
        key = (row.text("from"), row.text("p"), row.text("to"))
        if key not in seen and key[0] != key[2]:
            seen.add(key)
            told.append(row)
    return told


@blueprint.get("/graph.<any(csv, json):form>")
def network_data(form: str) -> Response:
    """Return the network's links as data."""
    lines = []
    for row in _told(_network_rows()[1]):
        link = [row.text(name) for name in ("from", "p", "to")]
        lines.append([*link, *(index().label(part) for part in link), row.text("quote")])
    columns = ("from", "property", "to", "fromLabel", "propertyLabel", "toLabel", "quote")
    return table_data("network", form, columns, lines)
