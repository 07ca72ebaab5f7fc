"""Motives that announce themselves in running text: "Aim 2 - Open roads.", "Reason (iii): ..."."""

import re
from collections.abc import Callable, Iterator, Sequence

from kg.findings import FACT
from kg.relate.motives import USUAL_CATEGORY, MotiveDraft
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import spoken_of
from kg.relate.wording import wording

ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_LABEL = re.compile(
    rf"\W*(?:the\s+)?(?:(?P<ordinal>{'|'.join(ORDINALS)})\s+)?(?P<noun>[a-z]+)"
    rf"(?:\s*(?:no\.?|number|#)?\s*\(?(?P<number>\d{{1,2}}|{'|'.join(ROMAN[::-1])}|"
    rf"{'|'.join(CARDINALS)}|[a-h])\)?)?\s*[:.–—-]\s",
    re.IGNORECASE,
)
# "The second aim is trade", "A third reason lies in the north".
_COUNTED = re.compile(
    rf"\W*(?:the|an?|its|their)\s+(?P<ordinal>{'|'.join(ORDINALS)})\s+(?P<noun>[a-z]+)\s"
    r"(?:of\s\S+\s|for\s\S+\s)?(?:is|was|lies|lay|concerns|concerned|comes|came)\b(?P<number>)",
    re.IGNORECASE,
)
Holders = Callable[[Scene], tuple[tuple[str, ...], str | None]]


def labelled(
    scenes: Sequence[Scene],
    rules: Rules,
    holders_above: Holders,
    pair: tuple[str, ...],
    taken: set[int],
) -> Iterator[MotiveDraft]:
    """Yield the motives of passages that open with an announcing noun and its number.

    The holder is who the headings or the announcing sentence name, else who acts in the sentence
    that follows, else the two states of the document.
    """
    for n, scene in enumerate(scenes):
        if scene.number in taken or scene.sentence.passage.kind == "heading":
            continue
        text = scene.quote(scene.span)
        found = _LABEL.match(text) or _COUNTED.match(text)
        if found is None or not _is_announcing(found, rules):
            continue
        holders, toward = holders_above(scene)
        if not holders:
            holders = _doer(scenes[n : n + 2]) or pair
        below = scenes[n + 1 : n + 2]
        kinds = spoken_of(scene, scene.span, rules.categories)
        kinds = kinds or tuple(k for s in below for k in spoken_of(s, s.span, rules.categories))
        for holder in holders:
            yield MotiveDraft(
                label=wording(text[found.end() :]),
                holder=holder,
                toward=toward,
                category=kinds[0] if kinds else USUAL_CATEGORY,
                evidence=scene.span,
                scene=scene.number,
                stance=FACT,
                explicit=True,
                section=scene.sentence.passage.section,
                position=_position(found),
            )


def _is_announcing(found: re.Match[str], rules: Rules) -> bool:
    noun = found["noun"].lower()
    numbered = found["ordinal"] or found["number"]
    return bool(numbered) and bool({noun, noun.removesuffix("s")} & rules.announced.book.keys())


def _position(found: re.Match[str]) -> int | None:
    for names in (ORDINALS, CARDINALS, ROMAN):
        word = (found["ordinal"] or found["number"] or "").lower()
        if word in names:
            return names.index(word) + 1
    number = found["number"] or ""
    return int(number) if number.isdigit() else "abcdefgh".find(number.lower()) + 1 or None


def _doer(near: Sequence[Scene]) -> tuple[str, ...]:
    """Who acts in the first of the sentences that has somebody to act."""
    for scene in near:
        for token in scene.tree.tokens:
            if token.dep == "nsubj":
                fillers = scene.who(token.index, deep=False)
                if fillers:
                    return tuple(
                        dict.fromkeys(scene.states.get(f.entity, f.entity) for f in fillers)
                    )
    return ()
