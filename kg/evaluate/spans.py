"""Spans, weights and ratios: the small tools of the scorer."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Item = Mapping[str, Any]
SpanPair = Sequence[int]

# Names, headings and citations match from this intersection over union on.
LEAST_OVERLAP = 0.25

# An evidence span longer than this and than three times the gold's does not count as overlap:
# naming a whole page would find everything.
LONG = 600

_STOP = {"of", "the", "in", "and", "to", "for", "a", "an", "then", "former", "first", "current"}
_STOP |= {"s"}


def overlap(a: SpanPair, b: SpanPair) -> int:
    """Return the number of characters that two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def intersection_over_union(a: SpanPair, b: SpanPair) -> float:
    """Return how well two spans agree: 1 where equal, 0 where apart."""
    shared = overlap(a, b)
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared else 0.0


def near(a: SpanPair, b: SpanPair, least: float = LEAST_OVERLAP) -> float:
    """Return the intersection over union where it is enough to match, else 0."""
    value = intersection_over_union(a, b)
    return value if value >= least else 0.0


def too_long(span: SpanPair, beside: SpanPair) -> bool:
    """Tell whether a span is refused for being far longer than the one it stands beside."""
    length = span[1] - span[0]
    return length > LONG and length > 3 * (beside[1] - beside[0])


def evidence(item: Item) -> list[SpanPair]:
    """Return the evidence spans of an item that are well formed."""
    return [s for s in item.get("evidence") or [] if len(s) == 2 and s[0] < s[1]]


def best_shared(gold: Item, system: Item) -> float:
    """Return the best agreement of two evidence lists, 0 where nothing overlaps."""
    return max(
        (
            intersection_over_union(a, b)
            for a in evidence(gold)
            for b in evidence(system)
            if not too_long(b, a)
        ),
        default=0.0,
    )


def normalised(value: object) -> str:
    """Return a text in lower case ASCII with single spaces."""
    text = unicodedata.normalize("NFKD", str(value)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[\W_]+", " ", text).strip()


def ratios(hits: int, spurious: int, missed: int, **more: Any) -> dict[str, Any]:
    """Return precision, recall and F1 with their counts; an empty side is right when both are."""
    precision = hits / (hits + spurious) if hits + spurious else float(not missed)
    recall = hits / (hits + missed) if hits + missed else float(not spurious)
    return {
        "p": precision,
        "r": recall,
        "f1": harmonic(precision, recall),
        "tp": hits,
        "fp": spurious,
        "fn": missed,
        **more,
    }


def harmonic(precision: float, recall: float) -> float:
    """Return the harmonic mean of two ratios, 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def same_text(gold: object, system: object) -> bool:
    """Tell whether half of the gold's content words stand in the other text.

    Words are compared by their first four letters, so that "presidency" meets "president".
    """
    a, b = _stems(gold), _stems(system)
    return bool(a) and len(a & b) >= len(a) / 2


def _stems(value: object) -> set[str]:
    words: Iterable[str] = normalised(value).replace("united states", "us").split()
    return {w[:4] for w in words if w not in _STOP}
