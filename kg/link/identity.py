"""Entities to their identity in Wikidata: what the lexicon knows for certain, and nothing else."""

from dataclasses import replace
from typing import Protocol, TypeVar

from kg.findings import Agreement, Crisis, Findings
from kg.model import Entity, Link

Named = TypeVar("Named", Entity, Agreement, Crisis)


class Item(Protocol):
    """What is asked of a lexicon item."""

    @property
    def qid(self) -> str: ...  # noqa: D102

    @property
    def status(self) -> str: ...  # noqa: D102

    @property
    def sources(self) -> str: ...  # noqa: D102


class Items(Protocol):
    """What is asked of the lexicon: its items by id."""

    def item(self, item_id: str) -> Item: ...  # noqa: D102


# How sure an exact match of a reviewed name is; an id that one place bears out a little less so.
CONFIDENCE = {"confirmed": 1.0, "unconfirmed": 0.9, "proposed": 0.5}
# An id that nobody has looked up is a proposal, whatever its status says.
FROM_MEMORY = "from memory"


def link_findings(findings: Findings, lexicon: Items) -> Findings:
    """Return the findings with a link for everything that the lexicon knows by a verified id.

    The match was made by name when entities were chosen; here it gets its item. An id from memory
    is a proposal: it goes to the review file and not into the graph.
    """
    return replace(
        findings,
        entities=tuple(_linked(e, lexicon) for e in findings.entities),
        agreements=tuple(_linked(a, lexicon) for a in findings.agreements),
        crises=tuple(_linked(c, lexicon) for c in findings.crises),
    )


def _linked(thing: Named, lexicon: Items) -> Named:
    if thing.lexicon_id is None:
        return thing
    try:
        item = lexicon.item(thing.lexicon_id)
    except KeyError:  # a body of a state, which has no row of its own
        return thing
    if not item.qid:
        return thing
    status = "proposed" if item.sources.startswith(FROM_MEMORY) else item.status
    link = Link(
        qid=item.qid,
        predicate="exactMatch",
        method="exact name in the lexicon",
        confidence=CONFIDENCE[status],
        status=status,
        source=item.sources,
    )
    return replace(thing, link=link)
