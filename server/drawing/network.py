"""A network laid out by forces, the same every time, as positions for an SVG of links."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.asking import Row
from server.index import Index
from server.schema import OTHER, Family

WIDTH, HEIGHT = 960, 600
MOST_NODES = 300
ROUNDS = 120
# Above so many nodes fewer rounds: the layout costs the square of the nodes.
MANY = 120


@dataclass(slots=True)
class Node:
    """A thing in the picture."""

    iri: str
    label: str
    family: Family = OTHER
    links: int = 0
    x: float = 0.0
    y: float = 0.0
    middle: bool = False

    @property
    def radius(self) -> float:
        """Return its size: the area grows with its links."""
        return round(5 + 2.2 * math.sqrt(self.links), 1)


@dataclass(slots=True)
class Link:
    """A line between two things, with all the properties that link them."""

    start: Node
    end: Node
    names: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Network:
    """The picture: nodes, lines, and how many things did not fit."""

    nodes: list[Node]
    links: list[Link]
    left_out: int = 0
    width: int = WIDTH
    height: int = HEIGHT


Triple = tuple[str, str, str]


def links_of(rows: Iterable[Row]) -> list[Triple]:
    """Return links (from, property, to) from rows with these three columns."""
    found = ((row.text("from"), row.text("p"), row.text("to")) for row in rows)
    return [link for link in found if link[0] and link[2] and link[0] != link[2]]


def draw(
    links: Iterable[Triple], index: Index, middle: str = "", most: int = MOST_NODES
) -> Network:
    """Return the picture of links; the things with most links are kept where not all fit."""
    links = list(links)
    degree: dict[str, int] = {}
    for start, _, end in links:
        degree[start] = degree.get(start, 0) + 1
        degree[end] = degree.get(end, 0) + 1
    order = sorted(degree, key=lambda a: (a != middle, -degree[a], a))
    nodes = {
        a: Node(a, index.label(a), index.family(a), degree[a], middle=a == middle)
        for a in order[:most]
    }
    lines: dict[tuple[str, str], Link] = {}
    for start, name, end in links:
        if start in nodes and end in nodes:
            line = lines.setdefault((start, end), Link(nodes[start], nodes[end]))
            if name not in line.names:
                line.names.append(name)
    _lay_out(list(nodes.values()), list(lines.values()))
    return Network(list(nodes.values()), list(lines.values()), max(0, len(order) - most))


def _lay_out(nodes: list[Node], links: list[Link]) -> None:
    """Give nodes their places (Fruchterman and Reingold 1991), starting from a spiral."""
    for number, node in enumerate(nodes):
        angle, reach = number * 2.399963, 26 * math.sqrt(number)
        node.x, node.y = reach * math.cos(angle), reach * math.sin(angle)
    ideal = math.sqrt(WIDTH * HEIGHT / max(len(nodes), 1)) * 0.75
    rounds = ROUNDS if len(nodes) <= MANY else max(20, ROUNDS * MANY // (2 * len(nodes)))
    for step in range(rounds):
        _move(nodes, links, ideal, heat=ideal * (1 - step / rounds) ** 1.5)
    _fit(nodes)


def _move(nodes: list[Node], links: list[Link], ideal: float, heat: float) -> None:
    places = [(n.x, n.y) for n in nodes]
    pushes = [[0.0, 0.0] for _ in nodes]
    square = ideal * ideal
    for i, (x, y) in enumerate(places):
        for j in range(i):
            dx, dy = x - places[j][0], (y - places[j][1]) * 1.3
            force = square / (dx * dx + dy * dy + 0.01)
            dx, dy = dx * force, dy * force
            pushes[i][0] += dx
            pushes[i][1] += dy
            pushes[j][0] -= dx
            pushes[j][1] -= dy
    number = {id(node): i for i, node in enumerate(nodes)}
    for link in links:
        i, j = number[id(link.start)], number[id(link.end)]
        dx, dy = places[i][0] - places[j][0], places[i][1] - places[j][1]
        pull = math.hypot(dx, dy) / ideal
        for k, sign in ((i, -1), (j, 1)):
            pushes[k][0] += sign * dx * pull
            pushes[k][1] += sign * dy * pull
    for node, (x, y), (dx, dy) in zip(nodes, places, pushes, strict=True):
        length = math.hypot(dx, dy) or 1.0
        reach = min(length, heat)
        # A little pull to the middle keeps parts that hang on nothing in the picture.
        node.x = x + dx / length * reach - 0.012 * x
        node.y = y + dy / length * reach - 0.02 * y


def _fit(nodes: list[Node]) -> None:
    """Scale the picture into its frame, with room for names at the right and below."""
    if not nodes:
        return
    left, right = min(n.x for n in nodes), max(n.x for n in nodes)
    top, bottom = min(n.y for n in nodes), max(n.y for n in nodes)
    for node in nodes:
        node.x = round(70 + (node.x - left) / max(right - left, 1) * (WIDTH - 140), 1)
        node.y = round(30 + (node.y - top) / max(bottom - top, 1) * (HEIGHT - 70), 1)
