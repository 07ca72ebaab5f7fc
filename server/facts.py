"""Claims as a reader wants them: together where they say the same, side by side where not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg.namespaces import RESOURCES, term
from server.addresses import passage_of
from server.asking import Row, Term
from server.schema import OWL, Schema

# Of these a thing has one in the world, so that two of them are a disagreement of sources.
SINGLE = frozenset(
    term(name)
    for name in ("status", "date", "dateSigned", "dateInForce", "startDate", "endDate", "outcome")
)


# At or below this a reading is marked: the extractor gives it where it infers what is not said.
UNSURE = 0.5


def is_unsure(confidence: str) -> bool:
    """Tell whether a confidence is so low that a reader must be told."""
    try:
        return float(confidence) <= UNSURE
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a document that state something."""

    document: str  # name: the end of the document's IRI
    begin: int
    end: int
    text: str


@dataclass(slots=True)
class Saying:
    """One claim behind a fact: who says it, how, how sure, in which words."""

    claim: str
    who: str = ""
    modality: str = ""
    negated: bool = False
    confidence: str = ""
    reported: bool = False
    source: str = ""
    quotes: list[Quote] = field(default_factory=list)

    @property
    def modality_name(self) -> str:
        """Return the code of the modality: ``asserted``, ``planned`` ..."""
        return self.modality.rsplit("/", 1)[-1]

    @property
    def is_unsure(self) -> bool:
        """Tell whether the reading is little sure, as where parties are inferred."""
        return is_unsure(self.confidence)

    @property
    def plain(self) -> bool:
        """Tell whether the document itself asserts it."""
        return not (self.negated or self.reported) and self.modality_name in {"", "asserted"}


@dataclass(slots=True)
class Fact:
    """A property with a value (or, seen from the other end, a subject), and who says so."""

    predicate: str
    value: Term
    sayings: list[Saying] = field(default_factory=list)

    @property
    def denied(self) -> bool:
        """Tell whether some say it and some deny it."""
        return len({saying.negated for saying in self.sayings}) == 2


@dataclass(slots=True)
class Line:
    """A row of a table: values of a property that are told in one breath."""

    predicate: str
    values: list[Term]
    saying: Saying


@dataclass(slots=True)
class Disagreement:
    """Facts that cannot all be right."""

    predicate: str
    facts: list[Fact]


def quote_of(row: Row) -> Quote | None:
    """Return the quote that a row carries, if any; its place is in the passage's IRI."""
    place = passage_of(row.text("passage"))
    return Quote(*place, row.text("quote")) if place and "quote" in row else None


def placed(rows: Iterable[Row], *first: str) -> list[Row]:
    """Return rows by some columns, and then by where in the documents their passages stand."""

    def key(row: Row) -> tuple[object, ...]:
        return (*(row.text(name) for name in first), passage_of(row.text("passage")) or ("", 0, 0))

    return sorted(rows, key=key)


def read_facts(rows: Iterable[Row], value: str = "o") -> list[Fact]:
    """Return facts from rows of claims: one for each predicate and value, in order."""
    facts: dict[tuple[str, Term], Fact] = {}
    sayings: dict[str, Saying] = {}
    for row in placed(rows, "p"):
        if "p" not in row or value not in row:
            continue
        key = (row.text("p"), row[value])
        fact = facts.setdefault(key, Fact(*key))
        claim = row.text("claim")
        if claim not in sayings:
            sayings[claim] = _saying(row)
            fact.sayings.append(sayings[claim])
        quote = quote_of(row)
        if quote and quote not in sayings[claim].quotes:
            sayings[claim].quotes.append(quote)
    return list(facts.values())


def _saying(row: Row) -> Saying:
    return Saying(
        claim=row.text("claim"),
        who=row.text("who"),
        modality=row.text("modality"),
        negated=row.text("negated") in {"true", "1"},
        confidence=row.text("confidence"),
        reported="utterance" in row,
        source=row.text("source"),
    )


def disagreements(facts: Iterable[Fact], schema: Schema) -> list[Disagreement]:
    """Return the predicates on which claims about one thing disagree.

    That is: one says it and another denies it; or a property that can have but one value has
    several that no saying of the same kind reconciles.
    """
    by_predicate: dict[str, list[Fact]] = {}
    for fact in facts:
        by_predicate.setdefault(fact.predicate, []).append(fact)
    found = []
    for predicate, group in by_predicate.items():
        several = len(group) > 1 and _is_single(predicate, schema)
        chosen = group if several else [fact for fact in group if fact.denied]
        if chosen:
            found.append(Disagreement(predicate, chosen))
    return found


def _is_single(predicate: str, schema: Schema) -> bool:
    known = schema.terms.get(predicate)
    return predicate in SINGLE or bool(known and OWL + "FunctionalProperty" in known.types)


def merged_figures(rows: Iterable[Row]) -> list[Row]:
    """Return one row for each figure, with all its subjects in one column, in order."""
    found: dict[str, Row] = {}
    subjects: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.text("figure"), Row(row))
        if "subject" in row:
            subjects.setdefault(row.text("figure"), set()).add(row.text("subject"))
    for name, row in found.items():
        row["subjects"] = Term("literal", " ".join(sorted(subjects.get(name, ()))))
    return list(found.values())


def conflicting_figures(figures: Iterable[Row]) -> list[list[Row]]:
    """Return groups of figures for the same indicator, unit, time and nature that differ.

    Figures about different things do not conflict; one that names nobody may be about the same.
    """
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in figures:
        if row.text("time"):
            key = tuple(row.text(name) for name in ("indicator", "unit", "nature", "time"))
            groups.setdefault(key, []).append(row)
    return [found for group in groups.values() if (found := _at_odds(group))]


def _at_odds(group: list[Row]) -> list[Row]:
    return [
        row
        for row in group
        if any(row.text("value") != o.text("value") and _about_the_same(row, o) for o in group)
    ]


def _about_the_same(one: Row, other: Row) -> bool:
    first, second = set(one.text("subjects").split()), set(other.text("subjects").split())
    return first <= second or second <= first


def in_lines(facts: Iterable[Fact]) -> list[Line]:
    """Return facts as lines: what the same words say in the same way stands in one line."""
    found: dict[tuple[object, ...], Line] = {}
    for fact in facts:
        for saying in fact.sayings:
            key = (fact.predicate, *_manner(saying))
            line = found.setdefault(key, Line(fact.predicate, [], saying))
            if fact.value not in line.values:
                line.values.append(fact.value)
    return list(found.values())


def _manner(saying: Saying) -> tuple[object, ...]:
    told = (saying.who, saying.modality, saying.negated, saying.confidence, saying.reported)
    return (*told, saying.source, *saying.quotes)


def grouped(facts: Iterable[Fact], key: Callable[[Fact], str]) -> dict[str, list[Fact]]:
    """Return facts by a key, in the order in which the keys come."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return groups


def is_thing(value: Term) -> bool:
    """Tell whether a term is a thing of our own, not a passage or a document."""
    return value.is_iri and value.value.startswith(RESOURCES) and "#" not in value.value
