"""What a motive explains, and what it arises from.

A motive explains the deeds and agreements of the clause that its reason or purpose hangs on: in
"Peru signed the accord in order to trade" the accord, and that Peru agreed. It arises from a crisis
where the text gives the crisis as its cause: by a word of cause ("because of the embargo"), as what
moves somebody ("the war pushed Peru to arm"), as what is feared, or as the motive itself. The
words are cues of ``arisesFrom``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.findings import Agreement, Crisis, Interaction
from kg.model import Span
from kg.relate.clauses import Tree
from kg.relate.cues import CueBook, Match
from kg.relate.motives import MotiveDraft
from kg.relate.rules import Rules
from kg.relate.scene import Scene
from kg.relate.sites import evidence, phrase

# A cue of cause at least as heavy says so wherever it stands in the clause of the deed; a lighter
# one ("after the war") only beside the motive's own word.
CAUSAL = 0.8
UNDONE = frozenset({"rejected", "violated"})  # who acts against an agreement does not make it
DONE_TO = ("obj", "nsubj:pass", "xcomp")
INTO = frozenset({"to", "into", "in"})  # "entered into talks"
OF = frozenset({"of"})
FEARED = ("obj", "obl", "nmod")
COMPLEMENTS = ("ccomp", "acl")
SEVERAL = ("these ", "those ", "such ")  # no single crisis is meant
HIGHEST = 4  # governors looked at


@dataclass(frozen=True)
class Around:
    """The deeds, agreements and crises of a document, by the words of their evidence."""

    scenes: Sequence[Scene]
    rules: Rules
    deeds: Sequence[Interaction]
    bound: Sequence[Agreement]
    troubles: Sequence[Crisis]
    states: Mapping[str, str]  # for whom a person or body acts

    def explained(self, draft: MotiveDraft) -> tuple[str, ...]:
        """The ids of the interactions and agreements that a motive explains."""
        if draft.conduct is None or draft.stance.negated:
            return ()
        scene = self.scenes[draft.scene]
        near = _near(scene.tree, draft.conduct, draft.at)
        phrases = {phrase(scene, k) for k in near}
        said = {
            (m.rule.cue.target, evidence(scene, m.at))
            for m in self.rules.interactions.matches(scene)
            if m.at in near
        }
        side = self._side(draft.holder)
        found = [
            deed.id
            for deed in self.deeds
            if deed.stance.modality == "asserted"
            and not deed.stance.negated
            and side in {self._side(deed.actor), self._side(deed.recipient or "")}
            and any(e in phrases or (deed.type, e) in said for e in deed.evidence)
        ]
        found += [
            item.id
            for item in self.bound
            if item.status not in UNDONE
            and (not item.parties or side in map(self._side, item.parties))
            and phrases.intersection(item.evidence)
        ]
        return tuple(found)

    def _side(self, actor: str) -> str:
        return self.states.get(actor, actor)

    def origins(self, draft: MotiveDraft) -> tuple[str, ...]:
        """The ids of the crises that a motive arises from."""
        scene = self.scenes[draft.scene]
        named = _crises_at(scene, self.troubles)
        if not named or draft.stance.negated:
            return ()
        places = set(draft.causes)
        if draft.explicit:
            places.update(_tops(scene, _label(scene, draft.evidence)))
        for match in self.rules.origins.matches(scene):
            places.update(_source(scene, match, draft, self.rules.origins))
        return tuple(dict.fromkeys(c for at in sorted(places) for c in named.get(at, ())))


def _label(scene: Scene, span: Span) -> Span:
    """What stands behind the colon of "The Second Motive: Sanctions", where there is one."""
    said = span.of(scene.text)
    start = span.start + said.find(":") + 1
    return Span(start, span.end) if said[start - span.start :].strip() else span


def _near(tree: Tree, conduct: int, reason: int | None) -> frozenset[int]:
    """The words for what is done: the verb, what it is done to, and the noun that tells it."""
    apart = set() if reason is None else set(tree.subtree(reason))
    if conduct in apart:  # "fear drove Peru to arm": the deed hangs on the reason
        apart = set()
    found = [conduct]
    if tree.tokens[conduct].dep == "xcomp":  # "agreed to sign"
        found.append(tree.tokens[conduct].head)
    for verb in tuple(found):
        for k in [*tree.children(verb, *DONE_TO), *tree.oblique(verb, INTO)]:
            found += [k, *tree.oblique(k, OF)]  # "a package of sanctions"
    return frozenset(c for k in found for c in tree.conjuncts(k) if c not in apart)


def _crises_at(scene: Scene, troubles: Iterable[Crisis]) -> dict[int, list[str]]:
    """The crises that a sentence names, by the word that names each."""
    found: dict[int, list[str]] = {}
    for crisis in troubles:
        for span in crisis.evidence:
            pointer = span.of(scene.text).lower().startswith(SEVERAL)
            if scene.span.holds(span) and not pointer:
                for top in _tops(scene, span)[:1]:
                    found.setdefault(top, []).append(crisis.id)
    return found


def _tops(scene: Scene, span: Span) -> list[int]:
    """The words of a span that hang on no other word of it."""
    inside = scene.tree.tokens
    held = {t.index for t in inside if span.holds(t.span) and t.pos != "PUNCT"}
    return sorted(i for i in held if inside[i].head not in held or inside[i].head == i)


def _is_feared(word: str, book: CueBook) -> bool:
    """Tell whether a verb gives what somebody is afraid of as the source of a motive."""
    return any(rule.part == "verb" for _, rule in book.first.get(word, ()))


def _source(scene: Scene, match: Match, draft: MotiveDraft, book: CueBook) -> list[int]:
    """The words that a cue of cause gives as the source of a motive."""
    tree, part = scene.tree, match.rule.part
    if part == "connector":
        if not _bears_on(scene, match, draft):
            return []
        near = [match.at, *tree.children(match.at, "nsubj", "nsubj:pass", "obj")]
        return [c for k in near for c in tree.conjuncts(k)]
    if part == "noun":  # "the outbreak of the war", "the danger from the war"
        doors = frozenset(p for s in match.rule.slots for p in s.prepositions)
        near = [match.at, *tree.children(match.at, "nmod")]
        below = [c for n in near for k in tree.oblique(n, doors) for c in tree.conjuncts(k)]
        ours = match.at == draft.at or match.at in draft.causes
        word = tree.tokens[match.at]
        told = draft.explicit and draft.evidence.holds(word.span)
        feared = draft.at == word.head and _is_feared(tree.tokens[word.head].lemma, book)
        return below if ours or told or feared else []
    if match.at != draft.at:
        return []
    below = tree.children(match.at, *FEARED)
    for clause in tree.children(match.at, *COMPLEMENTS):
        below += tree.children(clause, "nsubj")
    return [c for k in below for c in tree.conjuncts(k)]


def _bears_on(scene: Scene, match: Match, draft: MotiveDraft) -> bool:
    """Tell whether a cause is that of the motive: its own word, or what its clause hangs on."""
    if match.at == draft.at:
        return True
    tree = scene.tree
    causal = match.rule.cue.weight >= CAUSAL
    if draft.explicit:
        return causal and draft.evidence.holds(tree.tokens[match.at].span)
    above = _governors(tree, match.at)
    return draft.at in above or (causal and draft.conduct is not None and draft.conduct in above)


def _governors(tree: Tree, i: int) -> list[int]:
    """The word that a cause hangs on, and the verbs whose infinitive it is."""
    found = [tree.tokens[i].head]
    for _ in range(HIGHEST):
        token = tree.tokens[found[-1]]
        if token.dep not in ("xcomp", "conj") or token.head == token.index:
            break
        found.append(token.head)
    return found
