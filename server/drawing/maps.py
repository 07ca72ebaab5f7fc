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
    "asia": "540 25 340 190",
    "americas": "90 20 300 390",
    "africa": "410 105 210 200",
}


# Land, then the five steps, for the picture that stands alone; the page has them in its sheet.
COLOURS = {
    "light": ("#d8d4c9", "#a9c4dd", "#7ea9d0", "#558cbd", "#336fa3", "#1d5183"),
    "dark": ("#333c48", "#2f4a63", "#3b678d", "#4f86b5", "#6ea7d6", "#a5d1f5"),
}


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
    return points
