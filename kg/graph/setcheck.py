"""Validation of a whole graph at once: the shapes compiled to set queries on the store.

pyshacl is the reference and visits node after node; these queries give the same results (focus
node, path, value, component, severity) for a million statements in seconds. What the compiler does
not understand stops it, with its name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
from rdflib import Graph

from kg.graph.result import Result, Term
from kg.graph.shacl.conditions import CLASSES
from kg.graph.shacl.queries import Check, Compiler

# The store works outside Python's lock, so checks run side by side; their order stays.
WORKERS = 2

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_CLASSES = ox.NamedNode(CLASSES)
# A value has a result for each value of the other property that it fails against, and a node one
# for each language that is used twice.
_ONE_A_ROW = {
    f"{name}ConstraintComponent" for name in ("LessThan", "LessThanOrEquals", "UniqueLang")
}
_IN_MESSAGE = re.compile(r"\{[?$](\w+)\}")


def compile_shapes(shapes: Graph) -> list[Check]:
    """Return the checks of a shapes graph.

    Raises:
        ConfigurationError: a shape holds a construct that is not understood; it is named.
    """
    return Compiler(shapes).checks()


def setcheck(
    store: ox.Store, checks: Iterable[Check], focus: Set[Term] | None = None
) -> list[Result]:
    """Return the violations in a store's default graph, which holds the ontology too.

    With ``focus``, only results on these nodes. The store gains a graph of its own with the
    classes above each node's own.
    """
    checks = list(checks)
    _add_classes(store, checks)
    run = _Run(store)
    with ThreadPoolExecutor(WORKERS) as pool:
        found = pool.map(lambda check: list(run.results(check)), checks)
        return [r for results in found for r in results if focus is None or r.focus in focus]


class _Run:
    """One validation of one store; what several checks ask for is asked once.

    Two threads may ask the same at the same time: that costs a little and changes nothing.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._nodes: dict[str, Counter[Term]] = {}
        self._screens: dict[str, bool] = {}
        self._rows: dict[str, list[ox.QuerySolution]] = {}

    def results(self, check: Check) -> Iterator[Result]:
        """Yield the violations of one check, none twice."""
        if check.screen is not None and not self._any(check.screen):
            return
        seen = set()
        for row in self._all(check.query):
            times = 1 if check.focus is None else self._focus(check.focus)[row["this"]]
            result = _result(check, row)
            if times and (result not in seen or check.component in _ONE_A_ROW):
                seen.add(result)
                yield from [result] * times

    def _all(self, query: str) -> list[ox.QuerySolution]:
        if query not in self._rows:  # shapes of one path often count its values alike
            self._rows[query] = list(_select(self._store, query))
        return self._rows[query]

    def _any(self, screen: str) -> bool:
        if screen not in self._screens:
            self._screens[screen] = next(_select(self._store, screen), None) is not None
        return self._screens[screen]

    def _focus(self, query: str) -> Counter[Term]:
        """Return the focus nodes, each with the number of ways that lead to it."""
        if query not in self._nodes:
            self._nodes[query] = Counter(row["this"] for row in _select(self._store, query))
        return self._nodes[query]


def _select(store: ox.Store, query: str) -> Iterator[ox.QuerySolution]:
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 (all checks are SELECTs)
    return iter(solutions)


def _result(check: Check, row: ox.QuerySolution) -> Result:
    focus, value, path = row["this"], _get(row, "value"), _get(row, "path")
    shape = check.shape
    if value is None and check.component == "SPARQLConstraintComponent" and shape.path is None:
        value = focus
    text = f"<{path.value}>" if isinstance(path, ox.NamedNode) else shape.path
    message = check.messages[0] if check.messages else ""
    return Result(
        focus,
        text,
        value,
        check.component,
        shape.severity,
        str(shape.node),
        check.constraint,
        _filled(message, row),
    )


def _get(row: ox.QuerySolution, name: str) -> Term | None:
    try:
        term: Term | None = row[name]
    except KeyError:
        return None
    return term


def _filled(message: str, row: ox.QuerySolution) -> str:
    """Fill {?name} in a message as SHACL says; a variable without a value stays as it is."""
    for name in _IN_MESSAGE.findall(message):
        term = _get(row, name)
        if term is not None:
            shown = str(getattr(term, "value", term))
            message = message.replace(f"{{?{name}}}", shown).replace(f"{{${name}}}", shown)
    return message


# ---------------------------------------------------------------- classes


def _add_classes(store: ox.Store, checks: list[Check]) -> None:
    """Write, in a graph apart, which nodes are of the classes that the checks ask for."""
    text = " ".join(f"{check.query} {check.focus or ''}" for check in checks)
    children: dict[Term, set[Term]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, _SUBCLASS, None, ox.DefaultGraph()):
        children[quad.object].add(quad.subject)
    used = {q.object for q in store.quads_for_pattern(None, _TYPE, None, ox.DefaultGraph())}
    for wanted in sorted(used | set(children), key=str):
        if not isinstance(wanted, ox.NamedNode) or str(wanted) not in text:
            continue
        for below in _closure(wanted, children):
            members = store.quads_for_pattern(None, _TYPE, below, ox.DefaultGraph())
            store.extend(ox.Quad(quad.subject, _TYPE, wanted, _CLASSES) for quad in members)


def _closure(top: Term, children: dict[Term, set[Term]]) -> set[Term]:
    found, waiting = {top}, [top]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found
