"""Score parses of raw text against a treebank in CoNLL-U, by the rules of CoNLL 2018.

A word counts where its characters are those of a treebank's word; its head counts where the head's
characters agree too. Figures are F1 over the words of both sides (Zeman et al. 2018). Besides, LAS
without punctuation, over the treebank's words: the figure that spaCy prints.
"""

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

WordSpan = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence: where it stands, and its grammar; ``head`` is the span of its head."""

    span: WordSpan
    lemma: str
    pos: str
    dep: str
    head: WordSpan | None


def read(path: Path) -> Iterator[tuple[str, list[Word]]]:
    """Yield each sentence's text and words."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        text, rows = "", []
        for line in [*file, "\n"]:
            if line.startswith("# text = "):
                text = line[9:].rstrip("\n")
            elif line[:1].isdigit():
                cells = line.split("\t")
                if cells[0].isdigit():
                    rows.append(cells)
            elif not line.strip() and rows:
                yield text, _words(text, rows)
                rows = []


def _words(text: str, rows: list[list[str]]) -> list[Word]:
    spans: list[WordSpan] = []
    at = 0
    for row in rows:
        begin = text.find(row[1], at)
        # a form that is not in the text as it stands gets a place that no token can have
        span = (at, at) if begin < 0 else (begin, begin + len(row[1]))
        spans.append(span)
        at = span[1]
    return [
        Word(span, row[2], row[3], row[7], spans[int(row[6]) - 1] if row[6] != "0" else None)
        for span, row in zip(spans, rows, strict=True)
    ]


class Score:
    """Counts of right words over many sentences."""

    MEASURES = ("words", "upos", "lemma", "uas", "las")

    def __init__(self) -> None:
        self._right: Counter[str] = Counter()
        self._gold = self._found = self._gold_plain = 0

    def add(self, gold: Iterable[Word], found: Iterable[Word]) -> None:
        """Count a sentence."""
        by_span = {word.span: word for word in found}
        self._found += len(by_span)
        for word in gold:
            self._gold += 1
            plain = word.dep != "punct"
            self._gold_plain += plain
            other = by_span.get(word.span)
            if other is None:
                continue
            attached = other.head == word.head
            right = attached and other.dep == word.dep
            self._right["words"] += 1
            self._right["upos"] += other.pos == word.pos
            self._right["lemma"] += other.lemma.lower() == word.lemma.lower()
            self._right["uas"] += attached
            self._right["las"] += right
            self._right["plain"] += right and plain

    def figures(self) -> dict[str, float]:
        """Return F1 in per cent for each measure, and LAS without punctuation."""
        total = (self._gold + self._found) or 1
        figures = {name: 200 * self._right[name] / total for name in self.MEASURES}
        figures["las, no punctuation"] = 100 * self._right["plain"] / (self._gold_plain or 1)
        return figures
