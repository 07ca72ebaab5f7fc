"""Tells a known name from a part of another: "Denzel Washington", "Peru College", "Lima, Ohio".

The lexicon knows "Washington"; the document means somebody else. A known name inside a longer run
of capitalised words is kept only where the words beside it are a title, a function's name or known
too. Headings are left alone, since they capitalise everything.
"""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from kg.find.lexicon import Hit, Lexicon, level
from kg.find.nametypes import PORTFOLIO
from kg.find.runs import HEADS, TITLE_WORDS, Run, Word, runs_of
from kg.find.syntax import Syntax
from kg.find.tables import Name
from kg.model import Passage, Span

# Words that may stand capitalised before a state or city without changing what is meant.
_BEFORE = (
    "Northern Southern Eastern Western Central Inner Outer Upper Lower Greater Modern Ancient "
    "Imperial Royal Republican Democratic Communist Socialist Fascist Nazi Soviet Tsarist Czarist "
    "Kemalist Islamic Muslim Christian Catholic Orthodox Revolutionary Occupied Free Contemporary "
    "Post Anti Pro Neo Former Present Young Old Official Mainland Metropolitan Continental"
)
_MODIFIERS = frozenset(_BEFORE.split())
# A run that ends so is a school, a street or a shop, whatever it begins with.
_ENDS = frozenset(
    [
        "University",
        "College",
        "School",
        "Institute",
        "Street",
        "Avenue",
        "Road",
        "Square",
        "Brothers",
    ]
)
_NO_NAMES = frozenset({"DET", "ADP", "SCONJ", "CCONJ", "PRON", "ADV", "AUX", "VERB", "NUM", "PART"})
_PERFECT = re.compile(r"\b(?:has|have|had)\s+$")
_REGION = "State of a federation"


def meant_names(
    passage: Passage,
    hits: tuple[Hit, ...],
    syntax: Syntax,
    lexicon: Lexicon,
    common: Collection[str] = (),
) -> tuple[Hit, ...]:
    """Return the hits without those that are a part of another name, in their order.

    ``common`` are the words that the document prints in small letters: such a word with a capital
    on the next line begins a list's item and belongs to no name.
    """
    hits = tuple(h for h in hits if not _is_given_name(h, passage))
    if passage.kind == "heading" or not hits:
        return hits
    start = passage.span.start
    runs = [r for r in runs_of(passage.masked) if len(r.words) > 1]
    taken = {o for h in hits for o in range(h.span.start - start, h.span.end - start)}
    strangers = set(_in_other_towns(passage, hits, lexicon))
    for hit in hits:
        span = Span(hit.span.start - start, hit.span.end - start)
        run = next((r for r in runs if r.start <= span.start and span.end <= r.end), None)
        if run is not None:
            words = run.words[_garbled(run, hit, passage.masked, lexicon) :]
            words = without_next_line(
                _without_opening(Run(words), syntax, start), passage, syntax, common
            )
            sides = _sides(span, words, taken)
            if sides != (None, None) and all(_another(n, *sides, lexicon) for n in hit.names):
                strangers.add(hit)
    return tuple(h for h in hits if h not in strangers)


def _garbled(run: Run, hit: Hit, text: str, lexicon: Lexicon) -> int:
    """Return 1 where a state's name follows a word behind "has": that word is a damaged verb."""
    if len(run.words) != 2 or not _PERFECT.search(text[max(0, run.start - 6) : run.start]):
        return 0
    state = any(lexicon.item(n.item).type == "State" and n.kind == "name" for n in hit.names)
    return int(state and level(run.words[1].text) in {level(n.text) for n in hit.names})


def without_next_line(
    words: tuple[Word, ...], passage: Passage, syntax: Syntax, common: Collection[str]
) -> tuple[Word, ...]:
    """Cut a run before a verb or an ordinary word that a line's end or a wide gap parts from it."""
    start, text = passage.span.start, passage.masked
    for k, word in enumerate(words[1:], start=1):
        if word.start - words[k - 1].end == 1 and text[word.start - 1] != "\n":
            continue
        token = syntax.at(start + word.start)
        verb = token is not None and token.tag.startswith("VB")
        if verb or (word.text.casefold() in common and word.text not in HEADS):
            return words[:k]
    return words


def _is_given_name(hit: Hit, passage: Passage) -> bool:
    """Tell "Germán", a given name, from the adjective "German": it has an accent too many."""
    if hit.kinds() - {"adjective", "demonym"}:
        return False
    start = passage.span.start
    said = passage.masked[hit.span.start - start : hit.span.end - start]
    return not said.isascii() and level(said).isascii() and all(n.text.isascii() for n in hit.names)


def _without_opening(run: Run, syntax: Syntax, start: int) -> tuple[Word, ...]:
    """Take off a word that has its capital from the beginning of the sentence."""
    token = syntax.at(start + run.start)
    opening = token is not None and token.index <= 1 and token.pos in _NO_NAMES
    return run.words[1:] if opening else run.words


def _sides(span: Span, words: tuple[Word, ...], taken: set[int]) -> tuple[str | None, str | None]:
    """Return the words before and behind a name that make another name of it."""
    before = [w for w in words if w.end <= span.start]
    after = [w for w in words if w.start >= span.end]
    owns = any(w.owns for w in words if w.start < span.end and span.start < w.end)
    left = before[-1] if before and not before[-1].owns else None
    right = after[0] if after and not owns else None
    behind = _free(right, taken)
    if right is not None and words[-1].text in _ENDS and not _links(words):
        behind = words[-1].text
    ahead = _free(left, taken)
    return (None if ahead in _MODIFIERS else ahead), behind


def _links(words: tuple[Word, ...]) -> bool:
    return any(not w.text[0].isupper() for w in words)


def _free(word: Word | None, taken: set[int]) -> str | None:
    """Return a word beside a name that is neither known nor a title nor a head."""
    if word is None or not word.text[0].isupper() or word.text in TITLE_WORDS:
        return None
    if word.text in HEADS or word.text in PORTFOLIO:
        return None
    return None if word.start in taken else word.text


def _another(name: Name, before: str | None, after: str | None, lexicon: Lexicon) -> bool:
    """Tell whether the free words beside a name make another name of it."""
    item = lexicon.item(name.item)
    if item.type == "Person" and " " not in name.text:
        own = {level(w).casefold() for n in lexicon.names_of(item.id) for w in n.text.split()}
        first = level(item.label).split()[0] == level(name.text)
        stranger = after if first or after in _ENDS else before
        return stranger is not None and not _own(stranger, own)
    if item.type in ("ArmedGroup", "Company") and " " not in name.text:
        return before is not None and after is None and name.kind != "acronym"  # "Ilse Wagner"
    return item.type in ("State", "Place") and name.kind in ("name", "alias", "metonym")


def _own(word: str, own: set[str]) -> bool:
    plain = level(word).casefold().rstrip(".")
    return plain in own or (len(plain) == 1 and any(w.startswith(plain) for w in own))


def _in_other_towns(passage: Passage, hits: tuple[Hit, ...], lexicon: Lexicon) -> Iterator[Hit]:
    """Yield the names in "Lima, Ohio" and "Athens, Georgia" that are no Peru and no Georgia."""
    start = passage.span.start
    for left, right in pairwise(hits):
        if passage.masked[left.span.end - start : right.span.start - start] != ", ":
            continue
        towns = [lexicon.item(n.item) for n in left.names]
        regions = [lexicon.item(n.item) for n in right.names]
        abroad = {i.state for i in regions if i.category == _REGION}
        if abroad and not abroad & {t.state or t.id for t in towns}:
            yield left
        cities = [t for t in towns if t.category in ("City", "Capital")]
        others = cities and all(c.state and c.state != "georgia" for c in cities)
        if others and any(i.id == "georgia" for i in regions):
            yield from (left, right)
