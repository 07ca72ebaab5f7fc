"""Who a document is about, and for whom its persons act: what single sentences leave unsaid."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kg.findings import Relation
from kg.model import Entity

# The second state of a document about two must be named at least this often for each naming of
# the first; otherwise the document is about one.
SHARE = 0.3
FEWEST = 4  # namings; below it nobody is the subject of a document


def principals(entities: Sequence[Entity]) -> tuple[str, ...]:
    """Return the two states that a document is about, or none where it is not about two."""
    counts = Counter(
        {
            e.id: sum(m.form != "anaphor" for m in e.mentions)
            for e in entities
            if e.kind == "actor" and e.type == "State"
        }
    )
    first = counts.most_common(3)
    if len(first) < 2 or first[1][1] < max(FEWEST, SHARE * first[0][1]):
        return ()
    if len(first) > 2 and first[2][1] > 0.8 * first[1][1]:
        return ()
    return tuple(entity for entity, _ in first[:2])


def affiliations(
    relations: Iterable[Relation], entities: Sequence[Entity], known: Mapping[str, str]
) -> Mapping[str, str]:
    """Return for persons and government bodies the state for which they act.

    What the document says of it comes before what is ``known`` of the world.
    """
    labels = {e.label: e.id for e in entities if e.type == "State"}
    states = frozenset(labels.values())
    found: dict[str, str] = {}
    for relation in relations:
        if relation.type == "partOf" and relation.object in states:
            found.setdefault(relation.subject, relation.object)
        elif relation.type == "holdsOffice" and " of " in relation.object:
            state = labels.get(relation.object.rpartition(" of ")[2])
            if state is not None:
                found.setdefault(relation.subject, state)
    acting = {e.id for e in entities if e.type in ("Person", "GovernmentBody")}
    return {**{k: v for k, v in known.items() if k in acting}, **found}
