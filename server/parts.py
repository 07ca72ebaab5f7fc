"""Parts in events and reported speech, made ready to be told."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.namespaces import term
from server.asking import Row
from server.facts import Fact, Quote, placed, quote_of

PARTICIPATION, PARTICIPANT, ROLE = (term(n) for n in ("participation", "participant", "role"))


@dataclass(slots=True)
class Part:
    """The part that somebody has in an event, with the words that give it."""

    other: str  # the actor of an event, or the event of an actor
    roles: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)


def parts(found: Iterable[Row], name: str) -> list[Part]:
    """Return one part for each actor or event (the column ``name``), with all its roles."""
    known: dict[str, Part] = {}
    for row in placed(found, name, "role"):
        part = known.setdefault(row.text(name), Part(row.text(name)))
        if row.text("role") and row.text("role") not in part.roles:
            part.roles.append(row.text("role"))
        quote = quote_of(row)
        if quote and quote not in part.quotes:
            part.quotes.append(quote)
    return list(known.values())


@dataclass(slots=True)
class Said:
    """Reported speech."""

    utterance: str
    speaker: str
    about: list[str]
    quote: Quote | None


def said(found: Iterable[Row]) -> list[Said]:
    """Return what was said, each utterance once, in the order of the documents."""
    known: dict[str, Said] = {}
    for row in placed(found):
        one = known.setdefault(
            row.text("utterance"),
            Said(row.text("utterance"), row.text("speaker"), [], quote_of(row)),
        )
        if row.text("about") and row.text("about") not in one.about:
            one.about.append(row.text("about"))
    return list(known.values())


def without_parts(groups: dict[str, list[Fact]]) -> dict[str, list[Fact]]:
    """Return facts by subject with parts told at their events: the role, and who has it.

    A part is a node of its own in the graph; no reader wants to hear its name.
    """
    roles: dict[str, Fact] = {}
    for part, found in groups.items():
        actor = next((f for f in found if f.predicate == PARTICIPANT), None)
        role = next((f.value.value for f in found if f.predicate == ROLE), PARTICIPANT)
        if actor:
            roles[part] = Fact(role, actor.value, actor.sayings)
    told: dict[str, list[Fact]] = {}
    events = {
        f.value.value: event
        for event, found in groups.items()
        for f in found
        if f.predicate == PARTICIPATION
    }
    for subject, found in groups.items():
        if subject not in roles or subject not in events:
            told[subject] = [roles.get(f.value.value, f) for f in found]
    return told
