"""Lists that stand below each other: numbered, lettered, with bullets, or led in by a word."""

import re
from collections.abc import Sequence

from kg.model import Span
from kg.relate.counted import Item, number_of
from kg.relate.scene import Scene

# An item of a list: "1) ...", "(b) ...", "- ...", ". ..." (a bullet lost in a copy).
_ITEM = re.compile(
    r"\(?(?P<number>\d{1,2}|[a-h]|[ivx]{1,4})[.)]\s|(?P<bullet>[-•*·–.])\s+\S", re.IGNORECASE
)
LONGEST_SECTION = 40  # sentences
VERBS = frozenset({"VERB", "AUX"})
LONGEST_LEAD = 4  # words of a lead-in
LONGEST_ITEM = 2  # further sentences that an item may run over


def listed(scenes: Sequence[Scene], n: int) -> list[tuple[Scene, Span]]:
    """The list that follows: items of one kind, the first right after the announcement."""
    items: list[tuple[Scene, Span]] = []
    kind, gap = "", 0
    opens = scenes[n].quote(scenes[n].span).endswith(":")
    if scenes[n].sentence.passage.kind == "item" and not opens:
        return []  # what follows belongs to the list that the sentence itself stands in
    for scene in scenes[n + 1 :]:
        if scene.sentence.passage.kind == "heading" or len(items) >= number_of(scenes[n]):
            break
        marked = _kind_of_item(scene)
        if (marked and kind in ("", marked)) or (
            scene.sentence.passage.kind == "item" and not kind and not marked
        ):
            items.append((scene, scene.span))
            kind, gap = kind or marked, 0
        elif not items or gap >= LONGEST_ITEM:
            break
        else:
            gap += 1
    return items if len(items) > 1 else []


def _kind_of_item(scene: Scene) -> str:
    """How an item is marked: by a digit, a letter or a bullet; empty where it is not."""
    found = _ITEM.match(scene.quote(scene.span))
    if found is None:
        return ""
    number = found["number"]
    if number is None:
        return "bullet"
    return "digit" if number.isdigit() else "letter"


def led(scenes: Sequence[Scene], n: int) -> list[Item]:
    """Sentences that open with a word for what they tell: "Honour. No party can abandon it"."""
    found: list[Item] = []
    led = False  # whether the sentence before was such a word
    for scene in scenes[n + 1 : n + LONGEST_SECTION]:
        if scene.sentence.passage.kind == "heading":
            break
        leads = _is_lead(scene)
        if led and leads:
            found.pop()  # nothing was told under it
        if leads:
            found.append((scene, scene.span))
        led = leads
    return found if len(found) > 1 and not led else []


def _is_lead(scene: Scene) -> bool:
    """Tell whether a sentence is only a few words without a verb."""
    words = scene.tree.tokens
    few = sum(t.pos != "PUNCT" for t in words) <= LONGEST_LEAD
    return few and words[-1].text in (".", ":") and not any(t.pos in VERBS for t in words)
