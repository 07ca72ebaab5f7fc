"""Finds what points back to a name: "the two countries", "the latter", "it", "the president".

Only what is certain is resolved: the antecedent stands close by, is the only one that fits, and its
span is kept with the mention. What points to several entities gives one mention for each.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from kg.find.cues import table
from kg.find.runs import TITLES
from kg.model import Mention, Sentence, Span, Token

# Sentences back to which a description ("the court") or a pair still points.
FARTHEST = 4
# Sentences back to which a pronoun points.
NEAREST = 1

_PAIR = re.compile(
    r"\b(?:[Tt]he\s+two|[Bb]oth|[Ee]ither\s+of\s+the\s+two|[Tt]hese\s+two|[Tt]hose\s+two)\s+(?:\w+\s+)?"
    r"(countries|states|sides|parties|nations|neighbou?rs|governments|capitals|republics|powers|"
    r"peoples|kingdoms|allies|rivals|partners|societies|economies|presidents|leaders|ministers|men|"
    r"foes|adversaries|prime\s+ministers|foreign\s+ministers|heads\s+of\s+state|statesmen)\b"
    r"|\b([Tt]he\s+neighbou?rs|[Bb]oth(?=\s+of\s+them)|[Ee]ach\s+side|[Bb]oth\s+sides)\b"
)
_PERSONS = frozenset({"presidents", "leaders", "ministers", "men", "statesmen"})
_ORDER = re.compile(r"\b[Tt]he\s+(latter|former)\b(?!\s+[A-Za-z])|\b[Tt]he\s+(latter)\b")
_TITLED = re.compile(
    r"\b[Tt]he\s+("
    + "|".join(sorted((t.casefold() for t in TITLES), key=len, reverse=True))
    + r")\b"
)
_POINTERS = {row["form"]: row["type"] for row in table("pointers")}
_POINTER = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Tt]hat)\s+("
    + "|".join(_POINTERS)
    + r")\b(?![-’']|\s+(?:of|that|which|in|for|between)\b)"
)
_ACTING = ("State", "InternationalOrganization", "GovernmentBody", "Company", "PoliticalParty",
           "ArmedGroup", "Movement", "Media")  # fmt: skip
_HE = frozenset({"he", "him", "his", "she", "her", "himself", "herself"})
_IT = frozenset({"it", "its", "itself"})
_THEY = frozenset({"they", "them", "their", "themselves"})


class Stack:
    """The names met so far, sentence by sentence."""

    def __init__(self, mentions: tuple[Mention, ...]) -> None:
        """Note which two states the document speaks of most: "the two countries" are these."""
        states = Counter(
            m.candidates[0] for m in mentions if m.type == "State" and m.kind == "actor"
        )
        top = states.most_common(3)
        clear = len(top) == 2 or (len(top) > 2 and top[1][1] > top[2][1])
        self.pair = tuple(c for c, _ in top[:2]) if clear else ()
        self.rows: list[tuple[Sentence, list[Mention]]] = []

    def back(self, before: int, farthest: int) -> Iterator[list[Mention]]:
        """Yield the mentions before an offset, sentence by sentence, last first."""
        for age, (_, mentions) in enumerate(reversed(self.rows)):
            if age > farthest:
                return
            yield [m for m in reversed(mentions) if m.span.end <= before and m.kind == "actor"]

    def last(self, before: int, farthest: int, types: tuple[str, ...]) -> Mention | None:
        """Return the last name of some types."""
        for mentions in self.back(before, farthest):
            for mention in mentions:
                if mention.type in types and mention.form != "adjective":
                    return mention
        return None


def find_anaphors(
    sentences: tuple[Sentence, ...], mentions: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    """Return the anaphors of a document with their antecedents, in text order.

    Each has the kind, type and candidates of its antecedent, whose span it keeps.
    """
    stack, at = Stack(mentions), 0
    found: list[Mention] = []
    for sentence in sentences:
        end = sentence.passage.span.end
        here = []
        while at < len(mentions) and mentions[at].span.start < end:
            here.append(mentions[at])
            at += 1
        stack.rows.append((sentence, here))
        if sentence.passage.kind != "heading":
            new = list(_in_sentence(sentence, here, stack))
            found += new
            here += new
            here.sort(key=lambda m: (m.span, m.antecedent or m.span))
    return tuple(sorted(found, key=lambda m: (m.span, m.candidates)))


def _in_sentence(sentence: Sentence, here: list[Mention], stack: Stack) -> Iterator[Mention]:
    text, start = sentence.passage.masked, sentence.passage.span.start
    for match in _PAIR.finditer(text):
        yield from _pair(match, start, stack)
    for match in _ORDER.finditer(text):
        yield from _ordered(match, start, stack)
    for match in _TITLED.finditer(text):
        yield from _titled(match, text, start, stack)
    for match in _POINTER.finditer(text):
        span = Span(start + match.start(), start + match.end())
        if not any(span.meets(m.span) for m in here):
            yield from _pointed(match[1], span, stack)
    for token in sentence.tokens:
        word = token.text.casefold()
        if word in _HE or word in _IT or word in _THEY:
            yield from _pronoun(token, word, sentence, stack)


def _as(antecedent: Mention, span: Span) -> Mention:
    named = antecedent.antecedent or antecedent.span
    return replace(antecedent, span=span, form="anaphor", antecedent=named)


def _pair(match: re.Match[str], start: int, stack: Stack) -> Iterator[Mention]:
    span = Span(start + match.start(), start + match.end())
    noun = (match[1] or "").split()[-1:] or [""]
    wanted = ("Person",) if noun[0] in _PERSONS else ("State",)
    for mentions in stack.back(span.start, FARTHEST):
        distinct: dict[str, Mention] = {}
        for mention in mentions:
            if mention.type in wanted and mention.candidates:
                distinct.setdefault(mention.candidates[0], mention)
        if len(distinct) == 2 and (not stack.pair or wanted[0] == "Person"):
            yield from (_as(m, span) for m in reversed(distinct.values()))
            return
        if len(distinct) == 2 and not set(distinct) & set(stack.pair):
            yield from (_as(m, span) for m in reversed(distinct.values()))
            return
    if wanted[0] == "State" and stack.pair:
        yield from _main_pair(span, stack)


def _main_pair(span: Span, stack: Stack) -> Iterator[Mention]:
    for candidate in stack.pair:
        for mentions in stack.back(span.start, len(stack.rows)):
            named = [m for m in mentions if m.candidates[:1] == (candidate,)]
            if named:
                yield _as(named[0], span)
                break


def _ordered(match: re.Match[str], start: int, stack: Stack) -> Iterator[Mention]:
    """Resolve "the latter", the last actor named before, and "the former", the one before."""
    span = Span(start + match.start(), start + match.end())
    distinct: dict[str, Mention] = {}
    for mentions in stack.back(span.start, NEAREST):
        for mention in mentions:
            if mention.form != "adjective" and mention.candidates:
                distinct.setdefault(mention.candidates[0], mention)
        if len(distinct) >= 2:
            break
    names = list(distinct.values())
    wanted = 0 if (match[1] or match[2]) == "latter" else 1
    if len(names) > wanted:
        yield _as(names[wanted], span)


def _titled(match: re.Match[str], text: str, start: int, stack: Stack) -> Iterator[Mention]:
    """Resolve "the president": the last person who was introduced with that title."""
    span = Span(start + match.start(), start + match.end())
    title = match[1].casefold()
    for age, (sentence, mentions) in enumerate(reversed(stack.rows)):
        if age > 2 * FARTHEST:
            return
        masked, begin = sentence.passage.masked, sentence.passage.span.start
        for mention in reversed(mentions):
            if mention.type != "Person" or mention.span.end > span.start:
                continue
            before = masked[max(0, mention.span.start - begin - 40) : mention.span.start - begin]
            after = masked[mention.span.end - begin : mention.span.end - begin + 60]
            if 0 <= span.start - mention.span.end <= 2:  # "X, the leader of": said of X itself
                continue
            if before.casefold().rstrip(" ,").endswith(title) or re.match(
                rf",\s+(?:the\s+|then\s+)?(?:\w+\s+){{0,2}}{re.escape(title)}\b", after.casefold()
            ):
                yield _as(mention, span)
                return


def _pointed(noun: str, span: Span, stack: Stack) -> Iterator[Mention]:
    """Resolve "the court", "the company", "the country": the last name of that type."""
    kind = _POINTERS[noun]
    found = stack.last(span.start, FARTHEST, (kind,) if kind != "Body" else ("GovernmentBody",))
    if found is None:
        return
    rivals = {
        m.candidates[0]
        for mentions in stack.back(span.start, NEAREST)
        for m in mentions
        if m.type == found.type and m.form != "adjective" and m.candidates
    }
    if len(rivals) <= 1 or found.type not in ("State", "Person"):
        yield _as(found, span)


def _pronoun(token: Token, word: str, sentence: Sentence, stack: Stack) -> Iterator[Mention]:
    if token.dep.split(":")[0] == "expl":
        return
    if word in _THEY:
        yield from _they(token, stack)
        return
    types = ("Person",) if word in _HE else _ACTING
    found = _subject(token, sentence, stack, types)
    if found is not None:
        yield _as(found, token.span)


def _subject(
    token: Token, sentence: Sentence, stack: Stack, types: tuple[str, ...]
) -> Mention | None:
    """Return the actor that is the subject over a pronoun, or of the sentence before.

    "he" falls back on the last person. An object never points to the subject of its own verb.
    """
    free = token.dep.split(":")[0] == "nsubj" or token.tag == "PRP$"
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
    """Return the subject of the nearest verb above a pronoun that has one before it."""
    at, own = token, True
    for _ in range(len(row.tokens)):
        if at.head == at.index:
            return None
        at = row.tokens[at.head]
        for child in row.tokens:
            if child.head == at.index and child.index != at.index and _is_subject(child, token):
                if own and not free:
                    return None
                return child
        own = own and at.pos not in ("VERB", "AUX")
    return None


def _is_subject(child: Token, token: Token) -> bool:
    named = child.dep.split(":")[0] == "nsubj" and child.pos in ("NOUN", "PROPN", "X", "ADJ")
    return named and child.span.end <= token.span.start


def _root_subject(row: Sentence) -> Token | None:
    """Return the subject of a sentence's main verb."""
    for token in row.tokens:
        if token.dep.split(":")[0] == "nsubj" and row.tokens[token.head].dep.casefold() == "root":
            return token
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
                yield _as(first, token.span)
                yield _as(last, token.span)
            return
        if named:
            return
