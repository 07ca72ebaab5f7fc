"""Agreements: treaties, contracts, deals, councils, projects; named, described or only planned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.findings import Agreement, Stance
from kg.model import Span
from kg.relate.cues import Match
from kg.relate.merge import firmest
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import date_of, evidence, phrase, spoken_of

# How far back "the agreement" may look, in sentences.
REACH = 10
# Statuses by how much they say; a planned agreement that is later signed is signed.
FIRMNESS = ("unknown", "planned", "signed", "inForce", "rejected", "violated")
DEFINITE = frozenset({"the", "this", "that", "these", "both"})
WITH = frozenset({"with"})


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """One naming of an agreement in one sentence."""

    type: str
    word: str
    name: str  # the words of a proper name, else empty
    parties: tuple[str, ...]
    date: str | None
    topics: tuple[str, ...]
    status: str
    evidence: Span
    label: str
    stance: Stance
    definite: bool
    scene: int


def agreements(scene: Scene, rules: Rules) -> Iterator[AgreementDraft]:
    """Yield the agreements that a sentence names."""
    statuses = {m.at: m for m in rules.statuses.matches(scene)}
    taken: set[int] = set()
    for match in rules.agreements.matches(scene):
        if match.at not in taken:
            taken.add(match.at)
            yield _read(scene, match, rules, statuses)


def _read(scene: Scene, match: Match, rules: Rules, statuses: dict[int, Match]) -> AgreementDraft:
    tree, i = scene.tree, match.at
    status_match = _status(scene, i, statuses)
    stance = rules.modality.stance(tree, i, match.rule.cue.pattern)
    own = phrase(scene, i)
    quote = evidence(scene, i) if match.rule.part == "verb" else own
    return AgreementDraft(
        type=match.rule.cue.target,
        word=tree.tokens[i].lemma,
        name=_proper_name(scene, i),
        parties=_parties(scene, match, status_match),
        date=date_of(scene, i),
        topics=spoken_of(scene, quote, rules.topics),
        status=_settled(status_match, stance),
        evidence=quote,
        label=scene.quote(own),
        stance=stance,
        definite=any(tree.tokens[k].text.lower() in DEFINITE for k in tree.children(i, "det")),
        scene=scene.number,
    )


def _status(scene: Scene, i: int, statuses: dict[int, Match]) -> Match | None:
    """The word that says what became of it: the verb that governs it, or one that describes it."""
    tree = scene.tree
    if i in statuses:
        return statuses[i]
    for k in tree.children(i, "acl", "acl:relcl", "amod"):
        if k in statuses:
            return statuses[k]
    at = i
    for _ in range(4):
        head = tree.tokens[at].head
        if head == at:
            return None
        at = head
        if at in statuses:
            return statuses[at]
        if tree.tokens[at].pos == "VERB":
            return None
    return None


def _settled(match: Match | None, stance: Stance) -> str:
    if match is None:
        return "planned" if stance.modality in ("planned", "expected") else "unknown"
    status = match.rule.cue.target
    if status in ("signed", "inForce"):
        if stance.negated or stance.modality == "denied":
            return "rejected"
        if stance.modality in ("planned", "expected", "hypothetical", "recommended"):
            return "planned"
    return status


def _parties(scene: Scene, match: Match, status: Match | None) -> tuple[str, ...]:
    """Who is bound: named in the phrase, and who does the signing."""
    found: dict[str, None] = {}
    for slot in sorted(match.slots):
        found.update(dict.fromkeys(match.ids(slot)))
    if status is not None and status.at != match.at:
        for slot in ("s", "o", "with"):
            found.update(dict.fromkeys(status.ids(slot)))
    return tuple(found)


def _proper_name(scene: Scene, i: int) -> str:
    """The capitalised words round the trigger, where there are at least two."""
    tree = scene.tree
    if not tree.tokens[i].text[:1].isupper() or tree.tokens[i].index == 0:
        return ""
    words = [tree.tokens[k].text for k in tree.subtree(i) if abs(k - i) < 8]
    capital = [w for w in words if w[:1].isupper()]
    return " ".join(capital).casefold() if len(capital) > 1 else ""


def merged_agreements(drafts: Iterable[AgreementDraft]) -> tuple[Agreement, ...]:
    """Return the agreements of a document, in the order of their first mention."""
    groups: list[list[AgreementDraft]] = []
    for draft in drafts:
        group = next((g for g in reversed(groups) if _same(g, draft)), None)
        if group is not None:
            group.append(draft)
        elif draft.parties or draft.name or draft.topics:
            groups.append([draft])
    return tuple(_agreement(n, g) for n, g in enumerate(groups, 1))


def _same(group: list[AgreementDraft], draft: AgreementDraft) -> bool:
    first, last = group[0], group[-1]
    if draft.name and any(d.name == draft.name for d in group):
        return True
    near = draft.scene - last.scene <= REACH
    dates = [d.date for d in group if d.date]
    if (
        draft.date
        and dates
        and not any(a.startswith(draft.date) or draft.date.startswith(a) for a in dates)
    ):
        return False
    parties = {p for d in group for p in d.parties}
    topics = {t for d in group for t in d.topics}
    if not draft.parties and not draft.topics and not draft.name:
        return near and draft.definite and draft.word in {d.word for d in group}
    kin = draft.type == first.type or {draft.type, first.type} <= {
        "Contract",
        "Deal",
        "CooperationAgreement",
    }
    shared_topic = bool(topics & set(draft.topics))
    fits = set(draft.parties) <= parties or parties <= set(draft.parties)
    return near and kin and shared_topic and fits and draft.definite


def _agreement(number: int, group: list[AgreementDraft]) -> Agreement:
    status = max((d.status for d in group), key=FIRMNESS.index)
    return Agreement(
        id=f"a{number}",
        label=max((d.label for d in group), key=lambda x: (len(x) <= 90, len(x))),
        type=group[0].type,
        parties=tuple(dict.fromkeys(p for d in group for p in d.parties)),
        date=next((d.date for d in group if d.date), None),
        topics=tuple(dict.fromkeys(t for d in group for t in d.topics)),
        status=status,
        evidence=tuple(dict.fromkeys(d.evidence for d in group)),
        stance=replace(firmest(d.stance for d in group)),
    )
