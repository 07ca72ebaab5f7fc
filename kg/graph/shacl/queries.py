"""One SELECT for each constraint of each shape: its rows are the violations in the whole graph."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from rdflib import Graph

from kg.errors import ConfigurationError
from kg.graph.shacl.conditions import CLASSES, Conditions, n3
from kg.graph.shacl.selects import Select, read_select
from kg.graph.shacl.shapes import Constraint, Shape, ShapeReader
from kg.graph.shacl.values import NEED_FOCUS, WITHOUT_PATH, WRITERS

_OUTER = re.compile(r"\?outer\d+")  # the node above, for a property shape inside another


@dataclass(frozen=True, slots=True)
class Check:
    """A compiled constraint.

    The query's rows bind ``this``, and ``value`` and ``path`` where there are any. ``focus`` is a
    query for the nodes that a row's ``this`` must be among, one row for each way that leads to one,
    or None where the query itself sees to it; rows are few, so that is cheaper than a join.
    ``screen`` has a row if any check like it has one. ``constraint`` names the query of a
    shape that has several.
    """

    shape: Shape
    component: str
    query: str
    focus: str | None = None
    messages: tuple[str, ...] = ()
    screen: str | None = None
    constraint: str = ""


class Compiler:
    """Compiles the shapes of a graph."""

    def __init__(self, shapes: Graph) -> None:
        """Compile the shapes of ``shapes``."""
        self._graph = shapes
        self._conditions = Conditions()
        self._numbers = count(1)
        self._of_path: dict[str, list[str]] = defaultdict(list)  # when its values are right
        self._of_nodes: dict[str, list[str]] = defaultdict(list)  # what nodes need

    def checks(self) -> list[Check]:
        """Return all checks, in the order of the shapes' addresses.

        Raises:
            ConfigurationError: a shape holds a construct that is not understood; it is named.
        """
        found: list[Check] = []
        for shape in ShapeReader(self._graph).targeted():
            found += self._of_shape(shape, _targets(shape))
        return [self._screened(check) for check in found]

    def _of_shape(self, shape: Shape, focus: str) -> Iterator[Check]:
        if shape.deactivated:
            return
        for constraint in shape.constraints:
            if constraint.component == "SPARQLConstraintComponent":
                yield self._select(shape, constraint, focus)
                continue
            holds = self._conditions.holds(constraint, "?this" if shape.path is None else "?value")
            if holds is None:
                yield from self._of_all_values(shape, constraint, focus)
            else:
                yield self._of_each_value(shape, constraint, focus, holds)
        inner = focus
        if shape.path is not None:
            outer = f"?outer{next(self._numbers)}"
            inner = f"{focus.replace('?this', outer)} {outer} {shape.path} ?this ."
        for nested in shape.properties:
            yield from self._of_shape(nested, inner)

    def _of_each_value(self, shape: Shape, constraint: Constraint, focus: str, holds: str) -> Check:
        if shape.path is None:
            rows = f"SELECT DISTINCT ?this (?this AS ?value) WHERE {{ {focus} FILTER (!{holds}) }}"
            nodes = _nodes(focus) if _OUTER.search(focus) else None
            return Check(shape, constraint.component, rows, nodes, shape.messages)
        self._of_path[shape.path].append(holds)
        rows = (
            f"SELECT DISTINCT ?this ?value WHERE {{ ?this {shape.path} ?value FILTER (!{holds}) }}"
        )
        return Check(shape, constraint.component, rows, _nodes(focus), shape.messages, shape.path)

    def _of_all_values(self, shape: Shape, constraint: Constraint, focus: str) -> Iterator[Check]:
        name = constraint.component.removesuffix("ConstraintComponent")
        write = WRITERS.get(name)
        if write is None or (shape.path is None and name not in WITHOUT_PATH):
            raise ConfigurationError(
                f"The shape compiler does not understand {constraint.component} of {shape.node}: "
                "validate with pyshacl, or teach it."
            )
        inside = shape.path is None or name in NEED_FOCUS
        for query in write(shape, constraint, focus if inside else ""):
            nodes = None if inside and not _OUTER.search(focus) else _nodes(focus)
            screen = None
            if name == "MinCount" and nodes is None and str(constraint.value) == "1":
                self._of_nodes[focus].append(f"EXISTS {{ ?this {shape.path} {self._any()} }}")
                screen = focus
            yield Check(shape, constraint.component, query, nodes, shape.messages, screen)

    def _any(self) -> str:
        return self._conditions.fresh()

    def _screened(self, check: Check) -> Check:
        """Give a check the query that tells whether any check like it has a row.

        That is one on the same path, or one that needs something of the same nodes.
        """
        if check.screen is None:
            return check
        if check.screen in self._of_nodes:
            parts, start = self._of_nodes[check.screen], check.screen
        else:
            parts, start = self._of_path[check.screen], f"?this {check.screen} ?value"
        unique = list(dict.fromkeys(parts))
        screen = f"SELECT ?this WHERE {{ {start} FILTER (!({' && '.join(unique)})) }} LIMIT 1"
        return replace(check, screen=screen if len(unique) > 1 else None)

    def _select(self, shape: Shape, constraint: Constraint, focus: str) -> Check:
        select: Select = read_select(self._graph, constraint.value, shape.path)
        return Check(
            shape,
            constraint.component,
            select.query,
            focus=_nodes(focus),
            messages=select.messages or shape.messages,
            constraint=str(constraint.value),
        )


def _nodes(focus: str) -> str:
    ways = " ".join(sorted(set(_OUTER.findall(focus))))
    return f"SELECT DISTINCT ?this {ways} WHERE {{ {focus} }}"


def _targets(shape: Shape) -> str:
    """Return a pattern that binds ?this to the shape's targets."""
    classes = [target.n3() for kind, target in shape.targets if kind == "targetClass"]
    parts = []
    if len(classes) == 1:
        parts.append(f"GRAPH <{CLASSES}> {{ ?this a {classes[0]} }}")
    elif classes:
        many = f"VALUES ?target {{ {' '.join(classes)} }}"
        parts.append(f"{many} GRAPH <{CLASSES}> {{ ?this a ?target }}")
    for kind, target in shape.targets:
        if kind == "targetSubjectsOf":
            parts.append(f"?this {n3(target)} ?target")
        elif kind == "targetObjectsOf":
            parts.append(f"?target {n3(target)} ?this")
        elif kind == "targetNode":
            parts.append(f"VALUES ?this {{ {n3(target)} }}")
    if len(parts) == 1 and len(classes) == 1:
        return parts[0]
    union = " UNION ".join(f"{{ {part} }}" for part in parts)
    return f"{{ SELECT DISTINCT ?this WHERE {{ {union} }} }}"
