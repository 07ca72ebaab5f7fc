"""The scorer counts as the reference scorer counts, and as people expect."""

import copy
import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate.assignment import assign
from kg.evaluate.scorer import score

ROOT = Path(__file__).resolve().parents[3]
GOLDS = sorted((ROOT / "tests" / "documents" / "development").glob("*.gold.json"))
Annotation = dict[str, Any]


def perturbed(gold: Annotation, seed: int) -> Annotation:
    """A system's answer that is wrong in many ways: moved, missing, doubled, misnamed."""
    dice, system = random.Random(seed), copy.deepcopy(gold)
    for layer, items in system.items():
        if not isinstance(items, list) or layer == "ignore":
            continue
        kept = [x for x in items if dice.random() > 0.25]
        kept += [copy.deepcopy(x) for x in kept if dice.random() < 0.1]
        for item in kept:
            for key in ("mentions", "evidence", "adjectives"):
                for span in item.get(key) or []:
                    span[0] += dice.choice((0, 0, 0, 1, 5))
                    span[1] = max(span[0] + 1, span[1] + dice.choice((0, 0, 3, 700)))
            for key in ("type", "category", "holder", "actor", "speaker", "date", "subject"):
                if item.get(key) and dice.random() < 0.15:
                    item[key] = dice.choice([x.get(key) for x in items])
            if dice.random() < 0.05:
                item["evidence"] = "no list"
        system[layer] = kept
    return system


@pytest.mark.parametrize("path", GOLDS, ids=lambda p: p.stem)
def test_the_gold_is_perfect_against_itself(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    for name, layer in score(gold, gold)["layers"].items():
        assert layer["f1"] == 1.0, name


@pytest.mark.parametrize("seed", range(6))
def test_counts_equal_the_reference_scorer(shared: Callable[[str], Path], seed: int) -> None:
    path = shared("gold/score.py")
    spec = importlib.util.spec_from_file_location("reference_scorer", path)
    assert spec
    assert spec.loader
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    for gold_path in [*GOLDS, shared("gold/article.gold.json")]:
        gold = json.loads(gold_path.read_text(encoding="utf-8"))
        system = perturbed(gold, seed)
        part = gold["document"].get("part")
        theirs = reference.score(gold, reference.clip(system, part) if part else system)
        ours = score(gold, system)
        assert ours["malformed"] == theirs["malformed"]
        assert ours["layers"] == theirs["layers"]
        assert ours["lists"] == theirs["lists"]


def test_nothing_found_scores_nothing() -> None:
    gold = {"actors": [{"id": "a", "mentions": [[0, 3]]}]}
    layer = score(gold, {})["layers"]["actors"]
    assert (layer["p"], layer["r"], layer["f1"], layer["fn"]) == (0.0, 0.0, 0.0, 1)


def test_a_page_as_evidence_finds_nothing() -> None:
    crisis = {"id": "c", "evidence": [[100, 130]]}
    whole = {"id": "x", "evidence": [[0, 5000]]}
    assert score({"crises": [crisis]}, {"crises": [whole]})["layers"]["crises"]["tp"] == 0


def test_doubles_are_spurious() -> None:
    crisis = {"id": "c", "evidence": [[100, 130]]}
    layer = score({"crises": [crisis]}, {"crises": [crisis, crisis]})["layers"]["crises"]
    assert (layer["tp"], layer["fp"]) == (1, 1)


def test_matching_takes_the_greatest_sum() -> None:
    assert assign([[5, 4], [4, 0]]) == [(0, 1), (1, 0)]
    assert assign([]) == []
    assert assign([[0, 0]]) == []
