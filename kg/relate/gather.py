"""Several namings of one crisis are one crisis.

Merging is by type, participants and date, never by likeness of names. What cannot be told apart
from something named before ("the crisis") joins it; what could be either stays apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg.findings import Crisis, Participant
from kg.relate.crises import CrisisDraft
from kg.relate.period import MONTH
from kg.relate.sides import BETWEEN, participants_of
from kg.relate.wording import best_wording

# How far back "the crisis" may look, in sentences: further off it is more likely a new one.
REACH = 12
TURNED = {"initiator": "target", "target": "initiator"}
# Types of which a document often speaks in several words: one of them may stand for another.
KINDRED = (
    frozenset({"DiplomaticCrisis", "MilitaryDispute", "EconomicCrisis"}),
    frozenset({"ArmedConflict"}),
)
# Types of which a document seldom tells two: an unnamed one is the one told of.
SINGULAR = frozenset({"CoupAttempt", "Assassination"})
# Types that a vague word ("the crisis") may stand for.
TROUBLES = frozenset({"ArmedConflict", "DiplomaticCrisis", "MilitaryDispute", "EconomicCrisis"})
# Types that are worth telling though nobody is named.
ALONE = frozenset({"ArmedConflict", "CoupAttempt", "Assassination"})
# Types that a verb tells though it names nobody: "power was seized", "the currency collapsed".
TELLING = ALONE | {"EconomicCrisis", "PoliticalChange"}
# What is feared, planned or denied is no crisis of the document.
HAPPENED = frozenset({"asserted", "believed", "reported"})
# Types told in changing words: "shot down", "the downing", "the incident".
HAPPENINGS = frozenset({"Incident", "Sanctions", "ArmedConflict"})
# Types told in one word of different things.
OF_THINGS = frozenset({"MilitaryDispute", "Incident"})
QUARRELS = frozenset({"DiplomaticCrisis", "MilitaryDispute"})


@dataclass
class _Group:
    """The mentions of one crisis so far."""

    drafts: list[CrisisDraft]

    @property
    def type(self) -> str:
        firm = [d for d in self.drafts if not d.vague]
        return (firm or self.drafts)[0].type

    @property
    def vague(self) -> bool:
        return all(d.vague for d in self.drafts)

    @property
    def plural(self) -> bool:
        return self.drafts[0].plural

    @property
    def actors(self) -> frozenset[str]:
        return frozenset(a for d in self.drafts for a in d.actors)

    @property
    def words(self) -> frozenset[str]:
        return frozenset(d.word for d in self.drafts)

    @property
    def core(self) -> frozenset[tuple[str, str]]:
        return frozenset((p.actor, p.role) for d in self.drafts for p in d.participants)

    @property
    def date(self) -> str | None:
        return next((d.date for d in self.drafts if d.date), None)

    @property
    def when(self) -> str | None:
        """When it began, or at least when it ended."""
        return self.date or next((d.end for d in self.drafts if d.end), None)

    def _turned_round(self, draft: CrisisDraft) -> bool:
        """Tell whether who does it in the one suffers it in the other."""
        its = frozenset((p.actor, p.role) for p in draft.participants)
        return any(
            (actor, TURNED[role]) in self.core and (actor, role) not in self.core
            for actor, role in its
            if role in TURNED
        )

    def _another_deed(self, draft: CrisisDraft) -> bool:
        """Two deeds told by verbs are one only where the verb or the time is the same."""
        if not draft.verb:
            return False
        if draft.type in QUARRELS and draft.when and not self.when:
            return True  # a dated break is no part of a lasting quarrel
        if not all(d.verb for d in self.drafts):
            return False
        return draft.word not in self.words and not (self.when and draft.when)

    def _another_thing(self, draft: CrisisDraft) -> bool:
        """Told in the same word of two things: "the deployment of the shield", "of missiles"."""
        if draft.type not in OF_THINGS:
            return False
        things = {d.thing for d in self.drafts if d.word == draft.word and d.thing}
        return bool(things) and bool(draft.thing) and draft.thing not in things

    def takes(self, draft: CrisisDraft) -> bool:
        """Tell whether the draft speaks of this crisis."""
        ids = {d.lexicon_id for d in self.drafts} - {None}
        if draft.lexicon_id and ids:
            return draft.lexicon_id in ids
        if self.when and draft.when and not agree(self.when, draft.when):
            return False
        same_type = draft.type == self.type
        kin = any({draft.type, self.type} <= k for k in KINDRED)
        if draft.type in OF_THINGS or self.type in OF_THINGS:  # "the deployment of missiles"
            kin = kin and not draft.thing and not any(d.thing for d in self.drafts)
        both = {draft.type, self.type} <= TROUBLES
        vague = both and (draft.vague or (self.vague and bool(draft.actors)))
        if not (same_type or kin or vague):
            return False
        if self._turned_round(draft) or self._another_deed(draft) or self._another_thing(draft):
            return False
        if same_type and draft.type in SINGULAR and draft.definite and not draft.plural:
            return True
        if same_type and self._at_one_time(draft):
            return True
        if not draft.actors or not self.actors:
            return self._takes_unnamed(draft, same_type=same_type, vague=vague)
        if draft.type == "Sanctions" or (len(draft.actors) > 1 and len(self.actors) > 1):
            return self._same_sides(draft)
        return bool(self.actors & draft.actors) and (
            draft.actors <= self.actors or self.actors <= draft.actors
        )

    def _at_one_time(self, draft: CrisisDraft) -> bool:
        """Of one kind, at the same known time, and nobody in the one who is not in the other."""
        mine, its = self.actors, draft.actors
        known = self.date and draft.date and agree(self.date, draft.date)
        same_month = min(len(self.date or ""), len(draft.date or "")) >= MONTH
        told = bool(mine and its) or same_month or draft.type == "ArmedConflict"
        return bool(known) and told and (mine <= its or its <= mine)

    def _takes_unnamed(self, draft: CrisisDraft, *, same_type: bool, vague: bool) -> bool:
        """One of the two names nobody: the same word must be said again, or "the crisis"."""
        if same_type and draft.type in SINGULAR and not draft.plural:
            return True
        near = draft.scene - self.drafts[-1].scene <= REACH
        same_word = draft.word in self.words
        if same_type and draft.thing and any(d.thing == draft.thing for d in self.drafts):
            return True
        if draft.actors:
            return near and same_type and same_word and (draft.definite or vague)
        if not draft.definite or draft.plural is not self.plural:
            return False
        alike = vague or (same_type and draft.type in HAPPENINGS)
        return (same_word and same_type) or (near and alike)

    def _same_sides(self, draft: CrisisDraft) -> bool:
        mine, its = (
            dict(_sides(self.core)),
            dict(_sides(frozenset((p.actor, p.role) for p in draft.participants))),
        )
        half_known = draft.type == "Sanctions" and ("target" in mine) != ("target" in its)
        none: frozenset[str] = frozenset()
        if half_known and its.get("initiator", none) != mine.get("initiator", none):
            return False
        for role in mine.keys() & its.keys():
            if not (mine[role] <= its[role] or its[role] <= mine[role]):
                return False
        return bool(self.actors & draft.actors) and (
            draft.actors <= self.actors
            or self.actors <= draft.actors
            or bool(mine.keys() & its.keys())
        )


def _sides(core: frozenset[tuple[str, str]]) -> Iterable[tuple[str, frozenset[str]]]:
    roles: dict[str, set[str]] = {}
    for actor, role in core:
        roles.setdefault(role, set()).add(actor)
    return ((role, frozenset(actors)) for role, actors in sorted(roles.items()))


def agree(a: str, b: str) -> bool:
    """Tell whether two dates can be one: equal as far as the shorter goes."""
    a, b = a.rstrip("~?/"), b.rstrip("~?/")
    return a.startswith(b) or b.startswith(a)


def merged_crises(
    drafts: Iterable[CrisisDraft], states: Mapping[str, str], principals: tuple[str, ...]
) -> tuple[Crisis, ...]:
    """Return the crises of a document, in the order of their first mention.

    ``states`` leads from persons to the state they serve; ``principals`` are the two states
    that the document is about: a quarrel that names nobody is between them.
    """
    groups: list[_Group] = []
    pair = frozenset(principals)
    for told in drafts:
        near = told.around == pair or not told.around & pair
        draft = _between(told, told.around) if near else told
        group = _fitting(groups, draft)
        if group is None and not draft.actors and draft.definite and not draft.vague:
            draft = _between(draft, pair)
            group = _fitting(groups, draft)
        if group is not None:
            apart = group.actors and draft.actors and not group.actors & draft.actors
            group.drafts.append(replace(draft, participants=()) if apart else draft)
        elif _opens(draft):
            groups.append(_Group([draft]))
    found = (_crisis(g, states, principals) for g in groups)
    kept = [c for c, g in zip(found, groups, strict=True) if _is_told(c, g)]
    return tuple(replace(c, id=f"c{n}") for n, c in enumerate(kept, 1))


def _fitting(groups: list[_Group], draft: CrisisDraft) -> _Group | None:
    """The crisis that a draft speaks of: the last of its own kind, else the last of a kindred."""
    fitting = [g for g in reversed(groups) if g.takes(draft)]
    return next((g for g in fitting if g.type == draft.type), fitting[0] if fitting else None)


def _between(draft: CrisisDraft, states: frozenset[str]) -> CrisisDraft:
    """A quarrel that names nobody is between two states: of its sentence, or of the document."""
    role = BETWEEN.get(draft.type)
    if draft.verb or draft.named or draft.actors or draft.plural or draft.bare:
        return draft
    if draft.type not in QUARRELS or len(states) != 2 or not role:
        return draft
    sides = tuple(Participant(state, role) for state in sorted(states))
    return replace(draft, participants=sides)


def _is_told(crisis: Crisis, group: _Group) -> bool:
    """Tell whether it is known of whom, where or when: else it may be any tension of anything."""
    if crisis.stance.negated or crisis.stance.modality not in HAPPENED:
        return False
    known = crisis.participants or crisis.places or crisis.start
    pointed = any(d.definite for d in group.drafts)
    proper = any(d.named or d.proper for d in group.drafts)
    return bool(known) or proper or (crisis.type in ALONE and pointed)


def _opens(draft: CrisisDraft) -> bool:
    """Tell whether a naming is enough to speak of a crisis of its own."""
    if draft.heading and not draft.actors:
        return False
    if draft.actors:
        return True
    if draft.vague:
        return False
    if draft.plural:
        return bool(draft.places) and draft.type not in QUARRELS
    if draft.places:
        return True
    if draft.verb and draft.type not in TELLING:
        return draft.date is not None or bool(draft.thing and draft.type == "Incident")
    return draft.date is not None or draft.definite or draft.type in SINGULAR


def _crisis(group: _Group, states: Mapping[str, str], principals: tuple[str, ...]) -> Crisis:
    drafts = group.drafts
    people = participants_of(group.type, drafts, states, principals)
    facts = [d.stance for d in drafts if d.stance.is_fact]
    named = [d for d in drafts if not d.verb] or drafts
    most = max(d.sided for d in named)
    return Crisis(
        id="",
        label=best_wording(d.label for d in named if d.sided == most),
        type=group.type,
        participants=people,
        start=group.date,
        end=next((d.end for d in drafts if d.end), None),
        places=tuple(dict.fromkeys(p for d in drafts for p in d.places)),
        evidence=tuple(dict.fromkeys(d.evidence for d in drafts)),
        stance=facts[0] if facts else drafts[0].stance,
        lexicon_id=next((d.lexicon_id for d in drafts if d.lexicon_id), None),
    )
