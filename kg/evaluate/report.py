"""A score as a table, with the null baselines that give its figures a meaning."""

import re
from typing import Any

from kg.evaluate.clean import LAYERS
from kg.evaluate.scorer import score

_HEAD = f"{'layer':20}{'P':>7}{'R':>7}{'F1':>7}{'tp':>6}{'fp':>6}{'fn':>6}{'ign':>6}  slots"


def table(result: dict[str, Any], lists: bool = False) -> str:
    """Return a score as aligned text; with ``lists``, what was missed and what is spurious."""
    lines = [f"document {result['document']}", _HEAD]
    for name, layer in result["layers"].items():
        slots = "nothing in either" if layer["empty"] else _slots(layer.get("slots", {}))
        lines.append(_row(name, layer) + slots)
        for part in ("mentions", "wikidata"):
            if part in layer:
                lines.append(_row(f"  {part}", layer[part]))
    if lists:
        for name, both in result["lists"].items():
            lines += [f"{what} {name}: {x}" for what, items in both.items() for x in items]
    if result["malformed"]:
        lines.append(f"{result['malformed']} malformed things were left out")
    return "\n".join(line.rstrip() for line in lines)


def _row(name: str, layer: dict[str, Any]) -> str:
    ratios = "".join(f"{layer[k]:7.3f}" for k in ("p", "r", "f1"))
    return (
        f"{name:20}{ratios}{layer['tp']:6}{layer['fp']:6}{layer['fn']:6}"
        f"{layer.get('ignored', 0):6}  "
    )


def _slots(slots: dict[str, Any]) -> str:
    parts = []
    for name, slot in slots.items():
        share = "-" if slot["accuracy"] is None else f"{slot['accuracy']:.2f} of {slot['of']}"
        parts.append(f"{name} {share}" + (f" +{slot['extra']}" if slot["extra"] else ""))
    return ", ".join(parts)


def null_scores(gold: dict[str, Any], text: str) -> dict[str, dict[str, Any]]:
    """Return the layers' scores of answers that understand nothing, by the name of the answer."""
    answers = {
        "capitals": _capitalised(text),
        "every sentence": _sentences(gold, text),
        "keywords": _keywords(text),
    }
    return {name: score(gold, answer)["layers"] for name, answer in answers.items()}


def nulls_table(gold: dict[str, Any], text: str) -> str:
    """Return F1 by layer of the null answers as a table, to stand beside a real one."""
    scores = null_scores(gold, text)
    lines = [f"{'null baseline, F1':20}" + "".join(f"{n:>16}" for n in scores)]
    for layer in LAYERS:
        lines.append(f"{layer:20}" + "".join(f"{s[layer]['f1']:16.3f}" for s in scores.values()))
    return "\n".join(lines)


_CAPITALISED = re.compile(r"\b[A-Z]\w+(?:[ ][A-Z]\w+)*")
_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_AGREEMENT_WORDS = re.compile(
    r"\b(?:agreements?|treat(?:y|ies)|contracts?|deals?|memorand(?:um|a)|pacts?|conventions?"
    r"|accords?|protocols?|projects?)\b",
    re.IGNORECASE,
)
_CRISIS_WORDS = re.compile(
    r"\b(?:wars?|cris[ei]s|coups?|sanctions?|incidents?|conflicts?|attacks?|disputes?"
    r"|clashes|invasions?|assassinations?|revolutions?)\b",
    re.IGNORECASE,
)


def _capitalised(text: str) -> dict[str, Any]:
    """Every capitalised run of words is a state."""
    names: dict[str, list[list[int]]] = {}
    for match in _CAPITALISED.finditer(text):
        names.setdefault(match[0], []).append(list(match.span()))
    actors = [
        {"id": name, "label": name, "type": "State", "mentions": spans}
        for name, spans in names.items()
    ]
    return {"actors": actors, "places": [{**a} for a in actors]}


def _sentences(gold: dict[str, Any], text: str) -> dict[str, Any]:
    """One item of each kind in every sentence, of the gold's own first actor; every number."""
    first = next((a for a in gold.get("actors", []) if a.get("mentions")), None)
    if first is None:
        return {}
    name = first["id"]
    spans = [list(m.span()) for m in _SENTENCE.finditer(text) if m[0].strip()]
    each = [{"id": str(n), "evidence": [s]} for n, s in enumerate(spans)]
    return {
        "actors": [{k: first[k] for k in ("id", "label", "type", "mentions")}],
        "agreements": [{**x, "parties": [name]} for x in each],
        "crises": each,
        "motives": [{**x, "holder": name, "explicit": False} for x in each],
        "interactions": [{**x, "type": "CONSULT", "actor": name} for x in each],
        "statements": [{**x, "speaker": name} for x in each],
        "observations": [
            {"value": float(re.sub(r"[,.](?=\d{3})|,", "", m[0])), "evidence": [list(m.span())]}
            for m in _NUMBER.finditer(text)
            if m[0].count(".") < 2
        ],
        "citations": [{"span": s} for s in spans],
        "sections": [{"span": s} for s in spans],
    }


def _keywords(text: str) -> dict[str, Any]:
    """Every bare keyword is an agreement or a crisis."""
    return {
        "agreements": _items(_AGREEMENT_WORDS, text),
        "crises": _items(_CRISIS_WORDS, text),
    }


def _items(words: re.Pattern[str], text: str) -> list[dict[str, Any]]:
    return [
        {"id": str(n), "label": m[0], "parties": [], "evidence": [list(m.span())]}
        for n, m in enumerate(words.finditer(text))
    ]
