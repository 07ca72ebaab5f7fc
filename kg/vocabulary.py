"""The ontology as the program sees it: terms, codes and the words by which texts express them.

Everything comes from ``ontology/*.ttl`` and ``ontology/codes/*.ttl``; nothing is written here that
an editor of the ontology would have to repeat. Stages receive a ``Vocabulary`` as an argument.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from rdflib.term import Node

from kg.errors import ConfigurationError
from kg.folders import ontology_folder
from kg.namespaces import CODES, ONTOLOGY

DG = Namespace(ONTOLOGY)

# A cue of a term that says nothing of its weight: right more often than not, but to be outdone
# by any cue that somebody has weighed higher.
USUAL_WEIGHT = 0.7

_WEIGHED = re.compile(r"^(?P<pattern>.*?)\s*~\s*(?P<weight>0(?:\.\d+)?|1(?:\.0+)?)\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern of words that expresses a term: ``?s [sign|conclude] ?o``, weight from 0 to 1."""

    pattern: str
    weight: float = USUAL_WEIGHT


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of the ontology; names are local names (``memberOf``, ``Treaty``)."""

    name: str
    iri: str
    code: str  # the short code where it differs from the name (Project), else the name
    kind: str  # "class", "object", "data" or "annotation"
    labels: Mapping[str, str]
    definition: str
    parents: tuple[str, ...]  # direct superclasses or superproperties of our own
    domain: str | None
    range: str | None
    inverse: str | None
    symmetric: bool
    cues: tuple[Cue, ...]
    examples: tuple[str, ...]  # sentences that must yield the term
    counter_examples: tuple[str, ...]  # sentences that must not


@dataclass(frozen=True, slots=True)
class Code:
    """A member of a code list; ``notation`` is what findings and annotations write."""

    list: str
    notation: str
    iri: str
    labels: Mapping[str, str]
    other_names: tuple[str, ...]
    definition: str
    broader: str | None  # a notation of the same list
    quantity_kinds: tuple[str, ...]  # of units and indicators
    usual_units: tuple[str, ...]  # of indicators
    plausible: tuple[Decimal, Decimal] | None  # of indicators, in a usual unit
    cues: tuple[Cue, ...]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """All terms by local name and all codes by list and notation, in the order of their names."""

    terms: Mapping[str, Term]
    codes: Mapping[str, Mapping[str, Code]]

    @cached_property
    def by_code(self) -> Mapping[str, Term]:
        """Return the classes by short code: ``by_code["Project"].name == "JointProject"``."""
        return MappingProxyType({t.code: t for t in self.terms.values() if t.kind == "class"})

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return the term's superclasses or superproperties, nearest first, itself left out."""
        found: list[str] = []
        queue = list(self.terms[name].parents)
        while queue:
            parent = queue.pop(0)
            if parent not in found:
                found.append(parent)
                queue.extend(self.terms[parent].parents)
        return tuple(found)

    def is_a(self, name: str, ancestor: str) -> bool:
        """Tell whether a term is another one or lies below it; both are local names."""
        return name == ancestor or ancestor in self.ancestors(name)

    def below(self, name: str) -> tuple[str, ...]:
        """Return the names of all terms below this one, in alphabetical order."""
        return tuple(n for n in self.terms if n != name and self.is_a(n, name))

    def code(self, scheme: str, notation: str) -> Code:
        """Return a member of a code list; raises ConfigurationError where there is none."""
        try:
            return self.codes[scheme][notation]
        except KeyError:
            known = ", ".join(self.codes.get(scheme, ())) or "no such list"
            raise ConfigurationError(
                f"'{notation}' is not in the code list '{scheme}' of the ontology ({known})."
            ) from None


def ontology_files(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the Turtle files of the ontology: modules, then code lists, each sorted by name."""
    root = folder or ontology_folder()
    return (*sorted(root.glob("*.ttl")), *sorted((root / "codes").glob("*.ttl")))


def ontology_graph(folder: Path | None = None, leave_out: Iterable[str] = ()) -> Graph:
    """Return the modules and code lists as one graph; ``leave_out`` names modules (``align``).

    Raises ConfigurationError where the folder is empty or a file is not Turtle.
    """
    files = [f for f in ontology_files(folder) if f.stem not in set(leave_out)]
    if not files:
        raise ConfigurationError(
            f"There is no Turtle file in {folder or ontology_folder()}; install Diplograph again, "
            "or name the folder that holds the ontology."
        )
    graph = Graph()
    for file in files:
        try:
            graph.parse(file, format="turtle")
        except (ValueError, SyntaxError) as error:
            raise ConfigurationError(f"{file} is not valid Turtle: {error}") from error
    return graph


def load_vocabulary(folder: Path | None = None) -> Vocabulary:
    """Read the ontology folder (the shipped one by default) into a ``Vocabulary``."""
    graph = ontology_graph(folder, leave_out=["align"])
    terms = {t.name: t for t in (_term(graph, s) for s in _terms(graph))}
    return Vocabulary(
        terms=MappingProxyType(dict(sorted(terms.items()))),
        codes=MappingProxyType({name: _members(graph, name) for name in _lists(graph)}),
    )


_KINDS = (
    (OWL.Class, "class"),
    (OWL.ObjectProperty, "object"),
    (OWL.DatatypeProperty, "data"),
    (OWL.AnnotationProperty, "annotation"),
)


def _terms(graph: Graph) -> list[URIRef]:
    found = {s for kind, _ in _KINDS for s in graph.subjects(RDF.type, kind)}
    return sorted(s for s in found if isinstance(s, URIRef) and s.startswith(ONTOLOGY))


def _lists(graph: Graph) -> list[str]:
    return sorted(str(s).removeprefix(CODES) for s in graph.subjects(RDF.type, SKOS.ConceptScheme))


def _term(graph: Graph, iri: URIRef) -> Term:
    cues, examples, counter_examples = _said(graph, iri)
    name = _local(iri)
    return Term(
        name=name,
        iri=str(iri),
        code=str(graph.value(iri, SKOS.notation) or name),
        kind=next(kind for rdf_type, kind in _KINDS if (iri, RDF.type, rdf_type) in graph),
        labels=_labels(graph, iri),
        definition=str(graph.value(iri, SKOS.definition) or ""),
        parents=tuple(
            _local(o)
            for predicate in (RDFS.subClassOf, RDFS.subPropertyOf)
            for o in sorted(graph.objects(iri, predicate), key=str)
            if str(o).startswith(ONTOLOGY)
        ),
        domain=_own(graph, iri, RDFS.domain),
        range=_own(graph, iri, RDFS.range),
        inverse=_own(graph, iri, OWL.inverseOf),
        symmetric=(iri, RDF.type, OWL.SymmetricProperty) in graph,
        cues=cues,
        examples=examples,
        counter_examples=counter_examples,
    )


def _members(graph: Graph, name: str) -> Mapping[str, Code]:
    scheme = URIRef(CODES + name)
    members = {*graph.subjects(SKOS.inScheme, scheme), *graph.subjects(SKOS.topConceptOf, scheme)}
    codes = [_code(graph, name, s) for s in sorted(members, key=str) if isinstance(s, URIRef)]
    return MappingProxyType({c.notation: c for c in codes})


def _code(graph: Graph, scheme: str, iri: URIRef) -> Code:
    cues, examples, counter_examples = _said(graph, iri)
    broader = graph.value(iri, SKOS.broader)
    least, most = graph.value(iri, DG.plausibleMin), graph.value(iri, DG.plausibleMax)
    return Code(
        list=scheme,
        notation=str(graph.value(iri, SKOS.notation)),
        iri=str(iri),
        labels=_labels(graph, iri),
        other_names=_texts(graph, iri, SKOS.altLabel),
        definition=str(graph.value(iri, SKOS.definition) or ""),
        broader=None if broader is None else _local(broader),
        quantity_kinds=tuple(sorted(_local(o) for o in graph.objects(iri, DG.quantityKind))),
        usual_units=tuple(sorted(_local(o) for o in graph.objects(iri, DG.usualUnit))),
        plausible=None if least is None else (Decimal(str(least)), Decimal(str(most))),
        cues=cues,
        examples=examples,
        counter_examples=counter_examples,
    )


def _said(graph: Graph, iri: URIRef) -> tuple[tuple[Cue, ...], tuple[str, ...], tuple[str, ...]]:
    weight = graph.value(iri, DG.weight)
    usual = USUAL_WEIGHT if weight is None else float(str(weight))
    cues = [_cue(text, usual) for text in _texts(graph, iri, DG.cue)]
    return (
        tuple(sorted(cues, key=lambda cue: (-cue.weight, cue.pattern))),
        _texts(graph, iri, DG.example),
        _texts(graph, iri, DG.counterExample),
    )


def _cue(text: str, usual: float) -> Cue:
    weighed = _WEIGHED.match(text)
    if weighed is None:
        return Cue(" ".join(text.split()), usual)
    return Cue(" ".join(weighed["pattern"].split()), float(weighed["weight"]))


def _labels(graph: Graph, iri: URIRef) -> Mapping[str, str]:
    labels = [o for o in graph.objects(iri, RDFS.label) if isinstance(o, Literal)]
    return MappingProxyType({o.language or "": str(o) for o in sorted(labels, key=str)})


def _texts(graph: Graph, iri: URIRef, predicate: Node) -> tuple[str, ...]:
    return tuple(sorted(str(o) for o in graph.objects(iri, predicate)))


def _own(graph: Graph, iri: URIRef, predicate: Node) -> str | None:
    return next(
        (_local(o) for o in graph.objects(iri, predicate) if str(o).startswith(ONTOLOGY)), None
    )


def _local(node: Node) -> str:
    return re.split(r"[#/]", str(node))[-1]
