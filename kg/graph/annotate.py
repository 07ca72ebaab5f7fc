"""Findings as stand-off annotation: the same schema as a gold annotation, so that both compare."""

from collections.abc import Iterable, Mapping
from typing import Any

from kg.findings import Agreement, Crisis, Findings, Motive, Observation, Stance
from kg.model import PUBLISHED, Entity, Link, Section, Span

Json = dict[str, Any]

# Forms of mention that name an entity by a noun; adjectives are listed apart, and descriptions
# and anaphors are no mentions in the annotation schema.
NAMING_FORMS = ("name", "acronym", "metonym", "demonym", "damaged")


def annotate(findings: Findings) -> Json:
    """Return everything found in a document, as one JSON object with spans into its text."""
    document, layout = findings.document, findings.layout
    acts = [i for i in findings.interactions if _counts_as_act(i.stance)]
    relations = [r for r in findings.relations if _counts_as_act(r.stance)]
    ties = findings.ties
    numbers = {s.index: s.number for s in layout.sections}
    return {
        "document": {
            "name": document.name,
            "sha256": document.sha256,
            "chars": len(document.text),
            "language": document.language,
        },
        "sections": [_section(s) for s in layout.sections],
        "actors": [_entity(e) for e in findings.entities if e.kind == "actor"],
        "places": [_entity(e) for e in findings.entities if e.kind == "place"],
        "agreements": [_agreement(a) for a in findings.agreements],
        "crises": [_crisis(c) for c in findings.crises],
        "motives": [_motive(m, numbers) for m in findings.motives],
        "interactions": [_fields(i, "id type actor recipient date evidence") for i in acts],
        "statements": [_fields(s, "id speaker about date evidence") for s in findings.statements],
        "observations": [_observation(o) for o in findings.observations],
        "relations": [_fields(r, "type subject object evidence") for r in relations],
        "ties": [{**_fields(t, "type subject object evidence"), **_stance(t.stance)} for t in ties],
        "bodies": [_fields(b, "id label") for b in findings.bodies],
        "citations": [_fields(c, "span authors year page") for c in layout.citations],
        "notUnderstood": _pairs(findings.not_understood),
    }


def _fields(item: object, names: str) -> Json:
    return {name: _plain(getattr(item, name)) for name in names.split()}


def _plain(value: Any) -> Any:
    if isinstance(value, Span):
        return _pair(value)
    if isinstance(value, tuple):
        return _pairs(value) if value and isinstance(value[0], Span) else list(value)
    return value


def _section(section: Section) -> Json:
    return {**_fields(section, "number title level"), "span": _pair(section.heading)}


def _agreement(agreement: Agreement) -> Json:
    return {
        **_fields(agreement, "id label type parties inferred date topics status evidence"),
        "wikidata": _published(agreement.link),
        **_stance(agreement.stance),
    }


def _crisis(crisis: Crisis) -> Json:
    return {
        **_fields(crisis, "id label type start end places evidence"),
        "participants": [{"actor": p.actor, "role": p.role} for p in crisis.participants],
        "wikidata": _published(crisis.link),
        **_stance(crisis.stance),
    }


def _motive(motive: Motive, numbers: Mapping[int, str | None]) -> Json:
    return {
        **_fields(motive, "id label holder toward category explicit evidence"),
        "section": numbers.get(motive.section) if motive.section is not None else None,
        **_stance(motive.stance),
    }


def _counts_as_act(stance: Stance) -> bool:
    """Denied, planned and hypothetical acts are not coded in the annotation schema."""
    return stance.modality == "asserted" and not stance.negated


def _entity(entity: Entity) -> Json:
    result: Json = {
        "id": entity.id,
        "label": entity.label,
        "wikidata": _published(entity.link),
        "mentions": _pairs(m.span for m in entity.mentions if m.form in NAMING_FORMS),
    }
    if entity.kind == "actor":
        result["type"] = entity.type
        result["adjectives"] = _pairs(m.span for m in entity.mentions if m.form == "adjective")
    return result


def _observation(observation: Observation) -> Json:
    value = observation.value
    whole = value == int(value) and abs(value) < 1e15
    return {
        **_fields(observation, "id indicator unit qualifier subjects time evidence"),
        "value": int(value) if whole else value,
    }


def _published(link: Link | None) -> str | None:
    return link.qid if link is not None and link.status in PUBLISHED else None


def _stance(stance: Stance) -> Json:
    return {"modality": stance.modality, "negated": stance.negated, "speaker": stance.speaker}


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [_pair(s) for s in sorted(set(spans))]
