"""What a figure measures: the code list's indicator whose name stands nearest to the figure.

A name counts only where the figure's unit can measure it. Where no unit of the kind is near (gas
"in square metres"), a figure too large for its own unit's usual measure is given to what the
sentence names, and the shapes will flag the unit.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.findings import Findings, Observation
from kg.model import Span
from kg.vocabulary import Vocabulary

# Indicators that say no more than the unit does; such a figure keeps the document's own words.
GENERAL = frozenset({"share", "rank", "number", "amount", "duration", "distance", "surface"})

# Kinds that a careless or damaged text confuses: cubic, square and plain metres.
CONFUSED = {"area": "volume", "length": "volume"}

# More of a metre or square metre than this is no length or border, and no area on a map.
MOST_METRES = 1e9

# A name behind the figure counts as so many times farther away.
BEHIND = 3

_MONEY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class IndicatorNames:
    """The names of the specific indicators by kind of quantity, and the kinds of units."""

    patterns: tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]
    kinds: dict[str, frozenset[str]]

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> "IndicatorNames":
        """Read the code lists ``indicator`` and ``unit``."""
        patterns = []
        for notation, code in vocabulary.codes["indicator"].items():
            if notation not in GENERAL:
                names = sorted({code.labels["en"], *code.other_names}, key=lambda n: (-len(n), n))
                words = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
                pattern = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
                patterns.append((notation, frozenset(code.quantity_kinds), pattern))
        kinds = {}
        for notation, code in vocabulary.codes["unit"].items():
            for name in (notation, code.labels["en"], *code.other_names):
                kinds[name.casefold()] = frozenset(code.quantity_kinds)
        return cls(tuple(patterns), kinds)

    def kinds_of(self, unit: str) -> frozenset[str]:
        """Return what a unit can measure; what is counted in no unit is a count."""
        if _MONEY.fullmatch(unit):
            return frozenset({"money"})
        word = unit.casefold()
        return (
            self.kinds.get(word) or self.kinds.get(word.removesuffix("s")) or frozenset({"count"})
        )

    def nearest(self, text: str, span: Span, area: Span, kinds: frozenset[str]) -> str | None:
        """Return the indicator of these kinds whose name in the area is nearest to the span."""
        found = sorted(
            (_distance(span, start, end), order, notation)
            for order, (notation, own, pattern) in enumerate(self.patterns)
            if own & kinds
            for start, end in (m.span() for m in pattern.finditer(text, area.start, area.end))
        )
        return found[0][2] if found else None


def name_indicators(findings: Findings, names: IndicatorNames) -> Findings:
    """Return the findings with a code for every figure whose indicator is certain."""
    return replace(findings, observations=tuple(_named(findings, names)))


def _named(findings: Findings, names: IndicatorNames) -> Iterator[Observation]:
    text, passages = findings.document.text, findings.layout.passages
    for figure in findings.observations:
        area = figure.evidence[0]
        sentence = next((p.span for p in passages if p.span.meets(area)), area)
        place = _place(text, figure, area)
        code = _code(text, place, (area, sentence), names, figure)
        yield replace(figure, indicator_code=code)


def _code(
    text: str, place: Span, areas: Iterable[Span], names: IndicatorNames, figure: Observation
) -> str | None:
    kinds = names.kinds_of(figure.unit)
    confused = {CONFUSED[k] for k in kinds if k in CONFUSED and abs(figure.value) >= MOST_METRES}
    for area in areas:
        code = names.nearest(text, place, area, kinds | confused)
        if code:
            return code
    return None


def _place(text: str, figure: Observation, area: Span) -> Span:
    words = [re.escape(word) for word in figure.stated_as.split()]
    match = re.compile(r"\s+".join(words)).search(text, area.start, area.end) if words else None
    return Span(*match.span()) if match else area


def _distance(span: Span, start: int, end: int) -> int:
    """Characters between; what follows a figure belongs to it less often than what leads to it."""
    return max(BEHIND * (start - span.end), span.start - end, 0)
