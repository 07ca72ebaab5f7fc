"""Who takes part in a crisis: what its namings say, and what a document on two states implies."""

from collections.abc import Iterable, Mapping, Sequence

from kg.findings import Participant
from kg.relate.crises import CrisisDraft

# Types that are between states: unnamed, they are between those that the document is about.
BETWEEN = {
    "ArmedConflict": "belligerent",
    "DiplomaticCrisis": "affected",
    "Incident": "affected",
    "MilitaryDispute": "affected",
}
# Types that one state brings about against another, named or not.
AGAINST = frozenset({"DiplomaticCrisis", "Sanctions", "MilitaryDispute"})
# ... and those that a state brings about through whom it acts; a coup is somebody's own.
OF_STATES = AGAINST | {"Incident", "ArmedConflict"}
CLASHES = frozenset({"clash", "skirmish", "firefight", "shoot-out", "fight"})
WARS = frozenset({"war", "conflict", "fighting", "hostility", "campaign", "battle", "offensive"})


def participants_of(
    kind: str,
    drafts: Sequence[CrisisDraft],
    states: Mapping[str, str],
    principals: tuple[str, ...],
) -> tuple[Participant, ...]:
    """Return who takes part in a crisis of a kind, told by some drafts.

    ``states`` leads from persons to the state they serve; ``principals`` are the two states that
    the document is about.
    """
    people: dict[tuple[str, str], Participant] = {}
    for draft in drafts:
        for p in draft.participants:
            people.setdefault((p.actor, p.role), p)
    for p in [p for p in people.values() if p.role == "target" and p.actor in states]:
        people.setdefault((states[p.actor], "affected"), Participant(states[p.actor], "affected"))
    others = any(len(d.around) > 1 and not d.around & set(principals) for d in drafts)
    deed = all(d.verb and not d.mutual for d in drafts)
    if not people and not others and not deed and not any(d.named for d in drafts):
        role = _role_between(kind, drafts)
        people = {(p, role): Participant(p, role) for p in principals if role}
    people.update(_other_side(kind, people.values(), states, principals))
    return tuple(people.values())


def _role_between(kind: str, drafts: Sequence[CrisisDraft]) -> str | None:
    """What two states are in a crisis that names nobody."""
    words = {d.word for d in drafts}
    if kind == "Incident" and words & CLASHES:
        return "belligerent"
    if kind == "ArmedConflict" and not words & WARS:
        return None  # a genocide or an uprising is not between the two
    return BETWEEN.get(kind)


def _other_side(
    kind: str,
    known: Iterable[Participant],
    states: Mapping[str, str],
    principals: tuple[str, ...],
) -> dict[tuple[str, str], Participant]:
    """Who acts through a person; and whom one of the document's two states acts against."""
    initiators = [p.actor for p in known if p.role == "initiator"]
    acting = [states[a] for a in initiators if a in states and kind in OF_STATES]
    found = {(s, "initiator"): Participant(s, "initiator") for s in acting}
    sides = dict.fromkeys([*initiators, *acting])
    alone = kind in AGAINST and all(p.role == "initiator" for p in known)
    if alone and len(principals) == 2 and len(set(principals) & set(sides)) == 1:
        other = next(p for p in principals if p not in sides)
        found[(other, "target")] = Participant(other, "target")
    return found
