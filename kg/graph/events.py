"""Agreements, crises and motives as triples."""

from dataclasses import replace

from rdflib import Literal, URIRef

from kg.findings import FACT, Agreement, Crisis, Findings, Motive, Stance
from kg.graph.provenance import Provenance, coded
from kg.namespaces import mint


def write_agreements(writer: Provenance, findings: Findings) -> None:
    """Write every agreement with its parties, date, topics and status."""
    for agreement in findings.agreements:
        _write_agreement(writer, agreement)


def _write_agreement(writer: Provenance, agreement: Agreement) -> None:
    node, spans, stance = writer.nodes[agreement.id], agreement.evidence, agreement.stance
    writer.describe_once(node, agreement.type, agreement.label)
    writer.evidence(node, spans)
    writer.link(node, agreement.link)
    sure = FACT.confidence if agreement.inferred else stance.confidence
    said = Stance(confidence=sure, rule=stance.rule, speaker=stance.speaker)
    for party in agreement.parties:
        # Whom no passage names is a claim of ours, marked as such, and no link of the graph.
        guess = replace(said, modality="inferred", confidence=stance.confidence)
        how = guess if party in agreement.inferred else said
        writer.claim(node, "party", writer.nodes[party], spans, how)
    for topic in agreement.topics:
        writer.claim(node, "topic", coded("topic", topic), spans, said)
    writer.claim(node, "status", coded("agreement-status", agreement.status), spans, said)
    if agreement.date:
        writer.date(node, "dateSigned", agreement.date, spans)
        writer.day_bounds(node, agreement.date)


def write_bodies(writer: Provenance, findings: Findings) -> None:
    """Write the bodies that agreements set up and that bear no name of their own."""
    for body in findings.bodies:
        node = writer.nodes[body.id]
        writer.describe(node, body.type, body.label)
        writer.add(node, "mentionedIn", *(writer.passage(m.span) for m in body.mentions))


def write_crises(writer: Provenance, findings: Findings) -> None:
    """Write every crisis with its participations, dates and places."""
    for crisis in findings.crises:
        _write_crisis(writer, crisis)


def _write_crisis(writer: Provenance, crisis: Crisis) -> None:
    node, spans = writer.nodes[crisis.id], crisis.evidence
    writer.describe_once(node, crisis.type, crisis.label)
    writer.evidence(node, spans)
    writer.link(node, crisis.link)
    for participant in crisis.participants:
        _write_participation(writer, node, crisis, participant.actor, participant.role)
    for predicate, date in (("startDate", crisis.start), ("endDate", crisis.end)):
        if date:
            writer.date(node, predicate, date, spans)
    writer.day_bounds(node, crisis.start, crisis.end)
    for place in crisis.places:
        writer.claim(node, "place", writer.nodes[place], spans, crisis.stance)


def write_ties(writer: Provenance, findings: Findings) -> None:
    """Write what led to what, set it off, belongs to it or came before it; claims with a stance."""
    for tie in findings.ties:
        if tie.subject in writer.nodes and tie.object in writer.nodes:
            ends = writer.nodes[tie.subject], writer.nodes[tie.object]
            writer.claim(ends[0], tie.type, ends[1], tie.evidence, tie.stance)


def _write_participation(
    writer: Provenance, event: URIRef, crisis: Crisis, actor: str, role: str
) -> None:
    own = event.removeprefix(mint("crisis", "x")[:-1])
    node = URIRef(mint("participation", f"{own} {writer.nodes[actor].rsplit('/', 1)[-1]} {role}"))
    writer.describe(node, "Participation")
    writer.evidence(node, crisis.evidence)
    writer.claim(event, "participation", node, crisis.evidence, crisis.stance)
    writer.claim(node, "participant", writer.nodes[actor], crisis.evidence, crisis.stance)
    writer.claim(node, "role", coded("role", role), crisis.evidence, crisis.stance)


def write_motives(writer: Provenance, findings: Findings) -> None:
    """Write every motive with its holder, whom it is toward, and what it explains."""
    for motive in findings.motives:
        _write_motive(writer, motive)


def _write_motive(writer: Provenance, motive: Motive) -> None:
    node, spans, stance = writer.nodes[motive.id], motive.evidence, motive.stance
    writer.describe(node, "Motive", motive.label)
    writer.evidence(node, spans)
    writer.claim(node, "holder", writer.nodes[motive.holder], spans, stance)
    if motive.toward:
        writer.claim(node, "toward", writer.nodes[motive.toward], spans, stance)
    category = coded("motive-category", motive.category)
    writer.claim(node, "motiveCategory", category, spans, stance)
    writer.add(node, "isExplicit", Literal(motive.explicit))
    if motive.section is not None:
        writer.add(node, "announcedIn", writer.section(motive.section))
    if motive.position is not None:
        writer.add(node, "position", Literal(motive.position))
    for predicate, targets in (("explains", motive.explains), ("arisesFrom", motive.arises_from)):
        for target in targets:
            if target in writer.nodes:
                writer.claim(node, predicate, writer.nodes[target], spans, stance)
