"""The graph as pictures: in time, on a map, as a network, and two actors side by side."""

import re
from typing import Any

from flask import Response, abort, render_template

from kg.namespaces import RESOURCES
from server import facts
from server.asking import Row, iri
from server.drawing import maps, network, timeline
from server.index import Entry
from server.pages.base import blueprint, data_answer, page, wanted
from server.schema import SHOWN
from server.site import index, rows
from server.tables import table_data, table_twins
from server.wording import period

# Kinds that have a place in time.
TIMED = ("agreement", "crisis", "interaction", "policy", "plan", "statement", "event", "figure")
PAIR_KINDS = ("agreement", "crisis", "motive", "interaction", "policy", "plan", "event")
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


def first_quotes() -> dict[str, facts.Quote]:
    """Return the first sentence of every thing that has a time."""
    found: dict[str, facts.Quote] = {}
    for row in rows("first-quotes"):
        quote = facts.quote_of(row)
        if quote and row.text("thing") not in found:
            found[row.text("thing")] = quote
    return found


def _dated() -> list[Entry]:
    found = [e for e in _chosen() if e.earliest and e.family.key in TIMED]
    return sorted(found, key=lambda e: (e.earliest, e.latest, e.label, e.iri))


@blueprint.get("/timeline")
def timeline_view() -> Response:
    """Show things in time."""
    entries = _dated()
    return page(
        "timeline.html",
        "Timeline",
        twins=table_twins("pages.timeline_data"),
        entries=entries,
        quotes=first_quotes(),
        drawn=timeline.draw(entries),
        **facets(TIMED),
    )


@blueprint.get("/timeline.<any(csv, json):form>")
def timeline_data(form: str) -> Response:
    """Return the timeline's table as data."""
    quotes = first_quotes()
    lines = [
        (e.iri, e.label, e.family.key, e.earliest, e.latest, period(e.earliest, e.latest))
        + ((quotes[e.iri].text,) if e.iri in quotes else ("",))
        for e in _dated()
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


@blueprint.get("/map")
def map_view() -> Response:
    """Show states on a map, shaded by how much they take part in."""
    things = _by_state()
    shades = maps.shades(rows("states"), {state: len(found) for state, found in things.items()})
    frame = wanted("frame", 20)
    return page(
        "map.html",
        "Map",
        twins=table_twins("pages.map_data"),
        shades=shades,
        countries=maps.countries(),
        frame=frame if frame in maps.FRAMES else "world",
        frames=maps.FRAMES,
        things=things,
        quotes=first_quotes(),
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


@blueprint.get("/map.svg")
def map_picture() -> Response:
    """Return the map alone, small, as a picture."""
    shades = maps.shades(rows("states"))
    svg = render_template(
        "map.svg",
        countries=maps.countries(),
        steps={s.country.number: s.step for s in shades if s.country},
        coarse=maps.coarse,
        colours=maps.COLOURS["dark" if wanted("scheme", 5) == "dark" else "light"],
    )
    return data_answer(svg, "image/svg+xml")


def _network_rows() -> tuple[str, list[Row]]:
    about = with_actor() or _about()
    kinds = wanted("kind", 20)
    found = []
    near: set[str] = set()
    if about:
        near = {about[0]} | {a for link in about[1] for a in (link[0], link[2])}
    for row in rows("all-links"):
        ends = row.text("from"), row.text("to")
        if about and not (ends[0] in near and ends[1] in near):
            continue
        if kinds and kinds not in {index().family(e).key for e in ends}:
            continue
        found.append(row)
    return about[0] if about else "", found


def _about() -> tuple[str, list[network.Triple]] | None:
    address = wanted("about", 400)
    if address not in index().entries:
        return None
    return address, network.links_of(rows("neighbours", this=iri(address)))


@blueprint.get("/graph")
def network_view() -> Response:
    """Show the network of things."""
    middle, found = _network_rows()
    most = min(max(_count("most"), 0) or MOST_NODES, network.MOST_NODES)
    links = network.links_of(found)
    return page(
        "network.html",
        "Network",
        twins=table_twins("pages.network_data"),
        middle=middle,
        drawn=network.draw(links, index(), middle=middle, most=most),
        links=_told(found),
        total=len(links),
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
    return told[:500]


@blueprint.get("/graph.<any(csv, json):form>")
def network_data(form: str) -> Response:
    """Return the network's links as data."""
    lines = []
    for row in _told(_network_rows()[1]):
        link = [row.text(name) for name in ("from", "p", "to")]
        lines.append([*link, *(index().label(part) for part in link), row.text("quote")])
    columns = ("from", "property", "to", "fromLabel", "propertyLabel", "toLabel", "quote")
    return table_data("network", form, columns, lines)


@blueprint.get("/compare")
def compare() -> Response:
    """Show what two actors have to do with each other."""
    pair = [_actor(wanted(name, 300)) for name in ("a", "b")]
    both = pair[0] and pair[1] and pair[0] != pair[1]
    shared: dict[str, list[Row]] = {}
    claims: list[tuple[Row, facts.Fact]] = []
    if both:
        terms = {"a": iri(pair[0]), "b": iri(pair[1])}
        for row in rows("compare", **terms):
            shared.setdefault(index().family(row.text("thing")).key, []).append(row)
        claims = _directed(rows("compare-claims", **terms))
    title = f"{index().label(pair[0])} and {index().label(pair[1])}" if both else "Compare"
    return page(
        "compare.html",
        title,
        pair=pair,
        both=both,
        shared={key: shared[key] for key in PAIR_KINDS if key in shared},
        claims=claims,
        quotes=first_quotes() if both else {},
        actors=[e for e in index().search("", "actor") if e.claims][:300],
        entries=index().entries,
    )


def _directed(found: list[Row]) -> list[tuple[Row, facts.Fact]]:
    pairs = []
    for row in found:
        fact = facts.read_facts([row])
        if fact:
            pairs.append((row, fact[0]))
    return pairs


def _actor(words: str) -> str:
    """Return the address of an actor given by slug, address or name; 404 where there is none."""
    if not words:
        return ""
    for address in (words, RESOURCES + words):
        if address in index().entries:
            return address
    hits = index().search(words, "actor")
    if not hits:
        abort(404, f"no actor is called {words[:80]}; choose one from the list of the page")
    return hits[0].iri
