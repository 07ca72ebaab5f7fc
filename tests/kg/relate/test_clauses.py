"""The clause view finds subjects and objects where grammar says that they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Passage, Sentence, Span, Token
from kg.relate.clauses import Tree
from tests.kg.relate.parsed import sentence

CASES = [
    ("Peru/PROPN/nsubj/1 invaded|invade/VERB/root/1 Chile/PROPN/obj/1", 1, 0, 2),
    # passive with agent
    (
        "Chile/PROPN/nsubj:pass/2 was|be/AUX/aux:pass/2 invaded|invade/VERB/root/2 "
        "by/ADP/case/4 Peru/PROPN/obl:agent/2",
        2,
        4,
        0,
    ),
    # a second verb shares the subject
    (
        "Peru/PROPN/nsubj/1 armed|arm/VERB/root/1 and/CCONJ/cc/3 invaded|invade/VERB/conj/1 "
        "Chile/PROPN/obj/3",
        3,
        0,
        4,
    ),
    # the infinitive is done by the object of "ask"
    (
        "Peru/PROPN/nsubj/1 asked|ask/VERB/root/1 Chile/PROPN/obj/1 to/PART/mark/4 "
        "help/VERB/xcomp/1 Cuba/PROPN/obj/4",
        4,
        2,
        5,
    ),
    # ... but by the subject of "promise"
    (
        "Peru/PROPN/nsubj/1 promised|promise/VERB/root/1 Chile/PROPN/obj/1 to/PART/mark/4 "
        "help/VERB/xcomp/1 Cuba/PROPN/obj/4",
        4,
        0,
        5,
    ),
    # a relative pronoun stands for its noun
    (
        "Peru/PROPN/root/0 which/PRON/nsubj/2 invaded|invade/VERB/acl:relcl/0 Chile/PROPN/obj/2",
        2,
        0,
        3,
    ),
    # a wish belongs to its owner
    (
        "Peru/PROPN/nmod:poss/2 's/PART/case/0 wish/NOUN/root/2 to/PART/mark/4 join/VERB/acl/2 "
        "Mercosur/PROPN/obj/4",
        4,
        0,
        5,
    ),
]


@pytest.mark.parametrize(("written", "verb", "subject", "target"), CASES)
def test_who_does_what_to_whom(written: str, verb: int, subject: int, target: int) -> None:
    tree = Tree(sentence(written))
    assert tree.subject(verb) == subject
    assert tree.object(verb) == target


def test_a_passive_without_agent_has_nobody_who_does_it() -> None:
    tree = Tree(
        sentence(
            "Chile/PROPN/nsubj:pass/2 was|be/AUX/aux:pass/2 invaded|invade/VERB/root/2 "
            "by/ADP/case/4 night/NOUN/obl/2"
        )
    )
    assert tree.subject(2) == 4  # a by-phrase: that it names no actor is seen by its mentions
    bare = Tree(sentence("Chile/PROPN/nsubj:pass/1 fell|fall/VERB/root/1"))
    assert bare.subject(1) is None


@given(st.lists(st.tuples(st.integers(0, 11), st.sampled_from(["nsubj", "conj", "obj", "acl"]))))
def test_no_tree_however_damaged_makes_it_hang_or_fail(heads: list[tuple[int, str]]) -> None:
    tokens = tuple(
        Token(i, Span(2 * i, 2 * i + 1), "x", "x", "VERB", "VB", "", dep, min(head, len(heads) - 1))
        for i, (head, dep) in enumerate(heads)
    )
    passage = Passage(0, Span(0, 2 * len(heads)), " " * 2 * len(heads), "sentence", None)
    tree = Tree(Sentence(passage, tokens))
    for i in range(len(tokens)):
        tree.subject(i)
        tree.object(i)
        assert tree.clause_span(tree.clause_of(i)).start <= tokens[i].span.end + 2 * len(tokens)
        assert i in tree.subtree(i)
