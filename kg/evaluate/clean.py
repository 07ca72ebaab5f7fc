"""An annotation in the shape that the schema asks for; what has not that shape is counted out."""

from collections.abc import Callable, Iterator
from typing import Any

LAYERS = (
    "actors",
    "places",
    "agreements",
    "crises",
    "motives",
    "interactions",
    "statements",
    "observations",
    "relations",
    "citations",
    "sections",
)
EVENTS = ("agreements", "crises", "motives", "interactions", "statements", "observations")
SYMMETRIC = ("allyOf", "tradePartnerOf")

_SPAN_LISTS = ("mentions", "adjectives", "evidence")
_NAME_LISTS = (
    "parties",
    "topics",
    "places",
    "subjects",
    "authors",
    "altHolder",
    "altActor",
    "altRecipient",
    "altSpeaker",
    "layers",
)
_NUMBERS = ("value", "year", "level", "order")


class Cleaner:
    """Copies one side of a comparison and counts what had to be left out."""

    def __init__(self) -> None:
        self.left_out = 0

    def side(self, annotation: object) -> dict[str, Any]:
        """Return a copy of an annotation of which every part is well formed."""
        given = annotation if isinstance(annotation, dict) else {}
        document = given.get("document")
        clean: dict[str, Any] = {"document": document if isinstance(document, dict) else {}}
        for layer in (*LAYERS, "ignore"):
            items = self._list(given.get(layer))
            clean[layer] = [
                {k: self._value(layer, k, v) for k, v in item.items()}
                for item in self._kept(items, lambda x: isinstance(x, dict))
            ]
        return clean

    def _value(self, layer: str, key: str, value: Any) -> Any:
        if key in _SPAN_LISTS:
            return [list(s) for s in self._kept(self._list(value), is_span)]
        if key == "span":
            return list(value) if is_span(value) else self._refuse()
        if key == "participants":
            return [
                {"actor": str(p["actor"]), "role": _text_or_none(p.get("role"))}
                for p in self._kept(self._list(value), _is_participant)
            ]
        if key in _NAME_LISTS or (key == "about" and layer == "statements"):
            names = self._kept(self._list(value), lambda x: isinstance(x, str | int))
            return [str(name) for name in names]
        if value is None or isinstance(value, str | bool):
            return value
        if isinstance(value, int | float):
            return value if key in _NUMBERS else str(value)
        return self._refuse()

    def _list(self, value: object) -> list[Any]:
        if isinstance(value, list):
            return value
        if value is not None:
            self._refuse()
        return []

    def _kept(self, items: list[Any], fits: Callable[[Any], bool]) -> Iterator[Any]:
        for item in items:
            if fits(item):
                yield item
            else:
                self._refuse()

    def _refuse(self) -> None:
        self.left_out += 1


def is_span(value: object) -> bool:
    """Tell whether a value is a span: two whole numbers, the first smaller."""
    return (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(type(n) is int for n in value)
        and value[0] < value[1]
    )


def clip(annotation: dict[str, Any], part: tuple[int, int]) -> dict[str, Any]:
    """Return the annotation inside the annotated part of a document.

    Spans outside it are dropped, and with them the items that had no other span; actors and
    places stay, since other items refer to them.
    """
    out = dict(annotation)
    for layer in LAYERS:
        items = [x for x in annotation.get(layer) or [] if isinstance(x, dict)]
        clipped = [_clip_item(item, part) for item in items]
        out[layer] = [item for item, stays in clipped if stays or layer in ("actors", "places")]
    return out


def _clip_item(item: dict[str, Any], part: tuple[int, int]) -> tuple[dict[str, Any], bool]:
    def inside(span: Any) -> bool:
        return is_span(span) and span[0] >= part[0] and span[1] <= part[1]

    clipped, had, left = dict(item), 0, 0
    for key in _SPAN_LISTS:
        if isinstance(item.get(key), list):
            clipped[key] = [s for s in item[key] if inside(s)]
            had += len(item[key])
            left += len(clipped[key])
    if "span" in item:
        had += 1
        left += inside(item["span"])
    return clipped, bool(left) or not had


def _is_participant(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("actor"), str | int)


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
