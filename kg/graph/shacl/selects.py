"""A constraint's own SPARQL query (sh:sparql), made fit to run once for the whole graph.

SHACL runs it for each focus node, with ``$this`` bound beforehand. That gives the same rows as
running it once where every place that uses ``$this`` also binds it. A query where one does not is
refused.
"""

import re
from dataclasses import dataclass
from typing import Any

from rdflib import OWL, RDF, SH, Graph, Literal, Variable
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from kg.errors import ConfigurationError
from kg.graph.shacl.minus import masked, with_minus

_STANDARD = {"rdf": str(RDF), "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "owl": str(OWL)}
_THIS = Variable("this")
_PATH = re.compile(r"[$?]PATH\b")
_FORBIDDEN = re.compile(r"(?<![\w:])(MINUS|VALUES|SERVICE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Select:
    """A constraint's query with its prefixes, fit to run for all nodes at once."""

    query: str
    messages: tuple[str, ...]


def read_select(graph: Graph, node: Node, path: str | None) -> Select:
    """Return the query of a SPARQL constraint.

    Raises:
        ConfigurationError: it has none, is malformed, or uses what SHACL forbids or we do not know.
    """
    text = graph.value(node, SH.select)
    if not isinstance(text, Literal):
        raise ConfigurationError(f"The shape compiler does not understand {node}: no sh:select.")
    query = str(text)
    bare = masked(query)
    if forbidden := _FORBIDDEN.search(bare):
        raise ConfigurationError(f"{forbidden[1].upper()} is forbidden in a constraint: {node}.")
    for name in ("shapesGraph", "currentShape"):
        if re.search(rf"[$?]{name}\b", bare):
            raise ConfigurationError(f"The shape compiler does not understand ${name} in {node}.")
    if path is not None:
        query = _PATH.sub(lambda _: path, query)
    prologue = "".join(f"PREFIX {p}: <{n}>\n" for p, n in _prefixes(graph, node).items())
    try:
        algebra = translateQuery(parseQuery(prologue + query)).algebra
    except Exception as fault:  # rdflib's parser raises several kinds
        raise ConfigurationError(f"The query of {node} is malformed: {fault}.") from None
    messages = tuple(sorted(str(m) for m in graph.objects(node, SH.message)))
    if not _is_set(algebra):
        raise ConfigurationError(
            f"The shape compiler does not understand {node}: it uses $this where nothing binds it."
        )
    return Select(prologue + with_minus(query), messages)


def _prefixes(graph: Graph, node: Node) -> dict[str, str]:
    found = dict(_STANDARD)
    for source in graph.objects(node, SH.prefixes):
        for owner in (source, *graph.objects(source, OWL.imports)):
            for declared in graph.objects(owner, SH.declare):
                prefix, name = graph.value(declared, SH.prefix), graph.value(declared, SH.namespace)
                found[str(prefix)] = str(name)
    return dict(sorted(found.items()))


def _is_set(algebra: CompValue) -> bool:
    """Tell whether ``this`` is bound by patterns in every place that uses it."""
    return _THIS in _bound(algebra) and _uses_are_bound(algebra)


def _bound(part: Any) -> set[Variable]:
    """Return the variables that every row of a part binds."""
    name = part.name
    if name == "BGP":
        return {term for triple in part.triples for term in triple if isinstance(term, Variable)}
    if name == "Join":
        return _bound(part.p1) | _bound(part.p2)
    if name == "Union":
        return _bound(part.p1) & _bound(part.p2)
    if name in ("LeftJoin", "Minus"):
        return _bound(part.p1)
    if name in ("Filter", "Distinct", "Reduced", "OrderBy", "ToMultiSet", "SelectQuery", "Graph"):
        return _bound(part.p)
    if name == "Extend":  # an expression may fail and bind nothing; another variable does not
        inner = _bound(part.p)
        return (
            inner | {part.var} if isinstance(part.expr, Variable) and part.expr in inner else inner
        )
    if name == "Project":
        return _bound(part.p) & set(part.PV)
    if name == "AggregateJoin":  # a key of the group comes out as a sample of itself
        keys = _bound(part.p.p) & set(part.p.expr or [])
        return {a.res for a in part.A if a.name == "Aggregate_Sample" and a.vars in keys}
    return set()


def _uses_are_bound(part: Any) -> bool:
    """Tell whether no expression uses ``this`` in a group of patterns that does not bind it."""
    if isinstance(part, list | tuple):
        return all(_uses_are_bound(item) for item in part)
    if not isinstance(part, CompValue) or part.name.startswith("Builtin_"):
        return True
    if part.name == "Project" and _THIS not in part.PV:
        return False  # SHACL asks every nested SELECT to hand $this on
    if part.name == "Slice" or (part.name == "Group" and _THIS not in (part.expr or [])):
        return False
    if part.name in ("Filter", "Extend", "LeftJoin"):
        bound = _bound(part.p1) | _bound(part.p2) if part.name == "LeftJoin" else _bound(part.p)
        if _mentions(part.expr) and _THIS not in bound:
            return False
    return all(_uses_are_bound(value) for value in part.values())


def _mentions(part: Any) -> bool:
    if isinstance(part, list | tuple | set):
        return any(_mentions(item) for item in part)
    if isinstance(part, CompValue):
        return any(_mentions(value) for value in part.values())
    return bool(part == _THIS)
