"""A store elsewhere: any that speaks SPARQL 1.1 over HTTP, with graphs made ready aside.

A graph goes over in parts into a graph beside it, by the Graph Store Protocol or by updates,
whichever the store takes. When all of it is there, counted by the store, one update moves all
graphs into their places. A store that keeps updates atomic never shows a part of a build.
"""

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.errors import QueryError
from kg.store.access import Access
from kg.store.client import FORM_MEDIA, UPDATE_MEDIA, Client, query_fields
from kg.store.contract import DEFAULT_GRAPHS, Result
from kg.store.dialect import standard_json
from kg.store.faults import Kind, StoreError, of_status
from kg.store.loading import Loader
from kg.store.parts import Prepared, prepare
from kg.store.places import update_places
from kg.store.text import form_of, moves, names_its_dataset, staging, with_prefixes, words

# Moving a large graph is one request, and may take the store minutes.
SECONDS = 600.0
PAIRS = "SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p {{ GRAPH <{}> {{ ?s ?p ?o }} }} }}"
JSON, TURTLE = "application/sparql-results+json", "text/turtle"


class RemoteStore:
    """Keeps graphs in a store elsewhere."""

    def __init__(self, access: Access, seconds: float = SECONDS) -> None:
        self._access = access
        self._client = Client(access, seconds)
        self._update = access.update

    def replace(self, graphs: Mapping[str, Sequence[Path]]) -> None:
        """See ``Store.replace``."""
        prepared = [prepare(graph, files) for graph, files in graphs.items()]
        self.check(list(graphs))
        try:
            self._load([graph for graph in prepared if graph.pairs])
            full = [graph.name for graph in prepared if graph.pairs]
            self.update(moves(full, [g.name for g in prepared if not g.pairs]))
        except BaseException:
            with contextlib.suppress(StoreError):
                self._drop_staging(list(graphs))
            raise

    def check(self, graphs: Sequence[str] = DEFAULT_GRAPHS) -> None:
        """See whether the store lets us change it, and clear what an earlier build left aside.

        Raises:
            StoreError: it cannot be reached, does not let us in, or takes no updates.
        """
        self._update = self._update or self._find_update(graphs)
        self._drop_staging(graphs)

    def update(self, text: str) -> None:
        """Make an update; raises StoreError."""
        status, body, _ = self._client.change(self._update, text.encode(), UPDATE_MEDIA)
        if not 200 <= status < 300:
            raise of_status(status, body, self._update, "update")

    def query(self, text: str, default: Sequence[str] = DEFAULT_GRAPHS) -> Result:
        """See ``Store.query``."""
        merged = () if names_its_dataset(text) else default
        # With a default graph given, the protocol has no named graphs but those given too.
        named = self._graphs() if merged and "GRAPH" in words(text) else ()
        return self._ask(with_prefixes(text), merged, named)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _graphs(self) -> list[str]:
        # Virtuoso takes a thousand times as long for SELECT DISTINCT ?g.
        rows = self._ask("SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 (it is a SELECT)
        return sorted(row["g"].value for row in rows if isinstance(row["g"], ox.NamedNode))

    def _ask(self, text: str, default: Sequence[str] = (), named: Sequence[str] = ()) -> Result:
        address = self._access.query
        is_graph = form_of(text) in {"CONSTRUCT", "DESCRIBE"}
        body = urlencode(query_fields(text, default, named)).encode()
        accept = TURTLE if is_graph else JSON
        status, answer, media = self._client.post(address, body, FORM_MEDIA, accept)
        if status == 400:
            raise QueryError(str(of_status(status, answer, address, "query")))
        if status != 200:
            raise of_status(status, answer, address, "query")
        try:
            if is_graph:
                triples = ox.parse(answer, format=ox.RdfFormat.TURTLE)
                return [ox.Triple(t.subject, t.predicate, t.object) for t in triples]
            return ox.parse_query_results(standard_json(answer), ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError):
            words = f"The store at {address} answers in {media or 'no known format'}, not as asked."
            raise StoreError(Kind.FAILED, words) from None

    def _find_update(self, graphs: Sequence[str]) -> str:
        """Return the address that takes updates, tried with one that changes nothing."""
        harmless = f"DROP SILENT GRAPH <{staging(graphs[0])}>".encode()
        locked: StoreError | None = None
        for address in update_places(self._access.query):
            status, body, _ = self._client.post(address, harmless, UPDATE_MEDIA)
            if 200 <= status < 300:
                return address
            if status in {401, 403} and locked is None:
                locked = of_status(status, body, address)
        raise locked or StoreError(
            Kind.REFUSED,
            f"The store at {self._access.query} takes no updates that we can find: "
            "name the address where it does with --store-update.",
        )

    def _drop_staging(self, graphs: Sequence[str]) -> None:
        self.update(" ;\n".join(f"DROP SILENT GRAPH <{staging(g)}>" for g in graphs))

    def _load(self, prepared: Sequence[Prepared]) -> None:
        loader = Loader(self._client, self.update, self._pairs)
        for graph in prepared:
            loader.load(graph)
            there = self._pairs(staging(graph.name))
            if there != graph.pairs:
                raise StoreError(
                    Kind.CUT,
                    f"The store at {self._access.query} holds {there:,} of {graph.pairs:,} "
                    f"subjects and properties sent for <{graph.name}>: it lost some, or another "
                    "build goes on in it. Nothing was replaced; try again.",
                )

    def _pairs(self, graph: str) -> int:
        rows = self._ask(PAIRS.format(graph))
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 (it is a SELECT)
        return next((int(getattr(row["n"], "value", 0)) for row in rows), 0)
