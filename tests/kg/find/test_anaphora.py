"""Anaphors with the shipped grammar: who "it", "he", "the latter" and "the court" are."""

from collections.abc import Callable

import pytest

from kg.find.grammar import Grammar, load
from kg.find.lexicon import Lexicon
from kg.find.mentions import find_mentions
from kg.model import Document
from kg.read.layout import find_layout

Resolve = Callable[[str], dict[str, list[str]]]


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return load()


@pytest.fixture(scope="module")
def resolved(lexicon: Lexicon, grammar: Grammar) -> Resolve:
    """Return a function from a text to what its anaphors point to."""

    def resolve(text: str) -> dict[str, list[str]]:
        document = Document("0" * 16, "t", "T", "en", "text/plain", text, "", "")
        layout = find_layout(document)
        sentences = tuple(grammar.parse(layout.passages))
        found: dict[str, list[str]] = {}
        for mention in find_mentions(document, layout, sentences, lexicon):
            if mention.antecedent is not None:
                found.setdefault(mention.span.of(text), []).append(mention.antecedent.of(text))
        return found

    return resolve


@pytest.mark.parametrize(
    ("text", "anaphor", "expected"),
    [
        ("Peru signed the treaty. Later it withdrew its troops.", "it", ["Peru"]),
        ("Peru signed the treaty. Later it withdrew its troops.", "its", ["Peru"]),
        ("Ecuador feared that Peru would attack, and closed its border.", "its", ["Ecuador"]),
        (
            "Poland and Lithuania met. The two countries signed a pact.",
            "The two countries",
            ["Lithuania", "Poland"],
        ),
        ("Peru asked Chile for help, but the latter refused.", "the latter", ["Chile"]),
        ("President Alberto Fujimori met the press. He said nothing.", "He", ["Alberto Fujimori"]),
        (
            "President Alberto Fujimori met the press. The president said nothing.",
            "The president",
            ["Alberto Fujimori"],
        ),
        (
            "Peru sued Chile before the International Court of Justice. The court agreed.",
            "The court",
            ["International Court of Justice"],
        ),
        ("Peru is rich. It is cautious so that it keeps its peace.", "it", ["Peru"]),
        ("NATO met in Riga. The alliance promised help.", "The alliance", ["NATO"]),
    ],
)
def test_an_anaphor_is_resolved(
    resolved: Resolve, text: str, anaphor: str, expected: list[str]
) -> None:
    assert sorted(resolved(text).get(anaphor, [])) == expected


@pytest.mark.parametrize(
    ("text", "anaphor"),
    [
        ("Peru and Chile signed. It rained.", "It"),
        ("The treaty was signed. It failed.", "It"),
        ("Peru lent it money.", "it"),
        ("The Peruvian parliament refused to ratify it.", "it"),
        ("Peru and Chile met. Both sides of the river were calm.", "Both sides"),
        ("The union of 1814 was dissolved; NATO came later.", "The union"),
    ],
)
def test_what_is_uncertain_is_left_open(resolved: Resolve, text: str, anaphor: str) -> None:
    assert anaphor not in resolved(text)
