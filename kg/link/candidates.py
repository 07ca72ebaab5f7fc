"""Similar names as proposals for review: shown to a person, never published by themselves.

Measured on damaged names beside near misses, no threshold tells the two apart ("Medvedeva" is
nearer to "Medvedev" than many a damaged form): so this only ever fills the review queue.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from rapidfuzz import fuzz, process

from kg.findings import Findings, Proposal
from kg.link.names import normal
from kg.model import Entity

# Below these nothing worth a person's time is found; of equal type a weaker likeness will do.
LEAST, LEAST_OF_TYPE = 70.0, 60.0
MOST = 5  # proposals for one thing
HIGHEST = 0.6  # confidence of a proposal, whatever its likeness

_NUMBERS = re.compile(r"[0-9]+")


class Name(Protocol):
    """What is asked of a name of the lexicon."""

    @property
    def item(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102


class Item(Protocol):
    """What is asked of an entry of the lexicon."""

    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def qid(self) -> str: ...  # noqa: D102


class Candidates:
    """The names of everything that has an id, ready to be compared."""

    def __init__(self, items: Mapping[str, Item], names: Iterable[Name]) -> None:
        """Level the names once; adjectives and seats of government name something else."""
        self._items = items
        self._names: dict[str, str] = {}
        for name in names:
            if items[name.item].qid and name.kind in ("name", "official", "alias", "damaged"):
                self._names.setdefault(normal(name.text), name.item)
        self._choices = list(self._names)

    def propose(self, findings: Findings) -> Findings:
        """Return the findings with proposals for every entity that the lexicon does not know."""
        unknown = (e for e in findings.entities if e.lexicon_id is None and e.link is None)
        return replace(findings, proposals=tuple(p for e in unknown for p in self._like(e)))

    def _like(self, entity: Entity) -> list[Proposal]:
        wanted = normal(entity.label)
        if len(wanted) < 4 or not any(m.form == "name" for m in entity.mentions):
            return []
        found: dict[str, Proposal] = {}
        hits = process.extract(
            wanted,
            self._choices,
            scorer=fuzz.token_sort_ratio,
            score_cutoff=LEAST_OF_TYPE,
            limit=5 * MOST,
        )
        for name, likeness, _ in hits:
            item = self._items[self._names[name]]
            same_type = item.type == entity.type
            joined = fuzz.ratio(wanted.replace(" ", ""), name.replace(" ", ""))
            enough = max(likeness, joined) >= (LEAST_OF_TYPE if same_type else LEAST)
            # Digits decide: S-300 is no S-400, however like the names are.
            if not enough or _NUMBERS.findall(wanted) != _NUMBERS.findall(name):
                continue
            score = round(HIGHEST * max(likeness, joined) / 100 * (1.0 if same_type else 0.5), 2)
            kind = "same" if same_type else "other"
            features = f"words {likeness:.0f}, letters {joined:.0f}, type {kind}"
            proposal = Proposal(entity.id, item.qid, item.label, score, features)
            if item.qid not in found or found[item.qid].score < score:
                found[item.qid] = proposal
        return sorted(found.values(), key=lambda p: (-p.score, p.qid))[:MOST]
