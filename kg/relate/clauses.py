"""The clause view of a sentence: who is subject, object, agent; what governs what.

Works on Universal Dependencies as the grammar gives them. Everything is an index into the
sentence's tokens. Missing arguments of a clause are looked up where grammar says they must be:
in the clause that controls it, in the first conjunct, or in the noun that it describes.
"""

from dataclasses import dataclass, field
from functools import cached_property

from kg.model import Sentence, Span, Token

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "csubj:pass", "nsubj:outer"})
CLAUSES = frozenset({"advcl", "acl", "acl:relcl", "ccomp", "xcomp", "parataxis", "advcl:relcl"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
# Verbs whose infinitive is done by their subject although they have an object.
SUBJECT_CONTROL = frozenset({"promise", "threaten", "vow", "pledge", "use", "sign", "agree"})
HYPHENS = frozenset({"-", "–"})
# "accused Chad of shelling the town", "kept Chad from shelling it": the object does it.
OBJECT_CONTROL = frozenset({"of", "from", "into"})
DEEPEST = 12  # steps up a tree; more would be a damaged parse


@dataclass(frozen=True)
class Tree:
    """A sentence as a tree of its tokens."""

    sentence: Sentence
    tokens: tuple[Token, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", self.sentence.tokens)

    @cached_property
    def reach(self) -> dict[int, list[tuple[int, tuple[str, ...]]]]:
        """What hangs on a token within three steps, with its forms; kept as cues ask for it."""
        return {}

    @cached_property
    def kids(self) -> list[list[int]]:
        """The children of every token, in text order."""
        kids: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index and 0 <= token.head < len(kids):
                kids[token.head].append(token.index)
        return kids

    def children(self, i: int, *deps: str) -> list[int]:
        """The children with one of the functions; a function holds for its subtypes too."""
        found = []
        for k in self.kids[i]:
            dep = self.tokens[k].dep
            if dep in deps or dep.partition(":")[0] in deps:
                found.append(k)
        return found

    def child(self, i: int, *deps: str) -> int | None:
        """The first such child."""
        found = self.children(i, *deps)
        return found[0] if found else None

    def case(self, i: int) -> str:
        """The preposition (lower case) that a noun hangs on, or an empty string."""
        for k in self.kids[i]:
            if self.tokens[k].dep == "case":
                return self.tokens[k].text.lower()
        return ""

    def subtree(self, i: int) -> list[int]:
        """All tokens under one, itself included, in text order."""
        found, heap = [], [i]
        seen = set()
        while heap:
            k = heap.pop()
            if k in seen:
                continue
            seen.add(k)
            found.append(k)
            heap.extend(self.kids[k])
        return sorted(found)

    def conjuncts(self, i: int) -> list[int]:
        """The token and what is coordinated with it, in text order."""
        if not any(self.tokens[c].dep == "conj" for c in self.kids[i]):
            return [i]
        found, heap = [], [i]
        while heap:
            k = heap.pop()
            found.append(k)
            heap.extend(c for c in self.kids[k] if self.tokens[c].dep == "conj" and c > k)
        return sorted(found)

    def is_passive(self, i: int) -> bool:
        """Tell whether the verb is in the passive; a subject alone does not make it so."""
        deps = {self.tokens[k].dep for k in self.kids[i]}
        token = self.tokens[i]
        if "aux:pass" in deps or ("nsubj:pass" in deps and (token.tag != "VBD" or "aux" in deps)):
            return True
        if token.dep == "amod" and self._hyphened(i) is not None:
            return True
        if "obl:agent" in deps and "obj" not in deps and token.tag in ("VBN", "VBD"):
            return True
        done = token.tag == "VBN" or any(self.tokens[k].dep == "obl:agent" for k in self.kids[i])
        return done and token.dep == "acl" and not self._has_auxiliary(i)

    def _hyphened(self, i: int) -> int | None:
        """Who does it in a compound participle: "the US-brokered accord"."""
        if i < 2 or self.tokens[i - 1].text not in HYPHENS or self.tokens[i].tag != "VBN":
            return None
        doer = self.tokens[i - 2]
        joined = doer.span.end == self.tokens[i - 1].span.start
        return i - 2 if joined and doer.pos in ("PROPN", "ADJ", "NOUN") else None

    def _has_auxiliary(self, i: int) -> bool:
        return any(self.tokens[k].dep == "aux" for k in self.kids[i])

    def agent(self, i: int) -> int | None:
        """The by-phrase of a passive verb, or who stands before its hyphen."""
        if self.tokens[i].dep == "amod":
            return self._hyphened(i)
        for k in self.kids[i]:
            dep = self.tokens[k].dep
            if dep == "obl:agent" or (dep in ("obl", "nmod") and self.case(k) == "by"):
                return k
        return None

    def oblique(self, i: int, prepositions: frozenset[str]) -> list[int]:
        """The noun phrases that hang on the token with one of the prepositions."""
        return [
            k
            for k in self.kids[i]
            if self.tokens[k].dep.startswith(("obl", "nmod")) and self.case(k) in prepositions
        ]

    def subject(self, i: int, depth: int = 0) -> int | None:
        """Who does it: the logical subject of a verb, looked up through control and conjuncts."""
        if self.is_passive(i):
            found = self.agent(i)
            if found is not None or self.tokens[i].dep not in ("conj",):
                return found
        kid = None if self.is_passive(i) else self._subject_kid(i)
        if kid is not None:
            return self._antecedent(kid, i)
        return None if depth > DEEPEST else self._controller(i, depth)

    def _controller(self, i: int, depth: int) -> int | None:
        token = self.tokens[i]
        up, dep = token.head, token.dep
        if up == i:
            return None
        if dep == "conj":
            return self.surface_subject(up, depth + 1)
        if dep == "xcomp":
            held = self.child(up, "obj", "iobj")
            if held is not None and self.tokens[up].lemma not in SUBJECT_CONTROL:
                return self._antecedent(held, up)
            return self.surface_subject(up, depth + 1)
        if dep in ("advcl", "ccomp", "parataxis", "obl"):
            marks = {self.tokens[k].text.lower() for k in self.children(i, "mark", "case")}
            held = self.child(up, "obj", "nsubj:pass") if marks & OBJECT_CONTROL else None
            return self.surface_subject(up, depth + 1) if held is None else held
        if dep.startswith("acl"):
            return self._holder(up, i, depth)
        return None

    def _holder(self, noun: int, i: int, depth: int) -> int | None:
        """Who does what describes a noun: "Turkey's wish to join", "a state bordering Iran"."""
        if self.is_passive(i):
            return noun
        marked = self.child(i, "mark", "case") is not None  # "a role in supporting"
        if (self.tokens[i].tag == "VBG" and not marked) or self.tokens[i].dep == "acl:relcl":
            return noun
        owner = self.child(noun, "nmod:poss")
        if owner is not None:
            return owner
        verb = self.tokens[noun].head
        if verb != noun and self.tokens[noun].dep in ("obj", "obl", "conj"):
            return self.surface_subject(verb, depth + 1)
        return None

    def surface_subject(self, i: int, depth: int = 0) -> int | None:
        """The grammatical subject, also of a passive verb (what an infinitive is controlled by)."""
        kid = self._subject_kid(i)
        if kid is not None:
            return self._antecedent(kid, i)
        return None if depth > DEEPEST else self._controller(i, depth)

    def _antecedent(self, k: int, verb: int) -> int:
        """What a relative pronoun stands for; any other token is itself."""
        if self.tokens[k].text.lower() not in RELATIVES:
            return k
        for _ in range(DEEPEST):
            if self.tokens[verb].dep != "conj":
                break
            verb = self.tokens[verb].head
        return self.tokens[verb].head if self.tokens[verb].dep == "acl:relcl" else k

    def cleft(self, i: int) -> int | None:
        """Who acts in the clause that "It is for fear of war that ..." brings to the fore."""
        pointer = self.child(i, "nsubj", "expl")
        if pointer is None or self.tokens[pointer].text.lower() != "it":
            return None
        clauses = (k for k in self.subtree(i) if self.tokens[k].dep in CLAUSES and k > i)
        found = (self.child(k, "nsubj") for k in clauses)
        return next((k for k in found if k is not None), None)

    def _subject_kid(self, i: int) -> int | None:
        """The child that is the subject; behind a "that" where what precedes it is unconnected."""
        found = [k for k in self.kids[i] if self.tokens[k].dep in SUBJECTS]
        marks = [k for k in self.kids[i] if self.tokens[k].dep == "mark"]
        if len(found) > 1 and any(found[0] < m < found[-1] < i for m in marks):
            return found[-1]
        return found[0] if found else None

    def object(self, i: int) -> int | None:
        """What it is done to: the object, or the subject of a passive verb."""
        token = self.tokens[i]
        if self.is_passive(i):
            found = self._subject_kid(i)
            if found is not None and self.tokens[found].dep == "nsubj:pass":
                return self._antecedent(found, i)
            if token.dep in ("acl", "amod"):
                return token.head
            return self.surface_subject(i)
        found = self.child(i, "obj")
        found = self.child(i, "iobj") if found is None else found
        if found is not None:
            return self._antecedent(found, i)
        if token.dep == "acl:relcl" and self.child(i, "nsubj") is not None:
            subject = self.child(i, "nsubj")
            if subject is not None and self.tokens[subject].text.lower() not in RELATIVES:
                return token.head
        if token.dep == "conj":  # a shared object stands with the last verb
            return None
        shared = [k for k in self.kids[i] if self.tokens[k].dep == "conj"]
        for k in shared:
            if self.tokens[k].pos == "VERB" and self.child(k, "nsubj") is None:
                return self.child(k, "obj")
        return None

    def clause_of(self, i: int) -> int:
        """The predicate of the smallest clause that a token lies in."""
        for _ in range(DEEPEST):
            token = self.tokens[i]
            if token.head == i or token.dep.partition(":")[0] in ("advcl", "ccomp", "acl"):
                return i
            if token.dep in ("xcomp", "parataxis") or (token.dep == "conj" and self._verbal(i)):
                return i
            i = token.head
        return i

    def _verbal(self, i: int) -> bool:
        return self.tokens[i].pos in ("VERB", "AUX") or self.child(i, "nsubj", "cop") is not None

    def clause_span(self, i: int) -> Span:
        """The span of a clause without the clauses coordinated with it or added to it."""
        found, heap = {i}, [i]
        while heap:
            k = heap.pop()
            below = [c for c in self.kids[k] if c not in found and (k != i or not self._apart(c))]
            found.update(below)
            heap.extend(below)
        return self.span_of(sorted(found))

    def _apart(self, k: int) -> bool:
        dep = self.tokens[k].dep
        if dep == "conj":
            return self._verbal(k) and self.child(k, "nsubj") is not None
        return dep in ("parataxis", "punct", "cc", "list")

    def span_of(self, indices: list[int]) -> Span:
        """The stretch from the first to the last of the tokens, outer punctuation left out."""
        inner = [k for k in indices if self.tokens[k].pos != "PUNCT"] or indices
        return Span(
            min(self.tokens[k].span.start for k in inner),
            max(self.tokens[k].span.end for k in inner),
        )

    def phrase_span(self, i: int) -> Span:
        """The span of a noun phrase: relative clauses and what follows a comma left out."""
        return self.span_of([i, *self._phrase(i)])

    def _phrase(self, i: int) -> list[int]:
        found: list[int] = []
        for k in self.kids[i]:
            dep = self.tokens[k].dep
            if dep in ("acl:relcl", "punct", "parataxis", "cop", "nsubj", "case", "mark"):
                continue
            if dep in ("conj", "cc", "appos", "aux", "advcl", "ccomp"):
                continue
            found.append(k)
            found.extend(self.subtree(k))
        return found
