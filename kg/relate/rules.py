"""The cues of all layers, compiled once: which rule speaks of agreements, which of motives ..."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kg.model import AGREEMENTS, CRISES, Cue
from kg.relate.cues import CueBook
from kg.relate.modality import Modality
from kg.relate.patterns import compile_cue
from kg.vocabulary import Vocabulary

# Terms of the ontology whose cues serve a special purpose.
DELEGATE = "affiliatedWith"  # nouns through which a state acts
SPEECH = "speaker"  # verbs of saying
HOLDER = "holder"  # how running text gives a motive
OFFICE = "holdsOffice"  # titles
ORIGIN = "arisesFrom"  # how running text gives a motive's cause
COUNTED = "position"  # words that count motives
ANNOUNCED = "announcedIn"  # nouns that announce a motive in a heading or list
TIES = ("causes", "trigger", "subEventOf", "before")  # relations between events
EVENT = "Event"  # words through which an event is spoken of: "the outbreak of the war"
BONDS = ("establishes", "supersedes", "violates", "mediatedBy")  # between agreements and things


def cues_of(vocabulary: Vocabulary) -> tuple[Cue, ...]:
    """Return all cues of an ontology, flat, in the order of their terms.

    ``@ArmedGroup`` in a pattern stands for all words in the cues of that class.
    """
    groups = {
        f"@{term.name}": "|".join(c.pattern.strip("[]") for c in term.cues)
        for term in vocabulary.terms.values()
    }

    def spelled(pattern: str) -> str:
        return _GROUP.sub(lambda m: groups.get(m[0], m[0]), pattern)

    found = [
        Cue(
            "class" if term.kind == "class" else "relation",
            term.code if term.kind == "class" else term.name,
            spelled(cue.pattern),
            cue.weight,
            term.examples,
            term.counter_examples,
        )
        for term in vocabulary.terms.values()
        for cue in term.cues
    ]
    found += [
        Cue(name, code.notation, cue.pattern, cue.weight, code.examples, code.counter_examples)
        for name, codes in vocabulary.codes.items()
        for code in codes.values()
        for cue in code.cues
    ]
    return tuple(found)


_GROUP = re.compile(r"@[A-Z]\w+")


@dataclass(frozen=True)
class Words:
    """A code list's cues as plain words: which code does a word speak for."""

    book: dict[str, str]

    @classmethod
    def of(cls, cues: Iterable[Cue]) -> "Words":
        """Read the triggers; of two codes with one word the heavier cue wins."""
        book: dict[str, str] = {}
        for cue in sorted(cues, key=lambda c: -c.weight):
            for rule in CueBook([cue]).rules:
                for trigger in rule.triggers:
                    book.setdefault(" ".join(trigger), cue.target)
        return cls(book)


@dataclass(frozen=True)
class Counters:
    """The words that count the items of a list: those that open it, and the others."""

    first: tuple[str, ...]
    others: tuple[str, ...]

    @classmethod
    def of(cls, cues: Iterable[Cue]) -> "Counters":
        """Read the triggers; a cue that weighs as much as it can opens a list."""
        both: dict[bool, list[str]] = {True: [], False: []}
        for cue in cues:
            for rule in CueBook([cue]).rules:
                both[cue.weight >= 1] += [" ".join(t) for t in rule.triggers]
        return cls(tuple(both[True]), tuple(both[False]))


@dataclass(frozen=True)
class Rules:
    """Everything compiled."""

    agreements: CueBook
    crises: CueBook
    interactions: CueBook
    relations: CueBook
    motives: CueBook
    origins: CueBook
    speech: CueBook
    announced: Words
    asked: frozenset[str]  # verbs of headings that ask for motives: "What drives Peru"
    counters: Counters
    statuses: CueBook
    topics: Words
    categories: Words
    modality: Modality
    delegates: frozenset[str]
    offices: CueBook
    ties: CueBook
    bonds: CueBook
    phases: frozenset[str]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words with which the cues of all books begin."""
        books = (
            self.agreements,
            self.crises,
            self.interactions,
            self.relations,
            self.motives,
            self.origins,
            self.speech,
            self.statuses,
            self.offices,
            self.ties,
            self.bonds,
        )
        return frozenset(word for book in books for word in book.first)


@lru_cache(maxsize=4)
def compile_rules(cues: tuple[Cue, ...]) -> Rules:
    """Compile the cues of an ontology; the same cues are compiled once."""

    def book(family: str, targets: Iterable[str] | None = None) -> CueBook:
        return CueBook(_of(cues, family, targets))

    special = (DELEGATE, SPEECH, HOLDER, ORIGIN, ANNOUNCED, OFFICE, COUNTED, *TIES, *BONDS)
    announcing = _of(cues, "relation", [ANNOUNCED])
    nouns = [c for c in announcing if compile_cue(c).part == "noun"]
    relations = sorted({c.target for c in cues if c.family == "relation"} - {*special})
    return Rules(
        agreements=book("class", AGREEMENTS),
        crises=book("class", CRISES),
        interactions=book("plover"),
        relations=book("relation", relations),
        motives=book("relation", [HOLDER]),
        origins=book("relation", [ORIGIN]),
        speech=book("relation", [SPEECH]),
        offices=book("relation", [OFFICE]),
        ties=book("relation", TIES),
        bonds=book("relation", BONDS),
        phases=frozenset(Words.of(_of(cues, "class", [EVENT])).book),
        announced=Words.of(nouns),
        asked=frozenset(Words.of(c for c in announcing if c not in nouns).book),
        counters=Counters.of(_of(cues, "relation", [COUNTED])),
        statuses=book("agreement-status"),
        topics=Words.of(_of(cues, "topic")),
        categories=Words.of(_of(cues, "motive-category")),
        modality=Modality.of(_of(cues, "modality")),
        delegates=frozenset(Words.of(_of(cues, "relation", [DELEGATE])).book),
    )


def _of(cues: tuple[Cue, ...], family: str, targets: Iterable[str] | None = None) -> list[Cue]:
    wanted = None if targets is None else set(targets)
    return [c for c in cues if c.family == family and (wanted is None or c.target in wanted)]
