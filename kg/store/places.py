"""Where known stores take changes, seen from the address at which they take queries.

No standard says where: each is tried with a request that changes nothing, and the first that takes
it is used. Only addresses on the same host and port are tried.
"""

from urllib.parse import urljoin

# Relative to the query address; "" is that address itself (our own server, Fuseki, Neptune).
UPDATES = ("", "update", "sparql-auth", "./update", "./statements")
GRAPHS = ("store", "data", "sparql-graph-crud-auth", "./store", "./gsp", "./rdf-graphs/service")


def update_places(query: str) -> list[str]:
    """Return where updates may be taken, the likeliest first."""
    return _all(query, UPDATES)


def graph_places(query: str) -> list[str]:
    """Return where whole graphs may be taken by the Graph Store Protocol."""
    return _all(query, GRAPHS)


def _all(query: str, places: tuple[str, ...]) -> list[str]:
    base = query.partition("?")[0]
    found = [query if not place else _at(base, place) for place in places]
    return list(dict.fromkeys(found))


def _at(base: str, place: str) -> str:
    inside = place.startswith("./")
    return f"{base.rstrip('/')}/{place[2:]}" if inside else urljoin(base, place)
