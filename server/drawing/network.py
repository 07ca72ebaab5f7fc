"""A network laid out by forces, the same every time, as positions for an SVG of links."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.asking import Row
from server.index import Index
from server.schema import OTHER, Family

WIDTH, HEIGHT = 960, 600
# A picture of few things is low: nodes up to so many, and its height.
HEIGHTS = ((4, 170), (8, 260), (16, 400), (10**9, HEIGHT))
MOST_NODES = 300
ROUNDS = 80
# Above so many nodes fewer rounds: the layout costs the square of the nodes.
MANY = 120
LONGEST_NAME = 26  # letters of a name that are shown
PUSH = 60.0  # how far things keep from each other, in the picture's units
PULL = 0.4  # to the middle


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
    quiet: bool = False  # its name would lie on another's: shown when it is pointed at

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
    links = sorted(_acts_as_lines(sorted(links), index))  # sums of floats depend on the order
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
    height = next(h for n, h in HEIGHTS if len(nodes) <= n)
    _lay_out(list(nodes.values()), list(lines.values()), height)
    left_out = max(0, len(order) - most)
    return Network(list(nodes.values()), list(lines.values()), left_out, height=height)


def _acts_as_lines(links: list[Triple], index: Index) -> list[Triple]:
    """Return links with each act drawn as a line from who acts to whom, not as a thing."""
    ends: dict[str, dict[str, str]] = {}
    for start, name, end in links:
        if index.family(start).key == "interaction":
            ends.setdefault(start, {}).setdefault(name.rsplit("#", 1)[-1], end)
    whole = {act: e for act, e in ends.items() if {"actor", "recipient"} <= e.keys()}
    kept = [link for link in links if link[0] not in whole and link[2] not in whole]
    return kept + [(e["actor"], act, e["recipient"]) for act, e in whole.items()]


def _lay_out(nodes: list[Node], links: list[Link], height: int) -> None:
    """Give nodes their places, starting from a spiral.

    Forces after ForceAtlas2 (Jacomy and others 2014): things push each other away the more, the
    more links they have, so that hubs stand apart with their own around them; a pull to the
    middle keeps what hangs on nothing in the picture.
    """
    for place, node in enumerate(nodes):
        angle, reach = place * 2.399963, 14 * math.sqrt(place)
        node.x, node.y = reach * math.cos(angle), reach * math.sin(angle)
    number = {id(node): i for i, node in enumerate(nodes)}
    pairs = [(number[id(line.start)], number[id(line.end)]) for line in links]
    weights = [1.0] * len(nodes)
    for i, j in pairs:
        weights[i] += 1
        weights[j] += 1
    rounds = ROUNDS if len(nodes) <= MANY else max(20, ROUNDS * MANY // (2 * len(nodes)))
    for step in range(rounds):
        _move(nodes, pairs, weights, heat=40 * (1 - step / rounds) + 1)
    _fit(nodes, height)


def _move(
    nodes: list[Node], pairs: list[tuple[int, int]], weights: list[float], heat: float
) -> None:
    places = [(n.x, n.y) for n in nodes]
    pushes = [[-PULL * w * x, -PULL * w * y] for (x, y), w in zip(places, weights, strict=True)]
    for i, (x, y) in enumerate(places):
        own, push = weights[i] * PUSH, pushes[i]
        for j in range(i):
            dx, dy = x - places[j][0], y - places[j][1]
            force = own * weights[j] / (dx * dx + dy * dy + 1.0)
            push[0] += dx * force
            push[1] += dy * force
            pushes[j][0] -= dx * force
            pushes[j][1] -= dy * force
    for i, j in pairs:
        dx, dy = places[i][0] - places[j][0], places[i][1] - places[j][1]
        for k, sign in ((i, -1), (j, 1)):
            pushes[k][0] += sign * dx
            pushes[k][1] += sign * dy
    for node, weight, (dx, dy) in zip(nodes, weights, pushes, strict=True):
        length = math.hypot(dx, dy) or 1.0
        reach = min(length / weight, heat)
        node.x += dx / length * reach
        node.y += dy / length * reach


def _fit(nodes: list[Node], height: int) -> None:
    """Scale the picture into its frame, with room for names at the right and below."""
    if not nodes:
        return
    left, right = min(n.x for n in nodes), max(n.x for n in nodes)
    top, bottom = min(n.y for n in nodes), max(n.y for n in nodes)
    for node in nodes:
        node.x = round(100 + (node.x - left) / max(right - left, 1) * (WIDTH - 200), 1)
        node.y = round(30 + (node.y - top) / max(bottom - top, 1) * (height - 70), 1)
    _quieten(nodes)


def _quieten(nodes: list[Node]) -> None:
    """Leave out names that would lie on another name or thing; the more linked come first."""
    taken = [(n.x - n.radius, n.y - n.radius, n.x + n.radius, n.y + n.radius) for n in nodes]
    for node in sorted(nodes, key=lambda n: (not n.middle, -n.links, n.iri)):
        half = min(len(node.label), LONGEST_NAME) * 3.2
        top = node.y + node.radius + 3
        box = (node.x - half, top, node.x + half, top + 13)
        node.quiet = not node.middle and any(
            box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken
        )
        if not node.quiet:
            taken.append(box)
