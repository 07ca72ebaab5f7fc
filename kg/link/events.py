"""Which known treaty, war or crisis a found one is, where the document leaves no doubt.

A proper name is enough unless the year speaks against it. A description ("the Syrian crisis") needs
a year to agree, its own or one that the document names; where there is none, a participant. What
has no name stays the document's own.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from kg.findings import Agreement, Crisis, Findings
from kg.model import Span

Event = TypeVar("Event", Agreement, Crisis)

# A name stands for the whole phrase where it is at least so much of it: "the armed conflict in
# Syria" is the conflict in Syria, "protests after the Iraq War" are not the war.
LEAST_SHARE = 0.5
_ARTICLE = re.compile(r"^(?:the|a|an|this|that)\s+", re.IGNORECASE)
# "Nord Stream 3" is no Nord Stream, "START III" no START: the number must agree.
_OTHER_NUMBER = re.compile(r"[\s-]+(?:\d{1,2}|[IVX]+)\b")
# "the war in Iraq and Afghanistan" tells of two wars, one in each.
_TWO = re.compile(
    r"(.{3,60}?\s(?:in|on|of|against)\s+)([\w\s'’-]{2,40}?)\s+and\s+([\w\s'’-]{2,40})"
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
OPEN_END = 9999


class Name(Protocol):
    """What is asked of a row of the lexicon."""

    @property
    def item(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102


class Hit(Protocol):
    """What is asked of a known name in a text."""

    @property
    def span(self) -> Span: ...  # noqa: D102
    @property
    def names(self) -> tuple[Name, ...]: ...  # noqa: D102


class Item(Protocol):
    """What is asked of an entry of the lexicon."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def layer(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> str: ...  # noqa: D102
    @property
    def end(self) -> str: ...  # noqa: D102
    @property
    def parties(self) -> tuple[str, ...]: ...  # noqa: D102


class Names(Protocol):
    """What is asked of the lexicon."""

    def item(self, item_id: str) -> Item: ...  # noqa: D102
    def find(self, text: str, offset: int = 0) -> Iterable[Hit]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Said:
    """What the document says of an event."""

    event: Agreement | Crisis
    layer: str
    parties: tuple[str, ...]  # ids of entities
    dates: tuple[str | None, ...]


def identify_events(findings: Findings, lexicon: Names) -> Findings:
    """Return the findings with the lexicon's id at every agreement and crisis that it knows.

    Two findings never get the same id: the one with more evidence keeps it, else the earlier. An
    id that the rules guessed by a name alone is kept only where it is found again here.
    """
    actors = {e.id: e.lexicon_id for e in findings.entities if e.lexicon_id}
    years = [int(y) for y in _YEAR.findall(findings.document.text)]
    known: dict[str, str] = {}
    for agreement in findings.agreements:
        said = Said(agreement, "agreement", agreement.parties, (agreement.date,))
        if item := _identity(said, actors, years, findings.document.text, lexicon):
            known[agreement.id] = item
    for crisis in findings.crises:
        who = tuple(p.actor for p in crisis.participants)
        said = Said(crisis, "crisis", who, (crisis.start, crisis.end))
        if item := _identity(said, actors, years, findings.document.text, lexicon):
            known[crisis.id] = item
    return replace(
        findings,
        agreements=tuple(_with_ids(findings.agreements, known)),
        crises=tuple(_with_ids(findings.crises, known)),
    )


def _identity(
    said: Said, actors: Mapping[str, str], years: list[int], text: str, lexicon: Names
) -> str | None:
    """Return the one id that the event's phrases name, where years and parties agree.

    A proper name, or a description with the event's own year, is enough once; another description
    must be most of what the event is called.
    """
    found: Counter[str] = Counter()
    proper: set[str] = set()
    parties = {actors[p] for p in said.parties if p in actors}
    own = [int(y) for date in said.dates if date for y in _YEAR.findall(date)]
    for span in said.event.evidence:
        fitting = set()
        names_of_all = (
            names
            for phrase in _each(span.of(text))
            for names in _whole_names(phrase, said.event.label, lexicon)
        )
        for names in names_of_all:
            meant = {n.item: n for n in names if lexicon.item(n.item).layer == said.layer}
            for item_id, name in meant.items():
                item = lexicon.item(item_id)
                sure = name.kind != "description" or (
                    len(meant) == 1 and _borne_out(item, own, parties, years)
                )
                if sure and _fits(item, own, parties):
                    fitting.add(item_id)
                    proper |= {item_id} if own or name.kind != "description" else set()
        found.update(fitting)
    if len(found) != 1:
        return None
    item_id, times = next(iter(found.items()))
    return item_id if item_id in proper or times > len(said.event.evidence) / 2 else None


def _each(phrase: str) -> tuple[str, ...]:
    """Return a phrase, or the two that are told in one: "the war in Chad" and "... in Mali"."""
    two = _TWO.fullmatch(phrase)
    return (phrase, two[1] + two[2], two[1] + two[3]) if two else (phrase,)


def _whole_names(phrase: str, label: str, lexicon: Names) -> Iterator[tuple[Name, ...]]:
    """Yield the names that are most of a phrase, or all of the event's label."""
    bare = _ARTICLE.sub("", phrase)
    whole = _ARTICLE.sub("", " ".join(label.split())).casefold()
    for hit in lexicon.find(phrase):
        name = hit.span.of(phrase)
        if _OTHER_NUMBER.match(phrase, hit.span.end):
            continue
        if len(name) >= LEAST_SHARE * len(bare) or name.casefold() == whole:
            yield hit.names


def _fits(item: Item, years: list[int], parties: set[str]) -> bool:
    if item.parties and parties and not parties & set(item.parties):
        return False
    if not item.start or item.layer == "agreement":
        return True  # an agreement is spoken of long after its year
    last = int(item.end or OPEN_END)
    return all(int(item.start) - 1 <= y <= last + 1 for y in years)


def _borne_out(item: Item, own: list[int], parties: set[str], years: list[int]) -> bool:
    """Tell whether the year, or where the document has none a participant, bears it out."""
    if own:
        return True  # it fits, or it would not be asked
    if not years:
        return bool(set(item.parties) & parties)
    last = int(item.end or OPEN_END)
    return bool(item.start) and any(int(item.start) <= y <= last for y in years)


def _with_ids(events: tuple[Event, ...], known: dict[str, str]) -> Iterator[Event]:
    best: dict[str, Event] = {}
    for event in events:
        item = known.get(event.id)
        if item and (item not in best or len(event.evidence) > len(best[item].evidence)):
            best[item] = event
    for event in events:
        item = known.get(event.id)
        yield replace(event, lexicon_id=item if item and best[item] is event else None)
