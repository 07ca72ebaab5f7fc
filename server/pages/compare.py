"""Two actors side by side: what they share, and what is said of one about the other."""

from flask import Response, abort

from kg.namespaces import RESOURCES
from server import facts
from server.asking import Row, iri
from server.pages.base import blueprint, page, wanted
from server.pages.kinds import who_of
from server.pages.views import PAIR_KINDS, first_quotes
from server.site import index, rows


@blueprint.get("/compare")
def compare() -> Response:
    """Show what two actors have to do with each other."""
    pair = [_actor(wanted(name, 300)) for name in ("a", "b")]
    both = pair[0] and pair[1] and pair[0] != pair[1]
    shared: dict[str, list[Row]] = {}
    claims: list[tuple[Row, facts.Fact]] = []
    if both:
        terms = {"a": iri(pair[0]), "b": iri(pair[1])}
        for row in rows("compare", **terms):
            shared.setdefault(index().family(row.text("thing")).key, []).append(row)
        claims = _directed(rows("compare-claims", **terms))
    things = [index().entries.get(r.text("thing")) for found in shared.values() for r in found]
    who = who_of(e for e in things if e)
    title = f"{index().label(pair[0])} and {index().label(pair[1])}" if both else "Compare"
    return page(
        "compare.html",
        title,
        pair=pair,
        both=both,
        shared={key: shared[key] for key in PAIR_KINDS if key in shared},
        claims=claims,
        unsure={(thing, w.iri) for thing, found in who.items() for w in found if w.is_unsure},
        quotes=first_quotes(r.text("thing") for found in shared.values() for r in found),
        actors=[e for e in index().search("", "actor") if e.claims][:300],
        entries=index().entries,
    )


def _directed(found: list[Row]) -> list[tuple[Row, facts.Fact]]:
    pairs = []
    for row in found:
        fact = facts.read_facts([row])
        if fact:
            pairs.append((row, fact[0]))
    return pairs


def _actor(words: str) -> str:
    """Return the address of an actor given by slug, address or name; 404 where there is none."""
    if not words:
        return ""
    for address in (words, RESOURCES + words):
        if address in index().entries:
            return address
    hits = index().search(words, "actor")
    if not hits:
        abort(404, f"no actor is called {words[:80]}; choose one from the list of the page")
    return hits[0].iri
