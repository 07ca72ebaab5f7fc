"""What the recipe adds to spaCy's own training: noise that documents have and treebanks lack.

Loaded by ``spacy train --code``. The augmenter is drawn from a seeded generator, so that two runs
see the same sentences in the same order.
"""

import random
from collections.abc import Callable, Iterator

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import NumpyOps

# How often a sentence is changed in each way; the untouched sentence is always seen as well.
CAPITALS = 0.02  # headings are often set in capitals
TITLE_CASE = 0.01  # ... or with a capital on every word
LOWER_CASE = 0.01  # captions and tables
NO_FULL_STOP = 0.04  # headings and list items end without one
OTHER_QUOTES = 0.05  # straight quotation marks for curly ones, and the other way round

CURLY_TO_STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'", "’s": "'s", "n’t": "n't"}


def _rebuilt(doc: Doc, words: list[str], length: int | None = None) -> Doc:
    """Return the document with other words under the same tree, cut to ``length`` tokens."""
    size = len(doc) if length is None else length
    tokens = doc[:size]
    return Doc(
        doc.vocab,
        words=words[:size],
        spaces=[bool(t.whitespace_) for t in tokens],
        tags=[t.tag_ for t in tokens],
        pos=[t.pos_ for t in tokens],
        morphs=[str(t.morph) for t in tokens],
        lemmas=[t.lemma_ for t in tokens],
        heads=[t.head.i for t in tokens],
        deps=[t.dep_ for t in tokens],
        sent_starts=[t.i == 0 for t in tokens],
    )


def _without_full_stop(doc: Doc) -> Doc | None:
    last = doc[-1]
    if len(doc) < 3 or last.dep_ != "punct" or any(t.head == last for t in doc[:-1]):
        return None
    return _rebuilt(doc, [t.text for t in doc], len(doc) - 1)


def _with_other_quotes(doc: Doc) -> Doc | None:
    words = [t.text for t in doc]
    if any("“" in w or "’" in w or "”" in w for w in words):
        return _rebuilt(doc, [CURLY_TO_STRAIGHT.get(w, w) for w in words])
    if not any('"' in w or "'" in w for w in words):
        return None
    changed, opened = [], False
    for word in words:
        if word == '"':
            opened = not opened
            changed.append("“" if opened else "”")
        else:
            changed.append(word.replace("'", "’"))
    return _rebuilt(doc, changed)


def _variants(doc: Doc, draw: random.Random) -> Iterator[Doc]:
    words = [t.text for t in doc]
    if draw.random() < CAPITALS:
        yield _rebuilt(doc, [w.upper() for w in words])
    if draw.random() < TITLE_CASE:
        yield _rebuilt(doc, [w[:1].upper() + w[1:] for w in words])
    if draw.random() < LOWER_CASE:
        yield _rebuilt(doc, [w.lower() for w in words])
    if draw.random() < NO_FULL_STOP and (shorter := _without_full_stop(doc)):
        yield shorter
    if draw.random() < OTHER_QUOTES and (other := _with_other_quotes(doc)):
        yield other


@spacy.registry.augmenters("diplograph.documents.v1")
def documents(seed: int) -> Callable[[Language, Example], Iterator[Example]]:
    """Return an augmenter that shows each sentence and, now and then, a noisier copy."""
    draw = random.Random(seed)

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        yield example
        for variant in _variants(example.reference, draw):
            # lengths may change under upper(): "ß" becomes "SS"; the tokenizer then reads anew
            yield Example(nlp.make_doc(variant.text), variant)

    return augment


def _gemm(
    self: NumpyOps,
    x: np.ndarray,
    y: np.ndarray,
    out: np.ndarray | None = None,
    trans1: bool = False,
    trans2: bool = False,
) -> np.ndarray:
    """Multiply with numpy's BLAS, three times as fast here as the one spaCy brings."""
    return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


NumpyOps.gemm = _gemm
