"""What a cue of a motive governs: whether it says something, its words, causes and deeds."""

from kg.model import Span
from kg.relate.clauses import Tree
from kg.relate.cues import Match
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import LONGEST_QUOTE

PLAIN = 0.45  # cues below it name a conduct; its motive is the infinitive that follows
PURPOSE = (("to",),)
CLAUSAL = frozenset({("for",), ("since",)})  # words of reason before a finite clause alone
TOWARD = frozenset({"to", "into", "toward", "towards"})
# Who travels to do something tells an errand, not a motive.
MOTION = frozenset({"go", "come", "arrive", "fly", "travel", "return", "visit", "meet", "gather"})
# What happens to somebody has causes, but no motive.
_INVOLUNTARY = """
rise rose fall grow shrink drop decline collapse increase decrease suffer lose win die happen occur
starve
"""
INVOLUNTARY = frozenset(_INVOLUNTARY.split())
AGREED = ("obj", "obl", "conj")
RELATIVES = frozenset({"who", "which", "that"})
LEADING = frozenset({"nsubj", "aux", "advmod", "mark", "case", "cop", "det", "amod", "compound"})
GOVERNED = ("xcomp", "ccomp", "obj", "obl", "advcl", "cop", "acl", "nmod")
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})


def has_cause(match: Match) -> bool:
    """Tell whether the cue speaks of what moves somebody: "fear drove Peru to arm"."""
    return any(slot.name == "c" for slot in match.rule.slots)


def cause_span(scene: Scene, match: Match) -> list[Span]:
    """The words for what moves somebody, where the cue speaks of it."""
    if not has_cause(match):
        return []
    subject = scene.tree.surface_subject(match.at)
    return [] if subject is None else [scene.tree.span_of(scene.tree.subtree(subject))]


def cause_words(scene: Scene, match: Match) -> tuple[int, ...]:
    """The words for what moves the holder: subject of the verb that moves, or its agent."""
    if not has_cause(match):
        return ()
    tree, i = scene.tree, match.at
    found = tree.agent(i) if tree.is_passive(i) else tree.surface_subject(i)
    return () if found is None else tuple(tree.conjuncts(found))


def says_something(scene: Scene, match: Match, rules: Rules) -> bool:
    """Tell whether the trigger governs words of its own ("what the union wants" does not)."""
    tree, i = scene.tree, match.at
    if match.rule.part == "connector":
        return _gives_reason(scene, match, rules)
    if match.rule.part == "verb" and match.rule.cue.weight < PLAIN:  # "Shielding its farmers, ..."
        return tree.tokens[i].dep == "advcl" and tree.tokens[i].tag == "VBG"
    if match.rule.part == "noun" and match.rule.cue.weight < PLAIN:  # "a strategy to ..."
        described = any(tree.child(k, "mark") is not None for k in tree.children(i, "acl"))
        return described or said_of(tree, i) is not None
    if match.rule.part == "noun":
        return bool(tree.children(i, "acl", "nmod", "cop")) or said_of(tree, i) is not None
    if match.rule.part == "predicate" and tree.case(i) == "as":  # "rose as a result of"
        return False
    if has_cause(match):
        return _moves(scene, i)
    if tree.tokens[i].dep == "acl:relcl":  # "the zone that Peru wanted" says what, not why
        subject = tree.child(i, "nsubj")
        if subject is not None and tree.tokens[subject].text.lower() not in RELATIVES:
            return False
    return bool(tree.children(i, *GOVERNED))


def said_of(tree: Tree, noun: int) -> int | None:
    """The predicate with a purpose of which a noun is the subject: "its aim is to win"."""
    token = tree.tokens[noun]
    if token.dep not in SUBJECTS:
        return None
    for k in (token.head, *tree.children(token.head, "advcl", "xcomp", "ccomp")):
        if any(tree.tokens[m].lemma == "to" for m in tree.children(k, "mark")):
            return token.head
    return None


def _gives_reason(scene: Scene, match: Match, rules: Rules) -> bool:
    """A bare "to" gives a purpose only in an adverbial clause, and not under a verb of ordering."""
    tree, i = scene.tree, match.at
    token = tree.tokens[i]
    if tree.tokens[token.head].lemma in INVOLUNTARY and token.head != i:
        return False
    if CLAUSAL.issuperset(match.rule.triggers):
        return _is_finite_reason(scene, match)
    if match.rule.triggers != PURPOSE:  # not "out of which", "out of 36 visitors"
        ends_in_to = tree.tokens[match.end].text.lower() == "to"
        if token.tag == "VB" and match.start < match.end and ends_in_to:
            return False  # "is due to rule on the case"
        return token.pos not in ("PRON", "NUM") and tree.child(i, "nummod") is None
    above = tree.tokens[token.head]
    marked = any(tree.tokens[k].lemma == "to" for k in tree.children(i, "mark"))
    finite = tree.child(i, "nsubj", "cop") is not None  # "when the court is due to rule"
    if finite or not marked or _is_content(scene, i, rules):
        return False
    if above.lemma in MOTION or (above.lemma == "use" and tree.child(above.index, "obj") is None):
        return False  # "went to Lima to sign", "used to buy"
    return token.dep == "advcl" and above.lemma not in rules.modality.ordering


def _is_content(scene: Scene, i: int, rules: Rules) -> bool:
    """Tell whether an infinitive says what an agreement is: "a memorandum to create a zone"."""
    tree = scene.tree
    mark = tree.child(i, "mark")
    before = [k for k in tree.children(tree.tokens[i].head, *AGREED) if mark is None or k < mark]
    words = [tree.tokens[c].lemma for k in before[-1:] for c in tree.conjuncts(k)]
    plain = {w for w in words if any(r.part == "noun" for _, r in rules.motives.first.get(w, ()))}
    return bool(words) and words[-1] in rules.agreements.first and words[-1] not in plain


def _is_finite_reason(scene: Scene, match: Match) -> bool:
    """Tell whether "for" or "since" brings in a clause of reason: "since" a present one."""
    tree, i = scene.tree, match.at
    token, word = tree.tokens[i], tree.tokens[match.start]
    if word.head != i or word.dep != "mark" or tree.child(i, "nsubj", "nsubj:pass") is None:
        return False
    finite = {token.tag, *(tree.tokens[k].tag for k in tree.children(i, "aux", "cop"))}
    if word.lemma == "since":
        return bool(finite & {"VBZ", "VBP", "MD"}) and "VBN" not in finite
    return bool(finite & {"VBZ", "VBP", "VBD", "MD"})


def _moves(scene: Scene, i: int) -> bool:
    """Tell whether somebody is moved to a deed or a place: "pushed Peru to arm, into a war"."""
    tree = scene.tree
    if deeds(scene, i):
        return True
    return bool(tree.oblique(i, TOWARD)) or (tree.is_passive(i) and tree.agent(i) is not None)


def deeds(scene: Scene, i: int) -> list[int]:
    """The verbs to which somebody is moved."""
    tree = scene.tree
    found = tree.children(i, "xcomp", "ccomp")
    moved = tree.child(i, "obj")
    if moved is not None:
        found += tree.children(moved, "acl")
    return [k for k in found if tree.tokens[k].pos == "VERB"]


def conduct_of(scene: Scene, match: Match) -> int | None:
    """The word for what the holder does because of it: the clause that the reason hangs on."""
    tree, i = scene.tree, match.at
    token = tree.tokens[i]
    if has_cause(match):
        return next(iter(deeds(scene, i)), None)
    if match.rule.part == "noun":  # "a deal to win support"
        return i if match.rule.cue.weight < PLAIN else None
    if token.dep == "advcl" and tree.child(i, "mark", "nsubj") is None:
        return token.head  # "Fearing a war, Peru signed ..."
    above = tree.tokens[token.head]
    if token.dep in ("acl", "amod", "appos") and above.dep in ("nsubj", "conj"):
        return above.head  # "Peru, eager for peace, signed ..."
    return None


def reason_span(scene: Scene, match: Match, apart: frozenset[int]) -> Span:
    """The words of the motive: what the trigger governs, with the trigger itself.

    ``apart`` are the words that head other motives: what is coordinated there is theirs.
    """
    tree, i = scene.tree, match.at
    above = said_of(tree, i) if match.rule.part == "noun" else None
    if above is not None:
        return _shortened(scene, i, [k for k in tree.subtree(above) if k >= min(tree.subtree(i))])
    whole = match.rule.part == "connector"
    others: set[int] = set()
    for k in tree.subtree(i):
        before = k < i and tree.tokens[k].head == i and not whole and not _leads_in(tree, k)
        if before or (k > i and _stands_apart(tree, k, apart)):
            others.update(tree.subtree(k))
    return _shortened(scene, i, [k for k in tree.subtree(i) if k not in others or k == i])


def _shortened(scene: Scene, i: int, indices: list[int]) -> Span:
    tree = scene.tree
    span = tree.span_of(indices)
    if span.end - span.start > LONGEST_QUOTE:
        start = min(tree.tokens[i].span.start, tree.tokens[indices[0]].span.start + LONGEST_QUOTE)
        end = max(t.span.end for t in tree.tokens if t.span.end <= start + LONGEST_QUOTE)
        span = Span(start, max(end, tree.tokens[i].span.end))
    return span


def _leads_in(tree: Tree, k: int) -> bool:
    """Tell whether a word before the trigger belongs to the motive: who, how, "because"."""
    return tree.tokens[k].dep.partition(":")[0] in LEADING


def _stands_apart(tree: Tree, k: int, apart: frozenset[int]) -> bool:
    """Tell whether a word heads a coordinated clause with a motive of its own."""
    token = tree.tokens[k]
    if token.dep not in ("conj", "parataxis"):
        return False
    return bool(apart & set(tree.subtree(k)))
