"""Mentions to entities: who is who within one document.

Mentions with the same chosen candidate are one entity. Where a form may name several things, the
context chooses: what the document names elsewhere without doubt comes first.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from kg.model import Document, Entity, Mention
from kg.namespaces import slug


class Item(Protocol):
    """What is asked of an entry of the lexicon."""

    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def layer(self) -> str: ...  # noqa: D102


class Names(Protocol):
    """What is asked of the lexicon."""

    def item(self, item_id: str) -> Item: ...  # noqa: D102


def choose_entities(
    document: Document, mentions: tuple[Mention, ...], lexicon: Names
) -> tuple[Entity, ...]:
    """Return the actors and places that a document names, in the order of their first mention.

    Anaphors join the entity of their antecedent. Nothing is linked to Wikidata here.
    """
    sure = Counter(m.candidates[0] for m in mentions if len(m.candidates) == 1)
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention in mentions:
        if mention.kind in ("actor", "place") and mention.candidates:
            key = (mention.kind, _best(mention.candidates, sure))
            groups.setdefault(key, []).append(mention)
    return tuple(_entity(document, key, group, lexicon) for key, group in groups.items())


def _best(candidates: tuple[str, ...], sure: Counter[str]) -> str:
    """Return the candidate that the document names most often without doubt, else the first."""
    return max(candidates, key=lambda c: (sure[c], -candidates.index(c)))


def _entity(
    document: Document, key: tuple[str, str], mentions: list[Mention], lexicon: Names
) -> Entity:
    kind, candidate = key
    known = None
    if candidate[:1] != "~" and "+" not in candidate:
        known = lexicon.item(candidate)
    label = known.label if known else _label(document, mentions)
    identity = f"{kind}-{slug(candidate.lstrip('~') or label)}"
    type_ = known.type if known else Counter(m.type for m in mentions).most_common(1)[0][0]
    named = tuple(replace(m, entity=identity) for m in mentions)
    return Entity(identity, kind, type_, label, named, None, candidate if known else None)


def _label(document: Document, mentions: Iterable[Mention]) -> str:
    """Return the longest way in which the document names it."""
    said = [" ".join(m.span.of(document.text).split()) for m in mentions if m.form != "anaphor"]
    return max(said, key=lambda s: (len(s), s), default="")
