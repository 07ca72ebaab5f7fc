"""One result of a validation, whichever engine found it."""

from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import SH, BNode, Graph, Literal
from rdflib.term import Node

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a validation, in the store's terms; ``path`` is SPARQL text."""

    focus: Term
    path: str | None
    value: Term | None
    component: str
    severity: str
    shape: str
    constraint: str
    message: str


def results_of(report: Graph) -> list[Result]:
    """Return the results of a standard ``sh:ValidationReport``."""
    return [_result(report, node) for node in report.objects(None, SH.result)]


def _result(report: Graph, node: Node) -> Result:
    focus, value = report.value(node, SH.focusNode), report.value(node, SH.value)
    path = report.value(node, SH.resultPath)
    messages = sorted(str(m) for m in report.objects(node, SH.resultMessage))
    return Result(
        focus=to_term(focus) if focus is not None else ox.BlankNode(),
        path=None if path is None else f"<{path}>",
        value=None if value is None else to_term(value),
        component=_local(report.value(node, SH.sourceConstraintComponent)),
        severity=_local(report.value(node, SH.resultSeverity)),
        shape=str(report.value(node, SH.sourceShape) or ""),
        constraint=str(report.value(node, SH.sourceConstraint) or ""),
        message=messages[0] if messages else "",
    )


def to_term(node: Node) -> Term:
    """Return rdflib's node as the store's term; a literal keeps its text."""
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or _STRING)))
    return ox.BlankNode(str(node)) if isinstance(node, BNode) else ox.NamedNode(str(node))


_STRING = "http://www.w3.org/2001/XMLSchema#string"


def _local(node: Node | None) -> str:
    return str(node).rsplit("#", 1)[-1] if node is not None else ""
