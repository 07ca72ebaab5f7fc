"""The pictures as files: SVG that stands alone, with its colours in it and links that work."""

from typing import Any

from flask import Response, abort, render_template, request

from kg.namespaces import RESOURCES
from server import results
from server.asking import iri
from server.drawing import colours, maps, network, timeline
from server.pages.base import absolute, blueprint, data_answer, wanted
from server.pages.query import ask, query_of, view_in
from server.pages.things import maps_of
from server.pages.views import map_shades, network_drawn, timed
from server.problems import Problem
from server.site import index, rows, site

DRAWN = ("graph", "timeline", "map", "chart")  # views that are pictures


def picture(template: str, title: str, name: str, **values: Any) -> Response:
    """Return a picture in the colours that are asked for."""
    svg = render_template(
        template,
        title=title,
        colours=colours.SCHEMES["dark" if wanted("scheme", 5) == "dark" else "light"],
        site=site(),
        absolute=absolute,
        here_url=absolute(request.full_path.rstrip("?"))[:500],
        **values,
    )
    return data_answer(svg, "image/svg+xml", f"{name}.svg")


@blueprint.get("/graph.svg")
def network_picture() -> Response:
    """Return the network view's picture."""
    return picture("network.svg", "Network", "network", drawn=network_drawn()[0])


@blueprint.get("/timeline.svg")
def timeline_picture() -> Response:
    """Return the timeline's picture; 404 where nothing has a date."""
    drawn = timeline.draw(timed())
    if drawn is None:
        abort(404, "nothing with a date is left to be drawn")
    return picture("timeline.svg", "Timeline", "timeline", drawn=drawn)


@blueprint.get("/map.svg")
def map_picture() -> Response:
    """Return the map view's picture."""
    shades = map_shades()[0]
    return _map(shades, maps.frame_of(wanted("frame", 20), shades))


def _map(shades: list[maps.Shade], frame: str, small: bool = False) -> Response:
    return picture(
        "worldmap.svg",
        "Map",
        "map",
        frame=frame,
        box=maps.FRAMES[frame],
        countries=maps.countries(),
        shades=shades,
        shape=maps.coarsely if small else maps.within,
        shaded={s.country.number for s in shades if s.country},
    )


@blueprint.get("/map-small.svg")
def map_small() -> Response:
    """Return the map of all claims, coarse, for the first page."""
    shades = maps.shades(rows("states"))
    return _map(shades, maps.frame_of("", shades), small=True)


@blueprint.get("/map/<path:slug>.svg")
def map_of_thing(slug: str) -> Response:
    """Return a map of the states that a thing is linked to."""
    address = RESOURCES + slug
    links = network.links_of(rows("neighbours", this=iri(address)))
    counts = dict.fromkeys(maps_of(address, links), 1)
    shades = maps.shades(rows("states"), counts)
    if not any(s.country for s in shades):
        abort(404, "no state of today that is linked to this stands on the map")
    return _map(shades, maps.frame_of("", shades), small=True)


@blueprint.get("/sparql.svg")
def result_picture() -> Response:
    """Return a query's answer as a picture, in the view that is asked for."""
    query = query_of(request.args)
    if not query:
        abort(400, "a picture of an answer needs a query")
    result = ask(query)
    view = wanted("view", 10) or view_in(query)
    drawings = [v for v in results.views_of(result, index()) if v in DRAWN]
    if result.boolean is not None or (view and view not in drawings) or not drawings:
        raise Problem(404, f"this answer cannot be drawn as {view[:20] or 'a picture'}")
    return _drawn(result, view or drawings[0])


def _drawn(result: results.Result, view: str) -> Response:
    title = "The answer to a query"
    if view == "graph":
        drawn: network.Network | timeline.Timeline | None = results.graph_of(result, index())
        return picture("network.svg", title, "answer", drawn=drawn)
    if view == "timeline":
        drawn = results.timeline_of(result, index())
        return picture("timeline.svg", title, "answer", drawn=drawn)
    if view == "map":
        shades = results.map_of(result, rows("states"))
        return _map(shades, maps.frame_of("", shades))
    return picture("chart.svg", title, "answer", bars=results.bars(result))
