"""Several mentions of one deed or relation are one: interactions, relations of a document."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.findings import INFERRED, Interaction, Relation, Stance
from kg.model import Span
from kg.relate.gather import agree

# Interactions that last: said twice of the same two they are one.
# ... and these where the same words tell them again.
REPEATED = frozenset({"REJECT", "REQUEST", "COOPERATE", "THREATEN"})
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
LASTING = frozenset({"SUPPORT", "ACCUSE", "COERCE", "AID", "MOBILIZE"})


def merged_interactions(
    found: Iterable[Interaction], states: Mapping[str, str]
) -> tuple[Interaction, ...]:
    """Return the interactions of a document: what is said several times is one.

    What two presidents sign, their ``states`` sign: that is one as well.
    """
    kept: dict[tuple[object, ...], list[Interaction]] = {}
    for item in found:
        sides = [states.get(s, s) for s in (item.actor, item.recipient or "")]
        if item.type in MUTUAL:
            sides.sort()
        group = kept.setdefault((item.type, *sides, item.stance.is_fact), [])
        old = next((n for n, other in enumerate(group) if _one_deed(other, item)), None)
        if old is None:
            group.append(item)
        else:
            group[old] = _joined(group[old], item)
    flat = sorted((i for group in kept.values() for i in group), key=lambda i: i.evidence[0])
    return tuple(replace(i, id=f"i{n}") for n, i in enumerate(flat, 1))


def _one_deed(a: Interaction, b: Interaction) -> bool:
    """Tell whether two interactions of the same sides are one: they last, or are told together."""
    said_alike = a.type in REPEATED and a.stance.rule == b.stance.rule
    if a.type in LASTING or said_alike:
        return not (a.date and b.date) or agree(a.date, b.date)
    return any(x.meets(y) for x in a.evidence for y in b.evidence)


def _joined(a: Interaction, b: Interaction) -> Interaction:
    spans = tuple(dict.fromkeys((*a.evidence, *b.evidence)))
    stance = b.stance if a.stance.rule == INFERRED else a.stance  # what is said, before a guess
    return replace(a, evidence=spans, date=a.date or b.date, stance=stance)


def merged_relations(found: Iterable[Relation]) -> tuple[Relation, ...]:
    """Return the relations of a document, each once, with all that says so as evidence."""
    kept: dict[tuple[object, ...], Relation] = {}
    for item in found:
        key = (item.type, item.subject, item.object, item.stance.is_fact)
        if key in kept:
            old = kept[key]
            spans: tuple[Span, ...] = tuple(dict.fromkeys((*old.evidence, *item.evidence)))
            kept[key] = replace(old, evidence=spans)
        else:
            kept[key] = item
    return tuple(kept.values())


def firmest(stances: Iterable[Stance]) -> Stance:
    """Of several stances to one thing, that of a fact where there is one, else the first."""
    listed = list(stances)
    return next((s for s in listed if s.is_fact), listed[0])
