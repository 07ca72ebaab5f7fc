"""The ontology as pages: classes and properties with counts, examples, and what maps to what."""

import json

from flask import Response, abort, redirect, request, url_for

from kg.namespaces import ONTOLOGY, ONTOLOGY_IRI, PREFIXES, term
from server.asking import iri
from server.negotiate import HTML, by_name, choose
from server.pages.base import Twin, blueprint, data_answer, page
from server.pages.kinds import members
from server.pages.things import FIVE
from server.schema import OWL, RDFS, SKOS, Named
from server.site import asking, rows, schema, site

MAPPINGS = tuple(SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch"))


@blueprint.get("/ontology")
def ontology() -> Response:
    """Show all classes, properties and code lists, or send a program to the data."""
    choice = by_name(request.args.get("format", ""), (HTML, *FIVE))
    if choice is None:
        found = choose(request.headers.get("Accept", ""), (HTML, *FIVE))
        choice = found[0] if found else HTML
    if choice is not HTML:
        return redirect(url_for("pages.ontology_data", suffix=choice.extension), 303)  # type: ignore[return-value]
    counts, used = members(), _used()
    roots = [c for c in schema().classes if not _parents(c)]
    lists: dict[str, list[Named]] = {}
    for code in schema().codes:
        lists.setdefault(code.iri.rsplit("/", 1)[0], []).append(code)
    return page(
        "ontology.html",
        "Ontology",
        twins=_twins(),
        roots=roots,
        below=lambda c: schema().below(c.iri),
        counts=counts,
        used=used,
        properties=[
            p for p in schema().properties if p.of(RDFS + "domain") or p.of(RDFS + "range")
        ],
        lists=lists,
        about=schema().terms.get(ONTOLOGY_IRI),
        dcterms=PREFIXES["dcterms"],
    )


def _twins() -> list[Twin]:
    return [
        Twin(f.extension, f.media, url_for("pages.ontology_data", suffix=f.extension)) for f in FIVE
    ]


def _parents(known: Named) -> list[str]:
    return [p for p in known.of(RDFS + "subClassOf") if p.startswith(ONTOLOGY)]


def _used() -> dict[str, int]:
    return {row.text("p"): row.number("n") for row in rows("used-in")}


@blueprint.get("/ontology.<any(ttl, nt, rdf, jsonld):suffix>")
def ontology_data(suffix: str) -> Response:
    """Return the ontology as data."""
    wanted = next(f for f in FIVE if f.extension == suffix)
    body = asking().graph("ontology-data", wanted.name)
    return data_answer(body, wanted.media, f"ontology.{suffix}")


@blueprint.get("/ontology/<name>")
def term_page(name: str) -> Response:
    """Show one class or property."""
    found = schema().terms.get(term(name))
    if found is None:
        abort(404, f"there is no term {name[:80]} in the ontology")
    is_class = OWL + "Class" in found.types
    return page(
        "term.html",
        found.label or found.name,
        crumbs=[("Ontology", url_for("pages.ontology"))],
        twins=_twins(),
        found=found,
        is_class=is_class,
        above=[a for a in schema().above(found.iri)[1:] if a.startswith(ONTOLOGY)],
        below=schema().below(found.iri) if is_class else _narrower(found),
        has=[p for p in schema().properties if found.iri in p.of(RDFS + "domain")],
        led_to=[p for p in schema().properties if found.iri in p.of(RDFS + "range")],
        count=members().get(found.iri, 0) if is_class else _used().get(found.iri, 0),
        examples=[] if is_class else rows("term-example", this=iri(found.iri)),
        mappings=[(SKOS, m.removeprefix(SKOS), v) for m in MAPPINGS for v in found.of(m)],
        RDFS=RDFS,
        OWL=OWL,
        SKOS=SKOS,
    )


blueprint.add_url_rule("/ontology/<name>", endpoint="term", view_func=term_page)


def _narrower(found: Named) -> list[Named]:
    return [p for p in schema().properties if found.iri in p.of(RDFS + "subPropertyOf")]


@blueprint.get("/api/terms.json")
def terms_json() -> Response:
    """Return classes, properties and codes with labels and counts, for completion."""
    counts, used = members(), _used()
    content = {
        "prefixes": dict(PREFIXES),
        "classes": [_class(c, counts) for c in schema().classes],
        "properties": [_property(p, used) for p in schema().properties],
        "codes": [{"iri": c.iri, "label": c.label} for c in schema().codes],
        "above": {c.name: _local(schema().above(c.iri)) for c in schema().classes},
    }
    return data_answer(json.dumps(content, ensure_ascii=False), "application/json")


def _class(known: Named, counts: dict[str, int]) -> dict[str, object]:
    return {
        "name": f"dg:{known.name}",
        "label": known.label,
        "definition": known.definition,
        "n": counts.get(known.iri, site().known().classes.get(known.iri, 0)),
    }


def _property(known: Named, used: dict[str, int]) -> dict[str, object]:
    return {
        "name": f"dg:{known.name}",
        "label": known.label,
        "definition": known.definition,
        "n": used.get(known.iri, 0),
        "domain": _local(known.of(RDFS + "domain")),
        "range": _local(known.of(RDFS + "range")),
    }


def _local(addresses: list[str] | tuple[str, ...]) -> list[str]:
    return [a.removeprefix(ONTOLOGY) for a in addresses if a.startswith(ONTOLOGY)]
