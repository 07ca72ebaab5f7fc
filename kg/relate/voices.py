"""Who speaks, read by position: the name right before a verb of saying, with or without what is
said of it.

'Juan Quispe, a judge, said ...', '"...," the minister, Juan Quispe, declared': parsers often hang
such names elsewhere. And a pronoun behind a quotation means nobody who is named inside it.
"""

from collections.abc import Sequence

from kg.model import Mention, Span, Token
from kg.relate.cues import Match
from kg.relate.scene import Filler, Scene

LONGEST = 9  # words of a description between name and verb
FARTHEST = 3  # sentences back
NAMED = frozenset({"name", "acronym", "damaged", "metonym"})
WHO = frozenset({"who", "which", "that"})
PERSONAL = frozenset({"he", "she"})
QUOTES = frozenset('"“”„«»')
LEADING = 6  # words between a verb of saying and the colon of its quotation
# Nouns by which a newspaper is spoken of, and how many sentences back it may be named.
PAPERS = frozenset({"press", "newspaper", "paper", "daily", "weekly", "magazine", "editorial"})
FARTHEST_PAPER = 8
SAMPLING = frozenset({"such", "like", "including"})


def led_by(scene: Scene, i: int) -> Span | None:
    """The quotation that a word leads to by a colon: 'she told us: "..."', up to where it ends."""
    tokens = scene.tree.tokens
    for colon in tokens[i + 1 : i + 2 + LEADING]:
        if colon.text in QUOTES or colon.pos in ("VERB", "SCONJ"):
            return None
        if colon.text == ":":
            k = colon.index + 1
            if k >= len(tokens) or tokens[k].text not in QUOTES:
                return None
            return Span(tokens[k].span.start, _closing_mark(tokens, k))
    return None


def _closing_mark(tokens: Sequence[Token], k: int) -> int:
    """Where the quotation opened at k ends: at a comma where the next mark opens another."""
    end = next((t for t in tokens[k + 1 :] if t.text in QUOTES), None)
    if end is None:
        return tokens[-1].span.end
    comma = next((t for t in tokens[k:] if t.text == ","), end)
    return comma.span.start if tokens[end.index - 1].text == ":" else end.span.end


def speakers(
    scene: Scene,
    match: Match,
    content: Span,
    scenes: Sequence[Scene],
    last: str | None = None,
) -> tuple[str, ...]:
    """Return the entities that say it; ``last`` spoke before in the same sentence."""
    verb = match.rule.part == "verb"
    if verb and (name := before_verb(scene, match.at)) is not None:
        return (str(name.entity),)
    quotes = verb and led_by(scene, match.at) is not None
    pronoun = _is_pronoun(scene, match.at)
    if quotes and pronoun and last is not None and scene.entities[last].type == "Person":
        return (last,)
    found = match.slots.get("s", ())
    if quotes:  # nobody is quoted by a name in the quotation
        found = tuple(f for f in found if not content.holds(f.span))
    inside = [f for f in found if _is_inside(scene, f, content)]
    if inside:
        return _last_person(scene, scenes, {f.entity for f in inside})
    if found:
        return tuple(dict.fromkeys(f.entity for f in found))
    if verb and (paper := _paper(scene, match.at, scenes)) is not None:
        return (paper,)
    return _quoted(scene, match.at, scenes, pronoun=pronoun) if quotes else ()


def _is_pronoun(scene: Scene, i: int) -> bool:
    subject = scene.tree.child(i, "nsubj")
    return subject is not None and scene.tree.tokens[subject].text.lower() in PERSONAL


def _quoted(scene: Scene, i: int, scenes: Sequence[Scene], *, pronoun: bool) -> tuple[str, ...]:
    """Who is quoted: the person named last before "saying", or before the sentence of "he said"."""
    if pronoun:
        return _last_person(scene, scenes, set())
    tree = scene.tree
    if tree.tokens[i].text.lower()[-3:] != "ing" or tree.child(i, "nsubj") is not None:
        return ()
    doer = tree.subject(i)
    if doer is not None and tree.tokens[doer].lemma in scene.delegates:
        return ()  # "the mayor met Juan Quispe, saying"
    start = tree.tokens[i].span.start
    before = [m for m in scene.mentions if m.span.end <= start and m.type == "Person" and m.entity]
    return (str(before[-1].entity),) if before else ()


def _paper(scene: Scene, i: int, scenes: Sequence[Scene]) -> str | None:
    """The newspaper that speaks: "dailies such as Ojo", "the paper" named before."""
    tree = scene.tree
    subject = tree.surface_subject(i)
    if subject is None:
        return None
    samples = [k for k in tree.oblique(i, SAMPLING) if k < i]  # "papers such as Ojo": loose
    phrase = [tree.tokens[k] for top in (subject, *samples) for k in tree.subtree(top) if k < i]
    papers = [t for t in phrase if t.pos == "NOUN" and t.lemma.lower() in PAPERS]
    if not papers:
        return None
    near = [m for m in _media(scene) if any(m.span.holds(t.span) for t in phrase)]
    definite = any(t.text.lower() in ("the", "its") for t in phrase)
    if not near and definite and papers[-1].text.lower() == papers[-1].lemma.lower():
        back = scenes[max(0, scene.number - FARTHEST_PAPER) : scene.number]
        near = [m for other in back for m in _media(other)]
    return near[-1].entity if near else None


def _media(scene: Scene) -> list[Mention]:
    return [m for m in scene.mentions if m.type == "Media" and m.entity and m.form in NAMED]


def before_verb(scene: Scene, i: int) -> Mention | None:
    """Return the person named right before a verb, or before a description that ends there."""
    tokens = scene.tree.tokens
    names = {
        m.span.end: m
        for m in scene.mentions
        if m.kind == "actor" and m.entity and m.form in NAMED and m.type == "Person"
    }
    if i and tokens[i - 1].text != ",":
        start = _relative(scene, i)
        return names.get(tokens[start - 2].span.end) if start is not None and start > 1 else None
    commas = [k for k in range(max(0, i - LONGEST - 1), i - 1) if tokens[k].text == ","]
    if not commas or i < 1:
        return None
    last = commas[-1]
    between = tokens[last + 1 : i - 1]
    if any(t.pos in ("VERB", "AUX") for t in between):
        return None
    itself = names.get(tokens[i - 2].span.end)
    if itself is not None and itself.span.start == tokens[last + 1].span.start:
        return itself  # "the minister, Juan Quispe, declared"
    return names.get(tokens[last - 1].span.end)  # "Juan Quispe, a judge, said"


def _relative(scene: Scene, i: int) -> int | None:
    """Where "who" stands, if the verb is its: "Juan Quispe, who in May said"."""
    tokens = scene.tree.tokens
    for k in range(i - 1, max(0, i - LONGEST), -1):
        if tokens[k].text.lower() in WHO:
            return k if tokens[k - 1].text == "," else None
        if tokens[k].pos in ("VERB", "PUNCT"):
            return None
    return None


def _is_inside(scene: Scene, filler: Filler, content: Span) -> bool:
    """Tell whether a speaker is a pronoun whose antecedent is named in what is said."""
    return any(
        m.span == filler.span and m.antecedent is not None and content.holds(m.antecedent)
        for m in scene.mentions
    )


def _last_person(scene: Scene, scenes: Sequence[Scene], wrong: set[str]) -> tuple[str, ...]:
    """The person named last in the sentences before, not within another name."""
    for other in reversed(scenes[max(0, scene.number - FARTHEST) : scene.number]):
        named = [
            m.entity
            for m in other.mentions
            if m.type == "Person" and m.entity and m.entity not in wrong
            if not any(o is not m and o.span.holds(m.span) for o in other.mentions)
        ]
        if named:
            return (named[-1],)
    return ()


def closing(scene: Scene, forms: frozenset[str]) -> tuple[Mention, int] | None:
    """Return who closes a sentence with a verb of saying, and the verb: "..., Juan Quispe says"."""
    tokens = scene.tree.tokens
    words = [t.index for t in tokens if t.pos != "PUNCT"]
    if len(words) < FARTHEST:
        return None
    i = words[-1]
    spoken = {form for at, found in scene.forms if at == i for form in found}
    if not spoken & forms:
        return None
    for m in scene.mentions:
        inside = [t.index for t in tokens if m.span.holds(t.span)]
        if not inside or inside[-1] != i - 1 or m.kind != "actor" or not m.entity:
            continue
        lead = inside[0] - (tokens[inside[0] - 1].pos == "DET")
        if m.form in NAMED and lead > 0 and tokens[lead - 1].text in (",", '"', "”"):
            return m, i
    return None
