"""Resolves "it", "he" and "they" by the subjects of the clauses above and before them."""

from collections.abc import Iterator

from kg.find.stack import NEAREST, Stack, pointing
from kg.model import Mention, Sentence, Token

_ACTING = ("State", "InternationalOrganization", "GovernmentBody", "Company", "PoliticalParty",
           "ArmedGroup", "Movement", "Media")  # fmt: skip
_WEATHER = frozenset({"rain", "snow", "seem", "appear", "matter"})
_HE = frozenset({"he", "him", "his", "she", "her", "himself", "herself"})
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "them", "their", "themselves"})
PRONOUNS = _HE | _IT | _THEY


def pronoun(token: Token, sentence: Sentence, stack: Stack) -> Iterator[Mention]:
    """Yield what a pronoun stands for: nothing where that is not certain."""
    word = token.text.casefold()
    if token.dep.split(":")[0] == "expl" or sentence.tokens[token.head].lemma in _WEATHER:
        return
    if word in _THEY:
        yield from _they(token, stack)
        return
    types = ("Person",) if word in _HE else _ACTING
    found = _subject(token, sentence, stack, types)
    if found is not None:
        yield pointing(found, token.span)


def _subject(
    token: Token, sentence: Sentence, stack: Stack, types: tuple[str, ...]
) -> Mention | None:
    """Return the actor that is the subject over a pronoun, or of the sentence before.

    "he" falls back on the last person. An object never points to the subject of its own verb.
    """
    free = token.dep.split(":")[0] == "nsubj" or token.dep == "nmod:poss"
    for age, (row, mentions) in enumerate(reversed(stack.rows)):
        if age > NEAREST:
            return None
        before = [m for m in mentions if m.span.end <= token.span.start and m.form != "adjective"]
        subject = _over(token, row, free) if age == 0 else _root_subject(row)
        if subject is not None:
            hit = next((m for m in before if m.span.start <= subject.span.start < m.span.end), None)
            if hit is not None and hit.type in types and hit.kind == "actor":
                return hit
        if types == ("Person",):
            persons = [m for m in before if m.type == "Person"]
            if persons:
                return persons[-1]
        elif subject is not None or (age == 0 and any(m.type in types for m in before)):
            only = {m.candidates[0]: m for m in before if m.type in types and m.form != "anaphor"}
            sole = age == 0 and subject is None and free and len(only) == 1
            return next(iter(only.values())) if sole else None
    return None


def _over(token: Token, row: Sentence, free: bool) -> Token | None:
    """Return the subject of the nearest verb above a pronoun; itself where it is barred."""
    at, own = token, True
    for _ in range(len(row.tokens)):
        if at.head == at.index:
            return None
        at = row.tokens[at.head]
        for child in row.tokens:
            if child.head == at.index and child.index != at.index and _is_subject(child, token):
                if (own and not free) or _has_equals(child, row):
                    return token  # it points to nobody: no further search
                return child
        shared = at.dep.split(":")[0] == "xcomp"  # "refused to ratify it": one subject for both
        own = own and (shared or at.pos not in ("VERB", "AUX"))
    return None


def _has_equals(child: Token, row: Sentence) -> bool:
    """Tell whether a subject is one of several joined by "and": "it" is none of them."""
    return any(t.head == child.index and t.dep == "conj" for t in row.tokens)


def _is_subject(child: Token, token: Token) -> bool:
    if child.dep.split(":")[0] != "nsubj" or child.span.end > token.span.start:
        return False
    return child.pos in ("NOUN", "PROPN", "X", "ADJ") or _alike(child, token)


def _alike(left: Token, right: Token) -> bool:
    """Tell whether two pronouns may stand for the same: "it ... its"."""
    words = {left.text.casefold(), right.text.casefold()}
    return words <= _IT or words <= _HE


def _root_subject(row: Sentence) -> Token | None:
    """Return the subject of a sentence's main verb."""
    for token in row.tokens:
        if token.dep.split(":")[0] == "nsubj" and row.tokens[token.head].dep.casefold() == "root":
            return None if _has_equals(token, row) else token
    return None


def _they(token: Token, stack: Stack) -> Iterator[Mention]:
    """Resolve "they": two actors joined by "and" as the last subject."""
    for mentions in stack.back(token.span.start, NEAREST):
        named = [m for m in mentions if m.form != "adjective" and m.type in ("State", "Person")]
        if len(named) >= 2:
            last, first = named[0], named[1]
            row = next(r for r, ms in reversed(stack.rows) if last in ms)
            text, begin = row.passage.masked, row.passage.span.start
            between = text[first.span.end - begin : last.span.start - begin]
            if between.strip() == "and" and last.type == first.type:
                yield pointing(first, token.span)
                yield pointing(last, token.span)
            return
        if named:
            return
