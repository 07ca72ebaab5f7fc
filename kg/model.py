"""The types that flow from a document to a graph.

Everything is frozen; nothing is changed in place and nothing flows back. Offsets are Unicode
code points into ``Document.text``, end exclusive. Codes (types, roles, topics, categories ...)
are the notations of the lists in ``ontology/codes``; they equal those of the stand-off
annotation schema, so that findings and annotations say the same things in the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

TypeCode = str  # a notation, for instance "State" or "Treaty"

# The codes of the annotation schema for agreements and for crises.
AGREEMENTS = ("Treaty", "Contract", "CooperationAgreement", "Institution", "Deal", "Project")
CRISES = (
    "ArmedConflict",
    "Incident",
    "CoupAttempt",
    "Assassination",
    "Sanctions",
    "DiplomaticCrisis",
    "EconomicCrisis",
    "PoliticalChange",
    "MilitaryDispute",
    "RefugeeCrisis",
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of the span in the document's text."""
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Tell whether the other span lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Tell whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


# ---------------------------------------------------------------- read: bytes to passages


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the document's format marks as one (HTML, Markdown, DOCX)."""

    span: Span
    level: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: its text never changes after this.

    ``headings`` are those that the format itself marks; plain text and PDF have none.
    """

    id: str  # the first 16 hexadecimal digits of the text's SHA-256
    name: str  # file name
    title: str
    language: str
    media_type: str
    text: str
    sha256: str  # of the text in UTF-8
    source_sha256: str  # of the bytes that were read
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text under it, up to the next heading."""

    index: int
    number: str | None
    title: str
    level: int
    heading: Span
    body: Span
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to another work, printed in the text."""

    span: Span
    authors: tuple[str, ...] = ()
    year: int | None = None
    page: str | None = None
    date: str | None = None
    address: str | None = None
    same_as: int | None = None  # index of the citation that an "Ibid." stands for


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, heading or list item; ``masked`` has citations and addresses blanked out.

    ``masked`` has the same length as the stretch of text, so that offsets agree.
    """

    number: int
    span: Span
    masked: str
    kind: str  # "sentence", "heading" or "item"
    section: int | None  # index of the section it lies in


@dataclass(frozen=True, slots=True)
class Layout:
    """What the reader saw: headings, citations, and the passages in document order.

    ``noise`` are page headers, footers, addresses and other furniture: never read for facts.
    """

    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    noise: tuple[Span, ...] = ()


# ---------------------------------------------------------------- find: passages to mentions


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its grammar, in Universal Dependencies' terms."""

    index: int  # position in its sentence
    span: Span
    text: str
    lemma: str
    pos: str  # universal part of speech
    tag: str  # Penn Treebank tag
    morph: str  # "Number=Plur|Tense=Past"
    dep: str  # "nsubj:pass"
    head: int  # index of the head; its own index where it is the root


@dataclass(frozen=True, slots=True)
class Sentence:
    """A passage with its grammar."""

    passage: Passage
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names or stands for an entity.

    ``form``: name, adjective, demonym, metonym, acronym, description, anaphor, damaged.
    What stands for several entities ("the two countries") gives one mention for each of them,
    all with the same span.
    """

    span: Span
    form: str
    kind: str  # "actor", "place", "agreement" or "crisis"
    type: TypeCode
    candidates: tuple[str, ...] = ()  # lexicon ids, best first
    entity: str | None = None  # id of the entity it was decided for
    antecedent: Span | None = None  # of an anaphor


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or period as printed; ``value`` is its EDTF form, as precise as the text."""

    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of content as printed, with its unit and qualifier; the span holds all three."""

    span: Span
    value: float  # written out: 33 billion is 33e9
    unit: str  # "USD", "percent", "rank", "persons", "km" ...; empty where none is printed
    qualifier: str | None = None  # "about", "more than" ...
    kind: str = "amount"  # amount, share, rank, duration or count


# States of a link that stand in the graph: verified in one place at least, or decided by a person.
PUBLISHED = ("confirmed", "unconfirmed", "notInWikidata")


@dataclass(frozen=True, slots=True)
class Link:
    """A decision about an entity's identity in Wikidata."""

    qid: str | None
    predicate: str  # exactMatch, closeMatch or none
    method: str  # the rule or the reviewer that decided
    confidence: float
    status: str  # confirmed, unconfirmed, proposed, refused, notInWikidata
    source: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor or a place that the document names, with all its mentions."""

    id: str
    kind: str  # "actor" or "place"
    type: TypeCode
    label: str
    mentions: tuple[Mention, ...]
    link: Link | None = None
    lexicon_id: str | None = None


# ---------------------------------------------------------------- relate: what the rules see


@dataclass(frozen=True, slots=True)
class Cue:
    """A way in which the text says something: data of the ontology, see docs/rules.md.

    ``target`` is the local name of a class or relation, or a notation of a code list; ``family``
    is the name of the code list, or "class" or "relation".
    """

    family: str
    target: str
    pattern: str  # '?s [sign|conclude] ?o'
    weight: float = 1.0
    examples: tuple[str, ...] = ()  # of the target: sentences in which it is said
    counter_examples: tuple[str, ...] = ()  # sentences in which it is not


@dataclass(frozen=True, slots=True)
class Context:
    """All that is known of a document before its claims are read. Everything in text order."""

    document: Document
    layout: Layout
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    dates: tuple[DateMention, ...] = ()
    figures: tuple[Figure, ...] = ()
    cues: tuple[Cue, ...] = ()
    states: Mapping[str, str] = field(default_factory=dict)  # entity id -> id of its state
