"""The first page: what this is, what is in it, and three questions with their answers."""

from collections import Counter

from flask import Response

from server import questions
from server.asking import Term
from server.drawing import maps, network, timeline
from server.index import fold
from server.pages.base import blueprint, json_ld, page
from server.pages.dataset import linked_dataset
from server.pages.views import links_among, most_spoken
from server.schema import SHOWN
from server.site import index, rows

LIVE = 3  # questions whose answers are shown
LIVE_ROWS = 4
OVERVIEW_THINGS, OVERVIEW_NODES = 80, 24


@blueprint.get("/")
def home() -> Response:
    """Show the first page."""
    entries = list(index().entries.values())
    counts = Counter(e.family.key for e in entries)
    spoken = sorted(entries, key=lambda e: (-e.claims, e.label, e.iri))
    links = network.links_of(links_among(most_spoken("")[:OVERVIEW_THINGS]))
    dated = [e for e in entries if e.earliest and e.family.key in {"agreement", "crisis"}]
    return page(
        "home.html",
        "Diplograph",
        counts=[(f, counts[f.key]) for f in SHOWN if counts[f.key]],
        actors=[e for e in spoken if e.family.key == "actor"][:12],
        documents=[e for e in entries if e.family.key == "document"],
        totals=next(iter(rows("totals")), {}),
        strip=timeline.draw(sorted(dated, key=lambda e: (-e.claims, e.iri))[:14]),
        picture=network.draw(links, index(), most=OVERVIEW_NODES) if links else None,
        states=maps.shades(rows("states")),
        live=_live(),
        linked=json_ld(linked_dataset()),
    )


def _live() -> list[tuple[questions.Example, list[str], list[list[Term | None]]]]:
    """Return the first question of each group that has an answer, with its first rows."""
    found: list[tuple[questions.Example, list[str], list[list[Term | None]]]] = []
    for example in questions.examples():
        if len(found) == LIVE:
            break
        shown = {e.group for e, *_ in found if e.group}
        # Another site's answer is nothing that a page waits for.
        if example.is_federated or not example.is_select or example.group in shown:
            continue
        columns, answer = questions.run(example)
        if answer:
            found.append((example, columns, [[r.get(c) for c in columns] for r in answer]))
    return [(e, c, _distinct(a)[:LIVE_ROWS]) for e, c, a in found]


def _distinct(answer: list[list[Term | None]]) -> list[list[Term | None]]:
    """Return rows without cells that the first one's name says already, and each only once."""
    found: dict[tuple[str, ...], list[Term | None]] = {}
    for row in answer:
        names = [_name(cell) for cell in row]
        kept = [c for i, c in enumerate(row) if i == 0 or not _is_in(names[i], names[0])]
        found.setdefault(tuple(_name(cell) for cell in kept), kept)
    return list(found.values())


def _name(cell: Term | None) -> str:
    if cell is None:
        return ""
    return index().label(cell.value) if cell.is_iri else cell.value


def _is_in(name: str, whole: str) -> bool:
    """Tell whether a name, or the stem of a verb, is heard in another name already."""
    return fold(name) in fold(whole)
