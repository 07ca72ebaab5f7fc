"""Treebanks in CoNLL-U, as spaCy's documents: one sentence a document, spacing as in the text."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

# Genres of GUM whose texts its licence file calls CC BY or public domain. How-to guides, fiction
# and Reddit are non-commercial, the rest is not spoken of there: all those stay out.
FREE_GENRES = ("bio", "interview", "news", "speech", "textbook", "voyage")

STORED = ["ORTH", "TAG", "HEAD", "DEP", "POS", "MORPH", "LEMMA", "SPACY", "SENT_START"]


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of a file, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def sentences(lines: Iterable[str]) -> Iterator[tuple[list[list[str]], list[bool]]]:
    """Yield the rows of each sentence's words, and whether a blank follows each word."""
    rows: list[list[str]] = []
    blanks: dict[int, bool] = {}
    for line in [*lines, ""]:
        cells = line.split("\t")
        if not line and rows:
            spaces = [blanks.get(n, "SpaceAfter=No" not in r[9]) for n, r in enumerate(rows, 1)]
            yield rows, [*spaces[:-1], False]
            rows, blanks = [], {}
        elif len(cells) == 10 and "-" in cells[0]:  # "don't": no blank inside, one after
            first, last = map(int, cells[0].split("-"))
            blanks |= dict.fromkeys(range(first, last), False)
            blanks[last] = "SpaceAfter=No" not in cells[9]
        elif len(cells) == 10 and "." not in cells[0]:
            rows.append(cells)


def document(vocab: Vocab, rows: list[list[str]], spaces: list[bool]) -> Doc:
    """Return a sentence as a document."""
    return Doc(
        vocab,
        words=[r[1] for r in rows],
        spaces=spaces,
        tags=[r[4] for r in rows],
        pos=[r[3].replace("_", "X") for r in rows],
        morphs=[r[5].removeprefix("_") for r in rows],
        lemmas=[r[2] for r in rows],
        heads=[n if r[6] == "0" else int(r[6]) - 1 for n, r in enumerate(rows)],
        deps=["ROOT" if r[7] == "root" else r[7] for r in rows],
        sent_starts=[n == 0 for n in range(len(rows))],
    )


def read(vocab: Vocab, path: Path) -> list[Doc]:
    """Read every sentence of a CoNLL-U file."""
    return [document(vocab, *sentence) for sentence in sentences(lines_of(path))]


def read_gum(vocab: Vocab, clone: Path, part: str) -> list[Doc]:
    """Read the free genres of a clone of UD_English-GUM: ``train`` (with its test) or ``dev``."""
    held_out = set((clone / "not-to-release/file-lists/files.dev").read_text().split())
    paths = sorted((clone / "not-to-release/sources").glob("GUM_*.conllu"))
    chosen = [
        path
        for path in paths
        if path.stem.split("_")[1] in FREE_GENRES and (path.stem in held_out) == (part == "dev")
    ]
    return [doc for path in chosen for doc in read(vocab, path)]


def store(docs: Iterable[Doc], path: Path) -> Path:
    """Write documents in spaCy's format and return where."""
    DocBin(attrs=STORED, docs=docs).to_disk(path)
    return path
