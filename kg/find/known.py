"""Names that the lexicon knows: which of their meanings is meant where they stand."""

import re
from collections.abc import Iterator

from kg.find.cities import Sense, acts, in_event, sense_of
from kg.find.groups import GROUPS, border
from kg.find.lexicon import Hit, Lexicon
from kg.find.syntax import Syntax
from kg.find.tables import Name
from kg.model import Mention, Passage, Span

_STATE_WORD = re.compile(r"\s+(?:[Ss]tate|STATE)\b(?!-)")
_AFTER = re.compile(r"(?:[’']s?)?\s+((?:[A-Za-z][\w-]*\s+){0,3}[A-Za-z][\w-]*)")
_OF_BEFORE = re.compile(r"\b([A-Za-z][\w-]*(?:\s+[a-z][\w-]*)?)\s+of\s+(?:the\s+)?$")
_COMPOUND = re.compile(r"[-–][A-Z]")
_DIRECTIONS = frozenset({"West", "East", "North", "South"})
_THE_BEFORE = re.compile(r"\b(?:the|The)\s+(?:[a-z]+\s+)?$")
_VAGUE = re.compile(r"\b[Aa]n?\s+$")  # "a Kurdish militia" describes one, and names none
# "ethnic Serbs", "the northern Serbs" are no Serbia.
_ETHNIC = re.compile(r"\b(?:ethnic|local|native|resident|northern|southern|eastern|western)\s+$")
_AT_HOUSE = re.compile(r"\b(?:at|outside|inside|near|in front of)\s+the\s+$")
_TOWNS = frozenset({"City", "Town", "Village"})
_NOUN_FORMS = ("demonym", "metonym", "acronym", "damaged", "description")


class Known:
    """Turns the lexicon's hits in a passage into mentions."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Keep the lexicon and the heads of government bodies, longest first."""
        self._lexicon = lexicon
        self._heads = {head.casefold(): code for head, (code, _) in lexicon.body_heads.items()}

    def mentions(
        self, passage: Passage, hits: tuple[Hit, ...], syntax: Syntax
    ) -> Iterator[Mention]:
        """Yield the mentions of a passage's hits in order, those of bodies and groups too."""
        before: tuple[Span, Sense] | None = None
        origin: Span | None = None
        for hit in self._outermost(hits):
            names = self._meant(hit, syntax)
            cities = [n for n in names if self._layer(n) == "place"]
            states = [n for n in names if n.kind == "metonym" and self._layer(n) == "actor"]
            if cities and self._in_event(hit.span, cities, passage, syntax):
                continue
            if states and not cities and self._is_building(hit.span, passage):
                yield self._building(hit.span, passage)
                continue
            if cities and states:
                seldom = self._seldom(states, cities) and not acts(hit.span, syntax)
                sense = (
                    Sense.CITY if seldom else sense_of(hit.span, passage, syntax, before, origin)
                )
                before = (hit.span, sense)
                origin = hit.span if sense is Sense.CITY else None
                if sense is Sense.NEITHER:
                    continue
                names = cities if sense is Sense.CITY else states
            elif cities:
                origin = hit.span
            mention = self._mention(hit.span, names, syntax, passage)
            if mention is None:
                continue
            yield mention
            if mention.candidates[0][0] == "~":
                continue
            yield from self._around(passage, mention)
            if mention.form == "adjective" and (place := border(passage, mention.span)):
                yield place

    def _is_building(self, span: Span, passage: Passage) -> bool:
        """Tell the house from the power in it: "at the White House" and "the Kremlin denied"."""
        low = span.start - passage.span.start
        return _AT_HOUSE.search(passage.masked[max(0, low - 20) : low]) is not None

    def _building(self, span: Span, passage: Passage) -> Mention:
        start = passage.span.start
        words = " ".join(passage.masked[span.start - start : span.end - start].split())
        return Mention(span, "name", "place", "Place", (f"~{words.casefold()}",))

    def _in_event(self, span: Span, cities: list[Name], passage: Passage, syntax: Syntax) -> bool:
        """Tell the town in "the Santa Marta declaration", which names no town."""
        if any(self._lexicon.item(n.item).category not in _TOWNS for n in cities):
            return False
        low, high = span.start - passage.span.start, span.end - passage.span.start
        return in_event(
            span, passage.masked[max(0, low - 20) : low], passage.masked[high : high + 30], syntax
        )

    def _outermost(self, hits: tuple[Hit, ...]) -> Iterator[Hit]:
        """Leave out "Ottoman" in "Ottoman Caliphate": adjectives inside names of states."""
        states = [h.span for h in hits if h.inside and self._is_state(h)]
        for hit in hits:
            if not any(s.holds(hit.span) and s != hit.span for s in states):
                yield hit

    def _is_state(self, hit: Hit) -> bool:
        return any(
            n.kind != "adjective" and self._lexicon.item(n.item).type == "State" for n in hit.names
        )

    def _seldom(self, states: list[Name], cities: list[Name]) -> bool:
        """Tell what only acts as a power where it is a subject: a continent, a former capital."""
        if all(self._lexicon.item(n.item).type != "State" for n in states):
            return True
        return all(self._lexicon.item(n.item).category == "City" for n in cities)

    def _layer(self, name: Name) -> str:
        return self._lexicon.item(name.item).layer

    def _meant(self, hit: Hit, syntax: Syntax) -> list[Name]:
        """Leave the adjective where a noun stands, and the noun where an adjective stands."""
        adjectives = [n for n in hit.names if n.kind == "adjective"]
        nouns = [n for n in hit.names if n.kind != "adjective"]
        if not adjectives or not nouns:
            return list(hit.names)
        return adjectives if syntax.stands_as_adjective(hit.span) else nouns

    def _mention(
        self, span: Span, names: list[Name], syntax: Syntax, passage: Passage
    ) -> Mention | None:
        low, high = span.start - passage.span.start, span.end - passage.span.start
        left, right = passage.masked[max(0, low - 20) : low], passage.masked[high : high + 3]
        kept = [n for n in map(self._without_region, names) if self._layer(n) != "thing"]
        if not kept:
            return None
        first = kept[0]
        if self._lexicon.item(first.item).type == "Person" and _COMPOUND.match(right):
            return None  # "Franco" in "Franco-German"
        if first.text in _DIRECTIONS and not _THE_BEFORE.search(left):
            return None
        item = self._lexicon.item(first.item)
        if first.kind == "demonym" and item.type == "State" and _ETHNIC.search(left):
            return Mention(span, "name", "actor", "People", (f"~{first.text.casefold()}",))
        form = first.kind if first.kind in ("adjective", *_NOUN_FORMS) else "name"
        if item.type == "State" and form == "acronym" and syntax.stands_as_adjective(span):
            form = "adjective"
        # What bears the form as its name comes before what is only called so too.
        kept = sorted(kept, key=lambda n: n.kind == "alias")
        candidates = tuple(dict.fromkeys(n.item for n in kept))
        return Mention(span, form, item.layer, item.type, candidates)

    def _without_region(self, name: Name) -> Name:
        """Return the place that a region lies around: "Black Sea region" is the Black Sea."""
        if not name.text.casefold().endswith(" region"):
            return name
        inner = [n for n in self._lexicon.lookup(name.text[:-7]) if self._layer(n) == "place"]
        return inner[0] if inner else name

    def _around(self, passage: Passage, mention: Mention) -> Iterator[Mention]:
        """Yield the body or group that a state's name is a part of: "the Peruvian air force"."""
        start, text = passage.span.start, passage.masked
        owner = mention.candidates[0]
        state = self._state_of(owner) or (owner if mention.form == "adjective" else None)
        if state is None:
            return
        after = text[mention.span.end - start : mention.span.end - start + 60]
        vague = bool(_VAGUE.search(text[: mention.span.start - start][-6:]))
        if mention.form in ("adjective", "acronym", "name"):
            if (
                mention.type == "State"
                and mention.form != "name"
                and (m := _STATE_WORD.match(after))
            ):
                span = Span(mention.span.start, mention.span.end + m.end())
                yield Mention(span, "name", "actor", "State", (owner,))
                return
            yield from self._tail(mention, after, state, vague)
        before = text[max(0, mention.span.start - start - 40) : mention.span.start - start]
        if mention.form != "adjective" and (m := _OF_BEFORE.search(before)):
            code = self._body(m[1])
            if code is not None:
                span = Span(
                    mention.span.start - len(before) + m.start(1) + code[1], mention.span.end
                )
                yield Mention(span, "name", "actor", "GovernmentBody", (f"{state}+{code[0]}",))

    def _state_of(self, owner: str) -> str | None:
        item = self._lexicon.item(owner)
        if item.type == "State":
            return owner
        return item.state or None if item.type in ("Person", "PoliticalParty") else None

    def _tail(self, mention: Mention, after: str, state: str, vague: bool) -> Iterator[Mention]:
        following = _AFTER.match(after)
        if following is None:
            return
        words = following[1].split()
        for size in range(min(3, len(words)), 0, -1):
            phrase = " ".join(words[:size])
            code = self._heads.get(phrase.casefold())
            kind = GROUPS.get(phrase) if mention.form == "adjective" and not vague else None
            if code is None and kind is None:
                continue
            found = re.match(r"(?:[’']s?)?\s+" + r"\s+".join(map(re.escape, words[:size])), after)
            end = mention.span.end + (found.end() if found else 0)
            span = Span(mention.span.start, end)
            if code is not None:
                yield Mention(span, "name", "actor", "GovernmentBody", (f"{state}+{code}",))
            elif kind is not None:
                yield Mention(span, "name", "actor", kind, (f"{state}+{phrase}",))
            return

    def _body(self, phrase: str) -> tuple[str, int] | None:
        """Return the code of a body's head at the end of a phrase, and where the head begins."""
        words = phrase.split()
        for first in range(len(words)):
            code = self._heads.get(" ".join(words[first:]).casefold())
            if code is not None:
                return code, phrase.rindex(words[first]) if first else 0
        return None
