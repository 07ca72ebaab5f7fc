"""A store here: the engine in this process, in memory or in a folder on disk."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError, OutputError, QueryError
from kg.namespaces import PREFIXES
from kg.rdfio import load_into
from kg.store.contract import DEFAULT_GRAPHS, Result
from kg.store.text import moves, names_its_dataset, staging

_PLACE = re.compile(r"error at (\d+):(\d+):?\s*(.*)", re.DOTALL)


class LocalStore:
    """Keeps graphs in memory, or in a folder where one is named.

    Raises:
        InputError: the folder holds something else, or another process uses it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        try:
            self._store = ox.Store() if folder is None else ox.Store(str(folder))
        except (OSError, RuntimeError, ValueError) as fault:
            raise InputError(f"{folder} cannot be opened as a store: {fault}.") from None

    def replace(self, graphs: Mapping[str, Sequence[Path]]) -> None:
        """See ``Store.replace``: loaded aside, then moved in one update, a transaction."""
        is_new = not len(self._store)  # nobody asks yet: nothing to make ready aside
        places = {graph: graph if is_new else staging(graph) for graph in graphs}
        try:
            self._load({places[graph]: files for graph, files in graphs.items()})
            if not is_new:
                there = [g for g in graphs if self._holds(places[g])]
                self._store.update(moves(there, [g for g in graphs if g not in there]))
        except BaseException as fault:
            for place in places.values():
                self._store.remove_graph(ox.NamedNode(place))
            if isinstance(fault, OSError):
                raise OutputError(f"The store cannot be written: {fault}.") from None
            raise

    def _load(self, graphs: Mapping[str, Sequence[Path]]) -> None:
        for graph, files in graphs.items():
            self._store.remove_graph(ox.NamedNode(graph))
            for file in files:
                load_into(self._store, file, graph)

    def _holds(self, graph: str) -> bool:
        quads = self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        return next(quads, None) is not None

    def query(self, text: str, default: Sequence[str] = DEFAULT_GRAPHS) -> Result:
        """See ``Store.query``."""
        merged: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = None
        if not names_its_dataset(text):
            merged = [ox.NamedNode(name) for name in default]
        try:
            result = self._store.query(
                text, prefixes=dict(PREFIXES), default_graph=merged, custom_functions={}
            )
        except SyntaxError as fault:
            raise QueryError(_malformed(str(fault.msg))) from None
        except (ValueError, RuntimeError, OSError) as fault:
            raise QueryError(f"The query cannot be answered: {fault}.") from None
        return list(result) if isinstance(result, ox.QueryTriples) else result


def _malformed(message: str) -> str:
    """Return the engine's complaint in one sentence, with line and column where it gives them."""
    place = _PLACE.match(message)
    if place is None:
        return f"The query is malformed: {message}."
    line, column, rest = place.groups()
    return f"The query is malformed at line {line}, column {column}: {rest or 'it ends there'}."
