"""Agreements: treaties, contracts, deals, councils, projects; named, described or only planned."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.findings import Stance
from kg.model import Span
from kg.relate.cues import Match, word_of
from kg.relate.known import id_of, known_at, named_only
from kg.relate.phrases import (
    before_infinitive,
    behind,
    is_argument,
    is_bare,
    names_it,
    names_of,
    things_of,
    topics_of,
)
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import dated_by, evidence, is_plural, phrase
from kg.relate.status import status_of, status_word

DEFINITE = frozenset({"the", "this", "that", "these", "both"})
# Cues below this weight need a party, a status or a name beside them: the word alone says little.
FAINT = 0.55
# An agreement in one of these functions is no part of what is set up, but what sets it up.
SOURCES = frozenset({"nsubj", "obl", "obl:agent"})
TOGETHER = frozenset(
    {"joint", "bilateral", "mixed", "common", "binational", "both", "jointly", "together", "with"}
)
UNDER = frozenset({"under", "by", "through"})
SET_UP = "Institution"  # what an agreement sets up is told with the agreement


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """One naming of an agreement in one sentence."""

    type: str
    word: str
    names: frozenset[str]  # distinctive capitalised words
    parties: tuple[str, ...]
    date: str | None
    topics: tuple[str, ...]
    status: str
    evidence: Span
    label: str
    stance: Stance
    definite: bool
    plural: bool
    things: frozenset[str]  # the other nouns of its phrase: what it is about
    bare: bool  # nothing is said of it but the word: "the agreement"
    scene: int
    heading: bool
    around: frozenset[str]  # the states that its sentence names
    told: bool  # what became of it is said, not gathered from its date
    act: Span  # the clause in which it is signed, planned, broken ...
    lexicon_id: str | None = None
    states: frozenset[str] = frozenset()  # all actors of the document that are no persons
    words: tuple[Span, ...] = ()  # the words that name it and its parts
    dated: bool = False  # its date tells which one it is: "the 1974 treaty", "the treaty of 1967"


def agreements(scene: Scene, rules: Rules) -> Iterator[AgreementDraft]:
    """Yield the agreements that a sentence names."""
    statuses = {m.at: m for m in rules.statuses.matches(scene)}
    found: dict[int, Match] = {}
    for match in rules.agreements.matches(scene):
        if _other_thing(scene, match) or _sets_up_nothing(scene, match):
            continue
        before = found.get(match.at)
        if before is None or match.rule.cue.weight > before.rule.cue.weight:
            found[match.at] = match
    for match in named_only(scene, "agreement", set(found)):
        found.setdefault(match.at, match)
    inner = {i: outer for i in found if (outer := _outer(scene, i, found)) is not None}
    for i, match in sorted(found.items()):
        if i in inner:
            continue
        draft = _read(scene, match, rules, (statuses, [k for k in found if k not in inner]))
        parts = [found[k] for k, outer in inner.items() if outer == i]
        if draft.type != "Treaty" and any(p.rule.cue.target == SET_UP for p in parts):
            draft = replace(draft, type=SET_UP)
        own = [i, *(k for k, outer in inner.items() if outer == i)]
        draft = replace(draft, words=tuple(scene.tree.tokens[k].span for k in own))
        if draft.stance.negated and draft.status in ("unknown", "signed"):
            continue  # "a pause, not a settlement"
        surely = match.rule.cue.weight >= FAINT and draft.type != "Project"
        if surely or _is_firm(draft):
            yield draft


def _is_firm(draft: AgreementDraft) -> bool:
    return (
        bool(draft.lexicon_id)
        or len(draft.parties) > 1
        or bool(draft.names)
        or draft.status != "unknown"
    )


def _sets_up_nothing(scene: Scene, match: Match) -> bool:
    """Tell whether no two set up a body: one alone does, which is nobody's agreement, or none."""
    if match.rule.part != "verb" or match.rule.cue.target != SET_UP:
        return False
    tree = scene.tree
    bodies = (word_of(scene, match.at, choices) for choices in match.rule.words)
    if not all(b is not None and is_argument(scene, b, match.at) for b in bodies):
        return True
    target = tree.object(match.at)
    words = [*tree.kids[match.at], *([] if target is None else tree.subtree(target))]
    together = not TOGETHER.isdisjoint(tree.tokens[k].lemma.lower() for k in words)
    return len(match.ids("party")) == 1 and not together


def _other_thing(scene: Scene, match: Match) -> bool:
    """Tell whether the word only describes another noun ("contract terms", "Treaty Office")."""
    token = scene.tree.tokens[match.at]
    if match.rule.part == "noun" and token.dep == "compound":
        return True
    span = token.span
    return match.rule.cue.target != SET_UP and any(
        m.span.holds(span) and m.kind == "actor" for m in scene.mentions
    )


def _outer(scene: Scene, i: int, found: dict[int, Match]) -> int | None:
    """The agreement in whose phrase another is named: "a contract to build a plant"."""
    tree = scene.tree
    if tree.tokens[i].pos == "VERB":
        return _said_before(scene, i, found)
    at = i
    for _ in range(6):
        token = tree.tokens[at]
        if token.dep == "appos" and token.head in found:
            return token.head  # "the Nabucco line, a pipeline of 3,300 kilometres"
        if token.head == at or token.dep in ("conj", "appos", "parataxis", "acl:relcl"):
            return None
        verb = token.head
        if token.dep == "obj" and tree.tokens[verb].pos == "VERB":
            subject = tree.child(verb, "nsubj")
            made = found[i].rule.cue.target in (SET_UP, "Project")
            if made and subject in found and subject != i:  # "a declaration set up the council"
                return subject
            before = before_infinitive(scene, verb)
            if (named := next((k for k in found if k in before and k != i), None)) is not None:
                return named
        at = verb
        if at in found:
            return None if token.dep in SOURCES else at
        if tree.tokens[at].dep in ("root", "advcl", "ccomp"):
            return None
    return None


def _said_before(scene: Scene, verb: int, found: dict[int, Match]) -> int | None:
    """The agreement that does what a verb says: "the treaty set up", "agreed to set up"."""
    tree, token = scene.tree, scene.tree.tokens[verb]
    subject = tree.subject(verb)
    if subject in found and subject != verb:
        return subject
    by = next((k for k in tree.oblique(verb, UNDER) if k in found), None)
    if by is not None:
        return by
    if token.dep == "xcomp" and token.head in found:
        return token.head
    before = before_infinitive(scene, verb)
    return next((k for k in found if k in before), None)


def _read(
    scene: Scene, match: Match, rules: Rules, around: tuple[dict[int, Match], list[int]]
) -> AgreementDraft:
    statuses, others = around
    tree, i = scene.tree, match.at
    status_match = status_word(scene, i, statuses)
    stance = rules.modality.stance(tree, i, match.rule.cue.pattern)
    own = phrase(scene, i)
    quote = evidence(scene, i) if match.rule.part == "verb" else own
    token = tree.tokens[i]
    target = tree.object(i) if match.rule.part == "verb" else None
    known = known_at(scene, i, "agreement")
    return AgreementDraft(
        type=match.rule.cue.target,
        word=token.lemma,
        names=names_of(scene, i, own if target is None else phrase(scene, target)),
        parties=_parties(scene, match, status_match),
        date=_date(scene, i, others),
        topics=topics_of(scene, i, quote, rules),
        status=status_of(scene, i, own, (status_match, stance, rules)),
        evidence=quote,
        label=scene.quote(own),
        stance=stance,
        definite=any(tree.tokens[k].text.lower() in DEFINITE for k in tree.children(i, "det")),
        plural=match.rule.part == "noun" and is_plural(scene, i),
        things=things_of(scene, i, own if target is None else phrase(scene, target)),
        bare=is_bare(scene, i),
        scene=scene.number,
        heading=scene.sentence.passage.kind == "heading",
        around=scene.states_named,
        told=status_match is not None,
        act=evidence(scene, i if status_match is None else status_match.at),
        lexicon_id=id_of(known),
        states=scene.bodies,
        dated=bool(scene.dates_in(own)) and match.rule.part == "noun",
    )


def _date(scene: Scene, i: int, others: list[int]) -> str | None:
    """The date of its clause, unless that is told of another agreement: "the treaty of 1967"."""
    found = dated_by(scene, i)
    if found is None:
        return None
    for k in others:
        elsewhere = k != i and phrase(scene, k).holds(found.span)
        if elsewhere and not phrase(scene, i).holds(found.span):
            return None
    return found.value


def _parties(scene: Scene, match: Match, status: Match | None) -> tuple[str, ...]:
    """Who is bound: named in the phrase, and who does the signing."""
    found: dict[str, None] = {}
    token = scene.tree.tokens[match.at]
    for slot in sorted(match.slots):
        for filler in match.slots[slot]:
            if not names_it(scene, token, filler):
                found[filler.entity] = None
    if not found and match.rule.cue.target == "Project":
        found.update(dict.fromkeys(f.entity for f in behind(scene, match.at)))
    broken = status is not None and status.rule.cue.target == "violated"
    if status is not None and status.at != match.at and not broken:
        for slot in ("s", "o", "with"):
            found.update(dict.fromkeys(status.ids(slot)))
    return tuple(found)
