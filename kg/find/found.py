"""What was found in the passages of a document, and how it is settled in the end."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kg.find.lexicon import Hit, Lexicon, level
from kg.find.runs import Run
from kg.find.syntax import Syntax
from kg.model import Mention, Sentence, Span

_LINKED = re.compile(r"\b(?:of|on|with|for|between|and|against)\s+(?:the\s+)?$")


@dataclass(slots=True)
class Found:
    """What one passage holds: hits, mentions so far, and runs that wait for a type."""

    sentence: Sentence
    syntax: Syntax
    hits: tuple[Hit, ...]
    mentions: list[Mention] = field(default_factory=list)
    dropped: list[Span] = field(default_factory=list)  # names of events: nothing inside counts
    inner: list[Span] = field(default_factory=list)  # names of bodies: no adjective, place inside
    waiting: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Names:
    """The unknown names of a document: what they name, by their levelled words."""

    types: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # any way to say it -> candidate
    acronyms: dict[str, str] = field(default_factory=dict)  # printed in brackets after a name
    common: frozenset[str] = frozenset()  # words that the document prints in small letters

    def learn(self, words: str, kind: str, key: str | None = None) -> str:
        """Keep a name with its type; the first type that is sure wins. Return its candidate."""
        plain = level(words).casefold()
        key = self.keys.setdefault(plain, key or f"~{plain}")
        self.types.setdefault(key, kind)
        return key


def settled(found: Found, persons: dict[str, str], names: Names) -> list[Mention]:
    """Drop what lies inside the name of an event, and doubles; surnames join their persons."""
    kept: dict[tuple[Span, str], Mention] = {}
    text, start = found.sentence.passage.masked, found.sentence.passage.span.start
    for mention in found.mentions:
        inside = any(d.holds(mention.span) and d != mention.span for d in found.dropped)
        if inside and mention.type == "State" and mention.form in ("name", "acronym"):
            left = text[: mention.span.start - start][-16:]
            inside = not _LINKED.search(left)  # "Declaration on Syria" speaks of Syria
        if mention.kind == "place" or mention.form == "adjective" or mention.type == "Person":
            inside = inside or any(d.holds(mention.span) and d != mention.span for d in found.inner)
        if not inside or mention.kind in ("agreement", "crisis"):
            said = text[mention.span.start - start : mention.span.end - start]
            if mention.type == "Person" and said in persons:
                mention = replace(mention, candidates=(persons[said],))
            elif mention.type == "Place" and mention.candidates[0][0] == "~" and said in persons:
                # "captured Navarro": the document knows him by his full name
                mention = replace(mention, kind="actor", type="Person", candidates=(persons[said],))
            if said in names.acronyms and names.types.get(names.acronyms[said]):
                key = names.acronyms[said]
                mention = replace(mention, candidates=(key,), type=names.types[key])
            kept.setdefault((mention.span, mention.form), mention)
    return sorted(kept.values(), key=order)


def order(mention: Mention) -> tuple[int, int, str, tuple[str, ...]]:
    """Return the key by which mentions are sorted: place, longer first, form, candidates."""
    return (mention.span.start, -mention.span.end, mention.form, mention.candidates)


def at_home(passages: list[Found], lexicon: Lexicon) -> Callable[[Mention], Mention]:
    """Return a function that tells a party or body of a state the document names from a namesake.

    "Labour Party" in a text on Norway is not that of another country: it becomes a name of the
    document's own.
    """
    states = {m.candidates[0] for f in passages for m in f.mentions if m.type == "State"}

    def home(mention: Mention) -> Mention:
        if mention.type not in ("PoliticalParty", "GovernmentBody"):
            return mention
        known = [c for c in mention.candidates if c in lexicon.items]
        near = [c for c in known if not lexicon.item(c).state or lexicon.item(c).state in states]
        if near or not known:
            return replace(mention, candidates=tuple(near)) if near else mention
        names = {n.text for c in known for n in lexicon.names_of(c)}
        return replace(mention, candidates=(f"~{min(names, key=len).casefold()}",))

    return home


def only_in_capitals(
    passages: list[Found], lexicon: Lexicon
) -> Callable[[Mention, str, bool], bool]:
    """Return a test for words like "AXIS" in a heading: names only if they are so elsewhere."""
    elsewhere = {
        m.candidates[0]
        for f in passages
        if f.sentence.passage.kind != "heading"
        for m in f.mentions
    }

    def doubtful(mention: Mention, said: str, capitals: bool) -> bool:
        if not said.isupper() or " " in said or mention.type == "State":
            return False
        spelled = {n.text for c in mention.candidates if c in lexicon.items
                   for n in lexicon.names_of(c)}  # fmt: skip
        plain = capitals or said not in spelled
        return bool(spelled) and plain and mention.candidates[0] not in elsewhere

    return doubtful
