"""The lexicon, loaded once, and sentences of plain tokens for what needs no parser."""

import re
from collections.abc import Callable

import pytest

from kg.find.lexicon import Lexicon, load
from kg.find.mentions import find_mentions
from kg.folders import ontology_folder
from kg.model import Document, Layout, Mention, Sentence, Span, Token
from kg.read.layout import find_layout


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return load(ontology_folder() / "lexicon")


def document_of(text: str) -> Document:
    return Document("0" * 16, "t.txt", "T", "en", "text/plain", text, "", "")


def plain_sentences(layout: Layout) -> tuple[Sentence, ...]:
    """Tokens without grammar: a capital is a proper noun, every word hangs on the first."""
    sentences = []
    for passage in layout.passages:
        tokens = [
            Token(
                i,
                Span(passage.span.start + m.start(), passage.span.start + m.end()),
                m.group(),
                m.group().casefold(),
                "PROPN" if m.group()[0].isupper() else "NOUN",
                "",
                "",
                "dep" if i else "root",
                0,
            )
            for i, m in enumerate(re.finditer(r"\w+|[^\w\s]", passage.masked))
        ]
        sentences.append(Sentence(passage, tuple(tokens)))
    return tuple(sentences)


@pytest.fixture(scope="session")
def mentions_of(lexicon: Lexicon) -> Callable[[str], tuple[Mention, ...]]:
    """Return a function from a text to its mentions."""

    def find(text: str) -> tuple[Mention, ...]:
        document = document_of(text)
        layout = find_layout(document)
        return find_mentions(document, layout, plain_sentences(layout), lexicon)

    return find
