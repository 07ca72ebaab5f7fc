"""The SSSOM tables are read by the standard's own library, and come back as they went out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.errors import InputError
from kg.link.decisions import DECISIONS, Row
from kg.link.sssom import COLUMNS, Linked, decisions_table, links_table, read_sssom
from kg.model import Link

VERSION = "1.2.3"
ROW = Row(
    "id:actor/peru", "Peru", "State", "Q419", "accepted", "exactMatch", "J. Doe", "2024-05-31",
    match="Peru|the Republic",
)  # fmt: skip
ROWS = [replace(ROW, decision=d, qid="" if d == "notInWikidata" else f"Q{i + 1}")
        for i, d in enumerate(DECISIONS)]  # fmt: skip
LINKED = Linked(
    "id:actor/chile",
    "Chile",
    Link("Q298", "exactMatch", "exact name in the lexicon", 0.9, "unconfirmed", "one place"),
    ("Chile",),
)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "links.sssom.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def parsed(path: Path) -> Any:
    parsers = pytest.importorskip(
        "sssom.parsers", reason="the sssom library (extra test) is not installed"
    )
    return parsers.parse_sssom_table(str(path))


def problems(table: Any) -> list[str]:
    from sssom.constants import SchemaValidationType
    from sssom.validators import validate

    reports = validate(table, [SchemaValidationType.JsonSchema], fail_on_error=False)
    return [r.message for report in reports.values() if report for r in report.results]


@pytest.mark.parametrize(
    "text", [decisions_table(ROWS, VERSION), links_table([LINKED], {}, VERSION)]
)
def test_the_standards_library_reads_and_accepts_it(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    table = parsed(path)
    assert len(table.df) == len([x for x in text.splitlines() if not x.startswith("#")]) - 1
    assert problems(table) == []


def test_the_standards_library_finds_what_is_wrong(tmp_path: Path) -> None:
    """The check above can fail: a confidence above one and an unknown justification."""
    text = links_table([LINKED], {}, VERSION).replace("\t0.90\t", "\t9.0\t")
    assert problems(parsed(written(tmp_path, text)))


def test_decisions_come_back_as_they_went_out(tmp_path: Path) -> None:
    again = list(read_sssom(written(tmp_path, decisions_table(ROWS, VERSION))))
    key = lambda r: (r.subject, r.qid, r.decision, r.reviewer, r.date)  # noqa: E731
    assert sorted(map(key, again)) == sorted(map(key, ROWS))


def test_what_a_machine_matched_is_no_decision(tmp_path: Path) -> None:
    assert list(read_sssom(written(tmp_path, links_table([LINKED], {}, VERSION)))) == []


def test_a_build_names_the_person_behind_a_link() -> None:
    link = Link("Q419", "exactMatch", "review", 1.0, "confirmed", "J. Doe on 2024-05-31")
    text = links_table(
        [Linked("id:actor/peru", "Peru", link, ("Peru",))], {"id:actor/peru": ROW}, VERSION
    )
    cells = dict(zip(COLUMNS, text.splitlines()[-1].split("\t"), strict=True))
    assert cells["mapping_justification"] == "semapv:MappingReview"
    assert cells["mapping_date"] == "2024-05-31"
    assert cells["reviewer_id"] == "id:reviewer/j-doe"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("wd:Q1", "dbr:Peru", "no item of Wikidata"),
        ("2024-05-31", "", "needs reviewer_id, mapping_date"),
        ("skos:exactMatch", "owl:sameAs", "skos:exactMatch or skos:closeMatch"),
        ("mapping_justification", "justified", "mapping_justification of SSSOM are missing"),
    ],
)
def test_a_mapping_that_cannot_be_taken_in_is_named(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    text = decisions_table(ROWS[:1], VERSION).replace(old, new)
    with pytest.raises(InputError, match=words):
        list(read_sssom(written(tmp_path, text)))


def test_a_thing_that_two_documents_name_is_one_row() -> None:
    other = replace(LINKED, forms=("Republic of Chile", "Chile"))
    rows = links_table([LINKED, other], {}, VERSION).splitlines()
    assert [
        r.split("\t")[COLUMNS.index("match_string")] for r in rows if "id:actor/chile" in r
    ] == ["Chile|Republic of Chile"]
