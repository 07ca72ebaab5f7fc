"""Things in time, as lanes of dots and bars; every one is also a row of the table beside it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.index import Entry

WIDTH = 960
LEFT, RIGHT = 16, 24
LANE = 26
TOP = 34
LETTER = 6.6  # a letter's width in the picture's font
LONGEST_NAME = 44  # letters of a name that are shown
LONGEST = 400  # things in a picture; the table has all
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


@dataclass(slots=True)
class Item:
    """One thing: a bar from its first to its last possible day."""

    entry: Entry
    x: float
    width: float
    lane: int = 0
    name: str = ""
    name_left: bool = False  # the name stands before the bar, where there is no room after it

    @property
    def y(self) -> int:
        """Return the height of its lane."""
        return TOP + self.lane * LANE


@dataclass(slots=True)
class Timeline:
    """The picture: items, the years on the axis, and what did not fit."""

    items: list[Item]
    ticks: list[tuple[float, str]]
    height: int
    left_out: int
    before: list[Entry]  # years before 1: told in words
    width: int = WIDTH


def day_number(value: str) -> int | None:
    """Return the number of a day, month or year, counted from year 1; None where it is not one."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:Z|[+-]\d\d:\d\d)?", value)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)).toordinal()
    except ValueError:
        return None


def draw(entries: Iterable[Entry]) -> Timeline | None:
    """Return the picture of things that have a time, or None where none has."""
    dated: list[tuple[int, int, Entry]] = []
    before: list[Entry] = []
    for entry in entries:
        first = day_number(entry.earliest)
        if first is None:
            before.append(entry)
            continue
        dated.append((first, max(day_number(entry.latest) or first, first), entry))
    if not dated:
        return None
    dated.sort(key=lambda d: (d[0], d[1], d[2].label, d[2].iri))
    shown = dated[:LONGEST]
    low, high = min(d[0] for d in shown), max(d[1] for d in shown)
    # At least two years, so that one event has a place in time.
    span = max(high - low, 730)
    low -= span // 40
    scale = (WIDTH - LEFT - RIGHT) / (span * 1.05)
    items = [_item(d, low, scale) for d in shown]
    lanes = _into_lanes(items)
    ticks = _ticks(low, low + int(span * 1.05), scale)
    return Timeline(items, ticks, TOP + lanes * LANE + 12, len(dated) - len(shown), before)


def _item(dated: tuple[int, int, Entry], low: int, scale: float) -> Item:
    first, last, entry = dated
    name = entry.label
    if len(name) > LONGEST_NAME:
        name = name[: LONGEST_NAME - 1].rstrip() + "…"
    return Item(
        entry, round(LEFT + (first - low) * scale, 1), round((last - first) * scale, 1), name=name
    )


def _into_lanes(items: list[Item]) -> int:
    """Put each item with its name into the first lane with room; return how many lanes."""
    ends: list[float] = []
    for item in items:
        length = len(item.name) * LETTER + 14
        start, end = item.x - 6, item.x + max(item.width, 8) + length
        if end > WIDTH:
            item.name_left = item.x - length > 0
            start = item.x - length if item.name_left else start
            end = item.x + max(item.width, 8) + 8
        lane = next((i for i, taken in enumerate(ends) if taken <= start), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = end
        item.lane = lane
    return len(ends)


def _ticks(low: int, high: int, scale: float) -> list[tuple[float, str]]:
    first, last = date.fromordinal(max(low, 1)).year, date.fromordinal(max(high, 1)).year
    step = next((s for s in STEPS if (last - first) / s <= 12), STEPS[-1])
    years = range(first - first % step + step, last + 1, step)
    return [
        (round(LEFT + (date(y, 1, 1).toordinal() - low) * scale, 1), str(y)) for y in years if y > 0
    ]
