"""How many slots of the matched items are right: dates, types, parties, roles ..."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from kg.evaluate.spans import normalised

_UNITS = {
    "$": "usd",
    "us$": "usd",
    "dollar": "usd",
    "dollars": "usd",
    "us dollars": "usd",
    "%": "percent",
    "per cent": "percent",
    "people": "persons",
    "person": "persons",
    "kilometres": "km",
    "kilometers": "km",
    "metres": "m",
    "meters": "m",
    "cubic metres": "m3",
    "cubic meters": "m3",
    "m 3": "m3",
    "square metres": "m2",
    "square meters": "m2",
    "cubic metres a year": "m3 year",
    "cubic metres per year": "m3 year",
    "megawatts": "mw",
    "barrels a day": "barrels day",
    "barrels per day": "barrels day",
    "bpd": "barrels day",
    "day": "days",
    "month": "months",
    "year": "years",
    "hour": "hours",
}


def _equal(a: Any, b: Any) -> bool:
    return bool(a == b)


class Slots:
    """Accuracy over the matched pairs, slot by slot; ``extra`` counts what the gold has not."""

    def __init__(self) -> None:
        self._right: dict[str, float] = {}
        self._total: dict[str, int] = {}
        self._extra: dict[str, int] = {}

    def add(self, name: str, value: float) -> None:
        """Count one pair with a value from 0 (wrong) to 1 (right)."""
        self._right[name] = self._right.get(name, 0) + value
        self._total[name] = self._total.get(name, 0) + 1

    def one(
        self,
        name: str,
        gold: Any,
        system: Any,
        same: Callable[[Any, Any], bool] = _equal,
        ask_for_none: bool = False,
    ) -> None:
        """Compare one value; where the gold has none, it is not asked for unless told so."""
        if gold is None and not ask_for_none:
            if system not in (None, "", []):
                self._extra[name] = self._extra.get(name, 0) + 1
            return
        if gold is None or system is None:
            self.add(name, float(gold is None and system is None))
        else:
            self.add(name, float(same(gold, system)))

    def many(self, name: str, gold: Iterable[Any], system: Iterable[Any]) -> None:
        """Compare two sets by the share that they have in common (Dice)."""
        a, b = set(gold), set(system)
        if a:
            self.add(name, 2 * len(a & b) / (len(a) + len(b)))
        elif b:
            self._extra[name] = self._extra.get(name, 0) + 1

    def result(self) -> dict[str, dict[str, Any]]:
        """Return accuracy, number of pairs and number of extras of every slot."""
        out = {}
        for name in sorted({*self._total, *self._extra}):
            total = self._total.get(name, 0)
            out[name] = {
                "accuracy": self._right.get(name, 0) / total if total else None,
                "of": total,
                "extra": self._extra.get(name, 0),
            }
        return out


def same_day(a: object, b: object) -> bool:
    """Tell whether two EDTF dates are equal but for marks of doubt."""
    return _day(a) == _day(b)


def about_day(a: object, b: object) -> bool:
    """Tell whether one of two EDTF dates lies in the other (a day in its year)."""
    first, second = _day(a).split("/")[0], _day(b).split("/")[0]
    return first == second or first.startswith(f"{second}-") or second.startswith(f"{first}-")


def same_unit(a: object, b: object) -> bool:
    """Tell whether two units are one, however written."""
    return _unit(a) == _unit(b)


def same_number(a: Any, b: Any) -> bool:
    """Tell whether two figures are equal to one part in a million."""
    try:
        x, y = float(a), float(b)
    except (TypeError, ValueError):
        return False
    return abs(x - y) <= 1e-6 * max(abs(x), abs(y), 1e-9)


def _day(value: object) -> str:
    return re.sub(r"[~?%]", "", str(value)).strip()


def _unit(value: object) -> str:
    plain = normalised(value)
    return _UNITS.get(str(value).strip().lower(), _UNITS.get(plain, plain))
