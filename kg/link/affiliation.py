"""For which state a person, a body or a town stands, by what the lexicon knows of the world."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from kg.model import Entity


class Item(Protocol):
    """What is asked of an entry of the lexicon."""

    @property
    def category(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102


class Names(Protocol):
    """What is asked of the lexicon."""

    def item(self, item_id: str) -> Item: ...  # noqa: D102


def states_of(entities: Iterable[Entity], lexicon: Names) -> Mapping[str, str]:
    """Return entity id to the id of its state, where the document names that state too.

    Of places only capitals stand for their states: the battle of Goris is not fought by Armenia.
    """
    listed = list(entities)
    by_lexicon = {e.lexicon_id: e.id for e in listed if e.lexicon_id and e.type == "State"}
    found = {}
    for entity in listed:
        if entity.lexicon_id and entity.type != "State":
            item = lexicon.item(entity.lexicon_id)
            if entity.kind == "place" and item.category != "Capital":
                continue
            state = by_lexicon.get(item.state)
            if state is not None:
                found[entity.id] = state
    return found
