"""Terms of two libraries in one form, so that their results can be compared."""

from contextlib import suppress
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef


def term_row(term: object) -> str:
    """A term as text; numbers by value, because the store writes them in one form."""
    if isinstance(term, BNode | ox.BlankNode):
        return "_"
    if isinstance(term, URIRef | ox.NamedNode):
        return f"<{getattr(term, 'value', term)}>"
    if isinstance(term, Literal):
        lexical, kind, tag = str(term), str(term.datatype or ""), term.language
    else:
        assert isinstance(term, ox.Literal)
        lexical, kind, tag = term.value, term.datatype.value, term.language
    kind = kind.rsplit("#", 1)[-1].replace("langString", "") or "string"
    if kind in {"integer", "decimal"}:
        with suppress(InvalidOperation):
            lexical = str(Decimal(lexical).normalize())
    return f'"{lexical}"@{tag.lower()}' if tag else f'"{lexical}"^^{kind}'
