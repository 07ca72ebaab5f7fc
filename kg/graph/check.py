"""A graph against the shipped shapes: the one door to validation for a build and for a check."""

from rdflib import Graph

from kg.findings import Report
from kg.folders import ontology_folder, shapes_folder
from kg.graph.report import read_report
from kg.graph.validate import load_folder, validate


def check(graph: Graph) -> Report:
    """Return what the shapes say of a graph.

    Raises:
        ConfigurationError: the shapes or the ontology are missing or malformed.
    """
    ontology = load_folder(ontology_folder())
    return read_report(validate(graph, load_folder(shapes_folder()), ontology), graph)
