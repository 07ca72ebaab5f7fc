"""Observations: every figure of content, with what it counts, of whom and when."""

import re
from collections.abc import Iterator

from kg.findings import Observation
from kg.model import Figure, Span
from kg.relate.measured import measured
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import LONGEST_QUOTE, date_of

NATURES = {"planned": "target", "expected": "forecast", "hypothetical": "forecast"}
TARGETS = frozenset({"target", "goal", "aim", "ceiling", "quota"})

# Verbs under which a figure is a wish, whatever stands between.
HOPES = frozenset({"seek", "aim", "plan", "hope", "want", "intend", "pledge", "undertake"})

# What stands before the figure that a hoped-for one is compared with.
BESIDE = re.compile(r"\b(?:instead of|rather than|compared (?:with|to)|up from|down from|from)\s*$")

# A date that begins within so many characters of its sentence dates the whole of it.
OPENING = 20


def observations(scene: Scene, rules: Rules) -> Iterator[Observation]:
    """Yield one observation for each figure."""
    for figure in scene.figures:
        tokens = scene.tokens_of(figure.span)
        if tokens:
            yield _read(scene, figure, tokens, rules)


def _read(scene: Scene, figure: Figure, tokens: list[int], rules: Rules) -> Observation:
    tree = scene.tree
    head = _head(scene, tokens)
    clause = tree.clause_of(head)
    span = tree.clause_span(clause)
    if not span.holds(figure.span) or span.end - span.start > LONGEST_QUOTE:
        span = _near(scene, figure.span)
    indicator = measured(scene, head, clause, figure)
    stance = rules.modality.stance(tree, clause)
    words = {t.lemma for t in tree.tokens if span.holds(t.span)}
    nature = "target" if words & TARGETS else _nature(scene, figure, clause, rules)
    return Observation(
        id="",
        indicator=indicator,
        value=figure.value,
        unit=figure.unit,
        qualifier=figure.qualifier,
        subjects=_subjects(scene, head, clause, span),
        time=_time(scene, head, span),
        evidence=(span,),
        stated_as=scene.quote(figure.span),
        nature=nature,
        stance=stance,
    )


def _nature(scene: Scene, figure: Figure, clause: int, rules: Rules) -> str:
    """Whether a figure is hoped for: its clause, or one that governs it, plans or expects.

    What the hope is measured against ("instead of 40 billion") is a figure of today.
    """
    if BESIDE.search(scene.text[scene.span.start : figure.span.start]):
        return "actual"
    tree, at = scene.tree, clause
    for _ in range(len(tree.tokens)):
        nature = NATURES.get(rules.modality.stance(tree, at).modality)
        lemma = tree.tokens[at].lemma
        if nature or lemma in HOPES:
            return nature or "target"
        if tree.tokens[at].head == at:
            break
        at = tree.tokens[at].head
    return "actual"


def _time(scene: Scene, head: int, span: Span) -> str | None:
    """The date printed with a figure; that of the sentence only where no other clause has it.

    Where another figure stands between the two, the date is that figure's.
    """
    start = scene.tree.tokens[head].span.start
    others = [f.span.start for f in scene.figures]
    within = [
        d
        for d in scene.dates
        if span.holds(d.span) and not any(start < o < d.span.start for o in others)
    ]
    if within:
        return min(within, key=lambda d: abs(d.span.start - start)).value
    found = date_of(scene, head)
    opening = scene.dates and scene.dates[0].span.start - scene.span.start < OPENING
    return found if opening else None


def _head(scene: Scene, tokens: list[int]) -> int:
    """The token of the figure that hangs on something outside it."""
    return next((i for i in tokens if scene.tree.tokens[i].head not in tokens), tokens[0])


def _near(scene: Scene, span: Span) -> Span:
    """The stretch of the sentence round a figure, up to the commas before and behind."""
    before = scene.text.rfind(",", scene.span.start, span.start)
    behind = scene.text.find(",", span.end, scene.span.end)
    start = before + 1 if before >= 0 else scene.span.start
    end = behind if behind >= 0 else scene.span.end
    while start < span.start and scene.text[start].isspace():
        start += 1
    return Span(max(start, span.start - LONGEST_QUOTE), min(end, span.end + LONGEST_QUOTE))


def _subjects(scene: Scene, head: int, clause: int, span: Span) -> tuple[str, ...]:
    """The actors that the figure is about: named in its clause, else in its sentence."""
    inside = [m for m in scene.mentions if m.entity and m.kind == "actor"]
    near = [m for m in inside if span.holds(m.span)] or inside
    return tuple(dict.fromkeys(m.entity for m in near if m.entity))
