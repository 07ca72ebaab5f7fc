"""Interactions, reported speech and figures as triples."""

from decimal import Decimal

from rdflib import XSD, Literal, URIRef

from kg.findings import Findings, Interaction, Observation, Statement
from kg.graph.provenance import Provenance, coded, plain_text
from kg.namespaces import mint


def write_interactions(writer: Provenance, findings: Findings) -> None:
    """Write every interaction; what did not happen is a hypothetical act, never an interaction."""
    for interaction in findings.interactions:
        _write_interaction(writer, interaction)


def _write_interaction(writer: Provenance, act: Interaction) -> None:
    node, spans, stance = writer.nodes[act.id], act.evidence, act.stance
    writer.describe(node, "Interaction" if stance.is_fact else "Plan", _words(writer, act))
    writer.evidence(node, spans)
    if not stance.is_fact:
        modality = "denied" if stance.negated and stance.modality == "asserted" else stance.modality
        writer.add(node, "modality", coded("modality", _unreal(modality)))
    links = {
        "interactionType": coded("plover", act.type),
        "actor": writer.nodes[act.actor],
    }
    if act.recipient:
        links["recipient"] = writer.nodes[act.recipient]
    for predicate, value in links.items():
        writer.claim(node, predicate, value, spans, stance)
        writer.add(node, predicate, value)  # of a plan too: it tells what would be done
    if act.date:
        writer.date(node, "date", act.date, spans)
        writer.day_bounds(node, act.date)


def _unreal(modality: str) -> str:
    """Return why an act is no fact; what only a speaker asserts is reported."""
    return "reported" if modality == "asserted" else modality


def _words(writer: Provenance, act: Interaction) -> str:
    """Return an act as a short sentence: "A supports B"; without a recipient, "A: support"."""
    known = writer.vocabulary.codes["plover"].get(act.type)
    actor = writer.label(act.actor)
    if act.recipient:
        verb = known.other_names[0] if known and known.other_names else act.type.lower()
        told = f"{actor} {verb} {writer.label(act.recipient)}"
    else:
        told = f"{actor}: {act.type.lower()}"
    return told if act.stance.is_fact else f"{told} ({act.stance.modality})"


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
    writer.add(node, "indicator", _indicator(writer, figure))
    writer.claim(node, "value", decimal(figure.value), spans, figure.stance)
    if not figure.stance.is_fact:
        writer.add(node, "value", decimal(figure.value))
    writer.add(node, "unit", _code(writer, "unit", figure.unit, "count"))
    writer.add(node, "nature", coded("nature", figure.nature))
    writer.add(node, "statedAs", plain_text(" ".join(figure.stated_as.split())))
    writer.add(node, "subject", *(writer.nodes[s] for s in figure.subjects))
    if figure.qualifier:
        writer.add(node, "qualifier", _code(writer, "qualifier", figure.qualifier, "about"))
    if figure.time:
        writer.date(node, "referenceTime", figure.time, spans)


def _indicator(writer: Provenance, figure: Observation) -> URIRef:
    """Return the code list's indicator, or one of the document's own under its name."""
    if figure.indicator_code in writer.vocabulary.codes["indicator"]:
        return coded("indicator", str(figure.indicator_code))
    node = URIRef(mint("indicator", figure.indicator))
    writer.describe_once(node, "Indicator", figure.indicator)
    return node


def _code(writer: Provenance, scheme: str, word: str, otherwise: str) -> URIRef:
    """Return the member of a code list that a word names, by notation or by another name."""
    wanted = word.casefold()
    for notation, member in writer.vocabulary.codes[scheme].items():
        names = (notation, *member.labels.values(), *member.other_names)
        if wanted in (name.casefold() for name in names):
            return coded(scheme, notation)
    return coded(scheme, otherwise)


def decimal(value: float) -> Literal:
    """Return a figure as xsd:decimal in its shortest plain form."""
    text = format(Decimal(repr(value)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Literal(text, datatype=XSD.decimal, normalize=False)
