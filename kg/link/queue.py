"""What waits for a person's decision: proposed links, each with the sentence it comes from."""

from collections.abc import Iterator, Mapping

from kg.findings import Agreement, Crisis, Findings
from kg.link.decide import short
from kg.link.decisions import Decisions, Row
from kg.link.sssom import Linked
from kg.model import Entity, Span

# Forms of mention that name an entity itself; a seat of government names its state only in use.
_NAMING = ("name", "acronym", "alias", "damaged")

Thing = Entity | Agreement | Crisis


def things(findings: Findings) -> tuple[Thing, ...]:
    """Return all that can have a link."""
    return (*findings.entities, *findings.agreements, *findings.crises)


def linked(findings: Findings, addresses: Mapping[str, str]) -> Iterator[Linked]:
    """Yield everything with a link that says something: published, proposed or refused."""
    for thing in things(findings):
        if thing.link is not None:
            forms = _forms(thing, findings.document.text)
            yield Linked(short(addresses[thing.id]), thing.label, thing.link, forms)


def waiting(
    findings: Findings, addresses: Mapping[str, str], decisions: Decisions
) -> Iterator[Row]:
    """Yield the rows that a person should decide; what was refused once does not return."""
    by_id = {thing.id: thing for thing in things(findings)}
    for thing in by_id.values():
        link = thing.link
        subject = short(addresses[thing.id])
        if link is None or link.status != "proposed" or not link.qid:
            continue
        if decisions.may_propose(subject, link.qid):
            score = f"{link.confidence:.2f} {link.source}"
            yield _row(thing, findings, subject, link.qid, "", score)
    for proposal in findings.proposals:
        thing = by_id[proposal.thing]
        subject = short(addresses[thing.id])
        if decisions.may_propose(subject, proposal.qid):
            score = f"{proposal.score:.2f} {proposal.features}"
            yield _row(thing, findings, subject, proposal.qid, proposal.label, score)


def _row(thing: Thing, findings: Findings, subject: str, qid: str, item: str, score: str) -> Row:
    text = findings.document.text
    at = _spans(thing)[:1]
    sentence = next((p.span for s in at for p in findings.layout.passages if p.span.meets(s)), None)
    return Row(
        subject=subject,
        label=thing.label,
        type=thing.type,
        qid=qid,
        match=_forms(thing, text)[0] if _forms(thing, text) else thing.label,
        item=item,
        score=score,
        sentence=" ".join(sentence.of(text).split()) if sentence else "",
    )


def _spans(thing: Thing) -> tuple[Span, ...]:
    if isinstance(thing, Entity):
        return tuple(m.span for m in thing.mentions if m.form in _NAMING)
    return thing.evidence


def _forms(thing: Thing, text: str) -> tuple[str, ...]:
    """Return the ways in which a document names a thing, in alphabetical order."""
    if not isinstance(thing, Entity):
        return (thing.label,)
    return tuple(sorted({" ".join(s.of(text).split()) for s in _spans(thing)}))
