"""Where a statement comes from: documents, sections, passages, citations and claims.

A claim stands behind every direct link. The link itself is written only where the document
asserts it; what is planned, denied or said by a speaker stays a claim.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from hashlib import sha256

from rdflib import RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from kg.findings import FACT, Stance, Statement
from kg.graph.edtf import bounds
from kg.model import PUBLISHED, Citation, Document, Layout, Link, Section, Span
from kg.namespaces import code, document_iri, mint, passage_iri, term, wikidata
from kg.vocabulary import Vocabulary


def dg(name: str) -> URIRef:
    """Return a term of the ontology as rdflib's node."""
    return URIRef(term(name))


def coded(scheme: str, notation: str) -> URIRef:
    """Return a member of a code list as rdflib's node."""
    return URIRef(code(scheme, notation))


def digest(*parts: object) -> str:
    """Return a short stable name for a combination of parts."""
    return sha256("\x1f".join(str(p) for p in parts).encode("utf-8", "surrogatepass")).hexdigest()[
        :16
    ]


def plain_text(value: str) -> Literal:
    """Return a string literal; lone surrogates, which no serialisation holds, are replaced."""
    return Literal(value.encode("utf-8", "replace").decode("utf-8"))


def english(value: str) -> Literal:
    """Return a label in English on one line."""
    return Literal(" ".join(plain_text(value).split()) or "(no name)", lang="en")


class Provenance:
    """Writes one document and everything that points into it into a graph."""

    def __init__(
        self,
        graph: Graph,
        document: Document,
        layout: Layout,
        run: URIRef,
        nodes: Mapping[str, URIRef],
        vocabulary: Vocabulary,
        statements: tuple[Statement, ...] = (),
    ) -> None:
        """Start on a document; ``nodes`` has the address of every entity and finding in it."""
        self.graph = graph
        self.vocabulary = vocabulary
        self.statements = statements
        self.nodes = nodes
        self.document = document
        self.layout = layout
        self.run = run
        self.node = URIRef(document_iri(document.id))
        self.author = URIRef(mint("actor", f"author-of-{document.id}"))
        self._passages: dict[Span, URIRef] = {}
        self._starts = sorted(layout.sections, key=lambda s: s.body.start)

    def add(self, subject: Node, predicate: str, *values: Node) -> None:
        """Write statements with a property of the ontology, without a claim."""
        for value in values:
            self.graph.add((subject, dg(predicate), value))

    def describe(self, subject: Node, kind: str, label: str | None = None) -> None:
        """Write a node's class, given by name or short code, and its label."""
        by_code = self.vocabulary.by_code
        self.graph.add((subject, RDF.type, dg(by_code[kind].name if kind in by_code else kind)))
        if label is not None:
            self.graph.add((subject, RDFS.label, english(label)))

    def describe_once(self, subject: Node, kind: str, label: str) -> None:
        """Write a class, and a label unless the node has one from another document."""
        named = (subject, RDFS.label, None) in self.graph
        self.describe(subject, kind, None if named else label)

    def label(self, identifier: str) -> str:
        """Return the display name of an entity that was written."""
        return str(self.graph.value(self.nodes[identifier], RDFS.label) or identifier)

    @property
    def title(self) -> str:
        """The document's title."""
        return self.document.title

    # -- the document and its parts

    def write_document(self) -> None:
        """Write the document, its sections and its citations."""
        document = self.document
        self.describe(self.node, "Document", document.title)
        self.add(self.node, "contentHash", Literal(document.sha256))
        self.add(self.node, "sourceHash", Literal(document.source_sha256))
        self.add(self.node, "characters", Literal(len(document.text)))
        self.add(self.node, "language", Literal(document.language))
        self.add(self.node, "author", self.author)
        self.describe(self.author, "Actor", f"author of {document.title}")
        for section in self.layout.sections:
            self._write_section(section)
        for index, citation in enumerate(self.layout.citations):
            self._write_citation(index, citation)

    def section(self, index: int) -> URIRef:
        """Return the node of a section."""
        return URIRef(f"{self.node}/section/{index + 1}")

    def _write_section(self, section: Section) -> None:
        node = self.section(section.index)
        self.describe(node, "Section", section.title)
        self.add(node, "inDocument", self.node)
        self.add(node, "sectionLevel", Literal(section.level))
        if section.number:
            self.add(node, "sectionNumber", plain_text(section.number))
        if section.parent is not None:
            self.add(node, "sectionOf", self.section(section.parent))
        self.add(node, "evidence", self.passage(section.heading))

    def citation(self, index: int) -> URIRef:
        """Return the node of a citation."""
        return URIRef(f"{self.node}/citation/{index + 1}")

    def _write_citation(self, index: int, citation: Citation) -> None:
        node = self.citation(index)
        text = citation.span.of(self.document.text)
        self.describe(node, "Citation")
        self.add(node, "inDocument", self.node)
        self.add(node, "citationText", plain_text(" ".join(text.split())))
        self.add(node, "evidence", self.passage(citation.span))
        source = citation
        while source.same_as is not None and source.same_as < index:
            index = source.same_as
            source = self.layout.citations[index]
        for author in source.authors:
            self.add(node, "citedAuthor", plain_text(author))
        if citation.page:
            self.add(node, "citedPage", plain_text(citation.page))
        if source.year:
            self.add(node, "citedYear", Literal(f"{source.year:04}", datatype=XSD.gYear))
        if source.authors:
            self._write_work(node, source)

    def _write_work(self, citation: URIRef, source: Citation) -> None:
        name = " ".join([*source.authors, str(source.year or "")]).strip()
        work = URIRef(mint("cited", name))
        self.describe(work, "CitedWork", name)
        if source.year:
            self.add(work, "published", Literal(f"{source.year:04}", datatype=XSD.gYear))
        self.add(citation, "citedWork", work)

    # -- passages

    def passage(self, span: Span) -> URIRef:
        """Return the node of a passage, written at its first use.

        Raises:
            ValueError: the span does not lie in the text; a statement on it must not be written.
        """
        known = self._passages.get(span)
        if known is not None:
            return known
        text, begin, end = self.document.text, span.start, span.end
        if not 0 <= begin < end <= len(text):
            raise ValueError(f"span {begin}-{end} lies outside the text of {self.document.name}")
        node = URIRef(passage_iri(self.document.id, begin, end))
        self._passages[span] = node
        self.describe(node, "Passage")
        self.add(node, "inDocument", self.node)
        self.add(node, "beginIndex", Literal(begin))
        self.add(node, "endIndex", Literal(end))
        self.add(node, "quote", plain_text(text[begin:end]))
        section = self._section_at(begin)
        if section is not None:
            self.add(node, "inSection", self.section(section))
        return node

    def _section_at(self, position: int) -> int | None:
        found = None
        for section in self._starts:
            if section.heading.start > position:
                break
            found = section.index
        return found

    def evidence(self, subject: URIRef, spans: Iterable[Span]) -> None:
        """Point a node to the passages that state it."""
        self.add(subject, "evidence", *(self.passage(s) for s in spans))

    # -- claims

    def claim(
        self,
        subject: URIRef,
        predicate: str,
        value: Node,
        spans: Iterable[Span],
        stance: Stance = FACT,
    ) -> URIRef:
        """Write a claim, and the direct link where the document asserts it as a fact.

        A claim is one statement in one document with one stance: said twice, it has two passages.
        """
        spans = tuple(spans)
        name = digest(self.node, subject, predicate, value, *_stance_key(stance))
        node = URIRef(mint("claim", name))
        utterance = self._utterance(stance, spans)
        self.describe(node, "Claim" if utterance is None else "ReportedClaim")
        if utterance is not None:
            self.add(node, "inUtterance", utterance)
        self.add(node, "claimSubject", subject)
        self.add(node, "claimPredicate", dg(predicate))
        self.add(node, "claimValue" if isinstance(value, Literal) else "claimObject", value)
        outside = stance.speaker and utterance is None and stance.modality == "asserted"
        self.add(node, "modality", coded("modality", "reported" if outside else stance.modality))
        self.add(node, "negated", Literal(stance.negated))
        self.add(node, "assertedBy", self._asserter(stance))
        self.add(node, "inDocument", self.node)
        self.add(node, "generatedBy", self.run)
        if not list(self.graph.objects(node, dg("confidence"))):
            self.add(node, "confidence", Literal(Decimal(f"{stance.confidence:.2f}")))
        self.evidence(node, spans)
        for span in spans:
            self.add(node, "citation", *self._citations_after(span))
        if stance.is_fact:
            self.add(subject, predicate, value)
        return node

    def _utterance(self, stance: Stance, spans: Iterable[Span]) -> URIRef | None:
        """Return the speaker's utterance that a statement stands in, where there is one."""
        for statement in self.statements:
            said_by = statement.speaker == stance.speaker
            if said_by and any(e.meets(s) for e in statement.evidence for s in spans):
                return self.nodes[statement.id]
        return None

    def _asserter(self, stance: Stance) -> URIRef:
        return self.nodes[stance.speaker] if stance.speaker else self.author

    def link(self, node: URIRef, link: Link | None) -> None:
        """Write a verified identity in Wikidata; proposals stay in the review file."""
        if link is None or link.status not in PUBLISHED:
            return
        self.add(node, "linkStatus", coded("link-status", link.status))
        if link.qid is None:
            return
        item = URIRef(wikidata(link.qid))
        if link.predicate == "exactMatch":
            self.add(node, "wikidata", item)
            self.graph.add((node, SKOS.exactMatch, item))
        elif link.predicate == "closeMatch":
            self.graph.add((node, SKOS.closeMatch, item))

    def _citations_after(self, span: Span) -> list[URIRef]:
        """A citation belongs to the claim before it: in the span or in the rest of its sentence."""
        sentence = next((p.span for p in self.layout.passages if p.span.holds(span)), span)
        return [
            self.citation(i)
            for i, c in enumerate(self.layout.citations)
            if span.start <= c.span.start <= sentence.end + 1
        ]

    def date(self, subject: URIRef, predicate: str, date: str, spans: tuple[Span, ...]) -> None:
        """Write a date as precisely as the text has it, with the days that bound it."""
        meaning = bounds(date)
        if meaning is None or meaning.lexical != date:
            self.add(subject, "dateText", plain_text(date))
        if meaning is None:
            return
        if meaning.lexical is not None:
            literal = Literal(meaning.lexical, datatype=URIRef(str(meaning.datatype)))
            self.claim(subject, predicate, literal, spans)

    def day_bounds(self, subject: URIRef, *dates: str | None) -> None:
        """Write the earliest and latest day that several dates of one thing allow."""
        meanings = [m for d in dates if d and (m := bounds(d))]
        first = sorted(m.earliest for m in meanings if m.earliest)
        last = sorted(m.latest for m in meanings if m.latest)
        if first:
            self.add(subject, "earliest", Literal(first[0], datatype=XSD.date))
        if last and (not first or last[-1] >= first[0]):
            self.add(subject, "latest", Literal(last[-1], datatype=XSD.date))


def _stance_key(stance: Stance) -> tuple[object, ...]:
    return stance.modality, stance.negated, stance.speaker or ""
