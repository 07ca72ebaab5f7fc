"""A validation's results as findings: severity, message, and the sentence they are about."""

from collections.abc import Iterable
from typing import Any

from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from kg.findings import Finding, Report
from kg.graph.provenance import dg, digest
from kg.namespaces import RESOURCES

SEVERITIES = ("Violation", "Warning", "Info")


def read_report(report: Graph, data: Graph) -> Report:
    """Return the findings of a SHACL report, most severe first, each with its quote."""
    findings = sorted(
        (_finding(report, result, data) for result in report.objects(None, SH.result)),
        key=lambda f: (
            SEVERITIES.index(f.severity),
            f.shape,
            f.start or 0,
            f.focus,
            f.message,
            f.path or "",
            f.value or "",
        ),
    )
    return Report(not any(f.severity == "Violation" for f in findings), tuple(findings))


def _finding(report: Graph, result: Node, data: Graph) -> Finding:
    focus = report.value(result, SH.focusNode)
    passage = _passage_of(data, focus)
    return Finding(
        severity=_local(report.value(result, SH.resultSeverity)),
        message=" ".join(str(report.value(result, SH.resultMessage) or "").split()),
        focus=str(focus),
        shape=str(report.value(result, SH.sourceShape) or ""),
        path=_text(report.value(result, SH.resultPath)),
        value=_text(report.value(result, SH.value)),
        component=_local(report.value(result, SH.sourceConstraintComponent)),
        quote=_text(data.value(passage, dg("quote"))) if passage else None,
        document=_text(data.value(passage, dg("inDocument"))) if passage else None,
        start=_number(data.value(passage, dg("beginIndex"))) if passage else None,
        end=_number(data.value(passage, dg("endIndex"))) if passage else None,
    )


def _passage_of(data: Graph, focus: Node | None) -> Node | None:
    """Return the first passage of a node: its own, or itself where it is one."""
    if focus is None:
        return None
    if (focus, dg("quote"), None) in data:
        return focus
    return min(data.objects(focus, dg("evidence")), key=str, default=None)


def report_json(report: Report) -> dict[str, Any]:
    """Return a report as JSON: counts, then the findings grouped by severity."""
    return {
        "conforms": report.conforms,
        "counts": {s: sum(f.severity == s for f in report.findings) for s in SEVERITIES},
        "findings": [
            {
                "severity": f.severity,
                "message": f.message,
                "focus": f.focus,
                "path": f.path,
                "value": f.value,
                "shape": f.shape,
                "component": f.component,
                "document": f.document,
                "span": [f.start, f.end] if f.start is not None else None,
                "quote": f.quote,
            }
            for f in report.findings
        ],
    }


def report_graph(report: Report) -> Graph:
    """Return a report as a standard ``sh:ValidationReport`` with addresses for every node."""
    graph = Graph(bind_namespaces="none")
    name = digest(*(f.__repr__() for f in report.findings))
    node = URIRef(f"{RESOURCES}report/{name}")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal(report.conforms)))
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
    if finding.path:
        graph.add((result, SH.resultPath, URIRef(finding.path)))
    if finding.value is not None:
        graph.add((result, SH.value, _as_node(finding.value)))


def _as_node(value: str) -> Node:
    return URIRef(value) if value.startswith(("http://", "https://")) else Literal(value)


def _local(node: Node | None) -> str:
    return str(node).rsplit("#", 1)[-1] if node is not None else ""


def _text(node: Node | None) -> str | None:
    return None if node is None else str(node)


def _number(node: Node | None) -> int | None:
    return None if node is None else int(str(node))


def table(findings: Iterable[Finding]) -> str:
    """Return findings as text for a terminal, grouped by severity and shape."""
    lines: list[str] = []
    group = ("", "")
    for finding in findings:
        if (finding.severity, finding.shape) != group:
            group = (finding.severity, finding.shape)
            lines.append(f"{finding.severity}: {_local(URIRef(finding.shape))}")
        where = f" [{finding.start}-{finding.end}]" if finding.start is not None else ""
        lines.append(f"  {finding.message}{where}")
        if finding.quote:
            quote = " ".join(finding.quote.split())
            lines.append(f"    “{quote if len(quote) <= 160 else quote[:157] + '...'}”")
    return "\n".join(lines)
