"""A generated graph of the product's shape, in any size: the same statements for the same size.

No names or words of real documents: states are numbered, quotes count their own letters. The graph
conforms to the shapes; the tests plant faults in it, the benchmarks measure on it.
"""

import hashlib
import sys

ONTOLOGY = "https://w3id.org/diplograph/ontology#"
RESOURCES = "https://w3id.org/diplograph/id/"
CODES = "https://w3id.org/diplograph/code/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"

STATES, PERSONS, OFFICES, CITIES = 60, 120, 60, 60
AGREEMENTS, CRISES, MOTIVES, ACTS, FIGURES, SAYINGS, RELATIONS = 6, 5, 4, 12, 8, 3, 10
CATEGORIES = ("political", "economic", "security", "ideological", "energy")
TOPICS = ("gas", "trade", "energy", "tourism")
TYPES = ("CONSULT", "COOPERATE", "ACCUSE", "SANCTION", "AID", "REQUEST")


def dg(name: str) -> str:
    return f"<{ONTOLOGY}{name}>"


def node(kind: str, name: object) -> str:
    return f"<{RESOURCES}{kind}/{name}>"


def code(scheme: str, notation: str) -> str:
    return f"<{CODES}{scheme}/{notation}>"


def text(value: str) -> str:
    return f'"{value}"'


def typed(value: object, datatype: str) -> str:
    return f'"{value}"^^<{XSD}{datatype}>'


class Writer:
    """Collects one document's statements as N-Triples lines."""

    def __init__(self, number: int) -> None:
        self.number, self.lines, self.seen = number, [], set()
        self.document = node("doc", f"{number:016x}")
        self.author = node("actor", f"author-of-{number}")
        self.position = 0

    def line(self, subject: str, predicate: str, value: str) -> None:
        self.lines.append(f"{subject} {predicate} {value} .")

    def add(self, subject: str, /, **values: str) -> None:
        for name, value in values.items():
            self.line(subject, dg(name), value)

    def kind(self, subject: str, name: str, label: str | None = None) -> str:
        if subject not in self.seen:
            self.seen.add(subject)
            self.line(subject, RDF_TYPE, dg(name))
            if label:
                self.line(subject, LABEL, f'"{label}"@en')
        return subject

    def passage(self) -> str:
        """A new passage of 40 letters, after the one before."""
        begin, self.position = self.position, self.position + 50
        passage = f"<{RESOURCES}doc/{self.number:016x}#char={begin},{begin + 40}>"
        self.kind(passage, "Passage")
        self.add(
            passage,
            inDocument=self.document,
            beginIndex=typed(begin, "integer"),
            endIndex=typed(begin + 40, "integer"),
            quote=text(f"passage {begin} of document {self.number} ".ljust(40, ".")),
            inSection=f"<{RESOURCES}doc/{self.number:016x}/section/{1 + begin % 3}>",
        )
        return passage

    def claim(self, subject: str, predicate: str, value: str, passage: str, **stance: str) -> str:
        """A claim, and the direct link where it is a fact."""
        key = "\x1f".join((self.document, subject, predicate, value, *stance.values()))
        claim = node("claim", hashlib.sha256(key.encode()).hexdigest()[:16])
        self.kind(claim, "ReportedClaim" if "inUtterance" in stance else "Claim")
        said = {"modality": code("modality", "asserted"), "assertedBy": self.author} | stance
        self.add(
            claim,
            claimSubject=subject,
            claimPredicate=dg(predicate),
            negated=typed("false", "boolean"),
            confidence=typed("0.8", "decimal"),
            inDocument=self.document,
            generatedBy=node("run", "generated"),
            evidence=passage,
            **said,
            **{"claimValue" if value.startswith('"') else "claimObject": value},
        )
        if not stance:
            self.line(subject, dg(predicate), value)
        return claim


def world(writer: Writer) -> None:
    """The actors and places that all documents share."""
    for i in range(STATES):
        state = writer.kind(node("actor", f"s{i}"), "State", f"State {i}")
        writer.add(state, wikidata=f"<http://www.wikidata.org/entity/Q{1000 + i}>")
    for i in range(PERSONS):
        writer.kind(node("actor", f"p{i}"), "Person", f"Person {i}")
    for i in range(CITIES):
        writer.kind(node("place", f"c{i}"), "City", f"City {i}")
    for i in range(OFFICES):
        office = writer.kind(node("office", i), "Office", f"Office {i}")
        writer.add(office, officeOf=node("actor", f"s{i}"))


def frame(writer: Writer) -> None:
    """The document, its sections, citations, author, and where the shared things are named."""
    number, document = writer.number, writer.document
    writer.kind(document, "Document", f"Document {number}")
    writer.kind(writer.author, "Actor", f"author of document {number}")
    writer.add(
        document,
        contentHash=text(hashlib.sha256(str(number).encode()).hexdigest()),
        characters=typed(10_000_000, "integer"),
        author=writer.author,
        published=typed("2020", "gYear"),
    )
    for i in range(3):
        section = f"<{RESOURCES}doc/{number:016x}/section/{1 + i}>"
        writer.kind(section, "Section", f"Section {i}")
        writer.add(section, inDocument=document)
        citation = f"<{RESOURCES}doc/{number:016x}/citation/{1 + i}>"
        writer.kind(citation, "Citation")
        work = writer.kind(node("cited", f"work-{(number + i) % 90}"), "CitedWork", "Work 2018")
        writer.add(citation, inDocument=document, citationText=text("(Work 2018)"))
        writer.add(citation, citedYear=typed("2018", "gYear"), citedWork=work)
    for kind, prefix, count in (("actor", "s", 20), ("actor", "p", 10), ("place", "c", 10)):
        most = {"s": STATES, "p": PERSONS, "c": CITIES}[prefix]
        for i in range(most if number == 0 else count):
            writer.add(node(kind, f"{prefix}{(number + i) % most}"), mentionedIn=writer.passage())


def agreements(writer: Writer) -> None:
    for i in range(AGREEMENTS):
        own = f"{writer.number}-a{i}"
        kind = ("Treaty", "Contract", "Deal")[i % 3]
        agreement = writer.kind(node("agreement", own), kind, f"Agreement {own}")
        passage, parties = writer.passage(), 2 + i % 2
        writer.add(agreement, evidence=passage, numberOfParties=typed(parties, "integer"))
        for party in range(parties):
            state = node("actor", f"s{(writer.number + i + party) % STATES}")
            writer.claim(agreement, "party", state, passage)
        writer.claim(agreement, "status", code("agreement-status", "signed"), passage)
        writer.claim(agreement, "topic", code("topic", TOPICS[i % 4]), passage)
        signed = typed(f"{1990 + i:04}-05-17", "date")
        claim = writer.claim(agreement, "dateSigned", signed, passage)
        writer.add(claim, citation=f"<{RESOURCES}doc/{writer.number:016x}/citation/1>")
        writer.add(agreement, earliest=signed, latest=signed)


def crises(writer: Writer) -> None:
    for i in range(CRISES):
        own = f"{writer.number}-c{i}"
        kind = ("ArmedConflict", "Incident", "SanctionsEpisode")[i % 3]
        crisis = writer.kind(node("crisis", own), kind, f"Crisis {own}")
        passage = writer.passage()
        writer.add(crisis, evidence=passage)
        for part, role in enumerate(("initiator", "target")):
            participation = writer.kind(node("participation", f"{own}-{part}"), "Participation")
            state = node("actor", f"s{(writer.number + 7 * i + part) % STATES}")
            writer.add(participation, evidence=passage)
            writer.claim(crisis, "participation", participation, passage)
            writer.claim(participation, "participant", state, passage)
            writer.claim(participation, "role", code("role", role), passage)
        writer.claim(crisis, "place", node("place", f"c{(writer.number + i) % CITIES}"), passage)
        writer.claim(crisis, "startDate", typed(f"{2000 + i}", "gYear"), passage)
        writer.claim(crisis, "endDate", typed(f"{2001 + i}", "gYear"), passage)
        writer.add(crisis, earliest=typed(f"{2000 + i}-01-01", "date"))
        writer.add(crisis, latest=typed(f"{2001 + i}-12-31", "date"))
        first = node("crisis", f"{writer.number}-c0")
        if i:
            writer.claim(first, "causes", crisis, passage)
            writer.claim(crisis, "subEventOf", first, passage)


def motives(writer: Writer) -> None:
    for i in range(MOTIVES):
        own = f"{writer.number}-m{i}"
        motive = writer.kind(node("motive", own), "Motive", f"Motive {own}")
        passage = writer.passage()
        writer.add(motive, evidence=passage, isExplicit=typed("true", "boolean"))
        writer.add(motive, announcedIn=f"<{RESOURCES}doc/{writer.number:016x}/section/1>")
        writer.add(motive, position=typed(1 + i, "integer"))
        writer.claim(motive, "holder", node("actor", f"s{writer.number % STATES}"), passage)
        writer.claim(motive, "toward", node("actor", f"s{(writer.number + 1) % STATES}"), passage)
        category = code("motive-category", CATEGORIES[i % 5])
        writer.claim(motive, "motiveCategory", category, passage)
        writer.claim(motive, "explains", node("agreement", f"{writer.number}-a{i}"), passage)


def acts(writer: Writer) -> None:
    for i in range(ACTS):
        own, passage = f"{writer.number}-i{i}", writer.passage()
        planned = i % 4 == 3
        act = writer.kind(node("interaction", own), "Plan" if planned else "Interaction", own)
        stance = {"modality": code("modality", "planned")} if planned else {}
        writer.add(act, evidence=passage, **stance)
        links = {
            "actor": node("actor", f"s{(writer.number + i) % STATES}"),
            "recipient": node("actor", f"s{(writer.number + i + 5) % STATES}"),
            "interactionType": code("plover", TYPES[i % 6]),
        }
        for name, value in links.items():
            writer.claim(act, name, value, passage, **stance)
            if planned:
                writer.add(act, **{name: value})
        if not planned:
            day = typed(f"2015-{1 + i:02}-02", "date")
            writer.claim(act, "date", day, passage)
            writer.add(act, earliest=day, latest=day)


def figures(writer: Writer) -> None:
    for i in range(FIGURES):
        own, passage = f"{writer.number}-o{i}", writer.passage()
        figure = writer.kind(node("observation", own), "Observation", f"trade volume {own}")
        writer.add(
            figure,
            evidence=passage,
            indicator=code("indicator", ("trade-volume", "exports", "investment")[i % 3]),
            unit=code("unit", "USD"),
            nature=code("nature", "actual"),
            statedAs=text("30 billion dollars"),
            qualifier=code("qualifier", "about"),
            referenceTime=typed(1900 + (writer.number * FIGURES + i) % 118, "gYear"),
        )
        writer.claim(figure, "value", typed("30000000000", "decimal"), passage)
        for side in (0, 1):
            writer.add(figure, subject=node("actor", f"s{(writer.number + side) % STATES}"))


def sayings(writer: Writer) -> None:
    for i in range(SAYINGS):
        own, passage = f"{writer.number}-u{i}", writer.passage()
        saying = writer.kind(node("utterance", own), "Utterance", f"Utterance {own}")
        speaker = node("actor", f"p{(writer.number + i) % PERSONS}")
        about = node("actor", f"s{(writer.number + i) % STATES}")
        writer.add(saying, evidence=passage, inDocument=writer.document, speaker=speaker)
        writer.add(saying, about=about)
        writer.claim(
            about, "allyOf", node("actor", "s0"), passage, inUtterance=saying, assertedBy=speaker
        )


def relations(writer: Writer) -> None:
    for i in range(RELATIONS):
        name = ("memberOf", "supports", "opposes", "tradePartnerOf", "supplies")[i % 5]
        subject = node("actor", f"s{(writer.number + i) % STATES}")
        target = node("actor", f"s{(writer.number + i + 11) % STATES}")
        writer.claim(subject, name, target, writer.passage())
    i = writer.number % OFFICES
    passage = writer.passage()
    office, person = node("office", i), node("actor", f"p{i}")
    holding = writer.kind(node("office-holding", i), "OfficeHolding")
    writer.add(holding, evidence=passage)
    writer.claim(person, "holdsOffice", office, passage)
    writer.claim(person, "leaderOf", node("actor", f"s{i}"), passage)
    writer.claim(holding, "office", office, passage)
    writer.claim(person, "officeHolding", holding, passage)
    writer.claim(holding, "startDate", typed(2001, "gYear"), passage)
    writer.claim(holding, "endDate", typed(2005, "gYear"), passage)


def document(number: int) -> list[str]:
    """Return the statements of one document as N-Triples lines, without repetition."""
    writer = Writer(number)
    if number == 0:
        world(writer)
    for part in (frame, agreements, crises, motives, acts, figures, sayings, relations):
        part(writer)
    return list(dict.fromkeys(writer.lines))


def graph(size: int) -> list[str]:
    """Return whole documents with at least ``size`` different statements."""
    lines: dict[str, None] = {}
    number = 0
    while len(lines) < size:
        lines.update(dict.fromkeys(document(number)))
        number += 1
    return list(lines)


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in graph(int(sys.argv[1])))
