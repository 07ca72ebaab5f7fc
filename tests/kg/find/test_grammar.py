"""The grammar layer: who did what to whom, on sentences about many countries."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.find.grammar import Grammar, load
from kg.model import Passage, Sentence, Span, Token


@pytest.fixture(scope="session")
def grammar() -> Grammar:
    return load()


def passage(text: str, start: int = 0) -> Passage:
    return Passage(0, Span(start, start + len(text)), text, "sentence", None)


def parsed(grammar: Grammar, text: str) -> Sentence:
    return next(iter(grammar.parse([passage(text)])))


def relation(sentence: Sentence, dependent: str, head: str) -> str:
    for token in sentence.tokens:
        if token.text == dependent and sentence.tokens[token.head].text == head:
            return token.dep
    raise AssertionError(f"{dependent} does not hang on {head}")


@pytest.mark.parametrize(
    ("text", "dependent", "head", "dep"),
    [
        ("Peru and Ecuador signed the treaty in Brasilia.", "Peru", "signed", "nsubj"),
        ("Peru and Ecuador signed the treaty in Brasilia.", "treaty", "signed", "obj"),
        ("Peru and Ecuador signed the treaty in Brasilia.", "Ecuador", "Peru", "conj"),
        ("Greece was accused by Turkey of a breach.", "Greece", "accused", "nsubj:pass"),
        ("Greece was accused by Turkey of a breach.", "Turkey", "accused", "obl:agent"),
        ("Japan sought to sign a pact with India.", "sign", "sought", "xcomp"),
        ("Cameroon did not accept the ruling.", "not", "accept", "advmod"),
        ("Poland buys gas because it fears a blockade.", "fears", "buys", "advcl"),
        ("Armenia sought to isolate Azerbaijan.", "Azerbaijan", "isolate", "obj"),
        ("Cyprus sent ships in order to protect its coast.", "protect", "sent", "advcl"),
        ("Ankara was forced to withdraw its troops.", "withdraw", "forced", "xcomp"),
        ("Ankara was forced to withdraw its troops.", "Ankara", "forced", "nsubj:pass"),
        ("Merkel, the leader of the CDU, criticized France.", "leader", "Merkel", "appos"),
        ("Nigeria announced that Cameroon would withdraw.", "withdraw", "announced", "ccomp"),
        ("Nigeria announced that Cameroon would withdraw.", "Cameroon", "withdraw", "nsubj"),
        ("Seoul, which had opposed the plan, agreed.", "opposed", "Seoul", "acl:relcl"),
        ("Lithuania condemned the raid and closed the border.", "closed", "condemned", "conj"),
        ("The sale of gas to Ukraine stopped.", "gas", "sale", "nmod"),
        ("The treaty between Australia and Indonesia expired.", "Australia", "treaty", "nmod"),
        ("Japan and Korea are members of the bloc.", "are", "members", "cop"),
        ("Peru bought jets from France in 1997.", "1997", "bought", "obl"),
        (
            "Poland condemned the attack Lithuania closed the border.",
            "Lithuania",
            "closed",
            "nsubj",
        ),
        ("THE FIRST MOTIVE: FEAR OF ENCIRCLEMENT", "FIRST", "MOTIVE", "amod"),
    ],
)
def test_who_does_what(grammar: Grammar, text: str, dependent: str, head: str, dep: str) -> None:
    assert relation(parsed(grammar, text), dependent, head) == dep


def test_lemmas_and_tags(grammar: Grammar) -> None:
    tokens = {t.text: t for t in parsed(grammar, "The children signed two treaties.").tokens}
    assert (tokens["signed"].lemma, tokens["signed"].pos) == ("sign", "VERB")
    assert (tokens["treaties"].lemma, tokens["treaties"].pos) == ("treaty", "NOUN")


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("They hoped for peace.", "hoped", "hope"),
        ("The report rated the risk.", "rated", "rate"),
        ("Their motives differ.", "motives", "motive"),
        ("The two states need oil.", "need", "need"),
        ("Some of its uses are military.", "uses", "use"),
        ("The government fled to Lagos.", "fled", "flee"),
        ("To win time, they wrote to the council.", "To", "to"),
        ("The Turkish navy left.", "Turkish", "turkish"),
        ("Nations such as Peru can’t leave.", "ca", "can"),
        ("Nations such as Peru can’t leave.", "n’t", "not"),
        ("The United Nations met in Lima.", "Lima", "Lima"),
    ],
)
def test_lemmas_that_rules_alone_get_wrong(
    grammar: Grammar, text: str, word: str, lemma: str
) -> None:
    assert {t.text: t.lemma for t in parsed(grammar, text).tokens}[word] == lemma


def test_line_wraps_and_masked_citations_change_nothing(grammar: Grammar) -> None:
    plain = parsed(grammar, "France met Germany in Aachen.")
    wrapped = parsed(grammar, "France met\n  Germany   in           Aachen.")
    assert [(t.text, t.dep, t.head) for t in plain.tokens] == [
        (t.text, t.dep, t.head) for t in wrapped.tokens
    ]


@given(st.text(max_size=80), st.integers(0, 1000))
@settings(deadline=None, max_examples=60)
def test_offsets_point_into_the_document(grammar: Grammar, text: str, start: int) -> None:
    sentence = next(iter(grammar.parse([passage(text, start)])))
    for token in sentence.tokens:
        assert text[token.span.start - start : token.span.end - start] == token.text
    assert_tree(sentence.tokens)


def assert_tree(tokens: tuple[Token, ...]) -> None:
    assert sum(t.dep == "root" for t in tokens) == (1 if tokens else 0)
    for token in tokens:
        steps, at = 0, token
        while at.head != at.index:
            at, steps = tokens[at.head], steps + 1
            assert steps <= len(tokens), "a circle"


def test_batches_do_not_change_a_parse(grammar: Grammar) -> None:
    texts = [f"Country {n} attacked its neighbour in 19{n % 90 + 10}." for n in range(300)]
    first = [[t.dep for t in s.tokens] for s in grammar.parse(map(passage, texts))]
    again = [[t.dep for t in s.tokens] for s in grammar.parse(map(passage, texts))]
    assert first == again


def test_a_pipeline_that_is_not_there_or_has_no_grammar(tmp_path: object) -> None:
    import spacy

    with pytest.raises(InputError, match="no spaCy pipeline"):
        load("no_such_pipeline")
    spacy.blank("en").to_disk(f"{tmp_path}/blank")
    with pytest.raises(InputError, match="Universal Dependencies"):
        load(f"{tmp_path}/blank")


def test_the_weights_are_small_and_say_where_they_come_from(repository: Path) -> None:
    folder = repository / "kg" / "grammar"
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size <= 20_000_000
    credit = (folder / "README.md").read_text(encoding="utf-8")
    assert all(name in credit for name in ("UD_English-EWT", "UD_English-GUM", "CC-BY-SA-4.0"))
