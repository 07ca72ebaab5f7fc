"""Links as SSSOM: one row a decision, in the standard's own columns; written and read.

Source: SSSOM (A Simple Standard for Sharing Ontological Mappings), version 1.0, TSV. What was
refused has the predicate modifier ``Not``; what is not in Wikidata maps to ``sssom:NoTermFound``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import InputError
from kg.link.decisions import ACCEPTED, NOT_THERE, REFUSED, UNSURE, Row, is_day
from kg.model import Link
from kg.namespaces import slug

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "reviewer_id",
    "reviewer_label",
    "confidence",
    "subject_source",
    "object_source",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "match_string",
    "comment",
)
HEADER = (
    "#curie_map:",
    "#  wd: http://www.wikidata.org/entity/",
    "#  skos: http://www.w3.org/2004/02/skos/core#",
    "#  semapv: https://w3id.org/semapv/vocab/",
    "#  sssom: https://w3id.org/sssom/",
    "#  orcid: https://orcid.org/",
    "#  bioregistry: https://bioregistry.io/",
    "#  id: https://w3id.org/diplograph/id/",
    "#mapping_set_id: https://w3id.org/diplograph/links",
    "#license: https://creativecommons.org/publicdomain/zero/1.0/",
)
NO_TERM = "sssom:NoTermFound"
TOOL = "Diplograph"
LEXICON = "id:lexicon"
WIKIDATA = "bioregistry:wikidata"
LEXICAL, CURATED = "semapv:LexicalMatching", "semapv:ManualMappingCuration"
REVIEWED = "semapv:MappingReview"
_UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Linked:
    """A thing with its link, as a row tells it."""

    subject: str  # id:actor/peru
    label: str
    link: Link
    forms: tuple[str, ...] = ()  # how the document names it


def links_table(things: Iterable[Linked], decided: Mapping[str, Row], version: str) -> str:
    """Return the links of a build; ``decided`` gives the decision behind a subject's link.

    A thing that several documents name is one row with all its names.
    """
    things = list(things)
    forms: dict[str, set[str]] = {}
    for thing in things:
        forms.setdefault(thing.subject, set()).update(thing.forms)
    things = [replace(thing, forms=tuple(sorted(forms[thing.subject]))) for thing in things]
    return _table(
        [
            _of_decision(decided[t.subject], t.forms)
            if t.link.method == "review" and t.subject in decided
            else _of_lexicon(t)
            for t in things
        ],
        version,
    )


def decisions_table(rows: Iterable[Row], version: str) -> str:
    """Return decisions of people; rows without a decision are left out."""
    return _table([_of_decision(row, (row.match,)) for row in rows if row.decision], version)


def _table(rows: Iterable[Mapping[str, str]], version: str) -> str:
    tool = {"mapping_tool": TOOL, "mapping_tool_version": version}
    lines = {"\t".join(_clean({**tool, **row}.get(c, "")) for c in COLUMNS) for row in rows}
    return "\n".join([*HEADER, "\t".join(COLUMNS), *sorted(lines)]) + "\n"


def _clean(text: str) -> str:
    return " ".join(text.split())


def _of_lexicon(thing: Linked) -> dict[str, str]:
    link = thing.link
    return {
        "subject_id": thing.subject,
        "subject_label": thing.label,
        "predicate_id": f"skos:{link.predicate}",
        "predicate_modifier": "Not" if link.status == "refused" else "",
        "object_id": f"wd:{link.qid}",
        "mapping_justification": LEXICAL,
        "confidence": f"{link.confidence:.2f}",
        "subject_source": LEXICON,
        "object_source": WIKIDATA,
        "match_string": _several(thing.forms or (thing.label,)),
        "comment": f"{link.status}: {link.method}; {link.source}",
    }


def _of_decision(row: Row, forms: Iterable[str]) -> dict[str, str]:
    absent = row.decision == NOT_THERE
    return {
        "subject_id": row.subject,
        "subject_label": row.label,
        "predicate_id": f"skos:{row.predicate}",
        "predicate_modifier": "Not" if row.decision == REFUSED else "",
        "object_id": NO_TERM if absent else f"wd:{row.qid}",
        "object_label": row.item,
        "mapping_justification": CURATED if absent else REVIEWED,
        "author_id": _person(row.reviewer),
        "reviewer_id": _person(row.reviewer),
        "reviewer_label": row.reviewer,
        "confidence": "0.50" if row.decision == UNSURE else "1.00",
        "object_source": WIKIDATA,
        "mapping_date": row.date,
        "match_string": _several(f for f in forms if f),
        "comment": f"{_UNSURE}; {row.note}".rstrip("; ") if row.decision == UNSURE else row.note,
    }


def _several(values: Iterable[str]) -> str:
    """Return several values as SSSOM writes them."""
    return "|".join(v.replace("|", "\\|") for v in values)


def _person(name: str) -> str:
    return name if name.startswith("orcid:") else f"id:reviewer/{slug(name)}"


def read_sssom(path: Path) -> Iterator[Row]:
    """Yield what people decided in a SSSOM table; what machines matched is left out.

    Raises:
        InputError: it cannot be read, lacks a column, or a decision has no date or reviewer.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"Cannot read the mappings in {path}: {fault}.") from None
    start = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = lines[start].split("\t") if start < len(lines) else []
    needed = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    missing = [c for c in needed if c not in header]
    if missing:
        raise InputError(f"{path}: the columns {', '.join(missing)} of SSSOM are missing.")
    for number, line in enumerate(lines[start + 1 :], start=start + 2):
        cells = dict(zip(header, line.split("\t"), strict=False))
        if cells.get("mapping_justification") in (CURATED, REVIEWED):
            yield _decision(cells, f"{path}, line {number}")


def _decision(cells: Mapping[str, str], where: str) -> Row:
    target = cells.get("object_id", "").replace("http://www.wikidata.org/entity/", "wd:")
    kind, _, name = target.partition(":")
    reviewer = cells.get("reviewer_label") or cells.get("reviewer_id") or cells.get("author_id", "")
    day = cells.get("mapping_date", "")
    predicate = cells.get("predicate_id", "").partition(":")[2]
    if target != NO_TERM and kind not in ("wd", "wikidata"):
        raise InputError(f"{where}: {target!r} is no item of Wikidata (wd:Q…).")
    if not (reviewer and is_day(day)) or predicate not in ("exactMatch", "closeMatch"):
        raise InputError(
            f"{where}: a decision needs reviewer_id, mapping_date, and skos:exactMatch or "
            "skos:closeMatch."
        )
    note = cells.get("comment", "")
    decision = ACCEPTED
    if target == NO_TERM:
        decision, name = NOT_THERE, ""
    elif cells.get("predicate_modifier") == "Not":
        decision = REFUSED
    elif note.partition(";")[0] == _UNSURE:
        decision, note = UNSURE, note.partition(";")[2].strip()
    return Row(
        subject=cells["subject_id"],
        label=cells.get("subject_label", ""),
        type="",
        qid=name,
        decision=decision,
        predicate=predicate,
        reviewer=reviewer,
        date=day,
        match=cells.get("match_string", "").replace("\\|", "|"),
        item=cells.get("object_label", ""),
        note=note,
    )
