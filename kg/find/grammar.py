"""Who does what to whom: words, tags and Universal Dependencies for every passage.

The only room that knows spaCy. ``load`` brings the pipeline that is shipped with the package, or
any other one that speaks Universal Dependencies; ``Grammar.parse`` turns passages into sentences.
Passages are sentences already (the reader cut them) and are never cut again: where a pipeline sees
several roots in one passage, the later ones hang on the first as ``parataxis``.

Method: a transition-based parser over a convolutional encoder (spaCy's), trained by the recipe in
``training/``; what it was measured at stands in ``docs/grammar.md``.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import DEP, HEAD, IDX, LEMMA, MORPH, POS, TAG
from spacy.tokens import Doc
from thinc.api import NumpyOps
from threadpoolctl import ThreadpoolController

from kg.errors import ConfigurationError, InputError
from kg.model import Passage, Sentence, Span, Token

SHIPPED = Path(__file__).resolve().parent.parent / "grammar"

# Characters read at once: enough to fill the matrices, few enough to keep memory under 200 MB.
# A longer passage (a table read as one sentence) is cut there at white space, for the model only.
BATCH = 32_000
# Batches between two times of forgetting the words seen, which have to be learnt anew each time.
MEMORY = 8

# Parts of a foreign pipeline that cost time and that nobody here asks.
UNUSED = ("ner", "entity_linker", "textcat", "textcat_multilabel", "spancat", "senter")

# The universal relations of UD version 2; what follows a colon is up to the treebank.
RELATIONS = frozenset(
    {"acl", "advcl", "advmod", "amod", "appos", "aux", "case", "cc", "ccomp", "clf"}
    | {"compound", "conj", "cop", "csubj", "dep", "det", "discourse", "dislocated", "expl"}
    | {"fixed", "flat", "goeswith", "iobj", "list", "mark", "nmod", "nsubj", "nummod", "obj"}
    | {"obl", "orphan", "parataxis", "punct", "reparandum", "root", "vocative", "xcomp"}
)
PROBE = "The minister of the interior signed two treaties, and parliament rejected them in May."

# A longer run is no word; spaCy's tokenizer needs the square of its length where it is brackets.
_WORD = re.compile(r"\S{1,100}")
_COLUMNS = [IDX, HEAD, DEP, POS, TAG, MORPH, LEMMA]

_64 = (1 << 64) - 1  # spaCy's keys are unsigned

# A stretch of a passage as the model sees it: its words with one blank between, and where each
# word begins in that text and in the passage.
_Piece = tuple[str, list[int], list[int]]


def _multiply(
    self: Any, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False
) -> Any:
    """Multiply with numpy's BLAS: two to three times as fast as the one that spaCy brings."""
    return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


class _Names(dict[int, str]):
    """Names of spaCy's keys, each looked up once."""

    def __init__(self, strings: Any) -> None:
        self._strings = strings

    def __missing__(self, key: int) -> str:
        name = self[key] = str(self._strings[key & _64])
        return name


class Grammar:
    """A pipeline ready to read; make one with ``load``."""

    def __init__(self, nlp: Any, name: str) -> None:
        self._nlp, self.name = nlp, name
        self._threads = ThreadpoolController()

    def parse(self, passages: Iterable[Passage]) -> Iterator[Sentence]:
        """Yield a sentence for every passage, in order; tokens' spans point into the document.

        Masked stretches (citations, addresses) and white space hold no tokens. Lemmas are in small
        letters, but for those of proper names. The result does not depend on the number of cores,
        since matrices are multiplied on one; words seen are forgotten now and then, so that memory
        does not grow with what was read.
        """
        batches = _batches(passages)
        while some := list(islice(batches, MEMORY)):
            with self._threads.limit(limits=1, user_api="blas"), self._nlp.memory_zone():
                sentences = [sentence for batch in some for sentence in self._read(batch)]
            yield from sentences

    def _read(self, batch: list[Passage]) -> Iterator[Sentence]:
        pieces = [_pieces(passage.masked) for passage in batch]
        docs = [self._nlp.tokenizer(text) for group in pieces for text, _, _ in group]
        parsed = self._nlp.pipe(docs, batch_size=max(1, len(docs)))
        names = _Names(self._nlp.vocab.strings)
        for passage, group in zip(batch, pieces, strict=True):
            yield Sentence(passage, _tokens(passage, group, parsed, names))


def load(name: str | None = None) -> Grammar:
    """Load a pipeline: the shipped one, an installed one by name, or one at a path.

    Raises:
        InputError: there is no such pipeline, or it does not speak Universal Dependencies.
        ConfigurationError: the shipped pipeline is missing or damaged.
    """
    setattr(NumpyOps, "gemm", _multiply)  # noqa: B010 - spaCy offers no other way in
    try:
        nlp = spacy.load(name or SHIPPED, exclude=list(UNUSED))
    except Exception as fault:  # a foreign pipeline's own code may raise anything
        if name is None:
            raise ConfigurationError(
                f"The grammar pipeline at {SHIPPED} cannot be loaded: install Diplograph again."
            ) from fault
        if isinstance(fault, OSError) and str(fault).startswith("[E050]"):
            raise InputError(
                f"There is no spaCy pipeline '{name}': give an installed name or a folder."
            ) from None
        reason = " ".join(str(fault).split())[:200]
        raise InputError(f"The pipeline '{name}' cannot be loaded: {reason}") from fault
    grammar = Grammar(nlp, name or "shipped")
    _check(grammar)
    return grammar


def _check(grammar: Grammar) -> None:
    probe = Passage(0, Span(0, len(PROBE)), PROBE, "sentence", None)
    try:
        tokens = next(iter(grammar.parse([probe]))).tokens
    except Exception as fault:  # as above
        reason = " ".join(str(fault).split())[:200]
        raise InputError(f"The pipeline '{grammar.name}' cannot read: {reason}") from fault
    relations = {t.dep.partition(":")[0] for t in tokens}
    faults = {
        "has no tagger that sets parts of speech": not any(t.pos for t in tokens),
        "has no lemmatizer": not any(t.lemma for t in tokens),
        "has no parser": relations <= {"root", "parataxis", "dep", ""},
        "has relations outside Universal Dependencies": not relations <= RELATIONS,
    }
    if found := [words for words, is_so in faults.items() if is_so]:
        raise InputError(
            f"The pipeline '{grammar.name}' {' and '.join(found)}: choose one that was trained on "
            "Universal Dependencies (relations such as nsubj, obl, nmod)."
        )


def _batches(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    batch: list[Passage] = []
    size = 0
    for passage in passages:
        if batch and size + len(passage.masked) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(passage)
        size += len(passage.masked)
    if batch:
        yield batch


def _pieces(masked: str) -> list[_Piece]:
    """Return a passage's text as the model is to see it: mostly one piece, none if it is blank."""
    groups: list[list[re.Match[str]]] = []
    size = BATCH
    for match in _WORD.finditer(masked):
        if size + len(match[0]) >= BATCH:
            groups.append([])
            size = 0
        groups[-1].append(match)
        size += len(match[0]) + 1
    return [
        (
            " ".join(match[0] for match in group),
            [0, *accumulate(len(match[0]) + 1 for match in group)],
            [match.start() for match in group],
        )
        for group in groups
    ]


def _tokens(
    passage: Passage, pieces: list[_Piece], parsed: Iterator[Doc], names: _Names
) -> tuple[Token, ...]:
    """Return the tokens of a passage as one tree; draws one document for each piece.

    Roots after the first hang on it as ``parataxis``.
    """
    tokens: list[Token] = []
    root: int | None = None
    for piece in pieces:
        doc = next(parsed)
        rows = doc.to_array(_COLUMNS).astype(np.int64).tolist()
        spans = _places(piece, [(row[0], len(token)) for row, token in zip(rows, doc, strict=True)])
        for (begin, end), (_, head, *keys) in zip(spans, rows, strict=True):
            dep, pos, tag, morph, lemma = (names[key] for key in keys)
            index = len(tokens)
            relation, target = dep.lower() or "dep", index + head
            if head == 0:
                relation, target = ("root", index) if root is None else ("parataxis", root)
                root = index if root is None else root
            span = Span(passage.span.start + begin, passage.span.start + end)
            text, features = passage.masked[begin:end], morph.strip("_")
            lemma = lemma if pos == "PROPN" else lemma.lower()
            tokens.append(Token(index, span, text, lemma, pos, tag, features, relation, target))
    return tuple(tokens)


def _places(piece: _Piece, shown: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield begin and end in the passage of tokens at these places, and this long, in the piece."""
    _, word_shown, word_printed = piece
    word = 0
    for at, length in shown:
        while word_shown[word + 1] <= at:
            word += 1
        begin, last = word_printed[word] + at - word_shown[word], word
        while word_shown[last + 1] < at + length:  # a token of several words: "New York"
            last += 1
        yield begin, word_printed[last] + at + length - word_shown[last]
