"""Constraints that are asked of all values of a path together: counts, pairs, languages."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from rdflib import URIRef

from kg.graph.shacl.conditions import less, n3, same_language
from kg.graph.shacl.shapes import Constraint, Shape

# Writes the queries of a constraint; the text binds ?this to focus nodes, or is empty where any
# row may come and is held against the focus nodes later.
Writer = Callable[[Shape, Constraint, str], Iterator[str]]


def _min_count(shape: Shape, constraint: Constraint, focus: str) -> Iterator[str]:
    least = int(str(constraint.value))
    if least == 1:
        none = f"FILTER NOT EXISTS {{ ?this {shape.path} ?any }}"
        yield f"SELECT DISTINCT ?this WHERE {{ {focus} {none} }}"
    elif least > 1:
        yield (
            f"SELECT ?this WHERE {{ {focus} OPTIONAL {{ ?this {shape.path} ?any }} }} "
            f"GROUP BY ?this HAVING (COUNT(DISTINCT ?any) < {least})"
        )


def _max_count(shape: Shape, constraint: Constraint, focus: str) -> Iterator[str]:
    most = int(str(constraint.value))
    # one predicate leads to no value twice; a longer path may
    each = "?any" if str(shape.path).startswith("<") else "DISTINCT ?any"
    counted = (
        f"SELECT ?this WHERE {{ ?this {shape.path} ?any }} "
        f"GROUP BY ?this HAVING (COUNT({each}) > {most})"
    )
    yield f"SELECT DISTINCT ?this WHERE {{ {{ {counted} }} {focus} }}"


def _has_value(shape: Shape, constraint: Constraint, focus: str) -> Iterator[str]:
    term = n3(constraint.value)
    if shape.path is None:
        yield f"SELECT DISTINCT ?this WHERE {{ {focus} FILTER (!sameTerm(?this, {term})) }}"
    else:
        none = f"FILTER NOT EXISTS {{ ?this {shape.path} {term} }}"
        yield f"SELECT DISTINCT ?this WHERE {{ {focus} {none} }}"


def _pair(shape: Shape, constraint: Constraint, focus: str) -> Iterator[str]:
    test = less(constraint.component, "?value", "?other")
    both = f"?this {shape.path} ?value . ?this {n3(constraint.value)} ?other ."
    yield f"SELECT DISTINCT ?this ?value ?other WHERE {{ {focus} {both} FILTER (!{test}) }}"


def _disjoint(shape: Shape, constraint: Constraint, focus: str) -> Iterator[str]:
    other = n3(constraint.value)
    if shape.path is None:
        yield f"SELECT DISTINCT ?this (?this AS ?value) WHERE {{ {focus} ?this {other} ?this }}"
    else:
        both = f"?this {shape.path} ?value . ?this {other} ?value"
        yield f"SELECT DISTINCT ?this ?value WHERE {{ {focus} {both} }}"


def _equals(shape: Shape, constraint: Constraint, focus: str) -> Iterator[str]:
    other = n3(constraint.value)
    if shape.path is None:
        extra = f"?this {other} ?value FILTER (!sameTerm(?this, ?value))"
        missing = f"BIND (?this AS ?value) FILTER NOT EXISTS {{ ?this {other} ?this }}"
    else:
        extra = f"?this {shape.path} ?value FILTER NOT EXISTS {{ ?this {other} ?value }}"
        missing = f"?this {other} ?value FILTER NOT EXISTS {{ ?this {shape.path} ?value }}"
    for pattern in (extra, missing):
        yield f"SELECT DISTINCT ?this ?value WHERE {{ {focus} {pattern} }}"


def _unique_lang(shape: Shape, constraint: Constraint, focus: str) -> Iterator[str]:
    if str(constraint.value) != "true":  # "1" does not switch it on
        return
    pattern = same_language("?this", str(shape.path), "?first", "?second")
    yield f"SELECT DISTINCT ?this (LCASE(LANG(?first)) AS ?tag) WHERE {{ {focus} {pattern} }}"


def _closed(shape: Shape, constraint: Constraint, focus: str) -> Iterator[str]:
    if str(constraint.value) != "true":  # "1" does not switch it on
        return
    paths = [p.path for p in shape.properties if p.path and p.path.startswith("<")]
    allowed = [*paths, *(URIRef(str(term)).n3() for term in shape.ignored)]
    outside = f"FILTER (?path NOT IN ({', '.join(allowed)}))" if allowed else ""
    yield f"SELECT DISTINCT ?this ?path ?value WHERE {{ {focus} ?this ?path ?value {outside} }}"


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "MinCount": _min_count,
        "MaxCount": _max_count,
        "HasValue": _has_value,
        "LessThan": _pair,
        "LessThanOrEquals": _pair,
        "Disjoint": _disjoint,
        "Equals": _equals,
        "UniqueLang": _unique_lang,
        "Closed": _closed,
    }
)
WITHOUT_PATH = frozenset({"HasValue", "Disjoint", "Equals", "Closed"})
# These find what is not there: without focus nodes there is nothing to begin with.
NEED_FOCUS = frozenset({"MinCount", "HasValue", "Equals", "Closed"})
