"""Mentions to entities: who is who within one document.

Mentions with the same chosen candidate are one entity. Where a form may name several things, the
context chooses: what existed (or held an office) in the year that stands nearest, then what the
document names elsewhere without doubt, then the lexicon's order.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from kg.model import Document, Entity, Mention
from kg.namespaces import slug

# A year this many characters away no longer tells when something happened.
FARTHEST_YEAR = 200
# Persons are spoken of a little before and after they hold an office.
YEARS_ROUND_OFFICE = 2

_YEAR = re.compile(r"(?<![\w.,-])(?:1[5-9][0-9]{2}|20[0-9]{2})(?![\w%]|[.,][0-9])")


class Period(Protocol):
    """A time from one year to another; an empty end is open."""

    @property
    def start(self) -> str: ...  # noqa: D102
    @property
    def end(self) -> str: ...  # noqa: D102


class Item(Period, Protocol):
    """What is asked of an entry of the lexicon."""

    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102


class Names(Protocol):
    """What is asked of the lexicon."""

    def item(self, item_id: str) -> Item: ...  # noqa: D102
    def offices_of(self, person_id: str) -> Sequence[Period]: ...  # noqa: D102


class Years:
    """The years printed in a document, by place."""

    def __init__(self, text: str) -> None:
        """Find all years of a text."""
        found = list(_YEAR.finditer(text))
        self._starts = [m.start() for m in found]
        self._years = [int(m.group()) for m in found]

    def near(self, offset: int) -> int | None:
        """Return the year nearest to an offset; None where none stands near."""
        at = bisect_left(self._starts, offset)
        near = [i for i in (at - 1, at) if 0 <= i < len(self._starts)]
        best = min(near, key=lambda i: abs(self._starts[i] - offset), default=None)
        if best is None or abs(self._starts[best] - offset) > FARTHEST_YEAR:
            return None
        return self._years[best]


def choose_entities(
    document: Document, mentions: tuple[Mention, ...], lexicon: Names
) -> tuple[Entity, ...]:
    """Return the actors and places that a document names, in the order of their first mention.

    Anaphors join the entity of their antecedent. Nothing is linked to Wikidata here.
    """
    sure = Counter(m.candidates[0] for m in mentions if len(m.candidates) == 1)
    years = Years(document.text)
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention in mentions:
        if mention.kind in ("actor", "place") and mention.candidates:
            fitting = _of_the_time(mention, years, lexicon)
            key = (mention.kind, _best(fitting, sure))
            groups.setdefault(key, []).append(mention)
    groups = {key: group for key, group in groups.items() if _is_named(group)}
    used: set[str] = set()
    return tuple(_entity(document, key, group, lexicon, used) for key, group in groups.items())


def _is_named(mentions: list[Mention]) -> bool:
    """Tell whether an entity is more than an adjective: "Western" alone names no actor."""
    return any(m.form != "adjective" or m.type == "State" for m in mentions)


def _of_the_time(mention: Mention, years: Years, lexicon: Names) -> tuple[str, ...]:
    """Leave the candidates that there were in the year nearest to a mention.

    A former state comes before its successor while it lasted; where nothing fits, all stay.
    """
    candidates = mention.candidates
    if len(candidates) < 2:
        return candidates
    year = years.near((mention.antecedent or mention.span).start)
    if year is None:
        return candidates
    fitting = tuple(c for c in candidates if c[:1] == "~" or _was(c, year, lexicon))
    former = tuple(
        c
        for c in fitting
        if c[:1] != "~"
        and "+" not in c
        and lexicon.item(c).type == "State"
        and lexicon.item(c).end.isdigit()
    )
    return former or fitting or candidates


def _was(candidate: str, year: int, lexicon: Names) -> bool:
    if "+" in candidate:
        return True
    offices = lexicon.offices_of(candidate)
    if offices:
        return any(_covers(office, year, YEARS_ROUND_OFFICE) for office in offices)
    return _covers(lexicon.item(candidate), year, 0)


def _covers(period: Period, year: int, slack: int) -> bool:
    begun = not period.start.isdigit() or int(period.start) - slack <= year
    over = period.end.isdigit() and year > int(period.end) + slack
    return begun and not over


def _best(candidates: tuple[str, ...], sure: Counter[str]) -> str:
    """Return the candidate that the document names most often without doubt, else the first."""
    return max(candidates, key=lambda c: (sure[c], -candidates.index(c)))


def _entity(
    document: Document,
    key: tuple[str, str],
    mentions: list[Mention],
    lexicon: Names,
    used: set[str],
) -> Entity:
    kind, candidate = key
    known = _known(candidate, lexicon)
    label = known.label if known else _label(document, mentions)
    identity = f"{kind}-{slug(candidate.lstrip('~') or label)}"
    while identity in used:  # a namesake that the lexicon knows stands beside it
        identity += "-2"
    used.add(identity)
    type_ = known.type if known else Counter(m.type for m in mentions).most_common(1)[0][0]
    named = tuple(replace(m, entity=identity) for m in mentions)
    row = candidate.replace("+", "-") if known else None
    return Entity(identity, kind, type_, label, named, None, row)


def _known(candidate: str, lexicon: Names) -> Item | None:
    """Return the lexicon's row; a body of a state ("united-states+government") seldom has one."""
    if candidate[:1] == "~":
        return None
    if "+" not in candidate:
        return lexicon.item(candidate)
    try:
        return lexicon.item(candidate.replace("+", "-"))
    except KeyError:
        return None


def _label(document: Document, mentions: Iterable[Mention]) -> str:
    """Return how the document names it most often; of two ways the longer."""
    said = Counter(
        " ".join(m.span.of(document.text).split())
        for m in mentions
        if m.form not in ("anaphor", "adjective")
    )
    return max(said, key=lambda s: (said[s], len(s), s), default="")
