"""Cuts a passage into runs of capitalised words: the raw material of names.

A run holds the words of what may be one name: "Grand National Assembly of Turkey", "José María
Velasco Ibarra". Function words, months and the like end it; "of", "de", "and" continue it where
the words around them say so.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kg.find.cues import table
from kg.find.datewords import MONTHS
from kg.find.figurewords import FUNCTION_WORDS

WORD = re.compile(r"(?:[^\W\d_]\.){1,4}(?=\s)|[^\W_](?:\w|[-’'‐](?=\w))*")
_PARTICLES = (
    "de del della do der den van von y bin ibn al el ad da das dos la le les di du ul zu e i"
)
PARTICLES = frozenset(_PARTICLES.split())
_ARABIC = re.compile(r"(?:al|el|ad|as|an|ar|at|ash|ul)[-‐]\w")
_NOT_NAMES = (
    "I Monday Tuesday Wednesday Thursday Friday Saturday Sunday However Moreover Therefore "
    "Hence Thus Yet Then Also Indeed Finally First Second Third Fourth Fifth Firstly "
    "Secondly Thirdly Although Though Because Despite Instead Meanwhile Earlier Later "
    "Perhaps Nor Should Even Still Today Now Here What Why How Where Neither Either "
    "Nevertheless Nonetheless Furthermore No Yes His Her Our My We You They Its Most Many "
    "Several Few Such Other Another Given Following Like Unlike Among Amid Across Along "
    "Behind Beyond Once Whether Whereas Whatever Whenever Throughout Besides Apart Due "
    "Contrary Regarding Concerning Note Especially Particularly Undoubtedly Onto One Two "
    "Three Four Five Six Seven Eight Nine Ten Eleven Twelve Half Much Let Only Just Never "
)
BREAKERS = frozenset(_NOT_NAMES.split()) | frozenset(MONTHS)
HEADS = {row["form"]: row["type"] for row in table("heads")}
_SINGULAR = frozenset(row["form"] for row in table("titles"))
TITLES = _SINGULAR | {f"{title}s" for title in _SINGULAR}  # "Presidents X and Y"
TITLE_WORDS = frozenset(word for title in TITLES for word in title.split())
LONGEST_RUN = 14
# Heads that a subject may follow: "Commission on Human Rights", "Movement against Landmines".
_SPEAKING_HEADS = (
    "Commission Committee Conference Council Group Office Tribunal Court Forum Institute Centre "
    "Center Movement Campaign League Alliance Network Initiative Association Bureau Directorate "
    "Department Mission Observatory Foundation Society"
)
_ABOUT = frozenset(_SPEAKING_HEADS.split())
# "English-speaking", "Kremlin-backed": the name ends at the hyphen.
_COMPOUND = re.compile(r"(\w+)[-‐](?:[a-z]+(?:ed|ing)|led|based|born|made|era|style|wide|run)$")


class Word(NamedTuple):
    """A word of a passage; offsets count from the passage's beginning."""

    start: int
    end: int
    text: str
    owns: bool = False  # "'s" follows


@dataclass(frozen=True, slots=True)
class Run:
    """Words that may be one name."""

    words: tuple[Word, ...]

    @property
    def start(self) -> int:
        """Return where the first word begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Return where the last word ends."""
        return self.words[-1].end

    def texts(self) -> list[str]:
        """Return the words' characters."""
        return [word.text for word in self.words]


@lru_cache(maxsize=4)  # one passage is asked for several times in a row
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text; a possessive ending is no part of its word."""
    words = []
    for match in WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        if "-" in word or "‐" in word:
            compound = _COMPOUND.match(word)
            end = start + compound.end(1) if compound else end
        owns = end - 2 > start and text[end - 2 : end] in ("'s", "’s")
        words.append(Word(start, end - 2 * owns, text[start : end - 2 * owns], owns))
    return tuple(words)


def runs_of(text: str, blocked: Collection[int] = ()) -> list[Run]:
    """Return the runs of a passage; "and" never joins at the offsets in ``blocked``."""
    words = words_of(text)
    runs: list[Run] = []
    current: list[Word] = []
    i = 0
    while i < len(words):
        word = words[i]
        glued = not current or (_close(text, current[-1], word) and not current[-1].owns)
        if current and (not glued or len(current) >= LONGEST_RUN):
            runs.append(Run(tuple(current)))
            current = []
        if _is_name_word(word.text):
            current.append(word)
            i += 1
            continue
        step = _bridge(text, words, i, current, blocked) if current else 0
        if step:
            current += words[i : i + step]
            i += step
            continue
        if current:
            runs.append(Run(tuple(current)))
            current = []
        i += 1
    if current:
        runs.append(Run(tuple(current)))
    return runs


def _is_name_word(word: str) -> bool:
    if not word[0].isupper():
        return "-" in word and _ARABIC.match(word) is not None
    return word not in BREAKERS and word.casefold() not in FUNCTION_WORDS


def _close(text: str, left: Word, right: Word) -> bool:
    gap = text[left.end : right.start]
    initial = len(left.text) == 1 and gap in (".", ". ")
    return initial or (0 < len(gap) <= 4 and gap.isspace())


def _bridge(
    text: str, words: tuple[Word, ...], i: int, current: list[Word], blocked: Collection[int]
) -> int:
    """Return how many small words lead from a run on to its next capitalised word."""
    for step in (1, 2, 3):
        if i + step >= len(words):
            return 0
        chain = words[i - 1 : i + step + 1]
        if not all(_close(text, a, b) for a, b in pairwise(chain)):
            return 0
        if _is_name_word(words[i + step].text):
            small = [w.text for w in words[i : i + step]]
            return step if _joins(current, small, words, i + step, blocked) else 0
    return 0


def _joins(
    current: list[Word], small: list[str], words: tuple[Word, ...], i: int, blocked: Collection[int]
) -> bool:
    if all(word in PARTICLES for word in small):
        return small[0] not in ("e", "i", "y", "la", "le", "al", "el") or len(current) < 3
    first = small[0]
    if first not in ("of", "for", "on", "and", "against", "to") or len(small) > 2:
        return False
    if len(small) == 2 and small[1] != "the":
        return False
    heads = [k for k, w in enumerate(current) if w.text in HEADS]
    event = any(HEADS[current[k].text] == "Event" for k in heads)
    if first == "of":
        if heads or current[-1].text in TITLE_WORDS:
            return True
        return len(small) == 1 and _tail_head(words, i, blocked)
    if first in ("for", "on", "against", "to"):
        speaks = any(current[k].text in _ABOUT for k in heads)
        return bool(heads) and (event or first == "for" or (speaks and first != "to"))
    if words[i].start in blocked or current[0].start in blocked:
        return False
    linked = any(w.text in ("of", "for", "on") for w in current)
    return (bool(heads) and linked) or _tail_head(words, i, blocked)


def _tail_head(words: tuple[Word, ...], i: int, blocked: Collection[int]) -> bool:
    """Tell whether the words after "and" end in a head: "Justice and Development Party"."""
    last = i
    while last + 1 < len(words) and _is_name_word(words[last + 1].text) and last - i < 4:
        if words[last + 1].start in blocked:
            return False
        last += 1
    return last > i and words[last].text in HEADS
