"""The documents: their text with everything that was read in it, and each sentence by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Response, abort, url_for

from kg.namespaces import RESOURCES, document_iri, term
from server import facts, reading
from server.asking import Row, Term, iri, whole
from server.drawing import density
from server.pages.base import Twin, blueprint, data_answer, page, wanted
from server.pages.dataset import dumps_of
from server.pages.things import twins_of
from server.parts import without_parts
from server.reading import Mark, Range
from server.schema import FAMILIES
from server.site import index, rows, site

# Names in the text; other kinds are told by whole clauses.
NAMES = frozenset({"actor", "place"})
# What a margin note is made for; the rest is bookkeeping.
NOTED = frozenset(
    {
        "agreement",
        "crisis",
        "motive",
        "interaction",
        "policy",
        "plan",
        "figure",
        "statement",
        "event",
    }
)
BOOKKEEPING = frozenset(
    term(n) for n in ("participation", "participant", "role", "office", "officeHolding")
)


@dataclass(slots=True)
class Note:
    """Something that a paragraph says: a thing, or a relation between two."""

    span: Range
    thing: str = ""
    claim: Row | None = None


@dataclass(slots=True)
class Reading:
    """A document as it is read."""

    blocks: list[reading.Block]
    notes: dict[int, list[Note]]  # by the place where a block begins
    counts: dict[Range, int]  # statements behind each quoted span
    kinds: dict[str, int]  # marks of each family
    sections: list[tuple[int, int, str]] = field(default_factory=list)  # begin, level, title


@blueprint.get("/doc")
def documents() -> Response:
    """List the documents."""
    return page("documents.html", "Documents", documents=rows("documents"))


@blueprint.get("/doc/<name>")
def document(name: str) -> Response:
    """Show the text of a document with marks that lead to what is known."""
    this = iri(document_iri(name))
    about = rows("document-about", this=this)
    if not about:
        abort(404, f"there is no document {name[:80]}")
    words = {r.text("p"): r["o"] for r in about}
    text = site().document_text(name)
    read = read_document(this, text) if text is not None else None
    title = index().label(this.value)
    lit = RESOURCES + wanted("hl", 400) if wanted("hl", 400) else ""
    return page(
        "document.html",
        title,
        crumbs=[("Documents", url_for("pages.documents"))],
        twins=[*twins_of(f"doc/{name}"), *_text_twin(name, text)],
        name=name,
        this=this.value,
        words=words,
        read=read,
        highlighted=lit,
        strip=density.draw(read.blocks if read else (), lit),
        works=rows("works-cited", this=this),
        dumps=dumps_of("graph", name),
    )


def _text_twin(name: str, text: str | None) -> list[Twin]:
    if text is None:
        return []
    return [Twin("txt", "text/plain", url_for("pages.document_text", name=name))]


@blueprint.get("/doc/<name>.txt")
def document_text(name: str) -> Response:
    """Return the text that all offsets count in."""
    text = site().document_text(name)
    if text is None:
        abort(404, f"the text of document {name[:80]} is not kept here")
    return data_answer(text, "text/plain", f"{name}.txt")


def read_document(this: Term, text: str) -> Reading:
    """Return a document's text, laid out with everything the graph draws from it."""
    claims = rows("document-claims", this=this)
    things = rows("document-things", this=this)
    sections = rows("document-sections", this=this)
    levels = _levels(sections)
    marks, spans, counts = _marks(things), _spans(things, claims), _counts(things, claims)
    laid = reading.lay_out(text, [(b, e, n) for b, e, n, _ in levels], marks, spans)
    kinds = {f.key: 0 for f in FAMILIES}
    for row in things:
        kinds[index().family(row.text("thing")).key] = (
            kinds.get(index().family(row.text("thing")).key, 0) + 1
        )
    return Reading(
        laid,
        _notes(laid, things, claims),
        counts,
        {key: n for key, n in kinds.items() if n and key in NOTED | NAMES},
        [(b, n, title) for b, _, n, title in levels],
    )


def _levels(sections: list[Row]) -> list[tuple[int, int, int, str]]:
    found = []
    for row in sections:
        if "begin" not in row:
            continue
        number = row.text("number")
        level = 2 + number.strip(".").count(".") if number else 2
        title = f"{number} {row.text('label')}".strip()
        found.append((row.number("begin"), row.number("end"), min(level, 4), title))
    return found


def _span(row: Row) -> Range:
    return row.number("begin"), row.number("end")


def _marks(things: Iterable[Row]) -> list[Mark]:
    found = []
    for row in things:
        family = index().family(row.text("thing"))
        if family.key in NAMES:
            found.append(Mark(*_span(row), row.text("thing"), family.key, family.tag))
    return found


def _spans(things: Iterable[Row], claims: Iterable[Row]) -> dict[Range, str]:
    """Return the quoted spans with the kind that colours each: its first thing's."""
    spans: dict[Range, str] = {}
    for row in things:
        key = index().family(row.text("thing")).key
        if key in NOTED:
            spans.setdefault(_span(row), key)
    for row in claims:
        spans.setdefault(_span(row), index().family(row.text("s")).key)
    return spans


def _counts(things: Iterable[Row], claims: Iterable[Row]) -> dict[Range, int]:
    counts: dict[Range, int] = {}
    for row in (*things, *claims):
        counts[_span(row)] = counts.get(_span(row), 0) + 1
    return counts


def _notes(
    laid: list[reading.Block], things: list[Row], claims: list[Row]
) -> dict[int, list[Note]]:
    notes: dict[int, list[Note]] = {}
    at = {span: block.begin for block in laid for span in block.spans}
    seen: set[tuple[int, str]] = set()
    for row in things:
        place, thing = at.get(_span(row)), row.text("thing")
        noted = index().family(thing).key in NOTED
        if place is not None and noted and (place, thing) not in seen:
            seen.add((place, thing))
            notes.setdefault(place, []).append(Note(_span(row), thing))
    for row in claims:
        place = at.get(_span(row))
        if place is None or not _is_relation(row):
            continue
        key = (place, row.text("claim"))
        if key not in seen:
            seen.add(key)
            notes.setdefault(place, []).append(Note(_span(row), claim=row))
    for listed in notes.values():
        listed.sort(key=lambda n: n.span)
    return notes


def _is_relation(row: Row) -> bool:
    """Tell whether a claim relates two actors or places, and so has no thing of its own."""
    subject = index().family(row.text("s")).key
    return subject in NAMES and row.text("p") not in BOOKKEEPING and facts.is_thing(row["o"])


@blueprint.get("/doc/<name>/evidence/<int:begin>-<int:end>")
def evidence(name: str, begin: int, end: int) -> Response:
    """Show one quote in its context, with every statement drawn from it."""
    this = iri(document_iri(name))
    claims = rows("passage-claims", this=iri(f"{this.value}#char={begin},{end}"))
    things = rows("passage-things", this=iri(f"{this.value}#char={begin},{end}"))
    text = site().document_text(name)
    quote = text[begin:end] if text is not None else _quote(claims, things)
    if not quote or not rows("document-about", this=this):
        abort(404, f"document {name[:80]} has no passage from {begin} to {end}")
    before, after = reading.context(text, begin, end) if text is not None else ("", "")
    found = facts.read_facts(claims)
    subjects = {r.text("claim"): r.text("s") for r in claims}
    return page(
        "evidence.html",
        f"Sentence in {index().label(this.value)}",
        crumbs=[
            ("Documents", url_for("pages.documents")),
            (index().label(this.value), url_for("pages.document", name=name)),
        ],
        name=name,
        this=this.value,
        begin=begin,
        end=end,
        quote=quote,
        before=before,
        after=after,
        statements={
            subject: facts.in_lines(told)
            for subject, told in without_parts(_by_subject(found, subjects)).items()
        },
        things=[r.text("thing") for r in things],
        overlapping=_others(this, begin, end),
    )


def _quote(claims: list[Row], things: list[Row]) -> str:
    return next((r.text("quote") for r in (*claims, *things) if "quote" in r), "")


def _by_subject(
    found: Iterable[facts.Fact], subjects: dict[str, str]
) -> dict[str, list[facts.Fact]]:
    """Return facts by what they are about; one fact may be told of several subjects."""
    groups: dict[str, list[facts.Fact]] = {}
    for fact in found:
        for saying in fact.sayings:
            one = facts.Fact(fact.predicate, fact.value, [saying])
            groups.setdefault(subjects[saying.claim], []).append(one)
    return groups


def _others(this: Term, begin: int, end: int) -> list[facts.Quote]:
    found = []
    for row in rows("passages-near", this=this, begin=whole(begin), end=whole(end)):
        quote = facts.quote_of(row)
        if quote and (quote.begin, quote.end) != (begin, end):
            found.append(quote)
    return found
