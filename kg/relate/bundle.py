"""Several namings of one agreement are one agreement."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.findings import Agreement
from kg.model import Span
from kg.relate.agreements import AgreementDraft
from kg.relate.merge import firmest
from kg.relate.wording import best_wording

# How far back "the agreement" may look, in sentences.
REACH = 10
# Statuses by how much they say; a planned agreement that is later signed is signed.
FIRMNESS = ("unknown", "planned", "signed", "inForce", "rejected", "violated")
TOLD = frozenset({"Treaty", "Contract", "Deal"})  # words that are seldom used of other things
SETTLED = frozenset({"signed", "inForce"})
GUESSED = 0.4  # ... and neither is its conclusion
INFERRED = 0.5  # confidence where the parties are not said beside the agreement
LOOSE = frozenset({"Contract", "Deal", "CooperationAgreement", "Project"})


def merged_agreements(
    drafts: Iterable[AgreementDraft],
    states: Mapping[str, str],
    principals: tuple[str, ...],
) -> tuple[Agreement, ...]:
    """Return the agreements of a document, in the order of their first mention.

    ``states`` leads from persons and bodies to the state they bind; ``principals`` are the two
    states that the document is about, bound where it names no party.
    """
    groups: list[list[AgreementDraft]] = []
    for draft in drafts:
        alone = [g for g in groups if draft.word in {d.word for d in g}]
        only = len(alone) == 1
        group = next((g for g in reversed(groups) if _same(g, draft, principals, only=only)), None)
        if group is not None:
            group.append(draft)
        elif _opens(draft):
            groups.append([draft])
    return tuple(_agreement(n, g, states, principals) for n, g in enumerate(groups, 1))


def _opens(draft: AgreementDraft) -> bool:
    """Tell whether a naming says enough to be an agreement of its own."""
    if draft.lexicon_id:
        return True
    if draft.heading:
        return bool(draft.names)
    if draft.parties or draft.names or draft.topics or draft.dated:
        return True
    if draft.type in TOLD and not draft.bare:
        return True
    return not draft.definite and (draft.status in SETTLED or draft.date is not None)


def _same(
    group: list[AgreementDraft],
    draft: AgreementDraft,
    principals: tuple[str, ...],
    *,
    only: bool,
) -> bool:
    """Tell whether the draft speaks of the group; ``only`` where no other has the same word."""
    first, last = group[0], group[-1]
    ids = {d.lexicon_id for d in group} - {None}
    if draft.lexicon_id and ids:
        return draft.lexicon_id in ids
    names = frozenset().union(*(d.names for d in group))
    if last.heading and draft.scene == last.scene + 1 and draft.word.lower() == last.word.lower():
        return True  # a heading, and the sentence that it stands over
    if draft.names and names:
        return draft.names <= names or names <= draft.names
    dates = [d.date for d in group if d.date]
    pointed = draft.bare and draft.definite  # its date is that of what became of it
    if draft.date and dates and not pointed and not any(_agree(a, draft.date) for a in dates):
        return False
    if draft.plural != first.plural:
        return False
    if _is_that_of(draft, dates):
        return True
    near = draft.scene - last.scene <= REACH
    parties = {p for d in group for p in d.parties}
    topics = {t for d in group for t in d.topics}
    fits = set(draft.parties) <= parties or (bool(parties) and parties <= set(draft.parties))
    same_word = draft.word in {d.word for d in group}
    if (near or (only and draft.bare)) and draft.definite and same_word and fits:
        return not draft.topics or not topics or bool(topics & set(draft.topics))
    if near and draft.definite and {draft.type, first.type} <= LOOSE and len(draft.parties) > 1:
        return (parties or set(principals)) == set(draft.parties) and not (topics and draft.topics)
    things = frozenset().union(*(d.things for d in group)) & draft.things
    alike = {draft.type, first.type} <= LOOSE and (fits or not draft.parties or not parties)
    if alike and len(things) > 1 and not draft.date:
        return True
    kin = draft.type == first.type or {draft.type, first.type} <= LOOSE
    return kin and fits and draft.definite and bool(topics & set(draft.topics)) and same_word


def _is_that_of(draft: AgreementDraft, dates: list[str]) -> bool:
    """Tell whether nothing but a date says which one is meant: "the settlement of 1942"."""
    said = draft.names or draft.topics or any(not t.isdigit() for t in draft.things)
    pointed = draft.definite and draft.dated and not said
    return pointed and draft.date is not None and any(_agree(a, draft.date) for a in dates)


def _agree(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def _agreement(
    number: int,
    group: list[AgreementDraft],
    states: Mapping[str, str],
    principals: tuple[str, ...],
) -> Agreement:
    status = max((d.status for d in group), key=FIRMNESS.index)
    parties = tuple(dict.fromkeys(states.get(p, p) for d in group for p in d.parties))
    bound = _bound(parties, group, principals)
    stance = firmest(d.stance for d in group)
    if bound != parties:  # inferred from what the document is about, not said
        told = any(d.told for d in group)
        stance = replace(stance, confidence=INFERRED if told else GUESSED)
    return Agreement(
        id=f"a{number}",
        label=best_wording(d.label for d in group),
        type=_type(group),
        parties=bound,
        date=next((d.date for d in group if d.date), None),
        topics=tuple(dict.fromkeys(t for d in group for t in d.topics)),
        status=status,
        evidence=tuple(dict.fromkeys([*(d.evidence for d in group), *_acts(group)])),
        stance=stance,
        lexicon_id=next((d.lexicon_id for d in group if d.lexicon_id), None),
        words=tuple(w for d in group for w in d.words),
        inferred=tuple(p for p in bound if p not in parties),
    )


def _acts(group: list[AgreementDraft]) -> list[Span]:
    """The clauses that tell what became of it; of a heading there is none."""
    return [d.act for d in group if d.status != "unknown" and not d.heading]


def _bound(
    parties: tuple[str, ...], group: list[AgreementDraft], principals: tuple[str, ...]
) -> tuple[str, ...]:
    """The parties; the two that the document is about, where only persons or nobody is named.

    A project may be anybody's, unless it is known by name.
    """
    if any(len(d.around) > 1 and not d.around & set(principals) for d in group):
        return parties  # somebody else is spoken of
    unsaid = not set(parties) & group[0].states
    bodies = tuple(p for p in parties if p in group[0].states)  # persons sign for somebody
    lone = len(bodies) == 1 and bodies[0] in principals and group[0].type != "Project"
    if lone and any(d.status in SETTLED for d in group):
        return (*bodies, *(p for p in principals if p not in bodies))
    open_to_all = group[0].type == "Project" and not any(d.lexicon_id for d in group)
    return principals if unsaid and principals and not open_to_all else parties


def _type(group: list[AgreementDraft]) -> str:
    """The type of the first naming, unless a later one is more telling."""
    telling = [d.type for d in group if d.type not in ("Deal", "Project")]
    return telling[0] if telling else group[0].type
