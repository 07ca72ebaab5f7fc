"""Findings as triples: the one place where a document's graph is put together."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rdflib import Graph, URIRef

from kg.findings import INFERRED, Findings, Relation
from kg.graph.acts import write_interactions, write_observations, write_statements
from kg.graph.events import write_agreements, write_bodies, write_crises, write_motives, write_ties
from kg.graph.provenance import Provenance, digest
from kg.model import Entity
from kg.namespaces import PREFIXES, mint, slug
from kg.vocabulary import Vocabulary


def empty_graph() -> Graph:
    """Return a graph with the product's prefixes bound."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def assemble(documents: Iterable[Findings], vocabulary: Vocabulary, version: str) -> Graph:
    """Return one graph of everything that was found in the documents.

    Equal names of equal kind in several documents are one thing; agreements, crises and motives
    are the document's own unless the lexicon knows them. The run's address depends on the
    version alone, so that a build is the same bytes twice.
    """
    graph = empty_graph()
    run = URIRef(mint("run", f"diplograph-{version}"))
    for found in documents:
        findings = _without_unreal(found)
        document, layout, said = findings.document, findings.layout, findings.statements
        writer = Provenance(graph, document, layout, run, addresses_of(findings), vocabulary, said)
        writer.describe(run, "ExtractionRun", f"Diplograph {version}")
        writer.write_document()
        write_findings(writer, findings)
    return graph


def write_findings(writer: Provenance, findings: Findings) -> None:
    """Write everything found in one document."""
    for entity in findings.entities:
        _write_entity(writer, entity)
    write_agreements(writer, findings)
    write_crises(writer, findings)
    write_motives(writer, findings)
    write_interactions(writer, findings)
    write_ties(writer, findings)
    write_statements(writer, findings)
    write_observations(writer, findings)
    write_bodies(writer, findings)
    for relation in findings.relations:
        _write_relation(writer, relation)
    for span in findings.not_understood:
        writer.add(writer.node, "notUnderstood", writer.passage(span))


def _without_unreal(findings: Findings) -> Findings:
    """Leave out crises and motives that the document denies, supposes or quotes.

    They have no place among what happened; the annotation keeps them with their modality. Acts
    that did not happen stay, as plans. Acts of parties that no passage names are left out, too.
    """
    return replace(
        findings,
        crises=tuple(c for c in findings.crises if c.stance.is_fact),
        motives=tuple(m for m in findings.motives if m.stance.is_fact),
        interactions=tuple(i for i in findings.interactions if i.stance.rule != INFERRED),
    )


def entity_iri(entity: Entity) -> str:
    """Return the address of an entity: by its lexicon id, else by its name and type."""
    if entity.lexicon_id:
        return mint(entity.kind, entity.lexicon_id)
    return mint(entity.kind, f"{slug(entity.label)} {entity.type}")


def addresses_of(findings: Findings) -> Mapping[str, URIRef]:
    """Return the address of everything found in one document, by its id."""
    nodes = {e.id: URIRef(entity_iri(e)) for e in findings.entities}
    own = findings.document.id
    # Known events too are each document's own: two may date the same war differently, and both
    # are kept. Their link to Wikidata says that they are one.
    for kind, things in (
        ("agreement", findings.agreements),
        ("body", findings.bodies),
        ("crisis", findings.crises),
        ("motive", findings.motives),
        ("interaction", findings.interactions),
        ("utterance", findings.statements),
        ("observation", findings.observations),
    ):
        for thing in things:
            nodes[thing.id] = URIRef(mint(kind, f"{own}-{thing.id}"))
    return nodes


def _write_entity(writer: Provenance, entity: Entity) -> None:
    node = writer.nodes[entity.id]
    writer.describe_once(node, entity.type, entity.label)
    writer.add(node, "mentionedIn", *(writer.passage(m.span) for m in entity.mentions))
    writer.link(node, entity.link)


def _write_relation(writer: Provenance, relation: Relation) -> None:
    subject = writer.nodes[relation.subject]
    if relation.type == "holdsOffice":
        _write_office(writer, subject, relation)
        return
    value = writer.nodes[relation.object]
    writer.claim(subject, relation.type, value, relation.evidence, relation.stance)


def _write_office(writer: Provenance, person: URIRef, relation: Relation) -> None:
    office = URIRef(mint("office", relation.object))
    writer.describe_once(office, "Office", relation.object)
    writer.evidence(office, relation.evidence)
    writer.claim(person, "holdsOffice", office, relation.evidence, relation.stance)
    if not relation.stance.is_fact:
        return
    holding = URIRef(mint("office-holding", digest(person, office, relation.start, relation.end)))
    writer.describe(holding, "OfficeHolding")
    writer.evidence(holding, relation.evidence)
    writer.claim(holding, "office", office, relation.evidence)
    writer.claim(person, "officeHolding", holding, relation.evidence)
    if relation.start:
        writer.date(holding, "startDate", relation.start, relation.evidence)
    if relation.end:
        writer.date(holding, "endDate", relation.end, relation.evidence)
