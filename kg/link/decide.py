"""Decisions of people applied to what was found: they stand above the lexicon."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from kg.findings import Agreement, Crisis, Findings
from kg.link.decisions import Decisions, Row
from kg.model import Entity, Link
from kg.namespaces import RESOURCES

Named = TypeVar("Named", Entity, Agreement, Crisis)


def short(address: str) -> str:
    """Return the address of a thing of ours as files of decisions have it: id:actor/peru."""
    return f"id:{address.removeprefix(RESOURCES)}" if address.startswith(RESOURCES) else address


def decide(findings: Findings, decisions: Decisions, addresses: Mapping[str, str]) -> Findings:
    """Return the findings with every link as people decided it.

    ``addresses`` gives the address of each entity, agreement and crisis by its id. An accepted
    item replaces what the lexicon says, a refused one is not published, and what is unsure or
    in conflict waits as a proposal.
    """

    def decided(thing: Named) -> Named:
        link = _link(thing.link, short(addresses[thing.id]), decisions)
        return thing if link is thing.link else replace(thing, link=link)

    return replace(
        findings,
        entities=tuple(decided(e) for e in findings.entities),
        agreements=tuple(decided(a) for a in findings.agreements),
        crises=tuple(decided(c) for c in findings.crises),
    )


def _link(link: Link | None, subject: str, decisions: Decisions) -> Link | None:
    row = decisions.accepted.get(subject)
    if row is not None:
        return Link(row.qid, row.predicate, "review", 1.0, "confirmed", source=_source(row))
    row = decisions.absent.get(subject)
    if row is not None:
        return Link(None, "none", "review", 1.0, "notInWikidata", source=_source(row))
    if link is None or link.qid is None:
        return link
    if (subject, link.qid) in decisions.refused:
        return replace(link, status="refused", confidence=0.0)
    if (subject, link.qid) in decisions.open:
        return replace(link, status="proposed")
    return link


def _source(row: Row) -> str:
    return f"{row.reviewer} on {row.date}"
