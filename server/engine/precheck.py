"""What is refused before any parser sees it: too deep, too many patterns, or calling out.

The engine's parser is recursive and its planner slow on many patterns (see docs/endpoint.md), so
both are bounded here, by a scan that is linear in the text. It is a first line: the worker's
timer, its memory limit and its want of file descriptors hold whatever passes.
"""

import re
from dataclasses import dataclass

from server.engine.tokens import tokens, unescape
from server.problems import Problem
from server.settings import Limits

# Only a query with one of these needs the slow scan for words.
NOTABLE = re.compile(r"(?i)\b(?:service|load|now|rand|uuid|struuid)\b|\\u")
CALLING = re.compile(r"(?i)\b(?:service|load)\b")
VOLATILE = {"NOW", "RAND", "UUID", "STRUUID"}
OPENING, CLOSING = "{([", "})]"
SEPARATORS = ".;,/|^["
NO_MARKS = bytes(set(range(256)) - set((OPENING + SEPARATORS).encode()))
CHAINS = {"||", "&&", "+", "-", "*", "/", "!", "|", "="}


@dataclass(frozen=True, slots=True)
class Checked:
    """What the scan found out: whether the answer is the same every time it is asked."""

    repeatable: bool = True


@dataclass(slots=True)
class Count:
    """Running counts of one scan."""

    depth: int = 0
    deepest: int = 0
    patterns: int = 0
    operators: int = 0
    brackets: list[str] | None = None


def check(text: str, limits: Limits, services: tuple[str, ...] = ()) -> Checked:
    """Refuse a query or update beyond the limits; raises Problem (400, 403, 413)."""
    if len(text) > limits.query:
        raise Problem(413, f"A query may have up to {limits.query:,} bytes.")
    if "\x00" in text:
        raise Problem(400, "The query holds a NUL character.")
    if not _is_notable(text) and not _might_be_large(text, limits):
        return Checked()
    repeatable = _scan(text, limits, services)
    if "\\u" in text or "\\U" in text:
        repeatable = _scan(unescape(text), limits, services) and repeatable
    return Checked(repeatable)


def _is_notable(text: str) -> bool:
    if text.isascii():
        small = text.lower()
        # Written out: this is done for every query, and finds nothing in most.
        if not (
            "service" in small
            or "load" in small
            or "now" in small
            or "rand" in small
            or "uuid" in small
            or "\\u" in small
        ):
            return False
    return NOTABLE.search(text) is not None


def _might_be_large(text: str, limits: Limits) -> bool:
    if len(text) > limits.operators:
        return True
    marks = text.encode("utf-8", "replace").translate(None, NO_MARKS)
    if len(marks) <= min(limits.nesting, limits.patterns):
        return False
    opened = sum(marks.count(mark.encode()) for mark in OPENING)
    separated = sum(marks.count(mark.encode()) for mark in SEPARATORS)
    return opened > limits.nesting or separated > limits.patterns


def _scan(text: str, limits: Limits, services: tuple[str, ...]) -> bool:
    """Count and look for words; return whether nothing volatile was found."""
    count = Count(brackets=[])
    repeatable = True
    skip_from = -1  # depth outside a block of data, whose rows are no patterns
    waiting = ""
    for token in tokens(text):
        if waiting:
            waiting = _target(waiting, token.kind, token.text, services)
        if token.kind == "word":
            word = token.text.upper()
            if word in {"SERVICE", "LOAD"}:
                waiting, repeatable = word, False  # others answer as they like
            elif word in {"VALUES", "DATA"} and skip_from < 0:
                skip_from = count.depth
            elif word == "UNION":
                count.operators += 1
            repeatable = repeatable and word not in VOLATILE
        elif token.kind == "mark":
            _count_mark(token.text, count, skip_from >= 0)
            if token.text == "}" and count.depth <= skip_from:
                skip_from = -1
        elif token.kind == "iri" and "'" in token.text:
            _check_raw(text, limits)
        elif token.kind == "iri" and ("(" in token.text or "[" in token.text):
            for mark in token.text:  # a "<" that is an operator may hide brackets from us
                _count_mark(mark, count, True)
        _hold(count, limits)
    return repeatable


def _check_raw(text: str, limits: Limits) -> None:
    """Judge a text whose strings cannot be told: ``?a<'>'`` is a comparison, ``<'>`` an IRI.

    Then a word counts wherever it stands, and every bracket as if none were closed.
    """
    if CALLING.search(text):
        raise Problem(403, "SERVICE and LOAD are not allowed beside an IRI with a quotation mark.")
    if sum(text.count(mark) for mark in OPENING) > limits.nesting:
        raise Problem(400, "So many brackets beside an IRI with a quotation mark are not read.")


def _target(waiting: str, kind: str, text: str, services: tuple[str, ...]) -> str:
    """Judge what follows SERVICE or LOAD; return what is still waited for."""
    if kind == "word" and text.upper() == "SILENT":
        return waiting
    if waiting == "SERVICE" and kind == "iri" and text[1:-1] in services:
        return ""
    if kind in {"iri", "variable", "name", "mark"}:
        raise Problem(403, f"{waiting} is not allowed here: this server does not call others.")
    return ""


def _count_mark(mark: str, count: Count, in_data: bool) -> None:
    brackets = count.brackets
    if brackets is None:
        return
    if mark in OPENING:
        brackets.append(mark)
        count.deepest = max(count.deepest, len(brackets))
    elif mark in CLOSING and brackets:
        brackets.pop()
    count.depth = len(brackets)
    within_call = bool(brackets) and brackets[-1] == "("
    if mark in SEPARATORS and not in_data and not (within_call and mark in ",."):
        count.patterns += 1
    if mark in CHAINS:
        count.operators += 1


def _hold(count: Count, limits: Limits) -> None:
    if count.deepest > limits.nesting:
        raise Problem(400, f"The query is nested deeper than {limits.nesting} levels.")
    if count.patterns > limits.patterns:
        raise Problem(400, f"The query has more than {limits.patterns} patterns and path steps.")
    if count.operators > limits.operators:
        raise Problem(400, f"The query has more than {limits.operators:,} operators.")
