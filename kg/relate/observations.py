"""Observations: every figure of content, with what it counts, of whom and when."""

from collections.abc import Iterator

from kg.findings import Observation
from kg.model import Figure, Span
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import LONGEST_QUOTE, date_of, spoken_of

NATURES = {"planned": "target", "expected": "forecast", "hypothetical": "forecast"}
TARGETS = frozenset({"target", "goal", "aim", "ceiling", "quota"})
LONGEST_INDICATOR = 80


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
    indicator = _indicator(scene, head, clause, figure)
    codes = spoken_of(scene, span, rules.indicators)
    stance = rules.modality.stance(tree, clause)
    words = {t.lemma for t in tree.tokens if span.holds(t.span)}
    nature = "target" if words & TARGETS else NATURES.get(stance.modality, "actual")
    return Observation(
        id="",
        indicator=indicator,
        value=figure.value,
        unit=figure.unit,
        qualifier=figure.qualifier,
        subjects=_subjects(scene, head, clause, span),
        time=date_of(scene, head),
        evidence=(span,),
        stated_as=scene.quote(figure.span),
        nature=nature,
        indicator_code=codes[0] if codes else None,
        stance=stance,
    )


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


def _indicator(scene: Scene, head: int, clause: int, figure: Figure) -> str:
    """What is counted: the noun that bears the number, else the clause's subject."""
    tree = scene.tree
    token = tree.tokens[head]
    noun = head if token.pos == "NOUN" and not figure.span.holds(token.span) else None
    above = tree.tokens[token.head]
    if noun is None and above.pos == "NOUN" and token.dep in ("nummod", "amod", "compound"):
        noun = above.index
    if noun is None:
        noun = tree.surface_subject(clause)
    if noun is None:
        noun = token.head
    return scene.quote(tree.phrase_span(noun))[:LONGEST_INDICATOR]


def _subjects(scene: Scene, head: int, clause: int, span: Span) -> tuple[str, ...]:
    """The actors that the figure is about: named in its clause, else in its sentence."""
    inside = [m for m in scene.mentions if m.entity and m.kind == "actor"]
    near = [m for m in inside if span.holds(m.span)] or inside
    return tuple(dict.fromkeys(m.entity for m in near if m.entity))
