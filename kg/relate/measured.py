"""What a figure measures, in the document's words: never the figure itself, never a pronoun.

For what is counted that is the counted noun ("Spanish tourists"); for a measure the noun whose
share or size it is ("share of oil imports"), the noun that bears it ("tariff of 5 percent"), or
what is said to reach it ("trade between Peru and Chile"). Where the sentence names nothing that
can be measured, the kind of the figure is all there is to say ("amount").
"""

import re
from collections.abc import Iterator

from kg.model import Figure
from kg.relate.scene import Scene
from kg.relate.wording import cut

# Nouns that say that something is measured, and lead to it: "the number of visitors".
QUANTITIES = frozenset(
    {"number", "volume", "amount", "value", "share", "size", "total", "quantity", "percentage"}
)
# Prepositions by which a figure says how much of the verb's object there is: "raise trade to".
_SIZING = frozenset({"at", "to", "from", "along", "by", "till", "until", "of"})
# Verbs whose subject is what is measured.
_REACHING = """
reach amount stand total be rise fall grow drop climb shrink increase decrease exceed equal
hover surge plunge jump account represent double triple range explode last drag
"""
REACHING = frozenset(_REACHING.split())
LONGEST = 60  # characters of an indicator
MOST_CLAUSES = 3  # verbs above a figure that are looked at
GENERAL = {"share": "share", "rank": "rank", "duration": "duration", "count": "number"}
OF_UNITS = {"km": "length", "km2": "area", "hectares": "area", "MW": "capacity"}
COUNTED = {"persons": "people"}
PLACES = frozenset({"place", "rank", "position"})
# Nouns that a figure stands beside and that say nothing of what it measures.
_EMPTY = frozenset({"level", "part", "name", "peak", "point", "rate", "extent", "tune", "lot"})
# What stands before a noun and says nothing of what it is.
_LEADING = frozenset({"DET", "NUM", "PRON", "ADP", "CCONJ", "SCONJ", "PUNCT", "AUX", "ADV"})
_TRAILING = frozenset({*_LEADING, "PART"})
_STOPS = frozenset({"PUNCT", "SCONJ", "AUX"})
_PERIODS = frozenset({"year", "month", "week", "day", "hour"})
_HYPHENS = frozenset({"-", "–"})
_DIGIT = re.compile(r"\d")


def measured(scene: Scene, head: int, clause: int, figure: Figure) -> str:
    """Return the thing measured as a short phrase without the figure.

    ``head`` is the token that heads the figure, ``clause`` the predicate that it hangs on.
    """
    if figure.kind == "rank":
        return cut(_ranked(scene, head, figure) or GENERAL["rank"], LONGEST)
    said = _share_of(scene, figure) if figure.kind == "share" else ""
    if figure.kind == "count":
        said = _led_to(scene, figure) or _counted(scene, figure)
    said = said or _led_to(scene, figure) or _what(scene, head, clause, figure)
    return cut(said or _general(scene, figure), LONGEST)


def _general(scene: Scene, figure: Figure) -> str:
    """What the kind of a figure says: its last word where that is a plural, else "amount"."""
    word = scene.quote(figure.span).rpartition(" ")[2]
    if figure.kind == "count" and re.fullmatch(r"[a-z]{3,}[^s\W\d]s", word):
        return word
    if figure.unit in COUNTED:
        return COUNTED[figure.unit]
    if figure.kind == "count" and figure.unit and not _DIGIT.search(figure.unit):
        return figure.unit
    by_unit = OF_UNITS.get(figure.unit, "amount" if figure.unit else "number")
    return GENERAL.get(figure.kind, by_unit)


def _share_of(scene: Scene, figure: Figure) -> str:
    """What a share is of: the noun behind "of"; "duty of 5 percent" is no share."""
    noun = _noun_behind(scene, figure, "of")
    if noun is None:
        return ""
    return _prefixed("share of", _phrase(scene, noun, figure)) or GENERAL["share"]


def _ranked(scene: Scene, head: int, figure: Figure) -> str:
    """The rank of what is said to have it: "rank of Peru"; or as what: "rank as partner"."""
    tree = scene.tree
    inside = scene.tokens_of(figure.span)
    among = _noun_behind(scene, figure, "among")
    if among is not None:
        return _prefixed("rank among", _phrase(scene, among, figure))
    above = tree.tokens[head].head
    nouns = [i for i in inside if tree.tokens[i].pos == "NOUN"]
    for noun in (above, *reversed(nouns)) if above > inside[-1] else reversed(nouns):
        token = tree.tokens[noun]
        if token.pos == "NOUN" and token.lemma not in PLACES:
            return _prefixed("rank as", _phrase(scene, noun, figure))
    return ""


def _prefixed(words: str, phrase: str) -> str:
    return f"{words} {phrase}" if phrase else ""


def _counted(scene: Scene, figure: Figure) -> str:
    """The counted noun with what is said of it: "Spanish tourists", "visitors entering Chile"."""
    tree = scene.tree
    nouns = [
        i
        for i in scene.tokens_of(figure.span)
        if tree.tokens[i].pos in ("NOUN", "PROPN") and not _is_number(scene, i)
    ]
    if nouns:
        return _phrase(scene, nouns[-1], figure)
    above = tree.tokens[scene.tokens_of(figure.span)[-1]].head
    if tree.tokens[above].pos == "NOUN" and not _is_number(scene, above):
        return _phrase(scene, above, figure)
    return ""


def _is_number(scene: Scene, i: int) -> bool:
    token = scene.tree.tokens[i]
    return bool(_DIGIT.search(token.text)) or token.lemma in ("thousand", "million", "billion")


def _led_to(scene: Scene, figure: Figure) -> str:
    """The last "number of ..." between the figure before and this one."""
    tree = scene.tree
    start = max((f.span.end for f in scene.figures if f.span.end <= figure.span.start), default=0)
    for token in reversed(tree.tokens):
        if not start <= token.span.start < figure.span.start or token.lemma not in QUANTITIES:
            continue
        behind = tree.tokens[token.index + 1 : token.index + 2]
        if behind and behind[0].text.lower() == "of":
            return _phrase(scene, token.index, figure)
    return ""


def _what(scene: Scene, head: int, clause: int, figure: Figure) -> str:
    """What a measure is of: behind its "of", before it, or what is said to reach it."""
    for noun in _bearers(scene, head, clause, figure):
        token = scene.tree.tokens[noun]
        if token.lemma in _EMPTY or any(token.span.meets(f.span) for f in scene.figures):
            continue
        if phrase := _phrase(scene, noun, figure):
            return _prefixed("duration of", phrase) if figure.kind == "duration" else phrase
    return ""


def _bearers(scene: Scene, head: int, clause: int, figure: Figure) -> Iterator[int]:
    """The nouns that may be what a figure measures, the likeliest first."""
    tree = scene.tree
    behind = _noun_behind(scene, figure, "of")
    if behind is not None:
        yield behind
    above = tree.tokens[head].head
    lasts = figure.kind == "duration"
    bears = above != head and tree.tokens[above].pos == "NOUN"
    if bears and (not lasts or "-" in scene.quote(figure.span)):
        yield above
    before = _noun_before(scene, figure)
    if before is not None:
        yield before
    words = [t.text.lower() for t in tree.tokens if t.span.end <= figure.span.start]
    case = words[-1] if words else ""  # parsers hang "to" before a number anywhere
    yield from _said_of(scene, head, clause, case, alone=lasts or not figure.unit)


def _said_of(scene: Scene, head: int, at: int, case: str, *, alone: bool) -> Iterator[int]:
    """What reaches the figure or is brought to it, in its clause and (unless alone) above."""
    tree = scene.tree
    for depth in range(MOST_CLAUSES):
        thing = tree.object(at) if case in _SIZING and not (alone and case != "at") else None
        if thing is not None and thing < head and tree.tokens[thing].pos == "NOUN":
            yield thing
        subject = tree.surface_subject(at)
        lemma = tree.tokens[at].lemma
        if subject is not None and (lemma in REACHING or (lemma == "come" and case == "to")):
            yield subject
        if depth == 0 and _names_reached(scene, at):
            yield from (k for k in tree.kids[at] if k < head and tree.tokens[k].pos == "NOUN")
        if tree.tokens[at].head == at or alone:
            return
        at = tree.tokens[at].head


def _names_reached(scene: Scene, at: int) -> bool:
    """Tell whether the head is a noun or figure in place of a verb: "Trade: 5 billion in 2012"."""
    return scene.tree.tokens[at].pos in ("NOUN", "NUM", "SYM")


def _noun_behind(scene: Scene, figure: Figure, word: str) -> int | None:
    """The noun that a preposition right behind the figure brings in."""
    tree = scene.tree
    behind = [t for t in tree.tokens if t.span.start >= figure.span.end][:8]
    if not behind or behind[0].text.lower() != word:
        return None
    found = tree.tokens[behind[0].head]
    return found.index if found.pos in ("NOUN", "PROPN", "PRON") and found in behind else None


def _noun_before(scene: Scene, figure: Figure) -> int | None:
    """The noun that the figure stands beside: "tariff of 5 percent", "need for gas (5 euros)"."""
    tree = scene.tree
    before = [t for t in tree.tokens if t.span.end <= figure.span.start]
    if before and before[-1].text == "(":
        names = [t for t in before if t.pos == "NOUN"]
        return _top(scene, names[-1].index) if names else None
    if len(before) > 1 and before[-1].text.lower() == "of" and before[-2].pos == "NOUN":
        return before[-2].index
    return None


def _top(scene: Scene, i: int) -> int:
    """The noun of which the one given is a part: "need" for the gas of "need for gas"."""
    tokens = scene.tree.tokens
    while tokens[i].dep in ("nmod", "compound") and tokens[tokens[i].head].pos == "NOUN":
        i = tokens[i].head
    return i


def _phrase(scene: Scene, noun: int, figure: Figure) -> str:
    """A noun with the words beside it that say what it is; nothing for a name or a pronoun."""
    tree = scene.tree
    token = tree.tokens[noun]
    if token.pos == "PRON" or _is_actor(scene, noun) or not token.text.replace("-", "").isalpha():
        return ""
    inside = set(tree.subtree(noun))
    first = noun
    while first - 1 in inside and _may_lead(scene, first - 1, figure):
        first -= 1
    last = noun
    while last + 1 in inside and _may_follow(scene, last + 1, figure):
        last += 1
    while first < noun and _says_nothing(scene, first):
        first += 1
    while last > noun and tree.tokens[last].pos in _TRAILING:
        last -= 1
    start, end = tree.tokens[first].span.start, tree.tokens[last].span.end
    words = " ".join(scene.text[start:end].split())
    return words[0].lower() + words[1:] if first == 0 and tree.tokens[0].pos == "NOUN" else words


def _says_nothing(scene: Scene, i: int) -> bool:
    """Tell whether a word at the beginning can go: "the", "its", but "two" of "two-way"."""
    tokens = scene.tree.tokens
    return tokens[i].pos in _LEADING | {"PART"} and tokens[i + 1].text not in _HYPHENS


def _may_lead(scene: Scene, i: int, figure: Figure) -> bool:
    token = scene.tree.tokens[i]
    if token.text in _HYPHENS:
        return True
    if _DIGIT.search(token.text) or _is_number(scene, i):
        return False
    if figure.span.meets(token.span) and (figure.kind != "count" or token.pos in ("NUM", "ADV")):
        return figure.kind == "rank" and token.pos in ("NOUN", "PROPN")
    joined = scene.tree.tokens[i + 1].text in _HYPHENS and token.pos == "NUM"
    return joined or token.pos in ("ADJ", "NOUN", "PROPN", "PART", "VERB")


def _may_follow(scene: Scene, i: int, figure: Figure) -> bool:
    tokens = scene.tree.tokens
    token = tokens[i]
    if any(token.span.meets(f.span) for f in scene.figures) or _DIGIT.search(token.text):
        return False
    behind = tokens[i + 1].lemma if i + 1 < len(tokens) else ""
    if token.text.lower() == "a" and behind in _PERIODS:
        return False
    if token.dep == "nsubj" or token.text.lower() in ("who", "which", "that", "worth"):
        return False
    if token.pos == "VERB":
        return token.dep == "acl" and (token.tag == "VBG" or behind == "by")
    if token.pos == "CCONJ":  # "between Peru and Chile", but "trade and tourism"
        start = max(0, i - 6)
        return any(t.text.lower() == "between" for t in tokens[start:i])
    return token.pos not in _STOPS


def _is_actor(scene: Scene, noun: int) -> bool:
    """Tell whether a noun names or stands for an actor, which is counted by nobody."""
    if scene.tree.tokens[noun].pos == "PROPN" and scene.named(noun):
        return True
    return any(m.form == "anaphor" for m in scene.at.get(noun, ()))
