"""Every term of the ontology that has cues finds its examples and leaves its counter-examples.

The sentences stand in the ontology beside the cues (``dg:example``, ``dg:counterExample``); each is
read as a document of its own, by the whole pipeline.
"""

from collections.abc import Callable

import pytest

from kg.extract import Tools, extract, load_tools
from kg.findings import Findings
from kg.model import Context, Document
from kg.read.document import from_text
from kg.read.text import ReadText
from kg.relate.rules import AGREEMENTS, CRISES, EVENT, Rules, compile_rules, cues_of
from kg.relate.scene import Scene, scenes
from kg.relate.sites import spoken_of
from kg.vocabulary import load_vocabulary

# A state must have been named for "he" and "both" to mean it; sentences alone are no documents.
FORCES = "ArmedGroup"
WORDS = {"topic": "topics", "motive-category": "categories", "indicator": "indicators"}


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


def collect(kind: str) -> list[tuple[str, str, str]]:
    """(family, target, sentence) of all examples or counter-examples."""
    cues = cues_of(load_vocabulary())
    return sorted({(c.family, c.target, s) for c in cues for s in getattr(c, kind)})


def finds(found: Findings, family: str, target: str) -> bool:
    """Tell whether the findings state the term as a fact."""
    checks: dict[str, Callable[[], bool]] = {
        "plover": lambda: any(i.type == target and i.stance.is_fact for i in found.interactions),
        "relation": lambda: _relation(found, target),
        "class": lambda: _thing(found, target),
        "agreement-status": lambda: any(a.status == target for a in found.agreements),
    }
    return checks[family]()


def _relation(found: Findings, target: str) -> bool:
    if target == "holder":
        return bool(found.motives)
    if target == "speaker":
        return bool(found.statements)
    if target == "arisesFrom":
        return any(m.arises_from for m in found.motives)
    return any(r.type == target and r.stance.is_fact for r in (*found.relations, *found.ties))


def _thing(found: Findings, target: str) -> bool:
    if target == EVENT:
        return any(t.stance.is_fact for t in found.ties)
    if target == FORCES:  # words in the cues of wars
        return any(c.type == "ArmedConflict" for c in found.crises)
    if target in AGREEMENTS:
        return any(a.type == target for a in found.agreements)
    assert target in CRISES, target
    return any(c.type == target and c.stance.is_fact for c in found.crises)


def by_words(tools: Tools, family: str, target: str, found: Findings) -> bool:
    """Families whose cues are bare words or hedges are read one step below the findings."""
    rules = compile_rules(tools.cues)
    sentences = tuple(tools.grammar.parse(found.layout.passages))
    context = Context(found.document, found.layout, sentences, (), found.entities)
    for scene in scenes(context, rules.delegates):
        if family == "modality":
            verbs = [t.index for t in scene.tree.tokens if t.pos == "VERB"]
            if any(rules.modality.stance(scene.tree, i).modality == target for i in verbs):
                return True
        elif family in WORDS and target in spoken_of(
            scene, scene.span, getattr(rules, WORDS[family])
        ):
            return True
        elif target == "affiliatedWith":
            if any(scene.who(t.index, deep=False) for t in scene.tree.tokens if t.pos == "NOUN"):
                return True
        elif target == "position":
            if _counts(scene, rules):
                return True
        elif target == "announcedIn" and any(
            t.lemma.lower() in rules.announced.book for t in scene.tree.tokens
        ):
            return True
    return False


def _counts(scene: Scene, rules: Rules) -> bool:
    words = {*rules.counters.first, *rules.counters.others}
    return any(t.text.lower() in words for t in scene.tree.tokens)


def document(sentence: str) -> Document:
    """A document of one sentence."""
    read = ReadText(sentence)
    return from_text(read, name="sentence.txt", media_type="text/plain", source_sha256="")


def said(tools: Tools, family: str, target: str, sentence: str) -> bool:
    """Tell whether the pipeline finds the term in the sentence."""
    found = extract(document(sentence), tools)
    if family in (*WORDS, "modality") or target in ("affiliatedWith", "announcedIn", "position"):
        return by_words(tools, family, target, found)
    return finds(found, family, target)


@pytest.mark.parametrize(("family", "target", "sentence"), collect("examples"))
def test_example(tools: Tools, family: str, target: str, sentence: str) -> None:
    assert said(tools, family, target, sentence)


@pytest.mark.parametrize(("family", "target", "sentence"), collect("counter_examples"))
def test_counter_example(tools: Tools, family: str, target: str, sentence: str) -> None:
    assert not said(tools, family, target, sentence)
