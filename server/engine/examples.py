"""The example queries as data, in a graph of their own, as editors for SPARQL look for them.

Each is a ``sh:SPARQLExecutable`` with its question and its text; the prefixes are ``sh:declare``.
"""

import re
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import BASE, PREFIXES

QUERIES = Path(__file__).resolve().parent.parent / "queries"
SH, RDF, RDFS = PREFIXES["sh"], PREFIXES["rdf"], PREFIXES["rdfs"]
FORMS = {"SELECT": "Select", "ASK": "Ask", "CONSTRUCT": "Construct", "DESCRIBE": "Describe"}
FORM = re.compile(r"(?im)^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b")


def write_examples(path: Path) -> None:
    """Write the example queries and the prefixes as N-Triples."""
    triples = [ox.Triple(s, p, o) for s, p, o in [*_prefixes(), *_queries()]]
    ox.serialize(sorted(triples, key=str), path, ox.RdfFormat.N_TRIPLES)


def _iri(space: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{space}{name}")


def _prefixes() -> list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    owner = _iri(BASE, "ontology")
    found: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = []
    for prefix, space in PREFIXES.items():
        declaration = _iri(BASE, f"prefix/{prefix}")
        any_uri = _iri(PREFIXES["xsd"], "anyURI")
        found += [
            (owner, _iri(SH, "declare"), declaration),
            (declaration, _iri(SH, "prefix"), ox.Literal(prefix)),
            (declaration, _iri(SH, "namespace"), ox.Literal(space, datatype=any_uri)),
        ]
    return found


def _queries() -> list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    found: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = []
    for file in sorted(QUERIES.glob("*.rq")):
        text = file.read_text(encoding="utf-8")
        form = FORM.search(re.sub(r"(?m)^#.*$", "", text))
        if form is None:
            continue
        name = form.group(1).upper()
        query = _iri(BASE, f"query/{file.stem}")
        question = text.partition("\n")[0].lstrip("# ").strip()
        found += [
            (query, _iri(RDF, "type"), _iri(SH, "SPARQLExecutable")),
            (query, _iri(RDF, "type"), _iri(SH, f"SPARQL{FORMS[name]}Executable")),
            (query, _iri(RDFS, "comment"), ox.Literal(question, language="en")),
            (query, _iri(SH, name.lower()), ox.Literal(text)),
            (query, _iri(SH, "prefixes"), _iri(BASE, "ontology")),
        ]
    return found
