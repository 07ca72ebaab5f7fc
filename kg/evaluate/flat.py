"""When relations, citations and sections are the same."""

from collections.abc import Mapping
from typing import Any

from kg.evaluate.clean import LAYERS, SYMMETRIC
from kg.evaluate.entities import Alignment, Annotation
from kg.evaluate.slots import Slots
from kg.evaluate.spans import Item, normalised, same_text

_NAMED_LAYERS = LAYERS[:5]


class RelationEnds:
    """The ends of relations in the gold's terms: entities, events, or a text such as an office."""

    def __init__(
        self,
        gold: Annotation,
        system: Annotation,
        alignment: Alignment,
        pairs: Mapping[str, Mapping[int, int]],
    ) -> None:
        self._alignment = alignment
        self._events = {
            system[layer][j].get("id"): gold[layer][i]["id"]
            for layer in ("agreements", "crises", "motives")
            for j, i in pairs.get(layer, {}).items()
        }
        self._known = {x["id"] for layer in _NAMED_LAYERS for x in gold[layer]}
        self._labels = {x.get("id"): x.get("label") for n in _NAMED_LAYERS for x in system[n]}

    def fit(self, gold: Item, system: Item) -> int:
        """Return 2 where the relations agree, 1 where they do turned round, else 0."""
        if gold["type"] != system.get("type"):
            return 0
        subject, value = self._end(system.get("subject")), self._end(system.get("object"))
        if gold["object"] in self._known:
            same_object = value == gold["object"]
        else:
            written = self._labels.get(system.get("object")) or system.get("object")
            same_object = same_text(gold["object"], written)
        if subject == gold["subject"] and same_object:
            return 2
        turned = value == gold["subject"] and subject == gold["object"]
        return int(gold["type"] in SYMMETRIC and turned)

    def _end(self, identifier: Any) -> str:
        to_gold = self._alignment.to_gold
        return to_gold.get(identifier) or self._events.get(identifier) or f"?{identifier}"


def compare_citations(gold: Item, system: Item, slots: Slots) -> None:
    """Compare year, page and authors."""
    slots.one("year", gold.get("year"), system.get("year"), _same_written)
    slots.one("page", gold.get("page"), system.get("page"), _same_words)
    authors = [{normalised(a) for a in side.get("authors") or []} for side in (gold, system)]
    slots.many("authors", *authors)


def compare_sections(gold: Item, system: Item, slots: Slots) -> None:
    """Compare number and level."""
    slots.one("number", gold.get("number"), system.get("number"), _same_number, ask_for_none=True)
    slots.one("level", gold.get("level"), system.get("level"))


def _same_written(a: object, b: object) -> bool:
    return str(a) == str(b)


def _same_words(a: object, b: object) -> bool:
    return normalised(a) == normalised(b)


def _same_number(a: object, b: object) -> bool:
    return str(a).rstrip(".") == str(b).rstrip(".")
