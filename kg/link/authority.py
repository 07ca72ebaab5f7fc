"""Compares the ids that the lexicon ships with what Wikidata, or a copy of it, calls them.

A wrong id is worse than none: an id whose entity is called differently, does not exist or was
merged into another is a finding, and nothing is changed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg.link.names import normal

BATCH = 50  # ids the live service takes in one request


@dataclass(frozen=True, slots=True)
class Known:
    """What a source says of an id: the id it answers with, and the entity's names."""

    qid: str
    names: tuple[str, ...]  # labels and aliases, English first


@dataclass(frozen=True, slots=True)
class Doubt:
    """An id that does not hold."""

    item: str
    label: str
    qid: str
    problem: str  # missing, merged or mismatch
    detail: str

    def sentence(self) -> str:
        """Say what is wrong and what to do."""
        return f"{self.item} ({self.label}), {self.qid}: {self.detail}"


class Item(Protocol):
    """What is asked of an entry of the lexicon."""

    @property
    def id(self) -> str: ...  # noqa: D102

    @property
    def label(self) -> str: ...  # noqa: D102

    @property
    def qid(self) -> str: ...  # noqa: D102


Source = Callable[[Sequence[str]], Mapping[str, Known]]


def check_authority(
    items: Iterable[Item], names_of: Callable[[str], Iterable[str]], source: Source
) -> Iterator[Doubt]:
    """Yield every id of the items that the source does not bear out, in the items' order.

    ``names_of`` gives the names of an item's id; the source is asked ``BATCH`` ids at a time and
    answers with what it knows of each. One equal name, after levelling, bears an id out.
    """
    linked = [item for item in items if item.qid]
    for start in range(0, len(linked), BATCH):
        batch = linked[start : start + BATCH]
        known = source([item.qid for item in batch])
        for item in batch:
            doubt = _doubt(item, (item.label, *names_of(item.id)), known.get(item.qid))
            if doubt is not None:
                yield doubt


def _doubt(item: Item, ours: Iterable[str], known: Known | None) -> Doubt | None:
    if known is None:
        detail = "no such entity in the source; empty the id, or use an index that holds it"
        return Doubt(item.id, item.label, item.qid, "missing", detail)
    same = {normal(n) for n in ours} & {normal(n) for n in known.names}
    called = f"there it is called {known.names[0]!r}" if known.names else "there it has no name"
    if not same - {""}:
        detail = f"{called}, which is none of its names here; correct or empty the id"
        return Doubt(item.id, item.label, item.qid, "mismatch", detail)
    if known.qid != item.qid:
        detail = f"merged into {known.qid}; {called}; use the new id"
        return Doubt(item.id, item.label, item.qid, "merged", detail)
    return None
