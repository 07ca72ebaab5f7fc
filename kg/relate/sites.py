"""Where a claim stands: its evidence, its date, the topics and categories its words speak of."""

from kg.model import DateMention, Span
from kg.relate.rules import Words
from kg.relate.scene import Scene

# A clause longer than this is quoted by its own phrase instead: a quote is read by people.
LONGEST_QUOTE = 320


def evidence(scene: Scene, i: int) -> Span:
    """The smallest clause that says it, or its phrase where the clause runs on."""
    tree = scene.tree
    clause = tree.clause_of(i)
    span = tree.clause_span(clause)
    if span.end - span.start <= LONGEST_QUOTE:
        return span
    return phrase(scene, i)


def phrase(scene: Scene, i: int) -> Span:
    """The phrase that a word heads, cut where it runs on."""
    span = scene.tree.phrase_span(i)
    if span.end - span.start <= LONGEST_QUOTE:
        return span
    word = scene.tree.tokens[i].span
    return Span(
        max(span.start, word.start - LONGEST_QUOTE // 2),
        min(span.end, word.start + LONGEST_QUOTE // 2),
    )


def is_plural(scene: Scene, i: int) -> bool:
    """Tell whether a noun is in the plural: by its form as well as by its tag."""
    token = scene.tree.tokens[i]
    return "Number=Plur" in token.morph and token.text.lower() != token.lemma.lower()


def date_of(scene: Scene, i: int) -> str | None:
    """The date that the clause gives; that of the whole sentence where it opens with one."""
    found = dated_by(scene, i)
    return None if found is None else found.value


def dated_by(scene: Scene, i: int) -> DateMention | None:
    """The words that date a clause."""
    if not scene.dates:
        return None
    tree = scene.tree
    clause = tree.clause_of(i)
    near = scene.dates_in(phrase(scene, i)) or scene.dates_in(tree.clause_span(clause))
    own = [d for d in near if _in_clause(scene, d.span, clause)]
    if near := own or near:
        return min(near, key=lambda d: abs(d.span.start - tree.tokens[i].span.start))
    first = scene.dates[0]
    opening = first.span.start - scene.span.start < 20  # "On 3 May 1998 ..." dates all that follows
    return first if opening and len(scene.dates) == 1 else None


def _in_clause(scene: Scene, span: Span, clause: int) -> bool:
    """Tell whether a date stands in the clause itself, not in one that is part of it."""
    words = scene.tokens_of(span)
    return any(scene.tree.clause_of(k) == clause for k in words)


def spoken_of(scene: Scene, span: Span, words: Words) -> tuple[str, ...]:
    """The codes whose words stand in a span, in text order."""
    found: dict[str, None] = {}
    tokens = [t for t in scene.tree.tokens if span.holds(t.span)]
    for n, token in enumerate(tokens):
        lemma = token.lemma.lower()
        pair = f"{lemma} {tokens[n + 1].lemma.lower()}" if n + 1 < len(tokens) else ""
        text = token.text.lower()
        for form in (pair, lemma, text, text.removesuffix("s")):
            if code := words.book.get(form):
                found.setdefault(code)
                break
    return tuple(found)
