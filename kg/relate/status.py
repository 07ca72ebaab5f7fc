"""What became of an agreement: signed, in force, planned, rejected, violated."""

from kg.findings import Stance
from kg.model import Span
from kg.relate.cues import Match
from kg.relate.known import known_at
from kg.relate.phrases import names_of
from kg.relate.rules import Rules
from kg.relate.scene import Scene

# Words that, with a name of their own ("the Land Boundary Agreement"), tell of what was concluded.
CONCLUDED = frozenset(
    {"treaty", "agreement", "convention", "protocol", "pact", "accord", "charter", "memorandum"}
)
HIGHEST = 4  # steps from the word to the verb that governs it


def status_word(scene: Scene, i: int, statuses: dict[int, Match]) -> Match | None:
    """The word that says what became of it: the verb that governs it, or one that describes it."""
    if i in statuses:
        return statuses[i]
    tree = scene.tree
    described = _describing(scene, i, statuses)
    if described is not None:
        return described
    at = i
    for _ in range(HIGHEST):
        head = tree.tokens[at].head
        if head == at:
            return None
        subject = tree.tokens[at].dep.startswith("nsubj")
        at = head
        if subject:  # "the treaty fared well and remains in force": the last word counts
            shared = [k for k in tree.children(at, "conj") if tree.child(k, "nsubj") is None]
            later = next((statuses[k] for k in reversed(shared) if k in statuses), None)
            if later is not None:
                return later
        if at in statuses:
            return statuses[at]
        if tree.tokens[at].pos == "VERB":
            return None
    return None


def _describing(scene: Scene, i: int, statuses: dict[int, Match]) -> Match | None:
    """A clause or participle in its phrase: "a treaty of friendship signed in Lima"."""
    tree = scene.tree
    for k in tree.children(i, "acl", "acl:relcl", "amod"):
        if k in statuses and (tree.tokens[k].dep != "acl" or tree.is_passive(k)):
            return statuses[k]
    for k in tree.subtree(i):  # the parser may hang it on the nearest noun
        token = tree.tokens[k]
        inner = k > i and token.dep == "acl" and tree.tokens[token.head].dep == "nmod"
        if k in statuses and inner and tree.is_passive(k):
            return statuses[k]
    return None


def status_of(scene: Scene, i: int, own: Span, said: tuple[Match | None, Stance, Rules]) -> str:
    """What became of it; one that has a name or a date of its own has been concluded."""
    status_match, stance, rules = said
    status = _settled(status_match, stance, rules, scene)
    if status != "unknown" or stance.modality != "asserted" or _is_project(scene, i):
        return status
    token = scene.tree.tokens[i]
    named = token.text[:1].isupper() and token.lemma.lower() in CONCLUDED
    known = known_at(scene, i, "agreement") is not None
    if known or scene.dates_in(own) or (named and names_of(scene, i, own)):
        return "signed"
    return status


def _is_project(scene: Scene, i: int) -> bool:
    mention = known_at(scene, i, "agreement")
    return mention is not None and mention.type == "Project"


def _settled(match: Match | None, own: Stance, rules: Rules, scene: Scene) -> str:
    stance = own if match is None else rules.modality.stance(scene.tree, match.at)
    if match is None:
        return "planned" if stance.modality in ("planned", "expected") else "unknown"
    status = match.rule.cue.target
    if status in ("signed", "inForce"):
        if stance.negated or stance.modality == "denied":
            return "rejected"
        if stance.modality in ("planned", "expected", "hypothetical", "recommended"):
            return "planned"
    return status
