"""Who holds which office, and which body is part of which state: read from names and titles."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kg.findings import Relation, Stance
from kg.model import Entity, Mention, Span, Token
from kg.relate.bearers import bearers, is_said, is_several
from kg.relate.cues import Match
from kg.relate.rules import Rules
from kg.relate.scene import Scene

FORMER = frozenset({"former", "late", "then", "ex", "previous", "next", "new", "current"})
BODIES = frozenset(
    {"GovernmentBody", "Company", "ArmedGroup", "InternationalOrganization", "Media"}
)
UNION = "InternationalOrganization"
LED = frozenset({"PoliticalParty", "Movement", "ArmedGroup"})
OWNED = frozenset({"state", "state-owned", "national", "public"})
# Titles that are said of somebody by way of another one's.
SAME = frozenset({"counterpart", "homologue", "colleague"})
HOMES = BODIES | LED
UNDER = frozenset({"under"})
OF = frozenset({"of", "at", "from"})
AT = frozenset({"at", "with", "from", "for"})
HOME = Stance(confidence=0.6, rule="a person of an organisation")
KNOWN = Stance(confidence=0.6, rule="the lexicon knows the body's state")
RULE = Stance(confidence=0.9, rule="title")


def offices(scene: Scene, rules: Rules) -> Iterator[Relation]:
    """Yield the offices of persons, and the states of government bodies."""
    for mention in scene.mentions:
        if mention.entity is None or mention.kind != "actor" or mention.form == "anaphor":
            continue
        if mention.type in BODIES and mention.form != "adjective":
            yield from _part_of(scene, mention, mention.entity)
    held = list(_held(scene, rules))
    yield from held
    yield from _members(scene, {r.subject for r in held})


def _members(scene: Scene, officers: set[str]) -> Iterator[Relation]:
    """The organisation that a person speaks or works for: "X, a researcher at the Y Centre"."""
    tree = scene.tree
    for i, mentions in scene.at.items():
        for person in mentions:
            if person.type != "Person" or person.form == "anaphor" or person.entity is None:
                continue
            if person.entity in officers:
                continue
            described = [k for k in tree.children(i, "appos") if not scene.named(k)]
            homes = [(k, OF) for k in (i, *scene.tokens_of(person.span))]
            homes += [(k, AT) for k in described]
            found = [f for k, by in homes for o in tree.oblique(k, by) for f in scene.named(o)]
            for f in found[:1]:
                if scene.entities[f.entity].type in HOMES:
                    start, end = min(person.span.start, f.span.start), f.span.end
                    where = Span(start, max(end, person.span.end))
                    yield Relation("memberOf", person.entity, f.entity, (where,), stance=HOME)


def known_parts(
    entities: Iterable[Entity], states: Mapping[str, str], said: Iterable[Relation]
) -> Iterator[Relation]:
    """Yield the states of bodies that the lexicon knows: "the Bundestag" needs no "German".

    The document names the body, not the tie, so that the confidence is lower than of a title.
    """
    told = {r.subject for r in said if r.type == "partOf"}
    for entity in entities:
        state = states.get(entity.id)
        if entity.type == "GovernmentBody" and state is not None and entity.id not in told:
            spans = tuple(m.span for m in entity.mentions if m.form != "anaphor")[:1]
            if spans:
                yield Relation("partOf", entity.id, state, spans, stance=KNOWN)


def _part_of(scene: Scene, mention: Mention, entity: str) -> Iterator[Relation]:
    """Find a body and its state, or its head, in one phrase: "the Peruvian cabinet"."""
    for i in _phrase_heads(scene, mention):
        under = [f for k in scene.tree.oblique(i, UNDER) for f in scene.named(k)]
        for owner in [*scene.within(i), *under]:
            if owner.entity == entity:
                continue
            kind = scene.entities[owner.entity].type
            where = Span(
                min(mention.span.start, owner.span.start), max(mention.span.end, owner.span.end)
            )
            if kind == "State" and (mention.type == "GovernmentBody" or _is_owned(scene, i)):
                yield Relation("partOf", entity, owner.entity, (where,), stance=RULE)
                return
            apart = not mention.span.meets(owner.span) and any(
                m.span == owner.span and m.form in ("name", "acronym") for m in scene.mentions
            )
            if kind == UNION and mention.type in (UNION, "GovernmentBody") and apart:
                yield Relation("partOf", entity, owner.entity, (where,), stance=RULE)
                return
            leads = mention.type == "GovernmentBody" or (owner in under and mention.type in LED)
            if kind in ("Person", "PoliticalParty") and leads:
                yield Relation("leaderOf", owner.entity, entity, (where,), stance=RULE)
                return


def _phrase_heads(scene: Scene, mention: Mention) -> list[int]:
    """The words of the name, and the noun that it stands beside: "the state oil company X"."""
    tokens = scene.tree.tokens
    inside = scene.tokens_of(mention.span)
    beside = [
        tokens[i].head
        for i in inside
        if tokens[i].dep in ("appos", "flat", "nmod:desc", "compound") and tokens[i].head != i
    ]
    return list(dict.fromkeys([*inside, *beside]))


def _is_owned(scene: Scene, i: int) -> bool:
    """Tell whether the phrase says that the state owns the body."""
    tree = scene.tree
    return any(tree.tokens[k].lemma.lower() in OWNED for k in tree.subtree(i))


def _held(scene: Scene, rules: Rules) -> Iterator[Relation]:
    taken: set[int] = set()
    last = ""
    for match in sorted(rules.offices.matches(scene), key=lambda m: (m.start, -m.end, m.at)):
        i = match.at
        if match.start in taken or i in taken:
            continue  # "general" in "secretary general"
        taken |= {i, *range(match.start, match.end + 1)}
        title = _title(scene, max(i, match.end), match.start)
        people = bearers(scene, i, _span(scene, match))
        if people:
            words = _words(scene, title, i)
            stance = rules.modality.stance(scene.tree, i, "title") if is_said(scene, i) else RULE
            words = last if words in SAME else words
            last = words
            yield from (replace(r, stance=stance) for r in _holdings(scene, match, people, words))


def _holdings(
    scene: Scene, match: Match, people: list[tuple[str, Span]], words: str
) -> Iterator[Relation]:
    """The office of each bearer; who bears a title of a party or movement leads it."""
    i = match.at
    states = [scene.entities[f.entity] for f in scene.within(i)]
    states += [scene.entities[e] for e in match.ids("o")]
    led = next((s for s in states if s.type in LED), None)
    owners = [s.label for s in states if s.type != "Person"]
    shared = len(people) > 1 and len(owners) != 1
    start, end = _term(scene, i)
    for entity, span in people:
        title = _span(scene, match)
        where = Span(min(span.start, title.start), max(span.end, title.end))
        if led is not None:
            yield Relation("leaderOf", entity, led.id, (where,), stance=RULE)
            continue
        own = owners[:1] if not shared else []
        if not own and entity in scene.states:
            own = [scene.entities[scene.states[entity]].label]
        office = f"{words} of {own[0]}" if own else words
        yield Relation("holdsOffice", entity, office, (where,), start, end, stance=RULE)


def _span(scene: Scene, match: Match) -> Span:
    """The title as printed, from its first word to its last."""
    tokens = scene.tree.tokens
    first, last = min(match.start, match.at), max(match.end, match.at)
    return Span(tokens[first].span.start, tokens[last].span.end)


def _words(scene: Scene, title: list[Token], i: int) -> str:
    """The title in the singular: "Foreign Ministers" gives "Foreign Minister"."""
    words = [t.text for t in title] or [scene.tree.tokens[i].text]
    if is_several(scene, i) and words[-1].endswith("s"):
        words[-1] = words[-1].removesuffix("s")
    return " ".join(words)


def _term(scene: Scene, i: int) -> tuple[str | None, str | None]:
    """From when to when, where the clause gives both: "president from 1999 to 2003"."""
    span = scene.tree.clause_span(scene.tree.clause_of(i))
    dates = scene.dates_in(span)
    for n, date in enumerate(dates):
        start, bar, end = date.value.partition("/")
        if bar:
            return start or None, end or None
        before = scene.text[max(span.start, date.span.start - 8) : date.span.start].lower()
        if before.rstrip().endswith(("from", "between")) and n + 1 < len(dates):
            return date.value, dates[n + 1].value
        if before.rstrip().endswith("since"):
            return date.value, None
        if before.rstrip().endswith("until"):
            return None, date.value
    return None, None


def _title(scene: Scene, i: int, start: int) -> list[Token]:
    """The words of the title itself: "foreign minister", without state and "former"."""
    tree = scene.tree
    words = []
    for k in sorted({*tree.children(i, "amod", "compound"), *range(min(start, i), i + 1)}):
        token = tree.tokens[k]
        if k > i or token.lemma.lower() in FORMER or (k != i and scene.named(k)):
            continue
        words.append(token)
    return words
