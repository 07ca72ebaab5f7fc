"""What this endpoint is and offers, for programs: SPARQL 1.1 Service Description.

Source: SPARQL 1.1 Service Description, W3C Recommendation 2013. Everything comes from the settings
and the graph that is served, never from a request's Host header.
"""

from functools import lru_cache

from rdflib import RDF, Graph, Literal, Namespace, URIRef

from kg.namespaces import PREFIXES
from server.negotiate import GRAPHS, choose
from server.problems import Problem
from server.settings import Settings

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
VOID = Namespace(PREFIXES["void"])

RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
)
# rdflib's names for what a description can be written in.
_WRITERS = {"ttl": "turtle", "nt": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
_OFFERS = tuple(f for f in GRAPHS if f.name in _WRITERS)


def describe(settings: Settings, graphs: tuple[str, ...], triples: int) -> Graph:
    """Return the description of the endpoint as a graph."""
    graph = Graph()
    graph.bind("sd", SD)
    graph.bind("void", VOID)
    service = URIRef(f"{settings.sparql_url}#service")
    dataset = URIRef(f"{settings.sparql_url}#dataset")
    default = URIRef(f"{settings.sparql_url}#default-graph")
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, URIRef(settings.sparql_url)))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    if settings.writable:
        graph.add((service, SD.supportedLanguage, SD.SPARQL11Update))
    if settings.services:
        graph.add((service, SD.feature, SD.BasicFederatedQuery))
    for name in RESULT_FORMATS:
        graph.add((service, SD.resultFormat, FORMATS[name]))
    graph.add((service, SD.defaultDataset, dataset))
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    if triples:  # not known of a store elsewhere
        graph.add((default, VOID.triples, Literal(triples)))
    for name in graphs:
        named = URIRef(f"{settings.sparql_url}#named-{name.rsplit('/', 1)[-1]}")
        graph.add((dataset, SD.namedGraph, named))
        graph.add((named, RDF.type, SD.NamedGraph))
        graph.add((named, SD.name, URIRef(name)))
    return graph


@lru_cache(maxsize=16)
def description(
    settings: Settings, graphs: tuple[str, ...], triples: int, accept: str
) -> tuple[str, bytes]:
    """Return media type and bytes of the description.

    Raises:
        Problem: 406 where no format is acceptable.
    """
    chosen = choose(accept, _OFFERS)
    if chosen is None:
        known = ", ".join(f.media for f in _OFFERS)
        raise Problem(406, f"The description of this endpoint comes as {known}.")
    data = describe(settings, graphs, triples).serialize(
        format=_WRITERS[chosen[0].name], encoding="utf-8"
    )
    return chosen[1], data
