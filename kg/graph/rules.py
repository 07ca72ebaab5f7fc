"""What follows from the asserted statements: a fixed set of SPARQL rules, run to a fixed point."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import ConfigurationError
from kg.namespaces import PREFIXES
from kg.rdfio import ASSERTED_GRAPH, INFERRED_GRAPH, parse

RULES = Path(__file__).resolve().parent / "rules"

_ASSERTED = ox.NamedNode(ASSERTED_GRAPH)
_INFERRED = ox.NamedNode(INFERRED_GRAPH)
_ONTOLOGY = ox.NamedNode("urn:x-diplograph:ontology")

# The longest chain in the rules has four steps; a run that goes on longer has a faulty rule.
MOST_ROUNDS = 50


def rule_files() -> list[Path]:
    """Return the rules in the order in which they run."""
    return sorted(RULES.glob("*.rq"))


def infer(asserted: Path, ontology_files: list[Path]) -> list[ox.Triple]:
    """Return what the rules add to a Turtle file, sorted; nothing that is asserted is repeated.

    Each rule is a CONSTRUCT that reads the asserted and the inferred statements and the ontology.

    Raises:
        InputError: a file is missing or malformed.
        ConfigurationError: the rules do not come to an end.
    """
    store = ox.Store()
    store.bulk_extend(_in(q.triple, _ASSERTED) for q in parse(asserted))
    for file in ontology_files:
        store.extend(_in(q.triple, _ONTOLOGY) for q in parse(file))
    rules = [file.read_text(encoding="utf-8") for file in rule_files()]
    for _ in range(MOST_ROUNDS):
        before = len(store)
        for rule in rules:
            store.extend(_in(t, _INFERRED) for t in _new(store, rule))
        if len(store) == before:
            inferred = store.quads_for_pattern(None, None, None, _INFERRED)
            return sorted((q.triple for q in inferred), key=str)
    raise ConfigurationError(f"The rules did not come to an end in {MOST_ROUNDS} rounds.")


def _new(store: ox.Store, rule: str) -> Iterator[ox.Triple]:
    results = store.query(rule, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    if not isinstance(results, ox.QueryTriples):
        raise ConfigurationError("A rule must be a CONSTRUCT query.")
    for triple in list(results):
        if not any(_in(triple, graph) in store for graph in (_ASSERTED, _INFERRED, _ONTOLOGY)):
            yield triple


def _in(triple: ox.Triple, graph: ox.NamedNode) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)
