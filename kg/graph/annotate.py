"""Findings as stand-off annotation: the same schema as a gold annotation, so that both compare."""

from collections.abc import Iterable
from typing import Any

from kg.findings import Findings, Observation, Stance
from kg.model import Entity, Span

Json = dict[str, Any]

# Forms of mention that name an entity by a noun; adjectives are listed apart, and descriptions
# and anaphors are no mentions in the annotation schema.
NAMING_FORMS = ("name", "acronym", "metonym", "demonym", "damaged")


def annotate(findings: Findings) -> Json:
    """Return everything found in a document, as one JSON object with spans into its text."""
    document = findings.document
    titles = {s.index: s.number for s in findings.layout.sections}
    return {
        "document": {
            "name": document.name,
            "sha256": document.sha256,
            "chars": len(document.text),
            "language": document.language,
        },
        "sections": [
            {"number": s.number, "title": s.title, "level": s.level, "span": _pair(s.heading)}
            for s in findings.layout.sections
        ],
        "actors": [_entity(e) for e in findings.entities if e.kind == "actor"],
        "places": [_entity(e) for e in findings.entities if e.kind == "place"],
        "agreements": [
            {
                "id": a.id,
                "label": a.label,
                "type": a.type,
                "parties": list(a.parties),
                "date": a.date,
                "topics": list(a.topics),
                "status": a.status,
                "wikidata": a.link.qid if a.link else None,
                "evidence": _pairs(a.evidence),
                **_stance(a.stance),
            }
            for a in findings.agreements
        ],
        "crises": [
            {
                "id": c.id,
                "label": c.label,
                "type": c.type,
                "participants": [{"actor": p.actor, "role": p.role} for p in c.participants],
                "start": c.start,
                "end": c.end,
                "places": list(c.places),
                "wikidata": c.link.qid if c.link else None,
                "evidence": _pairs(c.evidence),
                **_stance(c.stance),
            }
            for c in findings.crises
        ],
        **_acts(findings, titles),
    }


def _acts(findings: Findings, titles: dict[int, str | None]) -> Json:
    return {
        "motives": [
            {
                "id": m.id,
                "label": m.label,
                "holder": m.holder,
                "toward": m.toward,
                "category": m.category,
                "section": titles.get(m.section) if m.section is not None else None,
                "explicit": m.explicit,
                "evidence": _pairs(m.evidence),
                **_stance(m.stance),
            }
            for m in findings.motives
        ],
        "interactions": [
            {
                "id": i.id,
                "type": i.type,
                "actor": i.actor,
                "recipient": i.recipient,
                "date": i.date,
                "evidence": _pairs(i.evidence),
            }
            for i in findings.interactions
            if _counts_as_act(i.stance)
        ],
        "statements": [
            {
                "id": s.id,
                "speaker": s.speaker,
                "about": list(s.about),
                "date": s.date,
                "evidence": _pairs(s.evidence),
            }
            for s in findings.statements
        ],
        "observations": [_observation(o) for o in findings.observations],
        "relations": [
            {
                "type": r.type,
                "subject": r.subject,
                "object": r.object,
                "evidence": _pairs(r.evidence),
            }
            for r in findings.relations
            if _counts_as_act(r.stance)
        ],
        "citations": [
            {
                "span": _pair(c.span),
                "authors": list(c.authors),
                "year": c.year,
                "page": c.page,
            }
            for c in findings.layout.citations
        ],
        "notUnderstood": _pairs(findings.not_understood),
    }


def _counts_as_act(stance: Stance) -> bool:
    """Denied, planned and hypothetical acts are not coded in the annotation schema."""
    return stance.modality == "asserted" and not stance.negated


def _entity(entity: Entity) -> Json:
    result: Json = {
        "id": entity.id,
        "label": entity.label,
        "wikidata": entity.link.qid if entity.link and entity.link.status == "confirmed" else None,
        "mentions": _pairs(m.span for m in entity.mentions if m.form in NAMING_FORMS),
    }
    if entity.kind == "actor":
        result["type"] = entity.type
        result["adjectives"] = _pairs(m.span for m in entity.mentions if m.form == "adjective")
    return result


def _observation(observation: Observation) -> Json:
    value = observation.value
    return {
        "id": observation.id,
        "indicator": observation.indicator,
        "value": int(value) if value == int(value) and abs(value) < 1e15 else value,
        "unit": observation.unit,
        "qualifier": observation.qualifier,
        "subjects": list(observation.subjects),
        "time": observation.time,
        "evidence": _pairs(observation.evidence),
    }


def _stance(stance: Stance) -> Json:
    return {"modality": stance.modality, "negated": stance.negated, "speaker": stance.speaker}


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [_pair(s) for s in sorted(set(spans))]
