"""Mends what a small parser gets wrong in a regular way: a verb taken for an adjective or a noun.

"Togo severed relations" is read as *severed relations* with a subject, "Togo buys rice" as a noun
*buys* with a subject. A noun has no subject without a copula, so the word must be the verb.
"""

from dataclasses import replace

from kg.model import Sentence, Token

VERBAL_ENDINGS = ("ed", "s")
MISTAKEN = frozenset({"NOUN", "ADJ", "PROPN"})


def mended(sentence: Sentence) -> Sentence:
    """Return the sentence with its verb put back, or the sentence itself where nothing is wrong."""
    tokens = sentence.tokens
    subjects = [t for t in tokens if t.dep == "nsubj" and t.head > t.index]
    changed = {
        t.head: replace(tokens[t.head], pos="VERB", tag="VBN")
        for t in tokens
        if t.dep in ("nsubj:pass", "aux:pass") and tokens[t.head].pos == "ADJ"
    }
    for subject in subjects:
        above = tokens[subject.head]
        if above.dep == "amod" and above.head > above.index:
            changed.update(_turned(tokens, above, above.head, subject))
        elif above.pos in MISTAKEN:
            changed.update(_put_back(tokens, subject, above))
    if not changed:
        return sentence
    return Sentence(sentence.passage, tuple(changed.get(t.index, t) for t in tokens))


def _put_back(tokens: tuple[Token, ...], subject: Token, noun: Token) -> dict[int, Token]:
    """The verb that hides in or beside a noun with a subject of its own."""
    kids = [t for t in tokens if t.head == noun.index and t.index != noun.index]
    if any(t.dep in ("cop", "aux", "aux:pass") for t in kids):
        return {}
    verb = _participle(kids, subject, noun.index)
    if verb is not None:
        return _turned(tokens, verb, noun.index, subject)
    if not noun.text.endswith(VERBAL_ENDINGS) or noun.dep != "root":
        return {}
    found = {noun.index: replace(noun, pos="VERB", tag="VBZ")}
    found.update({t.index: replace(t, dep="obl") for t in kids if t.dep == "nmod"})
    return found


def _participle(kids: list[Token], subject: Token, noun: int) -> Token | None:
    """A word in -ed between the subject and the noun, with no article before it."""
    for kid in kids:
        if kid.dep == "amod" and subject.index < kid.index < noun and kid.text.endswith("ed"):
            before = [t for t in kids if t.dep in ("det", "nmod:poss") and t.index < kid.index]
            return None if before else kid
    return None


def _turned(tokens: tuple[Token, ...], verb: Token, noun: int, subject: Token) -> dict[int, Token]:
    """The verb in the noun's place, the noun as its object."""
    above = tokens[noun]
    head = verb.index if above.head == noun else above.head
    changed = {
        verb.index: replace(verb, pos="VERB", tag="VBD", dep=above.dep, head=head),
        noun: replace(above, dep="obj", head=verb.index),
        subject.index: replace(subject, head=verb.index),
    }
    for t in tokens:
        if t.head == noun and t.dep in ("conj", "punct", "advcl", "advmod", "obl", "cc", "mark"):
            changed[t.index] = replace(t, head=verb.index)
    return changed
