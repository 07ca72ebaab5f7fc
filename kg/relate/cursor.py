"""Finding the things that lie inside a stretch of text, by bisection."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from kg.model import Span


class Placed(Protocol):
    """Whatever has a place in the text."""

    @property
    def span(self) -> Span:
        """Where it stands."""


T = TypeVar("T", bound=Placed)


class Cursor(Generic[T]):
    """Finds the items inside a span; of those that begin together the longer comes first."""

    def __init__(self, items: Iterable[T]) -> None:
        self.items: list[T] = sorted(items, key=lambda item: (item.span.start, -item.span.end))
        self.starts: list[int] = [item.span.start for item in self.items]

    def within(self, span: Span) -> list[T]:
        """The items that lie wholly inside a span, in text order."""
        first = bisect_left(self.starts, span.start)
        last = bisect_left(self.starts, span.end)
        return [item for item in self.items[first:last] if item.span.end <= span.end]
