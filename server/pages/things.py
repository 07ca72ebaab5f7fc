"""One thing: its facts with their sentences, what points to it, and its data in five formats."""

from typing import Any

from flask import Response, abort, redirect, request, url_for
from werkzeug.exceptions import NotAcceptable

from kg.namespaces import CODES, PREFIXES, RESOURCES, term
from server import facts, parts
from server.addresses import document_name, escaped
from server.asking import Row, Term, iri
from server.drawing import network, timeline
from server.negotiate import GRAPHS, HTML, Format, by_name, choose
from server.pages.base import Twin, absolute, blueprint, data_answer, json_ld, page
from server.schema import FAMILIES, LABEL, OTHER, RDF_TYPE, Family
from server.site import asking, index, rows, schema, site

FIVE = tuple(f for f in GRAPHS if f.name in {"ttl", "nt", "rdfxml", "jsonld"})
# Suffixes of data addresses; HTML is the page itself.
SUFFIXES = {"ttl": "ttl", "nt": "nt", "rdf": "rdfxml", "jsonld": "jsonld", "html": "html"}
# Said elsewhere on the page, or of no use to a reader.
HIDDEN = {RDF_TYPE, LABEL, f"{PREFIXES['skos']}exactMatch"} | {
    term(n)
    for n in (
        *("evidence", "mentionedIn", "participation", "wikidata", "linkStatus", "inDocument"),
        *("generatedBy", "earliest", "latest"),
    )
}


@blueprint.get("/id/<path:slug>")
def identifier(slug: str) -> Response:
    """Send a client from a thing to its page or to its data, as it asks."""
    slug, named = _split(slug)
    wanted = by_name(request.args.get("format", ""), (*FIVE, HTML)) or named
    if wanted is None:
        choice = choose(request.headers.get("Accept", ""), (HTML, *FIVE))
        if choice is None:
            raise NotAcceptable("this thing is given as HTML, Turtle, JSON-LD, N-Triples, RDF/XML")
        wanted = choice[0]
    answer = redirect(_place(slug, wanted), 303)
    answer.vary.add("Accept")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer  # type: ignore[return-value]


def _split(slug: str) -> tuple[str, Format | None]:
    """Take a format's suffix off a slug: ``actor/turkey.ttl``; it wins over Accept."""
    stem, dot, suffix = slug.rpartition(".")
    if dot and suffix in SUFFIXES and RESOURCES + slug not in index().entries:
        return stem, by_name(SUFFIXES[suffix], (*FIVE, HTML))
    return slug, None


def _place(slug: str, wanted: Format) -> str:
    if wanted is HTML:
        if slug.startswith("doc/") and slug.count("/") == 1:
            return url_for("pages.document", name=slug.removeprefix("doc/"))
        return url_for("pages.thing", slug=slug)
    return url_for("pages.data", slug=slug, suffix=wanted.extension)


def twins_of(slug: str) -> list[Twin]:
    """Return the data twins of a thing."""
    return [
        Twin(f.extension, f.media, url_for("pages.data", slug=slug, suffix=f.extension))
        for f in FIVE
    ]


@blueprint.get("/data/<path:slug>.<any(ttl, nt, rdf, jsonld):suffix>")
def data(slug: str, suffix: str) -> Response:
    """Return the data of a thing: itself, the claims that speak of it, and their passages.

    With ``?profile=labelled`` everything that they lead to has its name.
    """
    wanted = by_name(SUFFIXES[suffix], FIVE)
    assert wanted is not None  # noqa: S101 - the route names formats that there are
    this = iri(RESOURCES + slug)
    if not rows("statements", this=this):
        abort(404, f"nothing is known by the address {this.value}")
    labelled = request.args.get("profile") == "labelled"
    body = asking().graph("data-labelled" if labelled else "data", wanted.name, this=this)
    answer = data_answer(body, wanted.media, f"{slug.replace('/', '-')}.{suffix}")
    public = absolute(url_for("pages.thing", slug=slug))
    answer.headers.add("Link", f'<{public}>; rel="describes"')
    return answer


# Rows of one table of a thing; a page of more is read by nobody, and the data has all.
LINES = {"most": 400, "first": 6}  # shown of one table, and shown before the others are folded


@blueprint.get("/page/<path:slug>")
def thing(slug: str) -> Response:
    """Show one thing."""
    if slug.startswith("doc/") and slug.count("/") == 1:
        return redirect(url_for("pages.document", name=slug.removeprefix("doc/")), 303)  # type: ignore[return-value]
    stem, named = _split(slug)
    if named is not None and named is not HTML:
        return redirect(_place(stem, named), 303)  # type: ignore[return-value]
    return show(RESOURCES + slug, slug)


@blueprint.get("/code/<path:slug>")
def code(slug: str) -> Response:
    """Show a member of a code list, with everything that carries it."""
    return show(CODES + slug, "")


def show(address: str, slug: str) -> Response:
    """Return the page of a thing by its IRI; 404 where the graph says nothing of it."""
    this = iri(address)
    direct = rows("statements", this=this)
    naming = facts.read_facts(rows("claims-naming", this=this), "s")
    if not direct and not naming:
        abort(404, f"nothing is known by the address {address}")
    about = [f for f in facts.read_facts(rows("claims-about", this=this)) if not _is_told(f)]
    figures = facts.merged_figures(rows("figures-about", this=this))
    title = _title(address, direct)
    types = [r.text("o") for r in direct if r.text("p") == RDF_TYPE]
    family = schema().family(types)
    answer = page(
        "thing.html",
        title,
        crumbs=_crumbs(address, family.key, family.many),
        twins=twins_of(slug) if slug else [],
        this=address,
        slug=slug,
        entry=index().entries.get(address),
        **LINES,
        kind=schema().narrowest(types),
        thing_family=family,
        facts=facts.in_lines(about),
        plain=_plain(direct, about),
        outside=_values(direct, "wikidata"),
        link_status=next(iter(_values(direct, "linkStatus")), ""),
        naming=_by_family(_not_parts(naming)),
        parts=parts.parts(rows("parts-of", this=this), "actor"),
        roles=parts.parts(rows("parts-in", this=this), "event"),
        said=parts.said(rows("said", this=this)),
        figures=figures,
        quotes=_quotes(rows("evidence-of", this=this), about),
        disagreements=facts.disagreements(about, schema()),
        conflicts=facts.conflicting_figures(figures),
        strip=_strip(address, about, naming),
        **_near(address),
        linked=json_ld(_linked(address, title, slug)) if slug else "",
    )
    return _signposted(answer, address, slug)


def _values(direct: list[Row], name: str) -> list[str]:
    return [r.text("o") for r in direct if r.text("p") == term(name)]


def _signposted(answer: Response, address: str, slug: str) -> Response:
    """Add FAIR signposting: the address to cite, the data, the licence, the kind of page."""
    links = [
        f'<{address}>; rel="cite-as"',
        f'<{site().licence}>; rel="license"',
        '<https://schema.org/ItemPage>; rel="type"',
    ]
    for twin in twins_of(slug) if slug else []:
        links.append(f'<{absolute(twin.url)}>; rel="describedby"; type="{twin.media_type}"')
    for link in links:
        answer.headers.add("Link", link)
    return answer


def _title(address: str, direct: list[Row]) -> str:
    known = index().label(address)
    if address in index().entries or address in schema().terms:
        return known
    words = {r.text("p"): r.text("o") for r in direct}
    if term("claimSubject") in words:
        said = words.get(term("claimObject")) or words.get(term("claimValue"), "")
        parts = (words[term("claimSubject")], words.get(term("claimPredicate"), ""), said)
        return "Claim: " + " – ".join(index().label(part) for part in parts)
    return known


def _crumbs(address: str, key: str, many: str) -> list[tuple[str, str]]:
    if address.startswith(CODES):
        return [("Ontology", url_for("pages.ontology"))]
    return [(many.capitalize(), url_for("pages.kinds", _anchor=key))]


def _is_told(fact: facts.Fact) -> bool:
    """Tell whether a fact is told elsewhere on the page, as a role or as an office."""
    return fact.predicate in {term("participation"), term("officeHolding")}


def _plain(direct: list[Row], about: list[facts.Fact]) -> list[tuple[str, Term]]:
    """Return what the graph says of a thing without a claim of its own."""
    claimed = {(f.predicate, f.value.value) for f in about}
    found = ((r.text("p"), r["o"]) for r in direct)
    return [(p, o) for p, o in found if p not in HIDDEN and (p, o.value) not in claimed]


def _not_parts(naming: list[facts.Fact]) -> list[facts.Fact]:
    """Leave out participations: they are told as roles in events."""
    return [f for f in naming if f.predicate not in {term("participant"), term("role")}]


def _by_family(naming: list[facts.Fact]) -> list[tuple[Family, list[facts.Line]]]:
    """Return facts that name the thing by what they are about: agreements, motives, acts ..."""
    groups = facts.grouped(naming, lambda fact: index().family(fact.value.value).key)
    return [
        (family, facts.in_lines(groups[family.key]))
        for family in (*FAMILIES, OTHER)
        if family.key in groups
    ]


def _quotes(found: list[Row], about: list[facts.Fact]) -> list[facts.Quote]:
    """Return the passages that state a thing, without those that its facts show already."""
    shown = {q for fact in about for saying in fact.sayings for q in saying.quotes}
    quotes = (facts.quote_of(row) for row in facts.placed(found))
    return [quote for quote in quotes if quote and quote not in shown]


def _near(address: str) -> dict[str, Any]:
    """Return the picture of what is one step away, and the states among it for the map."""
    links = network.links_of(rows("neighbours", this=iri(address)))
    drawn = network.draw(links, index(), middle=address, most=40)
    states = maps_of(address, links)
    return {
        "picture": drawn if len(drawn.nodes) > 2 else None,
        "states": states if len(states) > 1 else [],
    }


def maps_of(address: str, links: list[network.Triple]) -> list[str]:
    """Return the states among a thing and its neighbours, by name."""
    near = {address, *(end for link in links for end in (link[0], link[2]))}
    entries = (index().entries.get(a) for a in near)
    found = [e for e in entries if e and term("State") in e.types]
    return [e.iri for e in sorted(found, key=lambda e: (e.label, e.iri))]


def _strip(
    address: str, about: list[facts.Fact], naming: list[facts.Fact]
) -> timeline.Timeline | None:
    near = [f.value.value for f in (*about, *naming) if facts.is_thing(f.value)]
    entries = [index().entries[a] for a in dict.fromkeys([address, *near]) if a in index().entries]
    drawn = timeline.draw([e for e in entries if e.earliest])
    return drawn if drawn and len(drawn.items) > 1 else None


def _linked(address: str, title: str, slug: str) -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@id": address,
        "name": title,
        "mainEntityOfPage": absolute(url_for("pages.thing", slug=slug)),
        "isPartOf": absolute(url_for("pages.dataset_page")),
        "license": site().licence,
        "identifier": escaped(document_name(address)),
    }
