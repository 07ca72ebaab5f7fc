"""Motives counted in running text: "First, ... Second, ...", "One is ... Another is ...".

Where a list begins is said by the sentence or heading that announces it; its items are told by the
words that count them, which are cues of ``position``, or by an announcing noun with such a word:
"Trade is one reason", "A further motive was fear".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from kg.model import Span
from kg.relate.rules import Counters, Rules
from kg.relate.scene import Scene

Item = tuple[Scene, Span]
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
FARTHEST = 12  # sentences that a list may run over
LONGEST_GAP = 3  # sentences between two items
LEAST = 2  # items of a list
_IS = (
    r"(?:is|was|are|were|lies|lay|concerns?|concerned|comes?|came|has|had|stems?|stemmed|springs?|"
    r"sprang|arises?|arose|involves?|relates?|remains?|would be|may be|must be)\b"
)
_ORDINAL = "|".join(ORDINALS)
# Before a counting word: the sentence's beginning, or a mark with or without "and".
_START = r"(?:^\W{0,3}(?:and\s+|but\s+)?|[;:,—–]\s*(?:and\s+|but\s+)?|\.\s+)"
_MANY = re.compile(rf"\b({'|'.join(CARDINALS[1:])}|[2-9])\b", re.IGNORECASE)


@dataclass(frozen=True)
class Marks:
    """How counting words are found: compiled once for the words and nouns of an ontology."""

    counting: re.Pattern[str]
    itself: re.Pattern[str]
    elliptic: re.Pattern[str]
    first: frozenset[str]


@lru_cache(maxsize=4)
def marks_of(counters: Counters, nouns: tuple[str, ...]) -> Marks:
    """Compile the patterns for some counting words and announcing nouns."""
    noun = "|".join(sorted(nouns, key=lambda n: (-len(n), n)))
    words = sorted({*counters.first, *counters.others}, key=lambda w: (-len(w), w))
    heads = "|".join(w for w in words if _is_nominal(w))
    adverbs = "|".join(w for w in words if not _is_nominal(w))
    follows = (
        rf"(?:[,:–—]|\s+(?:of\s+(?:these|them|those)\s+)?{_IS}|\s+(?:[a-z-]+\s+)?(?:{noun})\b)"
    )
    counting = (
        rf"{_START}(?P<mark>(?P<head>(?:the|an?)\s+(?:{_ORDINAL})|{heads})(?={follows})"
        rf"|(?P<adverb>(?:{_ORDINAL})(?:ly)?|{adverbs})\b(?=\s*[,:–—]|\s+(?-i:[a-z])))"
    )
    another = (
        rf"(?:yet\s+)?another|an?\s+(?:{_ORDINAL}|further|final|last|additional)"
        rf"|the\s+(?:{_ORDINAL}|other|last|final|next)"
    )
    itself = (
        rf"\b{_IS}\s+(?:still\s+|also\s+)?(?:{another}|one(?:\s+more)?)\s+"
        rf"(?:[a-z]+\s+)?(?:{noun})\b"
        rf"|^\W*(?:(?:the|an?|its|their|his|yet)\s+)?(?:one|another|further|final|last|other|{_ORDINAL})\s+"
        rf"(?:[a-z]+\s+)?(?:{noun})\b[^.;:]{{0,80}}?\s{_IS}"
    )
    elliptic = rf"\b(?:is|are|was|were)\s+(?:{another})\s*(?=[.,:;–—]|$)"
    return Marks(
        re.compile(counting, re.IGNORECASE),
        re.compile(itself, re.IGNORECASE),
        re.compile(elliptic, re.IGNORECASE),
        frozenset(counters.first),
    )


def _is_nominal(word: str) -> bool:
    """Tell whether a counting word stands for a noun: "another", "the last", not "finally"."""
    return word.split()[0] in ("the", "a", "an", "one", "another", "yet", "number")


def counted(scenes: Sequence[Scene], n: int, rules: Rules) -> list[Item]:
    """Return the items counted in or behind an announcing sentence, none where there is but one."""
    marks = marks_of(rules.counters, tuple(sorted(rules.announced.book)))
    most = _number(scenes[n])
    found: list[Item] = []
    last = 0
    gap = 0
    for scene in scenes[n : n + FARTHEST]:
        if scene.number > n and scene.sentence.passage.kind == "heading":
            break
        here = list(_marked(scene, marks, behind_colon=scene.number == n))
        fresh: list[Item] = []
        for word, span in here:
            place = _place(word, marks)
            opens = place == 1
            if opens == bool(found or fresh) or (place and not opens and place <= last):
                continue
            last = place or last
            fresh.append((scene, span))
        found += fresh
        gap = 0 if fresh else gap + 1
        if gap > LONGEST_GAP or len(found) >= most:
            break
    return found[:most] if len(found) >= LEAST else []


def _number(scene: Scene) -> int:
    """How many the announcing sentence says there are."""
    said = (
        _MANY.search(scene.quote(scene.span)) if scene.sentence.passage.kind != "heading" else None
    )
    if said is None:
        return FARTHEST
    word = said[1].lower()
    return int(word) if word.isdigit() else CARDINALS.index(word) + 1


def _place(word: str, marks: Marks) -> int:
    """The number that a counting word gives; 1 for any that opens, 0 for "another"."""
    word = " ".join(word.lower().split())
    if word in marks.first:
        return 1
    bare = re.sub(r"^(the|an?|number)\s+|ly$", "", word)
    for words in (ORDINALS, CARDINALS):
        if bare in words:
            return words.index(bare) + 1
    return 0


def _marked(scene: Scene, marks: Marks, *, behind_colon: bool) -> Iterator[tuple[str, Span]]:
    """The counting words of a sentence, each with the stretch up to the next."""
    text = scene.span.of(scene.text)
    start = max(text.find(":"), 0) if behind_colon else 0
    found = [m for m in marks.counting.finditer(text) if m.start("mark") >= start]
    for match, after in zip_longest(found, found[1:]):
        end = len(text) if after is None else after.start()
        said = text[match.start("mark") : end].rstrip(" \n\t;,.:—–")
        begin = scene.span.start + match.start("mark")
        yield match["mark"], Span(begin, begin + len(said))


def said_themselves(scenes: Sequence[Scene], rules: Rules) -> list[Item]:
    """Return the sentences that count a motive by an announcing noun: "Trade is one reason"."""
    marks = marks_of(rules.counters, tuple(sorted(rules.announced.book)))
    found: list[Item] = []
    for scene in scenes:
        if scene.sentence.passage.kind == "heading":
            continue
        text = scene.span.of(scene.text)
        near = bool(found) and scene.number - found[-1][0].number <= LONGEST_GAP
        match = marks.itself.search(text) or (marks.elliptic.search(text) if near else None)
        if match is not None:
            found.append((scene, scene.span))
    return found


def enumerated(scene: Scene, rules: Rules) -> list[Item]:
    """Return the motives that an announcing sentence lists itself: "three aims: to rest, to trade".

    They stand behind a colon, as what the noun is said to be, or as its apposition.
    """
    tree = scene.tree
    for token in tree.tokens:
        plural = token.text.lower() != token.lemma
        if token.pos != "NOUN" or token.lemma not in rules.announced.book or not plural:
            continue
        for top in _listed_tops(scene, token.index):
            parts = tree.conjuncts(top)
            if len(parts) >= LEAST:
                return [(scene, _own_span(scene, part, parts)) for part in parts]
    return []


def _listed_tops(scene: Scene, noun: int) -> Iterator[int]:
    """The first words of what may be the list that a noun announces."""
    tree = scene.tree
    token = tree.tokens[noun]
    colon = next((t.index for t in tree.tokens[noun:] if t.text in (":", "—", "–")), None)
    if colon is not None:
        behind = [t for t in tree.tokens[colon + 1 :] if t.head <= colon and t.pos != "PUNCT"]
        yield from (t.index for t in behind)
    if token.dep == "nsubj" and tree.child(token.head, "cop") is not None:
        yield token.head
    yield from tree.children(noun, "appos")


def _own_span(scene: Scene, part: int, parts: list[int]) -> Span:
    """The words of one part of a list, without the other parts and what joins them."""
    tree = scene.tree
    others = {k for p in parts if p != part for k in tree.subtree(p) if p > part}
    joints = set(tree.children(part, "cc", "punct", "nsubj", "cop"))
    own = [k for k in tree.subtree(part) if k not in others and k not in joints]
    own = [k for k in own if k >= min(part, *_leads(scene, part))] if part == parts[0] else own
    return tree.span_of(own or [part])


def _leads(scene: Scene, part: int) -> list[int]:
    """The words before a part that belong to it: its articles, adjectives and "to"."""
    deps = ("det", "amod", "compound", "mark", "case", "nummod", "nmod:poss", "advmod")
    return scene.tree.children(part, *deps) or [part]
