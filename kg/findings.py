"""What was found in a document, and what the validation says of it: the second half of the types.

Everything is frozen. Spans are code points into ``Document.text``, end exclusive; ids are unique
within one document. Dates are EDTF strings as the document says them.
"""

from dataclasses import dataclass

from kg.model import Document, Entity, Layout, Link, Span, TypeCode

# ---------------------------------------------------------------- relate: mentions to findings


@dataclass(frozen=True, slots=True)
class Stance:
    """How the document stands to a statement: who says it, and how far it goes."""

    modality: str = "asserted"  # asserted, planned, hypothetical, expected, denied, almost
    negated: bool = False
    speaker: str | None = None  # entity id, where it is reported speech
    confidence: float = 0.8
    rule: str = ""  # the cue or rule that found it

    @property
    def is_fact(self) -> bool:
        """Tell whether the document itself asserts it as having happened or being so."""
        return self.modality == "asserted" and not self.negated and self.speaker is None


FACT = Stance()
INFERRED = "parties that no passage names"  # the rule of what follows from such a guess


@dataclass(frozen=True, slots=True)
class Agreement:
    """A treaty, contract, deal, council, project: named or described."""

    id: str
    label: str
    type: TypeCode
    parties: tuple[str, ...]
    date: str | None
    topics: tuple[str, ...]
    status: str
    evidence: tuple[Span, ...]
    stance: Stance = FACT
    lexicon_id: str | None = None
    link: Link | None = None
    words: tuple[Span, ...] = ()  # the words that name it, one for each naming
    inferred: tuple[str, ...] = ()  # those of the parties that no passage names


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor's role in a crisis."""

    actor: str
    role: str


@dataclass(frozen=True, slots=True)
class Crisis:
    """A war, incident, coup, sanctions episode, dispute ..."""

    id: str
    label: str
    type: TypeCode
    participants: tuple[Participant, ...]
    start: str | None
    end: str | None
    places: tuple[str, ...]
    evidence: tuple[Span, ...]
    stance: Stance = FACT
    lexicon_id: str | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Motive:
    """Why a holder acts: announced by the document or read in running text."""

    id: str
    label: str
    holder: str
    toward: str | None
    category: str
    explicit: bool
    section: int | None
    evidence: tuple[Span, ...]
    position: int | None = None
    explains: tuple[str, ...] = ()  # ids of interactions or agreements
    arises_from: tuple[str, ...] = ()  # ids of crises
    stance: Stance = FACT


@dataclass(frozen=True, slots=True)
class Interaction:
    """One actor acts toward another, in a PLOVER category."""

    id: str
    type: TypeCode
    actor: str
    recipient: str | None
    date: str | None
    evidence: tuple[Span, ...]
    stance: Stance = FACT


@dataclass(frozen=True, slots=True)
class Statement:
    """Reported speech of a named speaker."""

    id: str
    speaker: str
    about: tuple[str, ...]
    date: str | None
    evidence: tuple[Span, ...]
    content: Span | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure as printed."""

    id: str
    indicator: str
    value: float
    unit: str
    qualifier: str | None
    subjects: tuple[str, ...]
    time: str | None
    evidence: tuple[Span, ...]
    stated_as: str = ""
    nature: str = "actual"  # actual, forecast or target
    indicator_code: str | None = None
    stance: Stance = FACT


@dataclass(frozen=True, slots=True)
class Relation:
    """A lasting relation between two entities, or an entity and a text (an office)."""

    type: TypeCode  # local name of the property: memberOf, allyOf, holdsOffice ...
    subject: str
    object: str  # an entity id; the text of the office for holdsOffice
    evidence: tuple[Span, ...]
    start: str | None = None
    end: str | None = None
    stance: Stance = FACT


@dataclass(frozen=True, slots=True)
class Proposal:
    """An item that a thing may be: for a person to decide, never published by itself."""

    thing: str  # id of the entity
    qid: str
    label: str  # what the item is called
    score: float  # at most 0.6: no likeness of names is proof
    features: str  # what the score is made of


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found in one document."""

    document: Document
    layout: Layout
    entities: tuple[Entity, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    crises: tuple[Crisis, ...] = ()
    motives: tuple[Motive, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    statements: tuple[Statement, ...] = ()
    observations: tuple[Observation, ...] = ()
    relations: tuple[Relation, ...] = ()
    ties: tuple[Relation, ...] = ()  # of events and agreements by their ids: causes, supersedes ...
    bodies: tuple[Entity, ...] = ()  # bodies that agreements set up and that bear no name
    not_understood: tuple[Span, ...] = ()
    proposals: tuple[Proposal, ...] = ()


# ---------------------------------------------------------------- graph: findings to report


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a validation, told so that a reader can act on it."""

    severity: str  # Violation, Warning or Info
    message: str
    focus: str
    shape: str
    path: str | None = None
    value: str | None = None
    component: str = ""
    constraint: str = ""  # the query of a shape that has several
    datatype: str | None = None  # of a value that is a literal
    section: str | None = None  # title of the section that holds the quote
    quote: str | None = None
    document: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a validation: ``conforms`` is false where there is a violation."""

    conforms: bool
    findings: tuple[Finding, ...]
