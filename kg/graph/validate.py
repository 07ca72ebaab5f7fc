"""SHACL validation with pyshacl, the reference engine; only here."""

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from pyshacl.errors import (
    ConstraintLoadError,
    ReportableRuntimeError,
    ShapeLoadError,
    ValidationFailure,
)
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import processor

from kg.errors import ConfigurationError
from kg.graph.dump import load


class NotComparableError(ConfigurationError):
    """pyshacl stops where sh:lessThan meets a date and a number; SHACL asks for a result there."""


def load_folder(folder: Path) -> Graph:
    """Return all Turtle files under a folder as one graph.

    Raises:
        ConfigurationError: the folder holds none.
    """
    files = sorted(folder.rglob("*.ttl"))
    if not files:
        raise ConfigurationError(f"{folder} holds no Turtle file: the installation is incomplete.")
    graph = Graph(bind_namespaces="none")
    for file in files:
        graph += load(file)
    return graph


def validate(
    data: Graph, shapes: Graph, ontology: Graph, focus: Iterable[URIRef] | None = None
) -> Graph:
    """Return the standard ``sh:ValidationReport`` of a data graph as a graph.

    The ontology and its code lists are read as part of the data: pyshacl's own way of adding an
    ontology leaves the members of code lists out. With ``focus``, only these nodes are checked.

    Raises:
        ConfigurationError: a shape is malformed.
        NotComparableError: pyshacl stopped at values that have no order.
    """
    whole = Graph(bind_namespaces="none")
    whole += data
    whole += ontology
    nodes: list[str | URIRef] | None = None if focus is None else sorted(focus)
    if nodes == []:
        return _clean_report()
    with _queries_prepared_once(), _literals_as_written():
        try:
            _, report, _ = pyshacl.validate(
                whole, shacl_graph=shapes, inference="none", advanced=False, focus_nodes=nodes
            )
        except (ShapeLoadError, ConstraintLoadError, ReportableRuntimeError) as fault:
            raise ConfigurationError(f"The shapes cannot be used: {fault}.") from None
        except TypeError as fault:
            raise NotComparableError(f"pyshacl stopped: {fault}.") from None
        except ValidationFailure as fault:
            raise ConfigurationError(f"The validation failed: {fault.message}.") from None
    if not isinstance(report, Graph):
        raise ConfigurationError(f"The validation gave no report: {report}.")
    return report


def _clean_report() -> Graph:
    graph = Graph(bind_namespaces="none")
    node = BNode()
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal(True)))
    return graph


@contextmanager
def _queries_prepared_once() -> Iterator[None]:
    """Pyshacl parses each SPARQL constraint anew for every focus node; this remembers them.

    The parse takes most of the run's time. What is remembered is the translated query, which
    evaluation leaves alone; a parse tree is changed by its translation and cannot be used twice.
    """
    module: Any = processor
    parse, translate = module.parseQuery, module.translateQuery

    @functools.lru_cache(maxsize=512)
    def prepared(text: str, base: str | None, prefixes: tuple[tuple[str, str], ...]) -> Any:
        return translate(parse(text), base, dict(prefixes))

    def translate_text(text: str, base: str | None = None, prefixes: Any = None) -> Any:
        return prepared(text, base, tuple(sorted((prefixes or {}).items())))

    module.parseQuery, module.translateQuery = str, translate_text
    try:
        yield
    finally:
        module.parseQuery, module.translateQuery = parse, translate


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """Pyshacl switches rdflib's global normalisation of literals; this puts it back."""
    before = rdflib.NORMALIZE_LITERALS
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before
