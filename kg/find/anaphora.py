"""Finds what points back to a name: "the two countries", "the latter", "it", "the president".

Only what is certain is resolved: the antecedent stands close by, is the only one that fits, and its
span is kept with the mention. What points to several entities gives one mention for each.
"""

import re
from collections.abc import Iterator

from kg.find.cues import table
from kg.find.pronouns import PRONOUNS, pronoun
from kg.find.runs import TITLES
from kg.find.stack import FARTHEST, NEAREST, Stack, pointing
from kg.model import Mention, Sentence, Span, Token

_PAIR = re.compile(
    r"\b(?:[Tt]he\s+two|[Bb]oth|[Ee]ither\s+of\s+the\s+two|[Tt]hese\s+two|[Tt]hose\s+two)\s+(?:\w+\s+)?"
    r"(countries|states|sides|parties|nations|neighbou?rs|governments|capitals|republics|powers|"
    r"peoples|kingdoms|allies|rivals|partners|societies|economies|presidents|leaders|ministers|men|"
    r"foes|adversaries|prime\s+ministers|foreign\s+ministers|heads\s+of\s+state|statesmen)\b(?!\s+of\b)"
    r"|\b([Tt]he\s+neighbou?rs|[Bb]oth(?=\s+of\s+them)|[Ee]ach\s+side|[Bb]oth\s+sides)\b(?!\s+of\b)"
)
# In a document about two states: "its neighbour" is the other of them.
_NEIGHBOUR = re.compile(r"\b[Ii]ts\s+(?:[a-z]+\s+)?(?:neighbou?r|counterpart)\b(?!\s+[A-Z])")
_VERBAL = ("VERB", "AUX")
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
            for mention in _in_sentence(sentence, here, stack):
                found.append(mention)
                here.append(mention)  # "it" may point to an "it" before
            here.sort(key=lambda m: (m.span, m.antecedent or m.span))
    return tuple(sorted(found, key=lambda m: (m.span, m.candidates)))


def _in_sentence(sentence: Sentence, here: list[Mention], stack: Stack) -> Iterator[Mention]:
    text, start = sentence.passage.masked, sentence.passage.span.start
    for match in _PAIR.finditer(text):
        yield from _pair(match, start, stack)
    for match in _NEIGHBOUR.finditer(text):
        yield from _other(Span(start + match.start(), start + match.end()), here, stack)
    for match in _ORDER.finditer(text):
        yield from _ordered(match, start, stack)
    for match in _TITLED.finditer(text):
        yield from _titled(match, text, start, stack)
    for match in _POINTER.finditer(text):
        span = Span(start + match.start(), start + match.end())
        if not any(span.meets(m.span) for m in here):
            yield from _pointed(match[1], span, stack)
    for token in sentence.tokens:
        if token.text.casefold() in PRONOUNS:
            yield from pronoun(token, sentence, stack)
        elif token.text.casefold() in ("both", "two") and _is_subject(token, sentence):
            yield from _main_pair(token.span, stack)


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
            yield from (pointing(m, span) for m in reversed(distinct.values()))
            return
        if len(distinct) == 2 and not set(distinct) & set(stack.pair):
            yield from (pointing(m, span) for m in reversed(distinct.values()))
            return
    if wanted[0] == "State" and stack.pair:
        yield from _main_pair(span, stack)


def _is_subject(token: Token, sentence: Sentence) -> bool:
    """Tell whether "both" or "the two" does what follows: "both belong to the Union"."""
    following = sentence.tokens[token.index + 1 : token.index + 2]
    before = sentence.tokens[token.index - 1].text.casefold() if token.index else ""
    if token.text.casefold() == "two" and before != "the":
        return False
    if not following or following[0].pos not in _VERBAL:
        return False
    verb = following[0] if following[0].pos == "VERB" else sentence.tokens[following[0].head]
    return not any(
        t.dep.startswith("nsubj") and t.head == verb.index and t is not token
        for t in sentence.tokens
    )


def _other(span: Span, here: list[Mention], stack: Stack) -> Iterator[Mention]:
    """The one of the document's two states that is not named before in the sentence."""
    before = {m.candidates[0] for m in here if m.candidates and m.span.end <= span.start}
    named = [c for c in stack.pair if c in before]
    if len(named) == 1 and len(stack.pair) == 2:
        rest = next(c for c in stack.pair if c not in before)
        for mentions in stack.back(span.start, len(stack.rows)):
            found = [m for m in mentions if m.candidates[:1] == (rest,)]
            if found:
                yield pointing(found[0], span)
                return


def _main_pair(span: Span, stack: Stack) -> Iterator[Mention]:
    for candidate in stack.pair:
        for mentions in stack.back(span.start, len(stack.rows)):
            named = [m for m in mentions if m.candidates[:1] == (candidate,)]
            if named:
                yield pointing(named[0], span)
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
        yield pointing(names[wanted], span)


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
                yield pointing(mention, span)
                return


def _pointed(noun: str, span: Span, stack: Stack) -> Iterator[Mention]:
    """Resolve "the court", "the company": the last name with the word in it, or of its type."""
    named = stack.with_word(span.start, noun)
    found = named or stack.last(span.start, FARTHEST, (_POINTERS[noun],))
    if found is None or (named is None and _POINTERS[noun] == "GovernmentBody"):
        return
    rivals = {
        m.candidates[0]
        for mentions in stack.back(span.start, NEAREST)
        for m in mentions
        if m.type == found.type and m.form != "adjective" and m.candidates
    }
    if len(rivals) <= 1 or found.type != "State":
        yield pointing(found, span)
