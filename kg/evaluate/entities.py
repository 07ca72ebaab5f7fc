"""Whose entity is whose: the two sides' actors and places, aligned by their spans."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kg.evaluate.assignment import assign
from kg.evaluate.spans import Item, SpanPair, near, normalised

Annotation = Mapping[str, list[dict[str, Any]]]
Ignored = Callable[[str, list[SpanPair]], bool]


def entity_spans(entity: Item) -> list[SpanPair]:
    """Return the mentions of an entity, or its adjectives where it has none."""
    return entity.get("mentions") or entity.get("adjectives") or []


class Alignment:
    """The system's entity ids in the gold's terms; government bodies fold into their state."""

    def __init__(self, gold: Annotation, system: Annotation, least: float, ignored: Ignored):
        self._gold, self._system, self._least, self._ignored = gold, system, least, ignored
        self.to_gold: dict[str, str] = {}
        self._gold_state = _states_of_bodies(gold)
        self._system_state = _states_of_bodies(system)

    def pairs(
        self, gold_layer: str, system_layer: str
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[tuple[int, int]]]:
        """Return the entities with spans on both sides, and the matching of one to the other."""
        gold = [x for x in self._gold[gold_layer] if entity_spans(x)]
        system = [x for x in self._system[system_layer] if entity_spans(x)]
        weights = [[self._closeness(g, s) for s in system] for g in gold]
        return gold, system, assign(weights)

    def _closeness(self, gold: Item, system: Item) -> float:
        """0 unless most of the system's mentions lie on the gold's (adjectives lie inside too)."""
        own, adjectives = gold.get("mentions") or [], gold.get("adjectives") or []
        best = [
            (m, max((near(m, o, self._least) for o in [*own, *adjectives]), default=0.0))
            for m in entity_spans(system)
        ]
        if not any(value for _, value in best):
            return 0.0
        best = [(m, v) for m, v in best if v or not self._ignored("actors", [m])]
        sure = any(near(m, o, self._least) for m, _ in best for o in (own or adjectives))
        enough = 2 * sum(v > 0 for _, v in best) > len(best)
        return sum(v for _, v in best) if sure and enough else 0.0

    def align_rest(self) -> None:
        """Align entities without spans by name, and what one side calls actor, the other place."""
        for layer in ("actors", "places"):
            for s in self._system[layer]:
                for g in self._gold[layer]:
                    if not entity_spans(s) and not entity_spans(g) and _same_name(g, s):
                        self.to_gold.setdefault(str(s.get("id")), g["id"])
        for gold_layer, system_layer in (("actors", "places"), ("places", "actors")):
            gold, system, matched = self.pairs(gold_layer, system_layer)
            for i, j in matched:
                name = str(system[j].get("id"))
                if name not in self.to_gold and gold[i]["id"] not in self.to_gold.values():
                    self.to_gold[name] = gold[i]["id"]

    def fold(self, identifier: str | None) -> str | None:
        """Return the state of a government body (in the gold), other ids unchanged."""
        return _follow(identifier, self._gold_state)

    def reference(self, identifier: str | None) -> str | None:
        """Return the gold id of a system id; where there is none, a name that no gold has."""
        if identifier is None:
            return None
        current, seen = identifier, set[str]()
        while current not in self.to_gold:
            if current not in self._system_state or current in seen:
                return f"?{identifier}"
            seen.add(current)
            current = self._system_state[current]
        return self.to_gold[current]

    def gold_set(self, identifiers: Iterable[str] | None) -> set[str | None]:
        """Return gold ids, bodies folded."""
        return {self.fold(x) for x in identifiers or []}

    def system_set(self, identifiers: Iterable[str] | None) -> set[str | None]:
        """Return system ids in the gold's terms, bodies folded."""
        return {self.fold(self.reference(x)) for x in identifiers or []}

    def same(self, gold: str | None, system: str | None, others: Iterable[str] | None) -> bool:
        """Tell whether a system id stands for a gold id or for one of its alternatives."""
        if gold is None or system is None:
            return gold is None and system is None
        meant = self.fold(self.reference(system))
        return any(self.fold(x) == meant for x in [gold, *(others or [])])


def _states_of_bodies(annotation: Annotation) -> dict[str, str]:
    bodies = {a.get("id") for a in annotation["actors"] if a.get("type") == "GovernmentBody"}
    return {
        r["subject"]: r["object"]
        for r in annotation["relations"]
        if r.get("type") == "partOf" and r.get("subject") in bodies
    }


def _follow(identifier: str | None, table: Mapping[str, str]) -> str | None:
    seen: set[str] = set()
    while identifier is not None and identifier in table and identifier not in seen:
        seen.add(identifier)
        identifier = table[identifier]
    return identifier


def _same_name(gold: Item, system: Item) -> bool:
    qid = gold.get("wikidata")
    same_item = bool(qid) and qid == system.get("wikidata")
    return same_item or normalised(gold.get("label")) == normalised(system.get("label"))
