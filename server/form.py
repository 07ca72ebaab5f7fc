"""A question from a form: kind, property and value from lists, and its SPARQL."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.namespaces import ONTOLOGY, RESOURCES, term
from server.asking import Term, iri, text, with_prefixes
from server.index import Index
from server.schema import RDFS, SHOWN, Named, Schema

CONDITIONS = 3
LIMIT = 500


@dataclass(slots=True)
class Condition:
    """A property and the value it must have; no value: it must be there at all."""

    property: str = ""
    value: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)  # address, label


@dataclass(slots=True)
class Form:
    """The state of the form, the lists to choose from, and the query it makes."""

    kind: str = ""
    conditions: list[Condition] = field(default_factory=list)
    first: str = ""
    last: str = ""
    query: str = ""
    kinds: list[tuple[str, list[Named]]] = field(default_factory=list)
    properties: list[Named] = field(default_factory=list)


def read_form(given: Mapping[str, str], schema: Schema, index: Index) -> Form:
    """Return the form as it was filled in; what is not in its lists is left out."""
    form = Form(kinds=_kinds(schema))
    known = {c.name for _, classes in form.kinds for c in classes}
    form.kind = given.get("kind", "") if given.get("kind", "") in known else ""
    form.properties = _properties(form.kind, schema)
    allowed = {p.name for p in form.properties}
    for number in range(1, CONDITIONS + 1):
        name = given.get(f"p{number}", "")
        chosen = Condition(name if name in allowed else "", given.get(f"v{number}", "")[:300])
        chosen.choices = _choices(chosen.property, schema, index)
        form.conditions.append(chosen)
    form.first, form.last = (_day(given.get(name, "")) for name in ("from", "to"))
    if form.kind:
        form.query = with_prefixes(_query(form, schema, index))
    return form


def _day(value: str) -> str:
    return value if re.fullmatch(r"\d{4}(-\d\d){0,2}", value) else ""


def _kinds(schema: Schema) -> list[tuple[str, list[Named]]]:
    found = []
    for family in SHOWN:
        top = schema.terms.get(term(family.top))
        if top:
            classes = [top]
            for known in classes:
                classes += [c for c in schema.below(known.iri) if c not in classes]
            found.append((family.many, classes))
    return found


def _properties(kind: str, schema: Schema) -> list[Named]:
    if not kind:
        return []
    above = set(schema.above(term(kind)))
    return [p for p in schema.properties if above & set(p.of(RDFS + "domain"))]


def _choices(name: str, schema: Schema, index: Index) -> list[tuple[str, str]]:
    """Return what a property may lead to: things of its range, or codes of a list."""
    known = schema.terms.get(term(name)) if name else None
    ranges = known.of(RDFS + "range") if known else []
    found = [(e.iri, e.label) for r in ranges if r.startswith(ONTOLOGY) for e in index.of_kind(r)]
    if found or not known or not any(r.endswith("Concept") for r in ranges):
        return found[:400]
    return [(c.iri, f"{c.label} ({c.iri.split('/')[-2]})") for c in schema.codes]


def _query(form: Form, schema: Schema, index: Index) -> str:
    lines = [f"  ?thing a/rdfs:subClassOf* dg:{form.kind} ; rdfs:label ?thingLabel ."]
    columns = ["?thing", "?thingLabel"]
    for number, chosen in enumerate(form.conditions, 1):
        if not chosen.property:
            continue
        value = _term(chosen.value, index, schema)
        target = value.sparql() if value else f"?value{number}"
        lines.append(f"  ?thing dg:{chosen.property} {target} .")
        if not value:
            columns.append(target)
    if form.first:
        lines.append(
            f"  ?thing dg:latest ?latest . FILTER (STR(?latest) >= {text(form.first).sparql()})"
        )
    if form.last:
        end = text(form.last + "~").sparql()
        lines.append(f"  ?thing dg:earliest ?earliest . FILTER (STR(?earliest) <= {end})")
    lines.append("  OPTIONAL { ?thing dg:evidence ?passage . ?passage dg:quote ?quote }")
    body = "\n".join(lines)
    head = f"SELECT DISTINCT {' '.join(columns)} ?quote ?passage WHERE"
    return f"{head} {{\n{body}\n}} ORDER BY ?thingLabel LIMIT {LIMIT}"


def _term(value: str, index: Index, schema: Schema) -> Term | None:
    """Return a value of the form as a term: only what the graph knows."""
    if value in index.entries or value in schema.terms:
        return iri(value)
    if value and RESOURCES + value in index.entries:
        return iri(RESOURCES + value)
    hits = index.search(value) if value else []
    return iri(hits[0].iri) if hits else None
