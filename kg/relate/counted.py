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
MOST = 12  # items of a list
LONGEST_GAP = 3  # sentences between two items
LEAST = 2  # items of a list
# Nouns that are of nothing but motives: "another reason" announces one wherever it stands.
CORE = ("motive", "motivation", "incentive", "rationale", "reason")
# Functions in which a counting word only describes a noun: "the second bridge".
DESCRIBING = frozenset({"amod", "nummod", "det", "compound"})
_IS = (
    r"(?:is|was|are|were|lies|lay|concerns?|concerned|comes?|came|has|had|stems?|stemmed|springs?|"
    r"sprang|arises?|arose|involves?|relates?|remains?|would be|may be|must be)\b"
)
_VERB = re.compile(rf"\s+{_IS}", re.IGNORECASE)
_ORDINAL = "|".join(ORDINALS)
# Before a counting word: the sentence's beginning, or a mark with or without "and".
_START = r"(?:^\W{0,3}(?:and\s+|but\s+|according\s+to\s+)?|[;:,—–]\s*(?:and\s+|but\s+)?|\.\s+)"
_MANY = re.compile(rf"\b({'|'.join(CARDINALS[1:])}|[2-9])\b", re.IGNORECASE)


@dataclass(frozen=True)
class Marks:
    """How counting words are found: compiled once for the words and nouns of an ontology."""

    counting: re.Pattern[str]
    itself: re.Pattern[str]
    elliptic: re.Pattern[str]
    other_one: re.Pattern[str]
    chief: re.Pattern[str]
    first: frozenset[str]


@lru_cache(maxsize=4)
def marks_of(counters: Counters, nouns: tuple[str, ...]) -> Marks:
    """Compile the patterns for some counting words and announcing nouns."""
    noun = "|".join(sorted(nouns, key=lambda n: (-len(n), n)))
    words = sorted({*counters.first, *counters.others}, key=lambda w: (-len(w), w))
    heads = "|".join(w for w in words if _is_nominal(w))
    adverbs = "|".join(w for w in words if not _is_nominal(w))
    counting = (
        rf"{_START}(?P<mark>(?:the|an?)\s+(?:{_ORDINAL})|{heads}|(?:{_ORDINAL})(?:ly)?|{adverbs})\b"
        rf"(?=\s*[,:–—]|\s+(?-i:[a-z]))"
    )
    another = (
        rf"(?:yet\s+)?another|an?\s+(?:{_ORDINAL}|further|final|last|additional)"
        rf"|the\s+(?:{_ORDINAL}|other|last|final|next)"
    )
    core = "|".join(CORE)
    owner = r"(?:(?:the|an?|its|their|his|her|yet|[\w ]+['’]s?)\s+)?"
    chief = "main|chief|principal|primary|key|foremost|overriding|deeper|real|important|decisive"
    itself = (
        rf"^\W*(?:the|an?|its|their|his|her)\s+(?:{chief})\s+(?:[a-z]+\s+)?(?:{core})\b[^.;:]{{0,80}}?\s{_IS}|"
        rf"\b(?:yet\s+)?(?:another|an?\s+(?:further|additional|final))\s+(?:[a-z]+\s+)?(?:{core})\b"
        rf"|\b{_IS}\s+(?:still\s+|also\s+)?(?:{another}|one(?:\s+more)?)\s+"
        rf"(?:[a-z]+\s+)?(?:{noun})\b"
        rf"|^\W*{owner}(?:one|another|further|final|last|other|{_ORDINAL})\s+"
        rf"(?:[a-z]+\s+)?(?:{noun})\b[^.;:]{{0,80}}?\s{_IS}"
    )
    of_them = r"one\s+of\s+(?:them|these|those)"
    elliptic = rf"\b(?:is|are|was|were)\s+(?P<mark>{another}|{of_them})\s*(?=[.,:;–—]|$)"
    other_one = rf"^\W*(?:an?|the)\s+[a-z]+\s+one\s+{_IS}"
    return Marks(
        re.compile(counting, re.IGNORECASE),
        re.compile(itself, re.IGNORECASE),
        re.compile(elliptic, re.IGNORECASE),
        re.compile(other_one, re.IGNORECASE),
        re.compile(rf"^\W*{owner}(?:{chief})\s+(?:{noun})\s+{_IS}", re.IGNORECASE),
        frozenset(counters.first),
    )


def _is_nominal(word: str) -> bool:
    """Tell whether a counting word stands for a noun: "another", "the last", not "finally"."""
    return word.split()[0] in ("the", "a", "an", "one", "another", "yet", "number")


def counted(scenes: Sequence[Scene], n: int, rules: Rules) -> list[Item]:
    """Return the items counted in or behind an announcing sentence, none where there is but one."""
    nouns = frozenset(rules.announced.book)
    marks = marks_of(rules.counters, tuple(sorted(nouns)))
    most = number_of(scenes[n])
    found: list[Item] = []
    last = 0
    gap = 0
    for scene in scenes[n : n + FARTHEST]:
        if scene.number > n and scene.sentence.passage.kind == "heading":
            break
        here = list(_marked(scene, marks, nouns, behind_colon=scene.number == n))
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


def number_of(scene: Scene) -> int:
    """How many the announcing sentence says there are."""
    said = (
        _MANY.search(scene.quote(scene.span)) if scene.sentence.passage.kind != "heading" else None
    )
    if said is None:
        return MOST
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


def _marked(
    scene: Scene, marks: Marks, nouns: frozenset[str], *, behind_colon: bool
) -> Iterator[tuple[str, Span]]:
    """The counting words of a sentence, each with the stretch up to the next."""
    text = scene.span.of(scene.text)
    start = max(text.find(":"), 0) if behind_colon else 0
    found = [
        (m.start("mark"), m["mark"])
        for m in marks.counting.finditer(text)
        if m.start("mark") >= start and _stands_alone(scene, m.end("mark"), nouns)
    ]
    if not behind_colon and (said := marks.elliptic.search(text)):
        found = [(text.rfind(";", 0, said.start()) + 1, said["mark"].split(" of ")[0])]
    for (begin, word), after in zip_longest(found, (b for b, _ in found[1:])):
        item = text[begin:after].rstrip(" \n\t;,.:—–").removesuffix(" and").rstrip(" ;,")
        yield word, Span(scene.span.start + begin, scene.span.start + begin + len(item))


def _stands_alone(scene: Scene, end: int, nouns: frozenset[str]) -> bool:
    """Tell whether a counting word counts motives and no other thing: not "the second bridge"."""
    tokens = scene.tree.tokens
    token = next((t for t in tokens if t.span.end == scene.span.start + end), None)
    verb = _VERB.match(scene.text, scene.span.start + end)
    if verb or token is None or token.dep not in DESCRIBING or token.head < token.index:
        return True
    return tokens[token.head].lemma in nouns


def said_themselves(scenes: Sequence[Scene], rules: Rules) -> list[Item]:
    """Return the sentences that count a motive by an announcing noun: "Trade is one reason"."""
    marks = marks_of(rules.counters, tuple(sorted(rules.announced.book)))
    found: list[Item] = []
    soft: set[int] = set()  # "the chief interest is": one of a list only beside another
    for scene in scenes:
        if scene.sentence.passage.kind == "heading":
            continue
        text = scene.span.of(scene.text)
        near = bool(found) and scene.number - found[-1][0].number <= LONGEST_GAP
        patterns = (marks.itself, *((marks.elliptic, marks.other_one) if near else ()))
        if any(p.search(text) for p in patterns):
            found.append((scene, scene.span))
        elif marks.chief.search(text):
            found.append((scene, scene.span))
            soft.add(scene.number)
    hard = [s.number for s, _ in found if s.number not in soft]
    beside = {n for n in soft if any(0 < abs(n - h) <= LONGEST_GAP for h in hard)}
    return [item for item in found if item[0].number not in soft - beside]
