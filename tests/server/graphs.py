"""Random graphs, and answers that can be compared."""

from collections import Counter

import pyoxigraph as ox
from hypothesis import strategies as st

IRIS = [ox.NamedNode(f"http://e.org/{name}") for name in "abcde"]
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
PREFIX = (
    "PREFIX e: <http://e.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)
literals = st.sampled_from(
    [ox.Literal(x) for x in ("", "a", "b")]
    + [ox.Literal(1), ox.Literal("a", language="en"), ox.Literal("x", datatype=IRIS[0])]
    + [
        ox.Literal(f"{day}", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
        for day in ("1999-01-02", "1999-02-02", "1999-02-02Z", "2004-02-29")
    ]
)
triples = st.builds(
    ox.Quad,
    st.sampled_from(IRIS),
    st.sampled_from([*IRIS[:3], TYPE]),
    st.one_of(st.sampled_from(IRIS), literals),
)
# What case and folding may do to a name, and names that are none.
WORDS = ("Kiel", "\u212aiel", "KIEL Canal", "stra\u00dfe", "\u017ftrasse", "kielce", "\u0130kiel")
names = st.builds(
    ox.Quad,
    st.sampled_from(IRIS),
    st.sampled_from([LABEL, IRIS[1]]),
    st.builds(ox.Literal, st.sampled_from(WORDS), language=st.sampled_from([None, "en"])),
)


def answer(store: ox.Store, query: str) -> object:
    result = store.query(query)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    if isinstance(result, ox.QueryTriples):
        return Counter(map(str, result))
    names = [v.value for v in result.variables]
    rows = [tuple(sorted((n, str(row[n])) for n in names)) for row in result]
    return rows if "ORDER" in query else Counter(rows)
