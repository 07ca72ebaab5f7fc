"""Names from somebody's table to things of the graph: candidates, best first, with reasons.

A likeness of names is only ever a candidate: a match is the one thing of the type asked for whose
name is equal, case and accents aside.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from kg.namespaces import ONTOLOGY, RESOURCES, term
from server.asking import Row, iri
from server.index import LONGEST_QUERY, Entry, Index, fold
from server.schema import SHOWN
from server.site import rows

# Below this two names have little in common.
LEAST = 60.0
MOST = 50  # candidates for one query, however many are asked for
USUAL = 10
# A thing of another type than the one asked for has half the score.
OTHER_TYPE = 0.5
# Names looked at before types and properties sort them.
POOL = 200
_PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_NUMBERS = re.compile(r"[0-9]+")
_SHOWN = {family.key for family in SHOWN} - {"statement", "figure", "interaction", "policy", "plan"}


@dataclass(frozen=True, slots=True)
class Condition:
    """What the value of a property should be: one of several texts or ids."""

    property: str
    values: tuple[str, ...]
    required: bool = False
    quantifier: str = "any"  # any, all or none of the values


@dataclass(frozen=True, slots=True)
class Wanted:
    """One query: a name, or an id, or both."""

    name: str = ""
    id: str = ""
    types: tuple[str, ...] = ()
    limit: int = USUAL
    conditions: tuple[Condition, ...] = ()


@dataclass(slots=True)
class Candidate:
    """A thing that may be meant."""

    entry: Entry
    likeness: float  # of the names, 0 to 100
    fits_type: bool
    held: dict[str, bool] = field(default_factory=dict)  # property -> its condition holds
    match: bool = False

    @property
    def id(self) -> str:
        """Return the id that the service gives it: actor/peru."""
        return self.entry.iri.removeprefix(RESOURCES)

    @property
    def score(self) -> float:
        """Return the score: the likeness, less for another type or values that differ."""
        score = self.likeness * (1.0 if self.fits_type else OTHER_TYPE)
        if self.held:
            share = sum(self.held.values()) / len(self.held)
            score *= 0.7 + 0.3 * share
        return round(score, 1)


def find(wanted: Wanted, index: Index) -> list[Candidate]:
    """Return the candidates for one query, best first; one at most is a match."""
    found = _by_id(wanted, index) if wanted.id else _by_name(wanted, index)
    for condition in wanted.conditions:
        _test(condition, found)
        if condition.required:
            found = [c for c in found if c.held[condition.property]]
    found.sort(key=lambda c: (-c.score, -c.entry.claims, c.entry.iri))
    sure = [c for c in found if c.likeness == 100.0 and c.fits_type and all(c.held.values())]
    if len(sure) == 1:
        sure[0].match = True
    return found[: max(1, min(wanted.limit, MOST))]


def _by_id(wanted: Wanted, index: Index) -> list[Candidate]:
    entry = index.entries.get(RESOURCES + wanted.id.removeprefix(RESOURCES))
    if entry is None or entry.family.key not in _SHOWN:
        return []
    return [Candidate(entry, 100.0, _is_of(entry, wanted.types, index))]


def _by_name(wanted: Wanted, index: Index) -> list[Candidate]:
    name = fold(wanted.name[:LONGEST_QUERY])
    if not name:
        return []
    best: dict[str, Candidate] = {}
    for known, likeness, _ in process.extract(
        name, index.names, scorer=fuzz.token_sort_ratio, score_cutoff=LEAST, limit=POOL
    ):
        if _NUMBERS.findall(known) != _NUMBERS.findall(name):
            likeness = min(likeness, LEAST)  # S-300 is no S-400
        # Words in another order are no equal name: it takes a person to say that they are.
        likeness = 100.0 if known == name else min(likeness, 99.0)
        for entry in index.named(known):
            if entry.family.key in _SHOWN:
                candidate = Candidate(entry, likeness, _is_of(entry, wanted.types, index))
                held = best.setdefault(entry.iri, candidate)
                if held.likeness < likeness:
                    best[entry.iri] = candidate
    return list(best.values())


def _is_of(entry: Entry, types: Sequence[str], index: Index) -> bool:
    above = {name for t in entry.types for name in index.schema.above(t)}
    return not types or any(ONTOLOGY + t in above for t in types)


def _test(condition: Condition, candidates: Sequence[Candidate]) -> None:
    """Write into the candidates whether a condition holds."""
    held: Mapping[str, set[str]] = {}
    if candidates and _PROPERTY.fullmatch(condition.property):
        things = [iri(c.entry.iri) for c in candidates]
        found = rows("reconcile-values", things=things, this=iri(term(condition.property)))
        held = _values(found)
    for candidate in candidates:
        values = held.get(candidate.entry.iri, set())
        hits = [fold(v) in values for v in condition.values]
        true = {"all": all(hits), "none": not any(hits)}.get(condition.quantifier, any(hits))
        candidate.held[condition.property] = true


def _values(found: Sequence[Row]) -> dict[str, set[str]]:
    """Return by thing all ways to write its values: text, name, id, end of the address."""
    values: dict[str, set[str]] = {}
    for row in found:
        value = row.text("value")
        said = (value, row.text("name"), value.removeprefix(RESOURCES), re.split("[/#]", value)[-1])
        values.setdefault(row.text("thing"), set()).update(fold(v) for v in said if v)
    return values
