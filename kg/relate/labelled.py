"""Motives that announce themselves in running text: "Aim 2 - Open roads.", "Reason (iii): ..."."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from kg.findings import FACT
from kg.model import Span, Token
from kg.relate.clauses import Tree
from kg.relate.counted import CARDINALS, ORDINALS, Item
from kg.relate.motives import USUAL_CATEGORY, MotiveDraft
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import spoken_of
from kg.relate.wording import wording

ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_LABEL = re.compile(
    rf"\W*(?:the\s+)?(?:(?P<ordinal>{'|'.join(ORDINALS)})\s+)?(?P<noun>[a-z]+)"
    rf"(?:\s*(?:no\.?|number|#)?\s*\(?(?P<number>\d{{1,2}}|{'|'.join(ROMAN[::-1])}|"
    rf"{'|'.join(CARDINALS)}|[a-h])\)?)?\s*[:.–—-]\s",
    re.IGNORECASE,
)
# "Motives of security: ...", "Economic motives: ...": announced where several stand together.
_UNNUMBERED = re.compile(
    r"\W*(?:[a-z]+\s+)?(?P<noun>[a-z]+s)(?:\s+(?:of|concerning|in|for)\s+[a-z]+)?\s*[:–—]\s",
    re.IGNORECASE,
)
Holders = Callable[[Scene], tuple[tuple[str, ...], str | None]]


def labelled(
    scenes: Sequence[Scene],
    rules: Rules,
    holders_above: Holders,
    counting: Sequence[Item],
    pair: tuple[str, ...],
    taken: Sequence[Span],
) -> Iterator[MotiveDraft]:
    """Yield the motives of passages that open with an announcing noun and its number.

    ``counting`` are the sentences that count a motive otherwise. The holder is who the headings or
    the announcing sentence name, else who acts in the sentence or the one that follows, else the
    two states of the document.
    """
    counts = {scene.number: n for n, (scene, _) in enumerate(counting, 1)}
    counts |= _together(scenes, rules)
    last: tuple[str, ...] = ()
    for n, scene in enumerate(scenes):
        heading = scene.sentence.passage.kind == "heading"
        if heading or any(scene.span.meets(t) for t in taken):
            continue
        found = _LABEL.match(scene.quote(scene.span))
        label = found if found is not None and _is_announcing(found, rules) else None
        position = _position(label) if label is not None else counts.get(scene.number)
        if label is None and position is None:
            continue
        holders, toward = holders_above(scene)
        if not holders:
            holders = _whose(scenes[n : n + 2], counts, last) or (() if label is None else pair)
        last = holders or last
        for holder in holders:
            yield _draft(scenes[n : n + 2], rules, label, holder, toward, position)


def is_labelled(scene: Scene, rules: Rules) -> bool:
    """Tell whether a sentence opens with a kind of motives and a colon."""
    match = _UNNUMBERED.match(scene.quote(scene.span))
    noun = "" if match is None else match["noun"].lower()
    return bool({noun, noun.removesuffix("s")} & rules.announced.book.keys())


def _together(scenes: Sequence[Scene], rules: Rules) -> dict[int, int]:
    """The sentences that open with a kind of motives and a colon, where there are several."""
    found: dict[int | None, list[int]] = {}
    for scene in scenes:
        if is_labelled(scene, rules):
            found.setdefault(scene.sentence.passage.section, []).append(scene.number)
    return {s: n for here in found.values() if len(here) > 1 for n, s in enumerate(here, 1)}


def _whose(
    near: Sequence[Scene], counts: Mapping[int, int], last: tuple[str, ...]
) -> tuple[str, ...]:
    """Whose a counted motive is: "a reason for Peru", else who acts, else as the one before."""
    scene = near[0]
    named = [m.entity for m in scene.mentions if m.kind == "actor" and m.entity]
    if scene.number in counts and len(set(named)) == 1:
        return (scene.states.get(named[0], named[0]),)
    found = doer(near[:1]) or doer(near)
    return last if last and not doer(near[:1]) and counts.get(scene.number, 1) > 1 else found


def _draft(
    near: Sequence[Scene],
    rules: Rules,
    label: re.Match[str] | None,
    holder: str,
    toward: str | None,
    position: int | None,
) -> MotiveDraft:
    """The motive of the first sentence; what it speaks of may be said by the next."""
    scene = near[0]
    kinds = (k for s in near for k in spoken_of(s, s.span, rules.categories))
    text = scene.quote(scene.span)
    return MotiveDraft(
        label=wording(text if label is None else text[label.end() :]) or text,
        holder=holder,
        toward=toward,
        category=next(kinds, USUAL_CATEGORY),
        evidence=scene.span,
        scene=scene.number,
        stance=FACT,
        explicit=True,
        section=scene.sentence.passage.section,
        position=position,
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


def _is_main_object(tree: Tree, token: Token) -> bool:
    return token.dep in ("obj", "iobj") and tree.tokens[token.head].dep == "root"


def doer(near: Sequence[Scene], start: int = 0) -> tuple[str, ...]:
    """Who acts in the first of the sentences that has somebody to act, from an offset on.

    The main verb's subject comes before its object, and both before those of other clauses.
    """
    for scene in near:
        tree = scene.tree
        places = [
            (tree.tokens[t.head].dep != "root", t.dep != "nsubj", t.index)
            for t in tree.tokens
            if t.span.start >= start and (t.dep == "nsubj" or _is_main_object(tree, t))
        ]
        for _, _, i in sorted(places):
            if fillers := scene.who(i, deep=False):
                return tuple(dict.fromkeys(scene.states.get(f.entity, f.entity) for f in fillers))
    return ()
