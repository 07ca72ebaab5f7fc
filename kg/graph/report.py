"""A validation's results as findings: severity, message, and the sentence they are about."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from kg.findings import Finding, Report
from kg.graph.provenance import digest
from kg.graph.result import Result, Term
from kg.namespaces import RESOURCES, term

SEVERITIES = ("Violation", "Warning", "Info")
LONGEST_QUOTE = 160  # of a quote on a terminal; the reports have it whole

_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def report_of(results: Iterable[Result], store: ox.Store) -> Report:
    """Return results as findings, most severe first, each with its quote from the store."""
    places = _Places(store)
    findings = sorted((_finding(result, places) for result in results), key=_order)
    return Report(not any(f.severity == "Violation" for f in findings), tuple(findings))


def _order(finding: Finding) -> tuple[Any, ...]:
    return (
        SEVERITIES.index(finding.severity),
        finding.constraint or finding.shape,
        finding.document or "",
        finding.start or 0,
        finding.focus,
        finding.message,
        finding.path or "",
        finding.value or "",
    )


def _finding(result: Result, places: "_Places") -> Finding:
    value = result.value
    passage = places.passage(result.focus, value)
    return Finding(
        severity=result.severity,
        message=" ".join(result.message.split()),
        focus=_text(result.focus) or "",
        shape=result.shape,
        path=None if result.path is None else result.path.strip("<>"),
        value=_text(value),
        component=result.component,
        constraint=result.constraint,
        datatype=value.datatype.value if isinstance(value, ox.Literal) else None,
        quote=places.text(passage, "quote"),
        document=places.text(passage, "inDocument"),
        section=places.section(passage),
        start=places.number(passage, "beginIndex"),
        end=places.number(passage, "endIndex"),
    )


class _Places:
    """Where in the documents a node is spoken of."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._known: dict[tuple[Term | None, str], Term | None] = {}

    def passage(self, node: Term, value: Term | None) -> Term | None:
        """Return where a result is to be seen.

        That is the node itself where it is a passage, else its evidence, the evidence of the value
        (an act of an actor), or the first place where the node is mentioned.
        """
        if self.text(node, "quote") is not None:
            return node
        for about, name in ((node, "evidence"), (value, "evidence"), (node, "mentionedIn")):
            if (found := self._first(about, name)) is not None:
                return found
        return None

    def _first(self, node: Term | None, name: str) -> Term | None:
        if (node, name) not in self._known:
            found = self._objects(node, term(name))
            self._known[node, name] = min(found, key=self._position, default=None)
        return self._known[node, name]

    def _position(self, passage: Term) -> tuple[int, str]:
        return self.number(passage, "beginIndex") or 0, str(passage)

    def section(self, passage: Term | None) -> str | None:
        """Return the title of the section a passage lies in."""
        for section in self._objects(passage, term("inSection")):
            for label in self._objects(section, _LABEL.value):
                return _text(label)
        return None

    def text(self, node: Term | None, name: str) -> str | None:
        """Return the first value of a property of our ontology as text."""
        return min((_text(value) or "" for value in self._objects(node, term(name))), default=None)

    def number(self, node: Term | None, name: str) -> int | None:
        """Return the value of a property as a whole number, where it is one."""
        text = self.text(node, name)
        return int(text) if text is not None and text.isascii() and text.isdigit() else None

    def _objects(self, node: Term | None, predicate: str) -> list[Term]:
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            return []
        quads = self._store.quads_for_pattern(node, ox.NamedNode(predicate), None)
        return [quad.object for quad in quads]


def report_json(report: Report) -> dict[str, Any]:
    """Return a report as JSON: counts by severity and shape, then the findings in their order."""
    return {
        "conforms": report.conforms,
        "counts": {s: sum(f.severity == s for f in report.findings) for s in SEVERITIES},
        "groups": [
            {"severity": severity, "name": name, "count": len(members)}
            for severity, name, members in grouped(report.findings)
        ],
        "findings": [_finding_json(finding) for finding in report.findings],
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "message": finding.message,
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "shape": finding.shape,
        "constraint": finding.constraint or None,
        "component": finding.component,
        "document": finding.document,
        "section": finding.section,
        "span": [finding.start, finding.end] if finding.start is not None else None,
        "quote": finding.quote,
    }


def grouped(findings: Sequence[Finding]) -> list[tuple[str, str, list[Finding]]]:
    """Return findings in groups of one severity and one shape, or one query of a shape."""
    keyed = groupby(findings, key=lambda f: (f.severity, _local(f.constraint or f.shape)))
    return [(severity, name, list(members)) for (severity, name), members in keyed]


def report_graph(report: Report) -> Graph:
    """Return a report as a standard ``sh:ValidationReport`` with addresses for every node."""
    graph = Graph(bind_namespaces="none")
    name = digest(*(f.__repr__() for f in report.findings))
    node = URIRef(f"{RESOURCES}report/{name}")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal(not report.findings)))
    for index, finding in enumerate(report.findings, 1):
        _add_result(graph, node, URIRef(f"{node}/{index}"), finding)
    return graph


def _add_result(graph: Graph, report: URIRef, result: URIRef, finding: Finding) -> None:
    graph.add((report, SH.result, result))
    graph.add((result, RDF.type, SH.ValidationResult))
    graph.add((result, SH.focusNode, URIRef(finding.focus)))
    graph.add((result, SH.resultSeverity, SH[finding.severity]))
    graph.add((result, SH.resultMessage, Literal(finding.message, lang="en")))
    graph.add((result, SH.sourceShape, URIRef(finding.shape)))
    graph.add((result, SH.sourceConstraintComponent, SH[finding.component]))
    if finding.constraint:
        graph.add((result, SH.sourceConstraint, URIRef(finding.constraint)))
    if finding.path:
        graph.add((result, SH.resultPath, URIRef(finding.path)))
    if finding.value is not None:
        graph.add((result, SH.value, _as_node(finding.value, finding.datatype)))


def _as_node(value: str, datatype: str | None) -> Node:
    if datatype is None:
        return URIRef(value)
    return Literal(value, datatype=URIRef(datatype), normalize=False)


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1]


def _text(node: Term | None) -> str | None:
    return None if node is None else str(getattr(node, "value", node))


def table(findings: Sequence[Finding]) -> str:
    """Return findings as text for a terminal, grouped by severity and shape."""
    lines: list[str] = []
    for severity, name, members in grouped(findings):
        lines.append(f"{severity}: {name} ({len(members)})")
        for finding in members:
            lines.append(f"  {finding.message}")
            lines.append(f"    {_place(finding)}")
    return "\n".join(lines)


def _place(finding: Finding) -> str:
    if finding.quote is None:
        return finding.focus
    quote = " ".join(finding.quote.split())
    short = quote if len(quote) <= LONGEST_QUOTE else f"{quote[: LONGEST_QUOTE - 1]}…"
    section = f" in “{finding.section}”" if finding.section else ""
    return f"“{short}”{section} [{finding.start}-{finding.end}]"
