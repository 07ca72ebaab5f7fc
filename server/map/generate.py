"""Draw the map of states from Natural Earth's borders, as the package world-atlas has them.

Usage: ``python server/map/generate.py countries-110m.json names.tsv``, where the first file is
from world-atlas 2.0.2 (TopoJSON) and the second has label, type and Wikidata item of states.
Writes ``countries.svg`` and ``states.tsv`` beside this file. Projection: Equal Earth
(Savric, Patterson and Jenny 2018), which keeps areas.
"""

import csv
import json
import math
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
WIDTH = 960
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
EDGE = 2.7066297  # of the projection at longitude 180 on the equator
NORTH = 84.0
# Nobody's motives are about Antarctica, and it would take a fifth of the picture.
LEFT_OUT = {"010"}
# Names on the map that differ from the names in the list.
OTHER_NAMES = {
    "United States of America": "United States",
    "Dem. Rep. Congo": "DR Congo",
    "Congo": "Republic of the Congo",
    "Palestine": "State of Palestine",
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Dominican Rep.": "Dominican Republic",
    "Central African Rep.": "Central African Republic",
    "Eq. Guinea": "Equatorial Guinea",
    "eSwatini": "Eswatini",
    "Solomon Is.": "Solomon Islands",
    "S. Sudan": "South Sudan",
    "Macedonia": "North Macedonia",
    "Côte d'Ivoire": "Ivory Coast",
    "N. Cyprus": "Northern Cyprus",
}


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the place of a point in the drawing."""
    m = math.sqrt(3) / 2
    t = math.asin(m * math.sin(math.radians(min(latitude, NORTH))))
    t2 = t * t
    t6 = t2**3
    slope = m * (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2))
    x = math.radians(longitude) * math.cos(t) / slope
    y = t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2))
    scale = WIDTH / (2 * EDGE)
    return (x + EDGE) * scale, (1.31 - y) * scale


def arcs_of(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Return the arcs of a topology in degrees: they are stored as whole-number steps."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def unwrapped(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a ring without the jump at longitude 180: degrees run on beyond it."""
    found = [points[0]]
    for longitude, latitude in points[1:]:
        turns = round((found[-1][0] - longitude) / 360)
        found.append((longitude + 360 * turns, latitude))
    return found


def cut(points: list[tuple[float, float]], edge: float, side: int) -> list[tuple[float, float]]:
    """Return the part of a ring on one side of a meridian (Sutherland and Hodgman 1974)."""
    found: list[tuple[float, float]] = []
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        in1, in2 = (x1 - edge) * side >= 0, (x2 - edge) * side >= 0
        if in1:
            found.append((x1, y1))
        if in1 != in2:
            found.append((edge, y1 + (y2 - y1) * (edge - x1) / (x2 - x1)))
    return found


def outline(rings: list[list[int]], arcs: list[list[tuple[float, float]]]) -> str:
    """Return the path of one polygon; a negative number is an arc taken backwards."""
    parts = []
    for ring in rings:
        points: list[tuple[float, float]] = []
        for number in ring:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        points = unwrapped(points)
        for turn in (-360, 0, 360):
            moved = [(x + turn, y) for x, y in points]
            parts.append(drawn(cut(cut(moved, -180, 1), 180, -1)))
    return "".join(parts)


def drawn(points: list[tuple[float, float]]) -> str:
    """Return a ring in degrees as a path, points that fall together written once."""
    places: list[str] = []
    for point in points:
        x, y = project(*point)
        place = f"{x:.1f} {y:.1f}".replace(".0 ", " ").removesuffix(".0")
        if not places or places[-1] != place:
            places.append(place)
    return "M" + "L".join(places) + "Z" if len(places) > 2 else ""


def shapes(path: Path) -> list[tuple[str, str, str]]:
    """Return number, name and outline of every country."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    found = []
    for place, country in enumerate(topology["objects"]["countries"]["geometries"]):
        number = country.get("id") or f"x{place}"
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        path_data = "".join(outline(rings, arcs) for rings in polygons)
        if number not in LEFT_OUT:
            found.append((number, country["properties"]["name"], path_data))
    return sorted(found)


def items(path: Path) -> dict[str, str]:
    """Return Wikidata items of states by name."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {r["label"]: r["qid"] for r in rows if r["type"].startswith("State")}


def main(borders: str, names: str) -> None:
    """Write the map and the table of states."""
    found, known = shapes(Path(borders)), items(Path(names))
    paths = "\n".join(
        f'<path id="c{number}" d="{path_data}"><title>{escape(name)}</title></path>'
        for number, name, path_data in found
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 430">\n{paths}\n</svg>\n'
    (HERE / "countries.svg").write_text(svg, encoding="utf-8")
    lines = ["iso\twikidata\tname"]
    for number, name, _ in found:
        item = known.get(OTHER_NAMES.get(name, name)) or known.get(name)
        if item:
            lines.append(f"{number}\t{item}\t{name}")
        else:
            sys.stderr.write(f"no item for {name}\n")
    (HERE / "states.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
