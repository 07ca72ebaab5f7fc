"""Shapes as data: what a shapes graph says, read once and checked for what is not understood."""

from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, SH, Graph, Literal
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import ConfigurationError
from kg.graph.shacl.paths import path_text

# parameters whose value is a plain term, one constraint each
_TERMS = frozenset(
    {"class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive"}
    | {"maxExclusive", "maxInclusive", "minLength", "maxLength", "pattern", "uniqueLang", "equals"}
    | {"disjoint", "lessThan", "lessThanOrEquals", "hasValue", "closed", "sparql"}
)
_LISTS = frozenset({"languageIn", "in"})  # parameters whose value is a list of terms
_SHAPES = frozenset({"node", "not"})  # ... a shape
_SHAPE_LISTS = frozenset({"and", "or", "xone"})  # ... a list of shapes
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
# what constrains nothing by itself
_SILENT = frozenset(
    {"path", "property", "message", "severity", "deactivated", "flags", "ignoredProperties"}
    | {"name", "description", "order", "group", "defaultValue", "prefixes", "declare"}
    | {"select"}  # of a shape that is its own SPARQL constraint
)


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint: its component's name and its parameter, read according to its kind."""

    component: str
    value: Node
    items: tuple[Node, ...] = ()
    shapes: tuple["Shape", ...] = ()
    flags: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape (no path) or a property shape."""

    node: Node
    path: str | None
    severity: str
    messages: tuple[str, ...]
    targets: tuple[tuple[str, Node], ...]
    constraints: tuple[Constraint, ...]
    properties: tuple["Shape", ...]
    deactivated: bool
    ignored: tuple[Node, ...] = ()


def component_of(parameter: str) -> str:
    """Return the name of the component of a parameter: minCount's MinCountConstraintComponent."""
    first = "SPARQL" if parameter == "sparql" else parameter[0].upper() + parameter[1:]
    return f"{first}ConstraintComponent"


class ShapeReader:
    """Reads the shapes of a graph, each once."""

    def __init__(self, graph: Graph) -> None:
        """Read from ``graph``.

        Raises:
            ConfigurationError: the graph defines constraint components or kinds of targets.
        """
        self.graph = graph
        self._known: dict[Node, Shape] = {}
        self._reading: set[Node] = set()
        for validator in (SH.validator, SH.nodeValidator, SH.propertyValidator):
            for component in graph.subjects(validator, None):
                raise _not_understood(f"the constraint component {component}")
        for shape in graph.subjects(SH.target, None):
            raise _not_understood(f"sh:target of {shape}")

    def targeted(self) -> list[Shape]:
        """Return the active shapes that have targets, sorted by address."""
        nodes = {
            subject for name in _TARGETS for subject in self.graph.subjects(SH[name], None)
        } | {n for n in self._declared() if self._is_class(n)}
        shapes = [self.shape(node) for node in sorted(nodes, key=str)]
        return [shape for shape in shapes if not shape.deactivated]

    def _declared(self) -> set[Node]:
        kinds = (SH.NodeShape, SH.PropertyShape)
        return {node for kind in kinds for node in self.graph.subjects(RDF.type, kind)}

    def _is_class(self, node: Node) -> bool:
        return any((node, RDF.type, kind) in self.graph for kind in (RDFS.Class, OWL.Class))

    def shape(self, node: Node) -> Shape:
        """Return a shape by its node.

        Raises:
            ConfigurationError: the shape is recursive, or holds a construct that is not compiled.
        """
        if node in self._known:
            return self._known[node]
        if node in self._reading:
            raise _not_understood(f"the recursive shape {node}")
        self._reading.add(node)
        self._known[node] = shape = self._read(node)
        self._reading.remove(node)
        return shape

    def _read(self, node: Node) -> Shape:
        graph = self.graph
        path = graph.value(node, SH.path)
        return Shape(
            node=node,
            path=None if path is None else path_text(graph, path),
            severity=str(graph.value(node, SH.severity) or SH.Violation).rsplit("#", 1)[-1],
            messages=tuple(sorted(str(m) for m in graph.objects(node, SH.message))),
            targets=self._targets(node),
            constraints=tuple(self._constraints(node)),
            properties=tuple(
                self.shape(p) for p in sorted(graph.objects(node, SH.property), key=str)
            ),
            deactivated=_is_true(graph.value(node, SH.deactivated)),
            ignored=tuple(self._list(graph.value(node, SH.ignoredProperties))),
        )

    def _targets(self, node: Node) -> tuple[tuple[str, Node], ...]:
        found = [(n, t) for n in _TARGETS for t in self.graph.objects(node, SH[n])]
        if node in self._declared() and self._is_class(node):
            found.append(("targetClass", node))
        return tuple(sorted(found, key=str))

    def _constraints(self, node: Node) -> list[Constraint]:
        found = []
        flags = str(self.graph.value(node, SH.flags) or "")
        for predicate, value in sorted(self.graph.predicate_objects(node), key=str):
            if not str(predicate).startswith(str(SH)):
                continue
            name = str(predicate).removeprefix(str(SH))
            component = component_of(name)
            if name in _TERMS:
                found.append(Constraint(component, value, flags=flags))
            elif name in _LISTS:
                found.append(Constraint(component, value, items=self._list(value)))
            elif name in _SHAPES:
                found.append(Constraint(component, value, shapes=(self.shape(value),)))
            elif name in _SHAPE_LISTS:
                members = tuple(self.shape(member) for member in self._list(value))
                found.append(Constraint(component, value, shapes=members))
            elif name not in _SILENT and name not in _TARGETS:
                raise _not_understood(f"sh:{name} of {node}")
        return found

    def _list(self, head: Node | None) -> tuple[Node, ...]:
        return () if head is None else tuple(Collection(self.graph, head))


def _is_true(node: Node | None) -> bool:
    return isinstance(node, Literal) and node.value is True


def _not_understood(what: str) -> ConfigurationError:
    return ConfigurationError(
        f"The shape compiler does not understand {what}: validate with pyshacl, or teach it."
    )
