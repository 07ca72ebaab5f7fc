"""States on a map: one path each, shaded by how much is said of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.asking import Row

HERE = Path(__file__).resolve().parent.parent / "map"
STEPS = 5
# Parts of the map that a reader may look at, as view boxes of the drawing.
FRAMES = {
    "world": "0 0 960 430",
    "europe": "395 30 185 110",
    "middle-east": "500 85 145 95",
    "europe-and-middle-east": "395 22 270 158",
    "asia": "540 25 340 190",
    "americas": "90 20 300 390",
    "africa": "410 105 210 200",
}
# A state is seen in a part where so much of its outline lies; a part is the one to begin with
# where so much of all that is counted is seen.
SEEN, ENOUGH = 0.3, 0.8
LARGE = 60_000  # area of a part in which a whole unit is no more than a hair


@dataclass(frozen=True, slots=True)
class Country:
    """A shape: its ISO 3166-1 number, its name on the map, its outline."""

    number: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Shade:
    """A state of the graph on the map; one without a shape has no country."""

    iri: str
    count: int
    step: int  # 1 to STEPS, darker for more
    country: Country | None


@cache
def countries() -> dict[str, Country]:
    """Return the shapes by ISO number."""
    svg = (HERE / "countries.svg").read_text(encoding="utf-8")
    found = re.findall(r'<path id="c(\w+)" d="([^"]*)"><title>([^<]*)</title>', svg)
    return {number: Country(number, name, path) for number, path, name in found}


@cache
def numbers() -> dict[str, str]:
    """Return ISO numbers by Wikidata item."""
    lines = (HERE / "states.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {item: number for number, item, *_ in (line.split("\t") for line in lines if line)}


def shades(states: Iterable[Row], counts: Mapping[str, int] | None = None) -> list[Shade]:
    """Return states shaded by a count: given, or as the rows have it; most first."""
    found: dict[str, tuple[str, int]] = {}
    for row in states:
        number = counts.get(row.text("state"), 0) if counts is not None else row.number("n")
        if number:
            found.setdefault(row.text("state"), (row.text("item"), number))
    most = max((n for _, n in found.values()), default=1)
    result = []
    for address, (item, count) in found.items():
        shape = countries().get(numbers().get(item.rsplit("/", 1)[-1], ""))
        step = max(1, min(STEPS, round(STEPS * (count / most) ** 0.5)))
        result.append(Shade(address, count, step, shape))
    return sorted(result, key=lambda s: (-s.count, s.iri))


@cache
def coarse(path: str) -> str:
    """Return an outline in whole units, for a small picture."""
    points = re.sub(r"-?\d+\.\d+", lambda m: str(round(float(m[0]))), path)
    points = re.sub(r"(L-?\d+ -?\d+)\1+", r"\1", points)  # what has fallen together, once
    return re.sub(r"M[^LZ]*(?:L[^LZ]*){0,2}Z", "", points)  # and no islands of a dot


Point = tuple[float, float]


@cache
def _rings(number: str) -> tuple[tuple[Point, ...], ...]:
    path = countries()[number].path
    return tuple(
        tuple((float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", ring))
        for ring in path.split("Z")
        if ring
    )


def _box(frame: str) -> tuple[float, float, float, float]:
    left, top, width, height = (float(n) for n in FRAMES[frame].split())
    return left, top, left + width, top + height


@cache
def _seen(number: str, frame: str) -> bool:
    """Tell whether a state is to be seen in a part of the map."""
    left, top, right, bottom = _box(frame)
    points = [point for ring in _rings(number) for point in ring]
    inside = [left <= x <= right and top <= y <= bottom for x, y in points]
    return sum(inside) >= SEEN * len(inside)


@cache
def within(number: str, frame: str) -> str:
    """Return the outline of a state inside a part of the map; nothing where it is not in it."""
    if frame == "world":
        return countries()[number].path
    left, top, right, bottom = _box(frame)
    found = []
    for ring in _rings(number):
        points = list(ring)
        for axis, edge, side in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
            points = _cut(points, axis, edge, side)
        if len(points) > 2:
            found.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(found)


@cache
def coarsely(number: str, frame: str) -> str:
    """Return an outline inside a part of the map for a small picture: in whole units if large."""
    path = within(number, frame)
    return coarse(path) if _area(frame) > LARGE else path


def _cut(points: list[Point], axis: int, edge: float, side: int) -> list[Point]:
    """Return the part of a ring on one side of a line (Sutherland and Hodgman 1974)."""
    found: list[Point] = []
    for one, other in zip(points, points[1:] + points[:1], strict=True):
        in1, in2 = (one[axis] - edge) * side >= 0, (other[axis] - edge) * side >= 0
        if in1:
            found.append(one)
        if in1 != in2:
            share = (edge - one[axis]) / (other[axis] - one[axis])
            x, y = (a + (b - a) * share for a, b in zip(one, other, strict=True))
            found.append((x, y))
    return found


def frame_of(wanted: str, shades: Iterable[Shade]) -> str:
    """Return the part of the map to look at: the wanted one, or the smallest that shows most."""
    if wanted in FRAMES:
        return wanted
    counts = {s.country.number: s.count for s in shades if s.country}
    enough = ENOUGH * sum(counts.values())
    fitting = [
        frame
        for frame in FRAMES
        if counts and sum(n for number, n in counts.items() if _seen(number, frame)) >= enough
    ]
    return min(fitting, key=lambda f: (_area(f), f), default="world")


def _area(frame: str) -> float:
    left, top, right, bottom = _box(frame)
    return (right - left) * (bottom - top)
