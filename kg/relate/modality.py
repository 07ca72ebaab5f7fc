"""How far a clause goes: negated, planned, hypothetical, expected, denied, almost; and who says it.

The words are cues of the code list "modality": auxiliaries, adverbs and conjunctions of the clause
itself, and the verbs, nouns and adjectives that govern it. The nearest word decides; a negation
turns over what it stands in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from kg.findings import Stance
from kg.model import Cue
from kg.relate.clauses import Tree
from kg.relate.patterns import compile_cue

NEGATIONS = frozenset({"not", "n't", "never", "no", "neither", "nor", "hardly", "without"})
NOBODY = frozenset({"nobody", "none", "neither", "nothing"})
LOCAL = ("aux", "advmod", "mark", "det", "cc", "amod", "case")
GOVERNED = ("xcomp", "ccomp", "acl", "advcl", "obj", "obl", "nmod", "csubj", "conj")
KNOWN = frozenset({"the", "this", "that", "these", "those"})
HIGHEST = 5  # governors looked at: hedges further off are about something else


@dataclass(frozen=True)
class Modality:
    """The modality words by lemma."""

    local: dict[str, str]

    @cached_property
    def ordering(self) -> frozenset[str]:
        """The words by which somebody is asked, told or allowed to do something."""
        return frozenset(w for w, code in self.local.items() if code == "asked")

    @classmethod
    def of(cls, cues: Iterable[Cue]) -> "Modality":
        """Read the cues of the code list "modality"."""
        words: dict[str, str] = {}
        for cue in cues:
            for trigger in compile_cue(cue).triggers:
                words[" ".join(trigger)] = cue.target
        return cls(words)

    def stance(self, tree: Tree, i: int, rule: str = "") -> Stance:
        """The stance of what is said at a token.

        A thing spoken of as known ("the war", "their talks") is not undone by what its clause
        denies or plans, only by a word that undoes things ("cancelled the visit").
        """
        modality, negated = "asserted", False
        if tree.tokens[i].dep == "advcl" and self._is_purpose(tree, i):
            modality = "planned"  # "they met to sign a treaty": signed or not, it does not say
        if self._undone(tree, i):
            modality, negated = "denied", True
        at = i
        known = tree.tokens[i].pos in ("NOUN", "PROPN") and self._is_known(tree, i)
        for step in range(HIGHEST):
            here, not_here = self._own(tree, at, governor=step > 0)
            if not (known and step):
                negated ^= not_here
                modality = here if modality == "asserted" and here else modality
            token = tree.tokens[at]
            if token.head == at or not self._governed(tree, at):
                break
            bare = token.tag in ("VB", "VBP") and token.text.lower() == token.lemma
            shared = token.dep == "conj" and not bare  # "planned and signed it"
            at = token.head
            if shared:
                continue
            word = self.local.get(tree.tokens[at].lemma)
            if word and self._asks(tree, at) and modality == "asserted":
                if known and word != "denied":
                    continue
                if word == "denied":
                    if token.dep.startswith("obl"):
                        continue
                    negated = not negated
                modality = word
        return Stance(modality=modality, negated=negated, rule=rule)

    def _undone(self, tree: Tree, i: int) -> bool:
        """Tell whether a word that undoes it stands before its preposition: "a halt to aid".

        A parser may hang it elsewhere; where it is the governor, it is read as such.
        """
        case = tree.child(i, "case")
        if case is None or case == 0 or tree.tokens[i].pos not in ("NOUN", "PROPN"):
            return False
        before = tree.tokens[case - 1]
        undoes = self.local.get(before.lemma) == "denied" and before.pos == "NOUN"
        return undoes and tree.tokens[i].head != before.index

    @staticmethod
    def _is_purpose(tree: Tree, i: int) -> bool:
        return any(tree.tokens[k].lemma == "to" for k in tree.children(i, "mark"))

    @staticmethod
    def _is_known(tree: Tree, i: int) -> bool:
        return any(
            tree.tokens[k].dep == "nmod:poss" or tree.tokens[k].text.lower() in KNOWN
            for k in tree.children(i, "det", "nmod:poss")
        )

    def _own(self, tree: Tree, i: int, *, governor: bool) -> tuple[str, bool]:
        modality, negated = "", False
        for k in tree.kids[i]:
            token = tree.tokens[k]
            if token.dep.startswith("nsubj") and token.text.lower() in NOBODY:
                negated = not negated
            if token.dep.partition(":")[0] not in LOCAL:
                continue
            if token.text.lower() == "longer" and self._is_no(tree, k):
                negated = not negated  # "is no longer an ally"
            word = token.lemma if token.lemma in self.local else token.text.lower()
            if token.lemma in NEGATIONS or token.text.lower() in NEGATIONS:
                negated = not negated
            elif (
                token.dep != "case"
                and word in self.local
                and not (governor and token.dep == "amod")
            ):
                modality = modality or self.local[word]
        return modality, negated

    @staticmethod
    def _is_no(tree: Tree, i: int) -> bool:
        return any(tree.tokens[k].text.lower() in ("no", "not", "n't") for k in tree.kids[i])

    @staticmethod
    def _asks(tree: Tree, i: int) -> bool:
        return tree.tokens[i].pos in ("VERB", "NOUN", "ADJ", "AUX", "PROPN")

    @staticmethod
    def _governed(tree: Tree, i: int) -> bool:
        """Tell whether the word above can turn the modality of the clause."""
        token = tree.tokens[i]
        if token.dep == "conj":  # shares its hedge only where it shares its subject
            return tree.child(i, "nsubj", "aux") is None
        if token.dep == "parataxis" and token.tag == "VB":  # "to meet, to talk, sign and part"
            return tree.child(i, "nsubj") is None
        if token.dep in ("advcl", "acl:relcl"):
            return False
        subject = tree.child(i, "nsubj")
        if subject is not None and tree.tokens[subject].text.lower() == "which":
            return False  # a relative clause, whatever the parser calls it
        return token.dep.partition(":")[0] in GOVERNED or token.dep in GOVERNED
