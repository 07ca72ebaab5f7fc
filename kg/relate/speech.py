"""Statements: what a named speaker is reported to have said; no speaker, no statement."""

from collections.abc import Iterator

from kg.findings import Statement
from kg.model import Span
from kg.relate.cues import Match
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import date_of

QUOTES = frozenset('"“”„«»')


def statements(scene: Scene, rules: Rules) -> Iterator[Statement]:
    """Yield the reported speech of a sentence, one statement for each speaker."""
    seen: set[str] = set()
    for match in rules.speech.matches(scene):
        content = _content(scene, match)
        stance = rules.modality.stance(scene.tree, match.at, match.rule.cue.pattern)
        if content is None or stance.modality in ("hypothetical", "planned", "recommended"):
            continue
        if stance.negated and match.rule.part == "verb":
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
    marks = [t for t in tree.tokens if t.text in QUOTES]
    quoted = len(marks) > 1 or any(t.text == ":" and t.index > i for t in tree.tokens[: i + 3])
    for dep in ("ccomp", "xcomp", *(("parataxis",) if quoted else ())):
        found = tree.child(i, dep)
        if found is not None:
            return tree.span_of(tree.subtree(found))
    if len(marks) > 1:
        return Span(marks[0].span.start, marks[-1].span.end)
    if (clause := _that_clause(scene, i)) is not None:
        return clause
    token = tree.tokens[i]
    inserted = token.dep in ("parataxis", "advcl") and tree.child(i, "mark") is None
    if inserted and token.head != i:  # "The bridge, she said, is safe."
        return tree.span_of([k for k in tree.subtree(token.head) if k not in tree.subtree(i)])
    return _thing_said(scene, match)


def _that_clause(scene: Scene, i: int) -> Span | None:
    """A clause opened by "that" which the parser has hung on a word under the verb."""
    tree = scene.tree
    for k in [i, *tree.kids[i]]:
        for c in tree.children(k, "ccomp", "acl", "advcl"):
            mark = tree.child(c, "mark")
            if mark is not None and tree.tokens[mark].lemma == "that" and c > i:
                return tree.span_of(tree.subtree(c))
    return None


def _thing_said(scene: Scene, match: Match) -> Span | None:
    """The object, for verbs that need no clause to be speech: "denied it", "praised both"."""
    if all(slot.name != "c" for slot in match.rule.slots):
        return None
    found = scene.tree.child(match.at, "obj", "obl")
    return None if found is None else scene.tree.span_of(scene.tree.subtree(found))


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
