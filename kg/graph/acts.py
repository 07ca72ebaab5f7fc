"""Interactions, reported speech and figures as triples."""

from decimal import Decimal

from rdflib import XSD, Literal, URIRef

from kg.findings import Findings, Interaction, Observation, Stance, Statement
from kg.graph.provenance import Provenance, coded, plain_text
from kg.namespaces import code, slug


def write_interactions(writer: Provenance, findings: Findings) -> None:
    """Write every interaction; what did not happen is a hypothetical act, never an interaction."""
    for interaction in findings.interactions:
        _write_interaction(writer, interaction)


def _write_interaction(writer: Provenance, act: Interaction) -> None:
    node, spans, stance = writer.nodes[act.id], act.evidence, act.stance
    kind = "Interaction" if stance.is_fact else "HypotheticalAct"
    writer.describe(node, kind, " ".join(_words(writer, act)))
    writer.evidence(node, spans)
    said = Stance(confidence=stance.confidence, rule=stance.rule)
    if not stance.is_fact:
        writer.add(node, "modality", coded("modality", stance.modality))
        writer.add(node, "negated", Literal(stance.negated))
    writer.claim(node, "interactionType", coded("plover", act.type), spans, said)
    writer.claim(node, "actor", writer.nodes[act.actor], spans, said)
    if act.recipient:
        writer.claim(node, "recipient", writer.nodes[act.recipient], spans, said)
    if act.date:
        writer.date(node, "date", act.date, spans)
        writer.day_bounds(node, act.date)


def _words(writer: Provenance, act: Interaction) -> list[str]:
    names = [writer.label(act.actor), act.type.lower()]
    return [*names, writer.label(act.recipient)] if act.recipient else names


def write_statements(writer: Provenance, findings: Findings) -> None:
    """Write every utterance with its speaker and whom it is about."""
    for statement in findings.statements:
        _write_statement(writer, statement)


def _write_statement(writer: Provenance, statement: Statement) -> None:
    node, spans = writer.nodes[statement.id], statement.evidence
    writer.describe(node, "Utterance", f"{writer.label(statement.speaker)} in {writer.title}")
    writer.add(node, "inDocument", writer.node)
    writer.add(node, "speaker", writer.nodes[statement.speaker])
    writer.add(node, "about", *(writer.nodes[a] for a in statement.about))
    writer.evidence(node, spans)
    if statement.date:
        writer.date(node, "date", statement.date, spans)


def write_observations(writer: Provenance, findings: Findings) -> None:
    """Write every figure: value and unit, the words as printed, and what it measures."""
    for observation in findings.observations:
        _write_observation(writer, observation)


def _write_observation(writer: Provenance, figure: Observation) -> None:
    node, spans = writer.nodes[figure.id], figure.evidence
    writer.describe(node, "Observation", f"{figure.indicator}: {figure.stated_as or figure.value}")
    writer.evidence(node, spans)
    indicator = URIRef(code("indicator", figure.indicator_code or slug(figure.indicator)))
    writer.describe_once(indicator, "Indicator", figure.indicator)
    writer.add(node, "indicator", indicator)
    writer.claim(node, "value", decimal(figure.value), spans, figure.stance)
    if not figure.stance.is_fact:
        writer.add(node, "value", decimal(figure.value))
    writer.add(node, "unit", coded("unit", figure.unit.replace(" ", "-")))
    writer.add(node, "nature", coded("nature", figure.nature))
    writer.add(node, "statedAs", plain_text(" ".join(figure.stated_as.split())))
    writer.add(node, "subject", *(writer.nodes[s] for s in figure.subjects))
    if figure.qualifier:
        writer.add(node, "qualifier", plain_text(figure.qualifier))
    if figure.time:
        writer.date(node, "referenceTime", figure.time, spans)


def decimal(value: float) -> Literal:
    """Return a figure as xsd:decimal in its shortest plain form."""
    text = format(Decimal(repr(value)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Literal(text, datatype=XSD.decimal, normalize=False)
