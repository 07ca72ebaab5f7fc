"""Precision, recall and F1 of a system's annotation against a gold one, layer by layer.

Everything is matched one to one, with the greatest total agreement. Names, headings and
citations match by intersection over union; events match by evidence and by what each layer asks
for (parties, holder, type and actor ...). Doubles are spurious.
"""

from collections.abc import Callable
from typing import Any

from kg.evaluate.assignment import assign
from kg.evaluate.clean import EVENTS, LAYERS, SYMMETRIC, Cleaner, clip
from kg.evaluate.entities import Alignment, entity_spans
from kg.evaluate.events import KEYS, compare, direction
from kg.evaluate.flat import RelationEnds, compare_citations, compare_sections
from kg.evaluate.slots import Slots
from kg.evaluate.spans import (
    LEAST_OVERLAP,
    Item,
    SpanPair,
    best_shared,
    evidence,
    harmonic,
    near,
    overlap,
    ratios,
    too_long,
)

# The weight of one more pair in a matching: more than all bonuses together.
ONE_MORE_PAIR = 1e6

_NAMED_BY = (
    "type",
    "subject",
    "id",
    "number",
    "title",
    "label",
    "actor",
    "recipient",
    "speaker",
    "holder",
    "indicator",
    "value",
    "object",
    "authors",
    "year",
)


def score(gold: dict[str, Any], system: dict[str, Any], least: float = LEAST_OVERLAP) -> Any:
    """Return the scores of a system's annotation, both in the stand-off schema.

    The result has ``layers`` (p, r, f1, tp, fp, fn and slots for each layer), ``lists`` (what
    was missed and what is spurious) and ``malformed`` (how many things had to be left out).
    Where the gold covers a part of its document, the system's items outside it are left out.
    """
    part = (gold.get("document") or {}).get("part")
    return _Scorer(gold, clip(system, tuple(part)) if part else system, least).run()


class _Scorer:
    def __init__(self, gold: dict[str, Any], system: dict[str, Any], least: float) -> None:
        cleaner = Cleaner()
        self.gold = Cleaner().side(gold)
        self.system = cleaner.side(system)
        self.malformed = cleaner.left_out
        self.least = least
        self.layers: dict[str, dict[str, Any]] = {}
        self.lists: dict[str, dict[str, list[str]]] = {}
        self.pairs: dict[str, dict[int, int]] = {}  # layer -> system index -> gold index
        self._ignore = [(i["span"], i.get("layers")) for i in self.gold["ignore"]]
        self.alignment = Alignment(self.gold, self.system, least, self.ignored)

    def run(self) -> dict[str, Any]:
        for layer in ("actors", "places"):
            self._entities(layer)
        self.alignment.align_rest()
        for layer in EVENTS:
            self._events(layer)
        self._motives_apart()
        self._relations()
        for layer in ("citations", "sections"):
            self._flat(layer)
        order = []
        for layer in LAYERS:
            order.append(layer)
            if layer == "motives":
                order += ["motives_explicit", "motives_implicit"]
        for name in order:
            counts = self.layers[name]
            counts["empty"] = not (counts["tp"] or counts["fp"] or counts["fn"])
        return {
            "document": self.gold["document"].get("name"),
            "malformed": self.malformed,
            "layers": {name: self.layers[name] for name in order},
            "lists": self.lists,
        }

    def ignored(self, layer: str, spans: list[SpanPair]) -> bool:
        """Tell whether every span lies where a miss or a find counts neither way.

        It touches an ignored span made for this layer, or lies in general ones: names by half,
        evidence by nine tenths.
        """
        part = 0.9 if layer in EVENTS or layer == "relations" else 0.5

        def hit(span: SpanPair) -> bool:
            for area, layers in self._ignore:
                if layers and layer in layers and overlap(span, area) and not too_long(span, area):
                    return True
            general = sum(overlap(span, area) for area, layers in self._ignore if not layers)
            return general >= part * (span[1] - span[0])

        return bool(spans) and all(hit(s) for s in spans)

    def _entities(self, layer: str) -> None:
        gold, system, matched = self.alignment.pairs(layer, layer)
        slots, links = Slots(), {"right": 0, "wrong": 0, "missing": 0}
        for i, j in matched:
            g, s = gold[i], system[j]
            self.alignment.to_gold.setdefault(str(s.get("id")), g["id"])
            if layer == "actors":
                slots.one("type", g.get("type"), s.get("type"))
            if g.get("wikidata"):
                right = "right" if s.get("wikidata") == g["wikidata"] else "wrong"
                links[right if s.get("wikidata") else "missing"] += 1
        self._finish(layer, gold, system, matched, slots, entity_spans)
        wrong, missing = links["wrong"], links["missing"]
        self.layers[layer]["wikidata"] = ratios(
            links["right"], wrong, wrong + missing, wrong=wrong, missing=missing
        )
        self.layers[layer]["mentions"] = self._mentions(layer, gold, system, matched)

    def _mentions(
        self, layer: str, gold: list[Any], system: list[Any], matched: list[tuple[int, int]]
    ) -> dict[str, Any]:
        """Count mentions of aligned entities; one on an adjective of its entity is no fault."""
        partner = {j: gold[i] for i, j in matched}
        hits = spurious = on_adjective = neutral = 0
        for j, s in enumerate(system):
            mine = s.get("mentions") or []
            own = partner[j].get("mentions") or [] if j in partner else []
            adjectives = partner[j].get("adjectives") or [] if j in partner else []
            weights = [[_plus_one(near(m, o, self.least)) for o in own] for m in mine]
            hit = {a for a, _ in assign(weights)}
            hits += len(hit)
            for m in (m for k, m in enumerate(mine) if k not in hit):
                if any(near(m, a, self.least) for a in adjectives):
                    on_adjective += 1
                elif self.ignored(layer, [m]):
                    neutral += 1
                else:
                    spurious += 1
        total = sum(len(g.get("mentions") or []) for g in gold)
        result = ratios(hits, spurious, total - hits)
        given = hits + on_adjective + spurious
        result["p"] = (hits + on_adjective) / given if given else float(not total)
        result["f1"] = harmonic(result["p"], result["r"])
        return {**result, "on_adjective": on_adjective, "ignored": neutral}

    def _events(self, layer: str) -> None:
        gold, system, key = self.gold[layer], self.system[layer], KEYS[layer]

        def weight(g: Item, s: Item) -> float:
            shared = best_shared(g, s)
            value = key(self.alignment, g, s) if shared else 0
            return ONE_MORE_PAIR + 4 * value + 3 * shared if value else 0

        matched = assign([[weight(g, s) for s in system] for g in gold])
        slots = Slots()
        for i, j in matched:
            compare(layer, self.alignment, gold[i], system[j], slots)
        mirrored = self._mirrored(matched) if layer == "interactions" else None
        self._finish(layer, gold, system, matched, slots, evidence, mirrored)

    def _mirrored(self, matched: list[tuple[int, int]]) -> Callable[[int], bool]:
        """The other half of a mutual interaction that is matched already counts neither way."""
        gold, system = self.gold["interactions"], self.system["interactions"]

        def is_mirror(j: int) -> bool:
            for i, k in matched:
                if not gold[i].get("mutual") or not best_shared(gold[i], system[j]):
                    continue
                this = direction(self.alignment, gold[i], system[j])
                other = direction(self.alignment, gold[i], system[k])
                if this and this[1] and other and other[0] != this[0]:
                    return True
            return False

        return is_mirror

    def _motives_apart(self) -> None:
        """Score the announced motives and those in running text apart, from the same matching."""
        gold, system, back = self.gold["motives"], self.system["motives"], self.pairs["motives"]
        for explicit, name in ((True, "motives_explicit"), (False, "motives_implicit")):
            wanted = {i for i, g in enumerate(gold) if bool(g.get("explicit")) is explicit}
            mine = [
                j
                for j, s in enumerate(system)
                if bool(s.get("explicit")) is explicit
                and (j in back or not self.ignored("motives", evidence(s)))
            ]
            hits = len(wanted & set(back.values()))
            right = sum(j in back for j in mine)
            result = ratios(hits, len(mine) - right, len(wanted) - hits, slots={})
            result["p"] = right / len(mine) if mine else float(not wanted)
            result["r"] = hits / len(wanted) if wanted else float(not mine)
            result["f1"] = harmonic(result["p"], result["r"])
            self.layers[name] = result

    def _relations(self) -> None:
        gold, system = self.gold["relations"], self.system["relations"]
        ends = RelationEnds(self.gold, self.system, self.alignment, self.pairs)

        def weight(g: Item, s: Item) -> float:
            fit = ends.fit(g, s)
            return ONE_MORE_PAIR + 10 * fit + 3 * best_shared(g, s) if fit else 0

        matched = assign([[weight(g, s) for s in system] for g in gold])

        def said_both_ways(j: int) -> bool:
            symmetric = system[j].get("type") in SYMMETRIC
            return symmetric and any(ends.fit(g, system[j]) for g in gold)

        self._finish("relations", gold, system, matched, Slots(), evidence, said_both_ways)

    def _flat(self, layer: str) -> None:
        gold, system = self.gold[layer], self.system[layer]

        def weight(g: Item, s: Item) -> float:
            return _plus_one(near(g["span"], s["span"], self.least)) if s.get("span") else 0

        matched = assign([[weight(g, s) for s in system] for g in gold])
        slots = Slots()
        compare_pair = compare_citations if layer == "citations" else compare_sections
        for i, j in matched:
            compare_pair(gold[i], system[j], slots)
        self._finish(layer, gold, system, matched, slots, _own_span)

    def _finish(
        self,
        layer: str,
        gold: list[dict[str, Any]],
        system: list[dict[str, Any]],
        matched: list[tuple[int, int]],
        slots: Slots,
        spans: Callable[[Item], list[SpanPair]],
        neutral: Callable[[int], bool] | None = None,
    ) -> None:
        found, used = {i for i, _ in matched}, {j for _, j in matched}
        missed = [g for i, g in enumerate(gold) if i not in found]
        rest = [j for j in range(len(system)) if j not in used]
        free = {
            j for j in rest if self.ignored(layer, spans(system[j])) or (neutral and neutral(j))
        }
        spurious = [system[j] for j in rest if j not in free]
        self.pairs[layer] = {j: i for i, j in matched}
        self.layers[layer] = ratios(
            len(matched), len(spurious), len(missed), ignored=len(free), slots=slots.result()
        )
        self.lists[layer] = {
            "missed": [_name(item) for item in missed],
            "spurious": [_name(item) for item in spurious],
        }


def _plus_one(value: float) -> float:
    return 1 + value if value else 0


def _own_span(item: Item) -> list[SpanPair]:
    return [item["span"]] if item.get("span") else []


def _name(item: Item) -> str:
    return " ".join(str(item[k]) for k in _NAMED_BY if item.get(k) is not None)[:140]
