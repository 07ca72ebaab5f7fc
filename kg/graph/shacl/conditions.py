"""When a node conforms, as a SPARQL expression; nothing is evaluated here.

Every expression is true or false and never an error: comparisons that may fail are wrapped.
"""

from collections.abc import Callable, Iterator
from itertools import combinations, count

from rdflib import SH, XSD, Literal, URIRef
from rdflib.term import Node

from kg.errors import ConfigurationError
from kg.graph.shacl.shapes import Constraint, Shape

# In this graph every node has the classes above its own, as far as shapes ask for them. It is a
# graph apart, so that a constraint's own query never sees it.
CLASSES = "urn:x-diplograph:classes"

_NODE_KINDS = {
    SH.IRI: "isIRI({0})",
    SH.Literal: "isLiteral({0})",
    SH.BlankNode: "isBlank({0})",
    SH.BlankNodeOrIRI: "!isLiteral({0})",
    SH.BlankNodeOrLiteral: "!isIRI({0})",
    SH.IRIOrLiteral: "!isBlank({0})",
}

_NUMERIC = {XSD[n] for n in ("integer", "decimal", "double", "float")}
# The store keeps these as xsd:integer, so that they cannot be told apart any more.
_DERIVED = {
    URIRef(f"{XSD}{name}")
    for size in ("byte", "short", "int", "long")
    for name in (size, f"unsigned{size.title()}")
} | {XSD[f"{sign}Integer"] for sign in ("nonNegative", "nonPositive", "positive", "negative")}
_CAST = {XSD[n] for n in ("boolean", "date", "dateTime", "time")}
_ZONE = "(Z|[+-][0-9]{2}:[0-9]{2})?"
_FORMS = {
    XSD.gYear: f"^-?([1-9][0-9]{{3,}}|0[0-9]{{3}}){_ZONE}$",
    XSD.gYearMonth: f"^-?([1-9][0-9]{{3,}}|0[0-9]{{3}})-(0[1-9]|1[0-2]){_ZONE}$",
}

_COMPARISONS = {
    "minExclusive": ">",
    "minInclusive": ">=",
    "maxExclusive": "<",
    "maxInclusive": "<=",
}
_PAIRS = {"lessThan": "<", "lessThanOrEquals": "<="}


class Conditions:
    """Writes expressions; every variable inside them is new."""

    def __init__(self) -> None:
        """Start with no variable used."""
        self._numbers = count(1)

    def fresh(self) -> str:
        """Return a variable that no other expression uses."""
        return f"?n{next(self._numbers)}"

    # -- one value

    def holds(self, constraint: Constraint, value: str) -> str | None:
        """Return when a value meets a constraint, or None where that is asked of all values."""
        name = constraint.component.removesuffix("ConstraintComponent")
        name = name[0].lower() + name[1:]
        write: Callable[[Constraint, str], str] | None = getattr(self, f"_{name}", None)
        if write is not None:
            return write(constraint, value)
        if name in _COMPARISONS:
            return f"COALESCE({value} {_COMPARISONS[name]} {n3(constraint.value)}, false)"
        return None

    def _class(self, constraint: Constraint, value: str) -> str:
        return f"EXISTS {{ GRAPH <{CLASSES}> {{ {value} a {n3(constraint.value)} }} }}"

    def _datatype(self, constraint: Constraint, value: str) -> str:
        datatype = URIRef(str(constraint.value))
        if datatype in _DERIVED:
            raise ConfigurationError(
                f"The shape compiler does not understand sh:datatype {datatype}: "
                "use xsd:integer with sh:minInclusive or sh:maxInclusive."
            )
        parts = [f"isLiteral({value})", f"DATATYPE({value}) = {datatype.n3()}"]
        if datatype in _NUMERIC:
            parts.append(f"isNumeric({value})")
        elif datatype in _CAST:
            parts.append(f"COALESCE(STRLEN(STR({datatype.n3()}(STR({value})))) > 0, false)")
        elif datatype in _FORMS:
            parts.append(f'REGEX(STR({value}), "{_FORMS[datatype]}")')
        return _all(parts)

    def _nodeKind(self, constraint: Constraint, value: str) -> str:  # noqa: N802
        return _NODE_KINDS[URIRef(str(constraint.value))].format(value)

    def _pattern(self, constraint: Constraint, value: str) -> str:
        flags = f", {Literal(constraint.flags).n3()}" if constraint.flags else ""
        pattern = Literal(str(constraint.value)).n3()
        return f"(!isBlank({value}) && REGEX(STR({value}), {pattern}{flags}))"

    def _minLength(self, constraint: Constraint, value: str) -> str:  # noqa: N802
        return f"(!isBlank({value}) && STRLEN(STR({value})) >= {constraint.value})"

    def _maxLength(self, constraint: Constraint, value: str) -> str:  # noqa: N802
        return f"(!isBlank({value}) && STRLEN(STR({value})) <= {constraint.value})"

    def _languageIn(self, constraint: Constraint, value: str) -> str:  # noqa: N802
        ranges = (f"LANGMATCHES(LANG({value}), {n3(r)})" for r in constraint.items)
        return f"(isLiteral({value}) && ({' || '.join(ranges) or 'false'}))"

    def _in(self, constraint: Constraint, value: str) -> str:
        members = (f"sameTerm({value}, {n3(member)})" for member in constraint.items)
        return f"({' || '.join(members) or 'false'})"

    def _node(self, constraint: Constraint, value: str) -> str:
        return self.conforms(constraint.shapes[0], value)

    def _not(self, constraint: Constraint, value: str) -> str:
        return f"!({self.conforms(constraint.shapes[0], value)})"

    def _and(self, constraint: Constraint, value: str) -> str:
        return _all([self.conforms(shape, value) for shape in constraint.shapes])

    def _or(self, constraint: Constraint, value: str) -> str:
        return f"({' || '.join(self.conforms(s, value) for s in constraint.shapes) or 'false'})"

    def _xone(self, constraint: Constraint, value: str) -> str:
        terms = (f"IF({self.conforms(shape, value)}, 1, 0)" for shape in constraint.shapes)
        return f"(({' + '.join(terms)}) = 1)"

    # -- a whole shape, for sh:node, sh:or and their like

    def conforms(self, shape: Shape, node: str) -> str:
        """Return when a node conforms to a shape.

        Raises:
            ConfigurationError: the shape holds a construct that has no meaning inside another.
        """
        if shape.deactivated:
            return "true"
        return _all(list(self._parts(shape, node)))

    def _parts(self, shape: Shape, node: str) -> Iterator[str]:
        for constraint in shape.constraints:
            if shape.path is None:
                expression = self.holds(constraint, node)
                yield expression or self._of_all_values(constraint, node, None)
                continue
            value = self.fresh()
            expression = self.holds(constraint, value)
            if expression is None:
                yield self._of_all_values(constraint, node, shape.path)
            else:
                yield f"NOT EXISTS {{ {node} {shape.path} {value} FILTER (!({expression})) }}"
        for nested in shape.properties:
            if shape.path is None:
                yield self.conforms(nested, node)
            else:
                value = self.fresh()
                inner = self.conforms(nested, value)
                yield f"NOT EXISTS {{ {node} {shape.path} {value} FILTER (!({inner})) }}"

    def _of_all_values(self, constraint: Constraint, node: str, path: str | None) -> str:
        name = constraint.component.removesuffix("ConstraintComponent")
        if name == "HasValue":
            term = n3(constraint.value)
            return f"EXISTS {{ {node} {path} {term} }}" if path else f"sameTerm({node}, {term})"
        if path is not None and name == "MinCount":
            return self._at_least(int(str(constraint.value)), node, path)
        if path is not None and name == "MaxCount":
            return f"!({self._at_least(int(str(constraint.value)) + 1, node, path)})"
        first, second = self.fresh(), self.fresh()
        if name == "Disjoint" and path is not None:
            return f"NOT EXISTS {{ {node} {path} {first} ; {n3(constraint.value)} {first} }}"
        if path is not None and name[0].lower() + name[1:] in _PAIRS:
            test = less(name, first, second)
            pair = f"{node} {path} {first} ; {n3(constraint.value)} {second}"
            return f"NOT EXISTS {{ {pair} FILTER (!{test}) }}"
        if name == "UniqueLang" and path is not None:
            return f"NOT EXISTS {{ {same_language(node, path, first, second)} }}"
        raise ConfigurationError(
            f"The shape compiler does not understand {constraint.component} inside another shape."
        )

    def _at_least(self, number: int, node: str, path: str) -> str:
        if number <= 0:
            return "true"
        values = [self.fresh() for _ in range(number)]
        triples = " . ".join(f"{node} {path} {value}" for value in values)
        apart = " && ".join(f"!sameTerm({a}, {b})" for a, b in combinations(values, 2))
        return f"EXISTS {{ {triples} FILTER ({apart or 'true'}) }}"


def less(component: str, first: str, second: str) -> str:
    """Return when the first of a pair is less than the second, for lessThan and its like."""
    sign = "<=" if "OrEquals" in component else "<"
    return f"COALESCE({first} {sign} {second}, false)"


def same_language(node: str, path: str, first: str, second: str) -> str:
    """Return the pattern of two values of a path with one language tag."""
    return (
        f"{node} {path} {first} . {node} {path} {second} . FILTER (!sameTerm({first}, {second}) "
        f'&& LANG({first}) != "" && LCASE(LANG({first})) = LCASE(LANG({second})))'
    )


def _all(parts: list[str]) -> str:
    return f"({' && '.join(parts)})" if parts else "true"


def n3(node: Node) -> str:
    """Return a term as SPARQL text.

    Raises:
        ConfigurationError: it is a blank node, which no query can name.
    """
    if isinstance(node, URIRef | Literal):
        return node.n3()
    raise ConfigurationError(f"A constraint names a blank node ({node}): give it an address.")
