"""SHACL validation with pyshacl, the reference engine; only here."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError, ShapeLoadError
from rdflib import Graph
from rdflib.plugins.sparql import processor

from kg.errors import ConfigurationError
from kg.graph.dump import load


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


def validate(data: Graph, shapes: Graph, ontology: Graph) -> Graph:
    """Return the standard ``sh:ValidationReport`` of a data graph as a graph.

    The ontology is merged in: shapes ask for subclasses and for members of code lists.

    Raises:
        ConfigurationError: a shape is malformed.
    """
    with _queries_parsed_once(), _literals_as_written():
        try:
            _, report, _ = pyshacl.validate(
                data + ontology, shacl_graph=shapes, inference="none", advanced=False
            )
        except (ShapeLoadError, ReportableRuntimeError) as fault:
            raise ConfigurationError(f"The shapes cannot be used: {fault}.") from None
    if not isinstance(report, Graph):
        raise ConfigurationError(f"The validation gave no report: {report}.")
    return report


@contextmanager
def _queries_parsed_once() -> Iterator[None]:
    """Pyshacl parses each SPARQL constraint anew for every focus node; this remembers the algebra.

    Parsing takes most of the run's time, and equal text always gives the same algebra. The parse
    tree cannot be remembered instead: its translation changes it.
    """
    module: Any = processor
    parse, translate = module.parseQuery, module.translateQuery

    @functools.lru_cache(maxsize=512)
    def translated(text: str, base: str | None, prefixes: tuple[tuple[str, str], ...]) -> Any:
        return translate(parse(text), base, dict(prefixes))

    def translate_text(text: str, base: str | None = None, prefixes: Any = None) -> Any:
        return translated(text, base, tuple(sorted((prefixes or {}).items())))

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
