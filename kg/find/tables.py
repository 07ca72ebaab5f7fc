"""Reads the lexicon's tables: entities, their names, offices held, and ambiguous forms.

A table is a TSV file in UTF-8 with a header line; ``docs/lexicon.md`` explains its columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ConfigurationError
from kg.find.tsv import read_tsv
from kg.model import AGREEMENTS, CRISES

NAME_KINDS = frozenset(
    [
        "name",
        "official",
        "adjective",
        "demonym",
        "acronym",
        "metonym",
        "alias",
        "description",
        "damaged",
    ]
)
CASE_RULES = frozenset({"exact", "fold"})
AGREEMENT_TYPES, CRISIS_TYPES = frozenset(AGREEMENTS), frozenset(CRISES)

ENTITY_COLUMNS = [
    "id",
    "label",
    "type",
    "class",
    "wikidata",
    "status",
    "sources",
    "from",
    "to",
    "state",
    "parties",
    "note",
]
NAME_COLUMNS = ["id", "name", "kind", "lang", "case", "note"]
OFFICE_COLUMNS = ["person", "office", "of", "from", "to"]
AMBIGUOUS_COLUMNS = ["name", "ids", "decides"]
DAMAGED_COLUMNS = ["name", "id", "case", "reviewer", "note"]
BODY_COLUMNS = ["head", "code", "label"]


@dataclass(frozen=True, slots=True)
class Item:
    """Something the lexicon knows: a state, a person, a sea, a treaty, a war ...

    ``qid`` is empty where no verified Wikidata id is known; ``status`` is then empty too, else
    ``confirmed`` or ``unconfirmed``. ``start`` and ``end`` are years or empty.
    """

    id: str
    label: str
    type: str  # a code of the annotation schema: State, Treaty, ArmedConflict, Place ...
    category: str  # a finer word: Bloc, City, Sea, Newspaper ...
    qid: str = ""
    status: str = ""
    sources: str = ""
    start: str = ""
    end: str = ""
    state: str = ""  # id of the state it belongs to
    parties: tuple[str, ...] = ()  # ids of parties or participants
    note: str = ""

    @property
    def layer(self) -> str:
        """Return what it can be in a document: actor, place, agreement or crisis."""
        if self.type in AGREEMENT_TYPES:
            return "agreement"
        if self.type in CRISIS_TYPES:
            return "crisis"
        return {"Place": "place", "Thing": "thing"}.get(self.type, "actor")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an item: a row of a names table."""

    item: str
    text: str
    kind: str
    lang: str
    case: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office held: person, title, of which state or organisation, from and to which year."""

    person: str
    title: str
    of: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A form that may name several items, and the context that decides."""

    name: str
    items: tuple[str, ...]
    decides: str


def rows(path: Path, columns: list[str]) -> Iterator[list[str]]:
    """Yield the cells of every row; raise ConfigurationError naming file and line of a bad one."""
    found, table = read_tsv(path)
    if found != columns:
        raise ConfigurationError(f"{path}, line 1: the columns must be {' '.join(columns)}.")
    yield from table


def read_items(folder: Path) -> dict[str, Item]:
    """Read every ``entities-*.tsv``; an id stands in one row only."""
    items: dict[str, Item] = {}
    for path in sorted(folder.glob("entities-*.tsv")):
        for cells in rows(path, ENTITY_COLUMNS):
            if cells[0] in items:
                raise ConfigurationError(f"{path}: the id {cells[0]} stands in two rows.")
            first, parties, note = cells[:10], tuple(cells[10].split()), cells[11]
            items[cells[0]] = Item(*first, parties=parties, note=note)  # type: ignore[arg-type,misc]
    return items


def read_names(folder: Path, items: dict[str, Item]) -> list[Name]:
    """Read every ``names-*.tsv`` and the reviewed damaged forms of ``damaged.tsv``."""
    names = []
    for path in sorted(folder.glob("names-*.tsv")):
        for cells in rows(path, NAME_COLUMNS):
            names.append(Name(cells[0], cells[1], cells[2], cells[3], cells[4]))
            if cells[0] not in items or cells[2] not in NAME_KINDS or cells[4] not in CASE_RULES:
                raise ConfigurationError(
                    f"{path}: the row of {cells[1]!r} has an unknown id, kind or case rule."
                )
    if (folder / "damaged.tsv").exists():
        for cells in rows(folder / "damaged.tsv", DAMAGED_COLUMNS):
            names.append(Name(cells[1], cells[0], "damaged", "en", cells[2]))
    return names


def read_offices(folder: Path) -> list[Office]:
    """Read ``offices.tsv``."""
    path = folder / "offices.tsv"
    return [Office(*cells) for cells in rows(path, OFFICE_COLUMNS)] if path.exists() else []


def read_ambiguities(folder: Path) -> list[Ambiguity]:
    """Read ``ambiguous.tsv``."""
    path = folder / "ambiguous.tsv"
    if not path.exists():
        return []
    return [
        Ambiguity(name, tuple(ids.split()), decides)
        for name, ids, decides in rows(path, AMBIGUOUS_COLUMNS)
    ]


def read_body_heads(folder: Path) -> dict[str, tuple[str, str]]:
    """Read ``bodies.tsv``: head phrase of a government body, its code and its general label."""
    path = folder / "bodies.tsv"
    if not path.exists():
        return {}
    return {head: (code, label) for head, code, label in rows(path, BODY_COLUMNS)}
