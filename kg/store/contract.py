"""What a place that keeps a graph can do: the one interface, with a store here and one elsewhere.

``tests/kg/store/test_contract.py`` holds both to it. The server asks in its own way (worker
processes that can be killed here, streams that can be dropped elsewhere): see docs/endpoint.md.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from kg.rdfio import ASSERTED_GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH

# What a query without a dataset of its own is answered from, merged.
DEFAULT_GRAPHS = (ASSERTED_GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH)

Result = ox.QuerySolutions | ox.QueryBoolean | list[ox.Triple]


class Store(Protocol):
    """A place with named graphs."""

    def replace(self, graphs: Mapping[str, Sequence[Path]]) -> None:
        """Put Turtle files in the place of what the named graphs held: all of them, or none.

        Who asks meanwhile is answered from the old state or from the new one. Graphs that are not
        named stay as they are.

        Raises:
            InputError: a file is missing or malformed.
            StoreError: the store cannot be reached, or refuses; then nothing has changed.
        """

    def query(self, text: str, default: Sequence[str] = DEFAULT_GRAPHS) -> Result:
        """Answer a query; without FROM its default graph is all of ``default``, merged.

        The product's prefixes need not be declared.

        Raises:
            QueryError: the query is malformed, or would connect to another host.
            StoreError: the store cannot be reached, or does not answer.
        """
