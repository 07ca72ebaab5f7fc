"""Statements: what a named speaker is reported to have said; no speaker, no statement."""

from collections.abc import Iterator, Sequence

from kg.findings import Statement
from kg.model import Span, Token
from kg.relate.cues import Match
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import date_of
from kg.relate.voices import QUOTES, closing, led_by, speakers

SHORTEST_QUOTE = 3  # words
FARTHEST_SPEAKER = 7  # words behind the verb
NEAR_QUOTE = 9  # words from the verb to a quotation behind it
FIRM = 0.7  # below this weight a cue needs words that are said, not a thing
NAMING = frozenset({"call", "describe", "brand", "label", "dub", "term"})
WHEN = frozenset({"after", "before", "when", "while", "until", "once", "since", "because"})


def statements(scene: Scene, rules: Rules, scenes: Sequence[Scene] = ()) -> Iterator[Statement]:
    """Yield the reported speech of a sentence, one statement for each speaker.

    ``scenes`` are those of the document, in which "she" may have been named before.
    """
    seen: set[str] = set()
    last: str | None = None
    for statement in [*_inverted(scene, rules), *_closed(scene, rules)]:
        seen.add(statement.speaker)
        yield statement
    for match in rules.speech.matches(scene):
        content = _content(scene, match, rules)
        stance = rules.modality.stance(scene.tree, match.at, match.rule.cue.pattern)
        if content is None or stance.modality in ("hypothetical", "planned", "recommended"):
            continue
        by_object = any(slot.name == "c" for slot in match.rule.slots)  # "does not doubt it"
        if stance.negated and match.rule.part == "verb" and not by_object:
            continue
        for speaker in speakers(scene, match, content, scenes, last):
            last = speaker
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


def _inverted(scene: Scene, rules: Rules) -> Iterator[Statement]:
    """A quotation or clause, then the verb, then its speaker: '"...", recalls Juan Quispe'.

    Read by position: parsers take the speaker for an object and the verb for a noun.
    """
    tokens = scene.tree.tokens
    for i, forms in scene.forms:
        if i < SHORTEST_QUOTE or tokens[i - 1].text not in (*QUOTES, ","):
            continue
        if not any(form in rules.speech.first for form in forms) or tokens[i].text[:1].isupper():
            continue
        doer = scene.tree.child(i, "nsubj")
        if doer is not None and doer < i:
            continue  # "Jane Doe, a judge, said Lima was wrong"
        start = tokens[i].span.end
        near = tokens[min(len(tokens) - 1, i + FARTHEST_SPEAKER)].span.end
        gap = [t for t in tokens[i + 1 : i + FARTHEST_SPEAKER] if t.pos in ("VERB", "PUNCT", "ADP")]
        end = min([near, *(t.span.start for t in gap)])
        for m in scene.mentions:
            named = m.form in ("name", "metonym", "acronym", "damaged")
            if m.entity and named and start < m.span.start < end and m.kind == "actor":
                content = Span(scene.span.start, tokens[i - 1].span.end)
                yield Statement(
                    "",
                    m.entity,
                    _about(scene, content, m.entity),
                    date_of(scene, i),
                    (Span(scene.span.start, m.span.end),),
                    content,
                )
                break


def _closed(scene: Scene, rules: Rules) -> Iterator[Statement]:
    """A clause or quotation, then its speaker, then the verb: "..., the bank estimates"."""
    found = closing(scene, frozenset(rules.speech.first))
    if found is None:
        return
    name, verb = found
    text = scene.span.of(scene.text)[: name.span.start - scene.span.start].rstrip()
    content = Span(scene.span.start, scene.span.start + len(text.removesuffix("the").rstrip(" ,")))
    if name.entity is not None:
        about = _about(scene, content, name.entity)
        whole = Span(scene.span.start, scene.tree.tokens[verb].span.end)
        yield Statement("", name.entity, about, date_of(scene, verb), (whole,), content)


def _content(scene: Scene, match: Match, rules: Rules) -> Span | None:
    """The words that are said: the clause that the verb governs, or the quotation."""
    tree, i = scene.tree, match.at
    if match.rule.part == "connector":  # "according to X": all the rest is said
        return scene.span
    if (quotation := led_by(scene, i)) is not None:
        return quotation
    marks = [t for t in tree.tokens if t.text in QUOTES]
    quoted = len(marks) > 1 or any(t.text == ":" and t.index > i for t in tree.tokens[: i + 3])
    for dep in ("ccomp", "xcomp", *(("parataxis",) if quoted else ())):
        found = tree.child(i, dep)
        if found is not None and _is_said(scene, i, found):
            return tree.span_of(tree.subtree(found))
    if len(marks) > 1 and _is_near(scene, i, marks):
        return Span(marks[0].span.start, marks[-1].span.end)
    if (clause := _that_clause(scene, i)) is not None:
        return clause
    token = tree.tokens[i]
    inserted = token.dep in ("parataxis", "advcl") and tree.child(i, "mark") is None
    if inserted and token.head != i:  # "The bridge, she said, is safe."
        return tree.span_of([k for k in tree.subtree(token.head) if k not in tree.subtree(i)])
    if (inserted_before := _behind_insertion(scene, i)) is not None:
        return inserted_before
    return _named_as(scene, match) or _thing_said(scene, match, frozenset(rules.agreements.first))


def _is_said(scene: Scene, i: int, clause: int) -> bool:
    """Tell whether a clause is what is said: not "declared it void", not "recalled ... after"."""
    tree = scene.tree
    marks = {tree.tokens[k].lemma for k in tree.children(clause, "mark")}
    if marks & WHEN:
        return False
    doing = tree.tokens[clause].pos in ("VERB", "AUX") or tree.child(clause, "cop") is not None
    naming = tree.tokens[i].lemma in NAMING
    return doing or naming or tree.tokens[clause].dep == "ccomp"


def _is_near(scene: Scene, i: int, marks: list[Token]) -> bool:
    """Tell whether a quotation is the verb's: it follows, or ends with a comma right before."""
    if any(0 < m.index - i <= NEAR_QUOTE for m in marks) or marks[0].index < i < marks[-1].index:
        return True
    tokens = scene.tree.tokens
    between = tokens[marks[-1].index - 1 : i]
    return marks[-1].index < i and any(t.text in (",", "?", "!", "-") for t in between)


def _that_clause(scene: Scene, i: int) -> Span | None:
    """A clause opened by "that" which the parser has hung on a word under the verb."""
    tree = scene.tree
    for k in [i, *tree.kids[i]]:
        for c in tree.children(k, "ccomp", "acl", "advcl"):
            mark = tree.child(c, "mark")
            if mark is not None and tree.tokens[mark].lemma == "that" and c > i:
                return tree.span_of(tree.subtree(c))
    return None


def _behind_insertion(scene: Scene, i: int) -> Span | None:
    """What follows a phrase set between: "Juan Quispe stressed, amid a strike, to reject force"."""
    tokens = scene.tree.tokens
    if len(tokens) < i + SHORTEST_QUOTE or tokens[i + 1].text != "," or tokens[i + 2].pos != "ADP":
        return None
    if i == 0 or tokens[i - 1].pos != "PROPN" or scene.tree.child(i, "obj") is not None:
        return None
    rest = tokens[i + 2 :]
    opens = [
        t.index for t in rest if t.text.lower() in ("that", "to") and t.pos in ("SCONJ", "PART")
    ]
    if not opens:
        return None
    stop = next((t.index for t in tokens[opens[-1] :] if t.text in (",", ";")), len(tokens))
    return scene.tree.span_of(list(range(i + 2, stop)))


def _named_as(scene: Scene, match: Match) -> Span | None:
    """What something is called: "called the charge absurd", "described it as a breach"."""
    tree, i = scene.tree, match.at
    if tree.tokens[i].lemma not in NAMING:
        return None
    thing = tree.child(i, "obj")
    named = tree.oblique(i, frozenset({"as"}))
    if thing is not None and not named:
        named = [k for k in tree.children(thing, "amod", "appos") if k > thing]
    return tree.span_of(tree.subtree(named[0])) if named else None


def _thing_said(scene: Scene, match: Match, agreements: frozenset[str]) -> Span | None:
    """The object, for verbs that need no clause to be speech: "denied it", "praised both"."""
    if all(slot.name != "c" for slot in match.rule.slots) and not match.rule.words:
        return None
    if match.rule.words and match.rule.cue.weight < FIRM:  # "reached a conclusion" says nothing
        return None
    found = scene.tree.child(match.at, "obj", "obl")
    if found is not None and scene.tree.tokens[found].lemma in agreements:
        return None  # "denounced the treaty" is a deed
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
