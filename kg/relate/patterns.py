"""Cues as rules: a pattern such as ``?s [sign|conclude] ?o`` found in the clause view.

How a pattern is written stands in docs/rules.md. The trigger (in brackets) must be there, and so
must plain words; slots are filled where grammar allows and stay empty otherwise, unless marked
with ``!``; ``=`` asks for the actor's own name. A pattern that names ``?s`` before its trigger is
a verb's, with "is" or "are" between them a predicate's, with "..." a connector's (the match is
then at the clause or noun that the connector brings in); any other is a noun's.
"""

import re
from dataclasses import dataclass

from kg.errors import ConfigurationError
from kg.model import Cue

_PREPOSITIONS = """
about above across after against along among around as at before behind below between beyond by
concerning despite during for from in inside into near of off on onto over regarding since through
throughout to toward towards under until upon via with within without
"""
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
NOUNS = frozenset({"NOUN", "PROPN"})
PARTS = {
    "verb": frozenset({"VERB", "AUX"}),
    "noun": NOUNS,
    "predicate": frozenset({"NOUN", "PROPN", "ADJ", "VERB"}),
    "connector": frozenset({"SCONJ", "ADP", "ADV", "PART", "ADJ", "VERB", "NOUN", "CCONJ"}),
}
ACTORS, PLACES = ("actor",), ("actor", "place")
# Prepositions that belong to the nearest noun and to no other.
LOOSE = frozenset({"of", "in", "at"})
WHERE = frozenset({"place", "host"})  # slots that a place may fill
_ELEMENT = re.compile(r"\[[^\]]+\]|\S+")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a slot is filled: ``door`` is subject, object, owner or a set of prepositions."""

    name: str
    door: str
    prepositions: frozenset[str] = frozenset()
    needed: bool = False
    itself: bool = False  # only by a word that names the actor, not by one inside its phrase
    inside: bool = False  # also by a word inside its phrase, where that is not the rule


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled cue."""

    cue: Cue
    part: str  # verb, noun or predicate
    triggers: tuple[tuple[str, ...], ...]
    slots: tuple[Slot, ...]
    words: tuple[frozenset[str], ...] = ()  # each must be there, under the trigger
    banned: frozenset[str] = frozenset()
    negated: bool = False  # "?s not [accept] ?o": said by what is not done


def compile_cue(cue: Cue) -> Rule:
    """Compile a cue's pattern.

    Raises:
        ConfigurationError: the pattern has no trigger, or a word that says nothing.
    """
    elements = _ELEMENT.findall(cue.pattern)
    where = next((n for n, e in enumerate(elements) if e.startswith("[")), None)
    if where is None:
        raise ConfigurationError(
            f'The cue "{cue.pattern}" of {cue.target} has no trigger: put its word in brackets.'
        )
    triggers = tuple(tuple(t.split()) for t in elements[where][1:-1].lower().split("|"))
    before, after = elements[:where], elements[where + 1 :]
    part = _part(before)
    slots, words, banned = _arguments(part, before, after)
    return Rule(cue, part, triggers, tuple(slots), tuple(words), frozenset(banned), "not" in before)


def _part(before: list[str]) -> str:
    if "..." in before:
        return "connector"
    if any(e in ("is", "are", "be") for e in before):
        return "predicate"
    if any(e == "to" or (e.startswith("?") and not e.endswith("'s")) for e in before):
        return "verb"
    return "noun"


def _arguments(
    part: str, before: list[str], after: list[str]
) -> tuple[list[Slot], list[frozenset[str]], list[str]]:
    slots: list[Slot] = []
    words: list[frozenset[str]] = []
    banned: list[str] = []
    for element in before:
        if element.startswith("?"):
            door = {"noun": "owner", "connector": "main"}.get(part, "subject")
            if part == "predicate" and element.endswith("'s"):
                door = "owner"  # "?s is ?o's [ally]"
            slots.append(_slot(element, door))
    prepositions: frozenset[str] = frozenset()
    for element in after:
        choices = frozenset(element.lower().split("|"))
        if element.startswith("?"):
            slots.append(_slot(element, "prepositions" if prepositions else "object", prepositions))
        elif element.startswith("-"):
            banned.extend(element[1:].lower().split("|"))
        elif choices <= PREPOSITIONS:
            prepositions = choices
        elif element != "and":
            words.append(choices)
            prepositions = frozenset()
    return slots, words, banned


def _slot(element: str, door: str, prepositions: frozenset[str] = frozenset()) -> Slot:
    name = element[1:].removesuffix("'s")
    if not name.rstrip("!=+").isalpha():
        raise ConfigurationError(f'"{element}" is no slot: write it like "?s", "?o!" or "?o!\'s".')
    return Slot(name.rstrip("!=+"), door, prepositions, "!" in name, "=" in name, "+" in name)
