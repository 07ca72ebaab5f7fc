"""Statements: what a named speaker is reported to have said; no speaker, no statement."""

from collections.abc import Iterator

from kg.findings import Statement
from kg.model import Span
from kg.relate.cues import Match
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import date_of

QUOTES = frozenset('"“”„«»')
CONTENT = ("ccomp", "parataxis", "xcomp")


def statements(scene: Scene, rules: Rules) -> Iterator[Statement]:
    """Yield the reported speech of a sentence, one statement for each speaker."""
    seen: set[str] = set()
    for match in rules.speech.matches(scene):
        content = _content(scene, match)
        stance = rules.modality.stance(scene.tree, match.at, match.rule.cue.pattern)
        if content is None or stance.modality in ("hypothetical", "planned", "recommended"):
            continue
        if stance.negated:
            continue
        for speaker in match.ids("s"):
            if speaker in seen:
                continue
            seen.add(speaker)
            yield Statement(
                id="",
                speaker=speaker,
                about=_about(scene, content, speaker),
                date=date_of(scene, match.at),
                evidence=(_whole(scene, match, content),),
                content=content,
            )


def _content(scene: Scene, match: Match) -> Span | None:
    """The words that are said: the clause that the verb governs, or the quotation."""
    tree, i = scene.tree, match.at
    if match.rule.part == "connector":  # "according to X": all the rest is said
        return scene.span
    for dep in CONTENT:
        found = tree.child(i, dep)
        if found is not None:
            return tree.span_of(tree.subtree(found))
    marks = [t for t in tree.tokens if t.text in QUOTES]
    if len(marks) > 1:
        return Span(marks[0].span.start, marks[-1].span.end)
    token = tree.tokens[i]
    if token.dep == "parataxis" and token.head != i:  # "The bridge, she said, is safe."
        return tree.span_of([k for k in tree.subtree(token.head) if k not in tree.subtree(i)])
    needed = "?c!" in match.rule.cue.pattern or match.rule.words
    if needed and (found := tree.child(i, "obj", "obl")) is not None:
        return tree.span_of(tree.subtree(found))
    return None


def _whole(scene: Scene, match: Match, content: Span) -> Span:
    """Speaker, verb and content together."""
    word = scene.tree.tokens[match.at].span
    spans = [word, content, *(f.span for f in match.slots.get("s", ()))]
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _about(scene: Scene, content: Span, speaker: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            m.entity
            for m in scene.mentions
            if m.entity and m.entity != speaker and content.holds(m.span)
        )
    )
