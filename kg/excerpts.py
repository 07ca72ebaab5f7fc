"""Which statements of a graph come from which document: a graph cut by where its evidence lies.

A statement about something belongs to each document that has evidence of that thing, with two
exceptions: a statement that claims stand behind belongs to the documents of these claims, and one
that leads to a passage to the document of the passage. What no evidence leads to (a run, an author)
goes with the statements that point to it. Together the parts are the whole graph.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import PREFIXES, document_iri, term
from kg.rdfio import parse

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_DOCUMENT = ox.NamedNode(term("Document"))
_IN_DOCUMENT = ox.NamedNode(term("inDocument"))
_SUBJECT, _PREDICATE, _OBJECT, _VALUE = (
    ox.NamedNode(term(f"claim{part}")) for part in ("Subject", "Predicate", "Object", "Value")
)

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Documents = frozenset[str]
NONE: Documents = frozenset()


def cut_by_document(graph: Path) -> Mapping[str, list[ox.Triple]]:
    """Return the statements of each document of a Turtle file, by the document's identifier.

    The statements are sorted, with their literals as written. A statement may belong to several
    documents.

    Raises:
        InputError: the file is missing or is not Turtle.
    """
    triples = sorted({quad.triple for quad in parse(graph)}, key=str)
    cutter = _Cutter(triples)
    parts: dict[str, list[ox.Triple]] = {name: [] for name in cutter.names}
    for triple in triples:
        for name in sorted(cutter.documents_of(triple)):
            parts[name].append(triple)
    return parts


class _Cutter:
    """Knows which document everything in a graph belongs to."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._triples = list(triples)
        prefix = document_iri("")
        found = [t.subject for t in self._triples if (t.predicate, t.object) == (_TYPE, _DOCUMENT)]
        self._names = {node: str(node)[1:-1].removeprefix(prefix) for node in found}
        self._own: dict[Node, Documents] = {n: frozenset({d}) for n, d in self._names.items()}
        self._add_own()
        self._about = self._evidenced()
        self._claimed = self._claims()
        self._add_what_is_pointed_to()

    @property
    def names(self) -> list[str]:
        """The identifiers of the documents, in order."""
        return sorted(self._names.values())

    def documents_of(self, triple: ox.Triple) -> Documents:
        """Return the documents that a statement belongs to."""
        claimed = self._claimed.get(triple)
        if claimed is not None:
            return claimed
        there = self._own.get(triple.object)
        about = self._about.get(triple.subject, NONE)
        if there is None or triple.object in self._names:
            return about
        return (about & there) or about

    def _add_own(self) -> None:
        """Passages, sections, citations and claims are of one document, and say of which."""
        for triple in self._triples:
            if triple.predicate == _IN_DOCUMENT and triple.object in self._names:
                before = self._own.get(triple.subject, NONE)
                self._own[triple.subject] = before | self._own[triple.object]

    def _evidenced(self) -> dict[Node, Documents]:
        """Return the documents of what is a document's own, and of what has evidence in one."""
        about: dict[Node, Documents] = defaultdict(frozenset)
        about.update(self._own)
        for triple in self._triples:
            there = self._own.get(triple.object)
            if there and triple.object not in self._names and triple.subject not in self._own:
                about[triple.subject] |= there
        return about

    def _claims(self) -> dict[ox.Triple, Documents]:
        """Return the documents that claim each statement."""
        parts: dict[Node, dict[ox.NamedNode, Node]] = defaultdict(dict)
        for triple in self._triples:
            if triple.predicate in {_SUBJECT, _PREDICATE, _OBJECT, _VALUE}:
                parts[triple.subject][triple.predicate] = triple.object
        claimed: dict[ox.Triple, Documents] = {}
        for claim, said in parts.items():
            value = said.get(_OBJECT, said.get(_VALUE))
            if value is None or _SUBJECT not in said or _PREDICATE not in said:
                continue
            triple = ox.Triple(said[_SUBJECT], said[_PREDICATE], value)  # type: ignore[arg-type]
            claimed[triple] = claimed.get(triple, NONE) | self._own.get(claim, NONE)
        return {triple: documents for triple, documents in claimed.items() if documents}

    def _add_what_is_pointed_to(self) -> None:
        """What has no evidence of its own goes where what points to it goes; else everywhere."""
        subjects = {triple.subject for triple in self._triples}
        lost = {s for s in subjects if not self._about.get(s)}
        pointing = [t for t in self._triples if t.object in lost]
        changed = True
        while changed:
            changed = False
            for triple in pointing:
                more = self.documents_of(triple) - self._about.get(triple.object, NONE)
                if more:
                    self._about[triple.object] = self._about.get(triple.object, NONE) | more
                    changed = True
        everywhere = frozenset(self._names.values())
        for subject in lost:
            if not self._about.get(subject):
                self._about[subject] = everywhere
