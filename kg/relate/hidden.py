"""Verbs in -s that a small parser takes for plural nouns: "Beijing fears that", "for he dreams".

A plural noun after an actor's own name is no noun where it brings in what it is done to, or has a
pronoun for its subject.
"""

from dataclasses import replace

from kg.model import Token

UNDER = frozenset({"amod", "compound", "nmod", "nmod:desc", "flat"})
# What stands behind a verb and not behind such a noun.
DONE_TO = frozenset({"DET", "PROPN", "NOUN", "ADJ", "PRON", "NUM", "SCONJ"})
CLOSED = frozenset({"det", "nmod:poss", "cop", "case", "aux", "nsubj"})
JOINING = frozenset({"since", "as", "until", "before", "after"})  # may open a clause
SUBJECTIVE = frozenset({"he", "she", "it", "they"})


def hidden_verbs(tokens: tuple[Token, ...], names: frozenset[int]) -> dict[int, Token]:
    """Return the tokens that change; ``names`` are the offsets at which names of actors end."""
    changed: dict[int, Token] = {}
    for noun in tokens[1:-1]:
        before, after = tokens[noun.index - 1], tokens[noun.index + 1]
        if noun.tag != "NNS" or not noun.text.endswith("s"):
            continue
        if topic := _topic(tokens, noun, after, names):
            changed.update(_as_root(tokens, noun, topic))
            continue
        held = before.head == noun.index
        pronoun = held and before.text.lower() in SUBJECTIVE and before.dep == "nsubj"
        named = held and before.span.end in names and before.dep in UNDER
        if pronoun or (named and _has_object(tokens, noun, after)):
            changed.update(_as_verb(tokens, noun, before))
    return changed


def _topic(
    tokens: tuple[Token, ...], noun: Token, after: Token, names: frozenset[int]
) -> Token | None:
    """The name that a sentence is said to be about, with the verb hung on it behind a comma.

    "Kurti, moreover, fears that ..." is read as *Kurti*, described as *fears*.
    """
    top = tokens[noun.head]
    apart = noun.dep in ("appos", "conj") and tokens[noun.index - 1].text == ","
    said = after.lemma == "that" or after.pos in ("PROPN", "DET", "PRON")
    whole = top.dep == "root" and top.index < noun.index and top.head == top.index
    inside = [t.span.end for t in tokens if t.head == top.index and t.dep in ("flat", "appos")]
    named = not names.isdisjoint([top.span.end, *inside, *_ends(tokens, inside)])
    closed = any(t.head == noun.index and t.dep in CLOSED for t in tokens)
    return top if apart and said and whole and named and not closed else None


def _ends(tokens: tuple[Token, ...], ends: list[int]) -> list[int]:
    """Where the names end whose first words end there."""
    heads = {t.index for t in tokens if t.span.end in ends}
    return [t.span.end for t in tokens if t.head in heads and t.dep == "flat"]


def _as_root(tokens: tuple[Token, ...], noun: Token, topic: Token) -> dict[int, Token]:
    """The verb over the sentence, and its topic as its subject."""
    verb = replace(noun, pos="VERB", tag="VBZ", dep="root", head=noun.index)
    changed = {noun.index: verb, topic.index: replace(topic, dep="nsubj", head=noun.index)}
    for t in tokens:
        if t.head == topic.index and t.index > noun.index:
            changed[t.index] = replace(t, head=noun.index)
        elif t.head == noun.index and t.index > noun.index and (dep := _turned(tokens, t)):
            changed[t.index] = replace(t, dep=dep)
    return changed


def _has_object(tokens: tuple[Token, ...], noun: Token, after: Token) -> bool:
    kids = [t for t in tokens if t.head == noun.index and t.index != noun.index]
    joins = [t for t in kids if t.dep in ("case", "mark") and t.lemma in JOINING]
    free = noun.dep in ("root", "conj", "parataxis") or (noun.dep == "obl" and bool(joins))
    to = after.lemma == "to" and after.dep == "mark"
    closed = any(t.dep in CLOSED and t not in joins for t in kids)
    return free and (after.pos in DONE_TO or to) and not closed


def _as_verb(tokens: tuple[Token, ...], noun: Token, subject: Token) -> dict[int, Token]:
    """The noun as a verb, the name before it as its subject, what follows as its object."""
    clause = "advcl" if noun.dep in ("obl", "nmod") else noun.dep
    changed = {
        noun.index: replace(noun, pos="VERB", tag="VBZ", dep=clause),
        subject.index: replace(subject, dep="nsubj"),
    }
    for t in tokens:
        if t.head != noun.index or t.index in changed:
            continue
        if t.index < noun.index and t.dep in UNDER:  # "South Korea fears"
            changed[t.index] = replace(t, head=subject.index)
        elif t.index < noun.index and t.dep == "case":
            changed[t.index] = replace(t, dep="mark")
        elif t.index > noun.index and (dep := _turned(tokens, t)):
            changed[t.index] = replace(t, dep=dep)
    return changed


def _turned(tokens: tuple[Token, ...], t: Token) -> str:
    """The function under a verb of what hung on a noun."""
    if t.dep == "appos" and tokens[t.index - 1].pos != "PUNCT":
        return "obj"
    if t.dep == "nmod":
        return "obl" if any(k.dep == "case" and k.head == t.index for k in tokens) else "obj"
    if t.dep == "acl":
        return "ccomp" if t.tag in ("VBZ", "VBD", "VBP", "MD") else "xcomp"
    return ""
