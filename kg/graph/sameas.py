"""The exact links to Wikidata once more as ``owl:sameAs``, in a file of their own.

The graph itself says ``skos:exactMatch``: ``owl:sameAs`` merges all that both sides say, which a
user must want. Only links to Wikidata's items are taken.
"""

from rdflib import OWL, SKOS, Graph

from kg.graph.assemble import empty_graph
from kg.namespaces import RESOURCES, WIKIDATA


def same_as(graph: Graph) -> Graph:
    """Return a graph of ``owl:sameAs`` for every exact match with an item of Wikidata."""
    same = empty_graph()
    for subject, item in graph.subject_objects(SKOS.exactMatch):
        if str(subject).startswith(RESOURCES) and str(item).startswith(WIKIDATA):
            same.add((subject, OWL.sameAs, item))
    return same
