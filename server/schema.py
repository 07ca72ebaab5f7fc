"""The vocabulary of the graph that is served: its classes, properties and code lists.

Asked once for each published graph; nothing here knows a class by name except the families,
which give things their colour and their two letters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.namespaces import CODES, ONTOLOGY, PREFIXES, RESOURCES
from server.asking import Row

OWL = PREFIXES["owl"]
RDFS = PREFIXES["rdfs"]
SKOS = PREFIXES["skos"]
RDF_TYPE = PREFIXES["rdf"] + "type"
LABEL = RDFS + "label"


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of thing that a reader tells apart at a glance."""

    key: str
    tag: str  # two letters, so that colour is never alone
    one: str
    many: str
    top: str  # local name of the class that it begins at


# More special families first: an interaction is an event, too.
FAMILIES = (
    Family("actor", "AC", "actor", "actors", "Actor"),
    Family("agreement", "AG", "agreement", "agreements", "Agreement"),
    Family("crisis", "CR", "crisis", "crises", "Crisis"),
    Family("motive", "MO", "motive", "motives", "Motive"),
    Family("interaction", "IN", "interaction", "interactions", "Interaction"),
    Family("policy", "PO", "policy", "policies", "PolicyCourse"),
    Family("plan", "PN", "plan", "plans and suppositions", "Plan"),
    Family("figure", "FI", "figure", "figures", "Observation"),
    Family("statement", "ST", "statement", "statements", "Utterance"),
    Family("place", "PL", "place", "places", "Place"),
    Family("event", "EV", "event", "other events", "Event"),
    Family("part", "PA", "part", "parts in events", "Participation"),
    Family("office", "OF", "office", "offices", "Office"),
    Family("document", "DO", "document", "documents", "Document"),
    Family("work", "WO", "cited work", "cited works", "CitedWork"),
    Family("indicator", "ID", "indicator", "indicators", "Indicator"),
    Family("claim", "CL", "claim", "claims", "Claim"),
    Family("passage", "PS", "passage", "passages", "Passage"),
)
OTHER = Family("other", "OT", "thing", "other things", "")
BY_KEY = {family.key: family for family in (*FAMILIES, OTHER)}
# What a reader looks for, as against what keeps the books.
SHOWN = tuple(f for f in FAMILIES if f.key not in {"part", "claim", "passage"})


@dataclass(slots=True)
class Named:
    """A class, a property or a code, with what the ontology says of it."""

    iri: str
    label: str = ""
    labels: dict[str, str] = field(default_factory=dict)  # by language
    definition: str = ""
    defined: bool = False  # by an axiom, so that a thing is put in it by inference
    types: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the last part of its address."""
        return self.iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]

    def of(self, predicate: str) -> list[str]:
        """Return the values of one of its annotations, in order."""
        return self.values.get(predicate, [])


@dataclass(slots=True)
class Schema:
    """Classes, properties and codes by address."""

    terms: dict[str, Named] = field(default_factory=dict)
    _above: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def classes(self) -> list[Named]:
        """Return our classes, by label."""
        return self._of_type(OWL + "Class")

    @property
    def properties(self) -> list[Named]:
        """Return our properties, by label."""
        kinds = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
        return self._of_type(*(OWL + kind for kind in kinds))

    @property
    def codes(self) -> list[Named]:
        """Return the members of the code lists, by address."""
        found = (t for t in self.terms.values() if SKOS + "Concept" in t.types)
        return sorted((t for t in found if t.iri.startswith(CODES)), key=lambda t: t.iri)

    def _of_type(self, *types: str) -> list[Named]:
        found = (t for t in self.terms.values() if not set(types).isdisjoint(t.types))
        ours = (t for t in found if t.iri.startswith(ONTOLOGY))
        return sorted(ours, key=lambda t: (t.label.casefold(), t.iri))

    def above(self, class_iri: str) -> tuple[str, ...]:
        """Return a class and all classes above it, nearest first."""
        if class_iri not in self._above:
            order = [class_iri]
            for known in order:
                term = self.terms.get(known)
                parents = term.of(RDFS + "subClassOf") if term else []
                order += [p for p in parents if p not in order]
            self._above[class_iri] = tuple(order)
        return self._above[class_iri]

    def below(self, class_iri: str) -> list[Named]:
        """Return the classes directly below a class, by label."""
        return [c for c in self.classes if class_iri in c.of(RDFS + "subClassOf")]

    def family(self, types: Iterable[str]) -> Family:
        """Return the family of a thing from its classes."""
        tops = {name for t in types for name in self.above(t)}
        return next((f for f in FAMILIES if ONTOLOGY + f.top in tops), OTHER)

    def narrowest(self, types: Iterable[str]) -> str:
        """Return the class that says most about a thing: the deepest that no axiom defines.

        A class defined by an axiom (a bilateral agreement, an explicit motive) says less than
        the kind that the document names.
        """
        ours = sorted({t for t in types if t.startswith(ONTOLOGY)})
        return max(ours, key=self._telling, default="")

    def _telling(self, class_iri: str) -> tuple[bool, int]:
        term = self.terms.get(class_iri)
        return not (term and term.defined), len(self.above(class_iri))

    def label(self, term_iri: str) -> str:
        """Return the name of a class, property or code, or the end of its address."""
        term = self.terms.get(term_iri)
        return term.label if term and term.label else short(term_iri)


def read_schema(rows: Iterable[Row]) -> Schema:
    """Return the vocabulary from rows of subject, predicate and object (``schema.rq``)."""
    schema = Schema()
    for row in rows:
        subject, predicate, value = row.text("s"), row.text("p"), row.text("o")
        if row["s"].kind == "bnode":
            if predicate == RDFS + "subClassOf":
                schema.terms.setdefault(value, Named(value)).defined = True
            continue
        term = schema.terms.setdefault(subject, Named(subject))
        if predicate == RDF_TYPE:
            term.types.append(value)
        elif predicate in {LABEL, SKOS + "prefLabel"}:
            language = row["o"].language
            term.labels.setdefault(language, value)
            if not term.label or language == "en":
                term.label = value
        elif predicate == SKOS + "definition":
            if not term.definition or row["o"].language == "en":
                term.definition = value
        elif row["o"].kind == "bnode":
            term.defined = term.defined or predicate == OWL + "equivalentClass"
        else:
            term.values.setdefault(predicate, []).append(value)
    return schema


def short(value: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return an address in its short form: ``dg:party``, or its last part for our own things."""
    if value.startswith(RESOURCES):
        return value.removeprefix(RESOURCES)
    fitting = [p for p in prefixes if value.startswith(prefixes[p])]
    if not fitting:
        return value
    best = max(fitting, key=lambda p: len(prefixes[p]))
    return f"{best}:{value.removeprefix(prefixes[best])}"
