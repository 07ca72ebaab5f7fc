"""When two events are the same: what must agree in each layer, and what is asked of a pair."""

from collections.abc import Callable, Mapping
from typing import Any

from kg.evaluate.entities import Alignment
from kg.evaluate.slots import Slots, about_day, same_day, same_number, same_unit
from kg.evaluate.spans import Item, normalised

_PERCENT_NAMES = ("percent", "per cent")


def _equal_given(gold: Item, system: Item, key: str) -> bool:
    return gold.get(key) is not None and gold.get(key) == system.get(key)


def _agreements(a: Alignment, gold: Item, system: Item) -> float:
    """At least half of the parties."""
    want, have = a.gold_set(gold.get("parties")), a.system_set(system.get("parties"))
    if 2 * len(want & have) < len(want):
        return 0
    same_type = gold.get("type") == system.get("type")
    return 1 + len(want & have) + same_type + _equal_given(gold, system, "date")


def _crises(a: Alignment, gold: Item, system: Item) -> float:
    """Evidence alone; type, start and participants choose among several."""
    who = actors_of(a.gold_set, gold) & actors_of(a.system_set, system)
    same_type = gold.get("type") == system.get("type")
    return 1 + same_type + _equal_given(gold, system, "start") + len(who) / 4


def _motives(a: Alignment, gold: Item, system: Item) -> float:
    """The holder."""
    if not a.same(gold["holder"], system.get("holder"), gold.get("altHolder")):
        return 0
    both_explicit = bool(gold.get("explicit")) and bool(system.get("explicit"))
    return 1 + (gold.get("category") == system.get("category")) + both_explicit


def _interactions(a: Alignment, gold: Item, system: Item) -> float:
    """Type and actor; in a mutual act either direction."""
    way = direction(a, gold, system)
    return 1 + 2 * way[1] + _equal_given(gold, system, "date") if way else 0


def _statements(a: Alignment, gold: Item, system: Item) -> float:
    """The speaker."""
    if not a.same(gold["speaker"], system.get("speaker"), gold.get("altSpeaker")):
        return 0
    return 1 + _equal_given(gold, system, "date")


def _observations(a: Alignment, gold: Item, system: Item) -> float:
    """The value; a share may be given as a part of 1."""
    value = system.get("value")
    share = (
        gold.get("unit") == "percent"
        and normalised(system.get("unit")) not in _PERCENT_NAMES
        and isinstance(value, int | float)
        and same_number(gold.get("value"), 100 * value)
    )
    if not share and not same_number(gold.get("value"), value):
        return 0
    common = a.gold_set(gold.get("subjects")) & a.system_set(system.get("subjects"))
    return 1 + len(common) + same_unit(gold.get("unit"), system.get("unit"))


KEYS: Mapping[str, Callable[[Alignment, Item, Item], float]] = {
    "agreements": _agreements,
    "crises": _crises,
    "motives": _motives,
    "interactions": _interactions,
    "statements": _statements,
    "observations": _observations,
}


def actors_of(translate: Callable[[Any], set[str | None]], crisis: Item) -> set[str | None]:
    """Return the actors that take part in a crisis, in the gold's terms."""
    return translate([p["actor"] for p in crisis.get("participants") or []])


def direction(a: Alignment, gold: Item, system: Item) -> tuple[int, bool] | None:
    """Return (1 or -1 for turned round, recipient right); None where type or actor differ."""
    if gold.get("type") != system.get("type"):
        return None
    actor, recipient = system.get("actor"), system.get("recipient")
    ways = []
    if a.same(gold["actor"], actor, gold.get("altActor")):
        right = a.same(gold.get("recipient"), recipient, gold.get("altRecipient"))
        ways.append((1, right))
    turned = gold.get("mutual") and gold.get("recipient")
    if turned and a.same(gold["recipient"], actor, gold.get("altRecipient")):
        ways.append((-1, a.same(gold["actor"], recipient, gold.get("altActor"))))
    return max(ways, key=lambda w: (w[1], w[0])) if ways else None


def compare(layer: str, a: Alignment, gold: Item, system: Item, slots: Slots) -> None:
    """Compare the slots of a matched pair."""
    for name in ("date", "start", "end", "time"):
        if name in gold:
            slots.one(name, gold[name], system.get(name), same_day)
            if gold[name] is not None:
                slots.one(f"{name}_lenient", gold[name], system.get(name), about_day)
    _COMPARE[layer](a, gold, system, slots)


def _compare_agreements(a: Alignment, gold: Item, system: Item, slots: Slots) -> None:
    for name in ("type", "status", "wikidata"):
        slots.one(name, gold.get(name), system.get(name))
    slots.many("topics", gold.get("topics") or [], system.get("topics") or [])
    slots.many("parties", a.gold_set(gold.get("parties")), a.system_set(system.get("parties")))


def _compare_crises(a: Alignment, gold: Item, system: Item, slots: Slots) -> None:
    for name in ("type", "wikidata"):
        slots.one(name, gold.get(name), system.get(name))
    slots.many("participants", actors_of(a.gold_set, gold), actors_of(a.system_set, system))
    wanted = {(a.fold(p["actor"]), p["role"]) for p in gold.get("participants") or []}
    given = {
        (a.fold(a.reference(p.get("actor"))), p.get("role"))
        for p in system.get("participants") or []
    }
    slots.many("roles", wanted, given)
    slots.many("places", a.gold_set(gold.get("places")), a.system_set(system.get("places")))


def _compare_motives(a: Alignment, gold: Item, system: Item, slots: Slots) -> None:
    slots.one("category", gold.get("category"), system.get("category"))
    slots.one("toward", gold.get("toward"), system.get("toward"), lambda g, s: a.same(g, s, None))
    slots.one("section", gold.get("section"), system.get("section"))
    slots.one("explicit", gold.get("explicit"), system.get("explicit"))


def _compare_interactions(a: Alignment, gold: Item, system: Item, slots: Slots) -> None:
    if gold.get("recipient") is None:
        slots.one("recipient", None, system.get("recipient"))
    else:
        way = direction(a, gold, system)
        slots.add("recipient", float(bool(way and way[1])))


def _compare_statements(a: Alignment, gold: Item, system: Item, slots: Slots) -> None:
    slots.many("about", a.gold_set(gold.get("about")), a.system_set(system.get("about")))


def _compare_observations(a: Alignment, gold: Item, system: Item, slots: Slots) -> None:
    slots.one("unit", gold.get("unit"), system.get("unit"), same_unit)
    slots.many("subjects", a.gold_set(gold.get("subjects")), a.system_set(system.get("subjects")))


_COMPARE: Mapping[str, Callable[[Alignment, Item, Item, Slots], None]] = {
    "agreements": _compare_agreements,
    "crises": _compare_crises,
    "motives": _compare_motives,
    "interactions": _compare_interactions,
    "statements": _compare_statements,
    "observations": _compare_observations,
}
