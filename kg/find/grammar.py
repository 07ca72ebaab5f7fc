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
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import DEP, LEMMA, MORPH, TAG
from spacy.tokens import Doc
from thinc.api import NumpyOps
from threadpoolctl import threadpool_limits

from kg.errors import ConfigurationError, InputError
from kg.model import Passage, Sentence, Span, Token

SHIPPED = Path(__file__).resolve().parent.parent / "grammar"

# Passages read at once: enough to fill the matrices, few enough to keep memory flat.
BATCH = 256

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

_WORD = re.compile(r"\S+")


def _multiply(
    self: Any, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False
) -> Any:
    """Multiply with numpy's BLAS: three times as fast as the one that spaCy brings."""
    return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


class Grammar:
    """A pipeline ready to read; make one with ``load``."""

    def __init__(self, nlp: Any, name: str) -> None:
        self._nlp, self.name = nlp, name

    def parse(self, passages: Iterable[Passage]) -> Iterator[Sentence]:
        """Yield a sentence for every passage, in order; tokens' spans point into the document.

        Masked stretches (citations, addresses) and white space hold no tokens. The result does
        not depend on the number of cores: matrices are multiplied on one.
        """
        rest = iter(passages)
        while batch := list(islice(rest, BATCH)):
            with threadpool_limits(limits=1, user_api="blas"):
                docs = [self._words(passage) for passage in batch]
                parsed = list(self._nlp.pipe(docs, batch_size=BATCH))
            yield from (_sentence(p, doc) for p, doc in zip(batch, parsed, strict=True))

    def _words(self, passage: Passage) -> Doc:
        """Tokenise a passage with every run of white space as one blank, so that wraps are none.

        ``user_data["offsets"]`` has the offset of each token in the passage.
        """
        words: list[str] = []
        spaces: list[bool] = []
        offsets: list[int] = []
        for match in _WORD.finditer(passage.masked):
            for token in self._nlp.tokenizer(match[0]):
                words.append(token.text)
                spaces.append(False)
                offsets.append(match.start() + token.idx)
            if spaces:
                spaces[-1] = True
        doc = Doc(self._nlp.vocab, words=words, spaces=spaces)
        doc.user_data["offsets"] = offsets
        return doc


def load(name: str | None = None) -> Grammar:
    """Load a pipeline: the shipped one, an installed one by name, or one at a path.

    Raises:
        InputError: there is no such pipeline, or it does not speak Universal Dependencies.
        ConfigurationError: the shipped pipeline is missing or damaged.
    """
    setattr(NumpyOps, "gemm", _multiply)  # noqa: B010 - spaCy offers no other way in
    try:
        nlp = spacy.load(name or SHIPPED, exclude=list(UNUSED))
    except (OSError, ValueError, KeyError) as fault:
        if name is None:
            raise ConfigurationError(
                f"The grammar pipeline at {SHIPPED} cannot be loaded: install Diplograph again."
            ) from fault
        raise InputError(
            f"There is no spaCy pipeline '{name}': give an installed name or a folder."
        ) from None
    grammar = Grammar(nlp, name or "shipped")
    _check(grammar)
    return grammar


def _check(grammar: Grammar) -> None:
    probe = Passage(0, Span(0, len(PROBE)), PROBE, "sentence", None)
    tokens = next(iter(grammar.parse([probe]))).tokens
    relations = {t.dep.partition(":")[0] for t in tokens}
    if not relations <= RELATIONS or "nsubj" not in relations or not any(t.pos for t in tokens):
        raise InputError(
            f"The pipeline '{grammar.name}' does not speak Universal Dependencies (tags and "
            "relations such as nsubj, obl, nmod): choose one that was trained on them."
        )


def _sentence(passage: Passage, doc: Doc) -> Sentence:
    start, offsets = passage.span.start, doc.user_data["offsets"]
    strings = doc.vocab.strings
    table = doc.to_array([DEP, TAG, MORPH, LEMMA]).tolist() if len(doc) else []
    root: int | None = None
    tokens = []
    for index, (token, row) in enumerate(zip(doc, table, strict=True)):
        dep, tag, morph, lemma = row
        relation = strings[dep].lower() if dep else "dep"
        target = token.head.i
        if target == index:
            relation, target = ("root", index) if root is None else ("parataxis", root)
            root = index if root is None else root
        tokens.append(
            Token(
                index=index,
                span=Span(start + offsets[index], start + offsets[index] + len(token.text)),
                text=token.text,
                lemma=strings[lemma] if lemma else token.lower_,
                pos=token.pos_,
                tag=strings[tag] if tag else "",
                morph=strings[morph].strip("_") if morph else "",
                dep=relation,
                head=target,
            )
        )
    return Sentence(passage, tuple(tokens))
