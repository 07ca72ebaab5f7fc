"""What people decided holds: across builds, across people, and never against what they refused."""

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, SKOS, Graph, URIRef

from kg.cli import main
from kg.errors import InputError
from kg.find.lexicon import load
from kg.folders import ontology_folder
from kg.link import identity
from kg.link.decisions import (
    COLUMNS,
    DECISIONS,
    Row,
    merge,
    parse,
    read,
    settle,
    write,
)
from kg.namespaces import ONTOLOGY, RESOURCES, wikidata

TEXT = """The Lima talks

In 1998 Peru and Ecuador signed a peace treaty. Ecuadar's Alberto Fujimori Keiko spoke to Brazil.
John Kerry, the Secretary of State of the United States, praised Peru and Ecuador in 2014.
"""

PERU = Row(
    "id:actor/peru", "Peru", "State", "Q419", "accepted", "exactMatch", "J. Doe", "2024-05-31"
)


@pytest.fixture(scope="module", autouse=True)
def kerry_is_from_memory() -> Iterator[None]:
    """Take the source of John Kerry's id for one that nobody has looked up."""
    sources = load(ontology_folder() / "lexicon").item("john-kerry").sources
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "FROM_MEMORY", sources)
        yield


def run(*words: str | Path, keys: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(w) for w in words], input=keys)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("review") / "talks.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def first_build(document: Path) -> Path:
    out = document.parent / "kg"
    assert run("build", document, "--out", out, "--workers", "1").exit_code == 0
    return out


def rebuilt(document: Path, decisions: Path) -> tuple[Path, Graph]:
    out = decisions.parent / "again"
    shutil.rmtree(out, ignore_errors=True)
    done = run("build", document, "--out", out, "--workers", "1", "--decisions", decisions)
    assert done.exit_code == 0, done.output
    return out, Graph().parse(out / "graph.ttl")


KERRY = URIRef(f"{RESOURCES}actor/john-kerry")
STATUS = URIRef(f"{ONTOLOGY}linkStatus")


def test_an_id_from_memory_waits_for_a_person_with_its_sentence(first_build: Path) -> None:
    rows = [r for r in read(first_build / "review.tsv") if r.subject == "id:actor/john-kerry"]
    assert [r.qid for r in rows] == ["Q22316"]
    assert rows[0].sentence.startswith("John Kerry, the Secretary")
    graph = Graph().parse(first_build / "graph.ttl")
    assert (KERRY, SKOS.exactMatch, None) not in graph
    assert (URIRef(f"{RESOURCES}actor/peru"), SKOS.exactMatch, URIRef(wikidata("Q419"))) in graph


def test_same_as_stands_in_a_file_of_its_own(first_build: Path) -> None:
    graph = Graph().parse(first_build / "graph.ttl")
    same = Graph().parse(first_build / "wikidata-sameas.ttl")
    assert (None, OWL.sameAs, None) not in graph
    assert set(same.subject_objects(OWL.sameAs)) == set(graph.subject_objects(SKOS.exactMatch))
    assert len(same) > 1


def review(build: Path, decisions: Path, keys: str, who: str = "J. Doe") -> Result:
    words = ("--decisions", decisions, "--reviewer", who, "--date", "2024-05-31")
    return run("links", "review", build, *words, keys=keys)


def test_a_key_decides_and_the_next_build_obeys(
    first_build: Path, document: Path, tmp_path: Path
) -> None:
    total = len(read(first_build / "review.tsv"))
    decisions = tmp_path / "decisions.tsv"
    done = review(first_build, decisions, "a" * total)
    assert done.exit_code == 0, done.output
    assert "John Kerry, the Secretary" in done.output
    out, graph = rebuilt(document, decisions)
    assert (KERRY, SKOS.exactMatch, URIRef(wikidata("Q22316"))) in graph
    assert str(graph.value(KERRY, STATUS)).endswith("/confirmed")
    assert "id:reviewer/j-doe\tJ. Doe\t1.00" in (out / "links.sssom.tsv").read_text()
    assert "john-kerry" not in (out / "review.tsv").read_text()


def test_what_was_refused_never_returns(first_build: Path, document: Path, tmp_path: Path) -> None:
    total = len(read(first_build / "review.tsv"))
    decisions = tmp_path / "decisions.tsv"
    review(first_build, decisions, "r" * total)
    out, graph = rebuilt(document, decisions)
    assert read(out / "review.tsv") == ()
    assert (KERRY, SKOS.exactMatch, None) not in graph
    refused = next(x for x in (out / "links.sssom.tsv").read_text().splitlines() if "kerry" in x)
    assert "\tNot\twd:Q22316\t" in refused
    # An id of the lexicon itself can be refused, too.
    decisions.write_text(write([replace(PERU, decision="refused")]), encoding="utf-8")
    _, graph = rebuilt(document, decisions)
    assert (URIRef(f"{RESOURCES}actor/peru"), SKOS.exactMatch, None) not in graph


def test_not_in_wikidata_is_an_answer(document: Path, tmp_path: Path) -> None:
    decisions = tmp_path / "decisions.tsv"
    row = Row("id:actor/john-kerry", "John Kerry", "Person", "", "notInWikidata")
    decisions.write_text(write([replace(row, reviewer="R", date="2024-01-01")]), encoding="utf-8")
    out, graph = rebuilt(document, decisions)
    assert str(graph.value(KERRY, STATUS)).endswith("/notInWikidata")
    assert (KERRY, SKOS.exactMatch, None) not in graph
    assert "sssom:NoTermFound" in (out / "links.sssom.tsv").read_text()


def test_keys_go_back_skip_and_quit(first_build: Path, tmp_path: Path) -> None:
    decisions = tmp_path / "decisions.tsv"
    assert review(first_build, decisions, "sq").exit_code == 0
    assert not decisions.exists()
    review(first_build, decisions, "abr" if len(read(first_build / "review.tsv")) > 1 else "a")
    first = read(first_build / "review.tsv")[0]
    assert [r.decision for r in read(decisions) if r.pair == first.pair] in (
        ["refused"],
        ["accepted"],
    )
    assert review(first_build, decisions, "xq").exit_code == 0  # a key that means nothing


def test_a_reviewer_and_a_day_are_needed(first_build: Path, tmp_path: Path) -> None:
    words = ("links", "review", first_build, "--decisions", tmp_path / "d.tsv")
    assert run(*words, "--reviewer", " ", "--date", "2024-05-31").exit_code == 2
    assert run(*words, "--reviewer", "R", "--date", "yesterday").exit_code == 2
    assert run("links", "export", tmp_path).exit_code == 2


def test_a_table_goes_to_a_spreadsheet_and_back(first_build: Path, tmp_path: Path) -> None:
    table, decisions = tmp_path / "table.tsv", tmp_path / "decisions.tsv"
    exported = run("links", "export", first_build)
    lines = exported.stdout.splitlines()
    header = lines[0].split("\t")
    cells = next(x for x in lines if "john-kerry" in x).split("\t")
    for column, value in (("decision", "accepted"), ("reviewer", "R"), ("date", "2024-06-01")):
        cells[header.index(column)] = value
    cells = [f'"{c}"' for c in cells]  # as a spreadsheet saves it
    table.write_text("\ufeff" + "\r\n".join([lines[0], "\t".join(cells)]), encoding="utf-8")
    assert run("links", "import", table, "--decisions", decisions).exit_code == 0
    assert settle(read(decisions)).accepted["id:actor/john-kerry"].qid == "Q22316"


def test_people_who_disagree_are_told_and_nothing_is_published(
    document: Path, tmp_path: Path
) -> None:
    one, two, both = tmp_path / "1.tsv", tmp_path / "2.tsv", tmp_path / "both.tsv"
    one.write_text(write([PERU]), encoding="utf-8")
    two.write_text(write([replace(PERU, decision="refused", reviewer="R. Roe")]), encoding="utf-8")
    done = run("links", "merge", one, two, "--out", both)
    assert done.exit_code == 1
    assert "J. Doe (2024-05-31): accepted Q419; R. Roe (2024-05-31): refused Q419" in done.stdout
    assert len(read(both)) == 2  # nothing is lost
    _, graph = rebuilt(document, both)
    assert (URIRef(f"{RESOURCES}actor/peru"), SKOS.exactMatch, None) not in graph


def test_the_latest_word_of_a_reviewer_counts() -> None:
    later = replace(PERU, decision="refused", date="2024-06-01")
    assert settle([later, PERU]).refused == {("id:actor/peru", "Q419")}
    assert settle([PERU, later]).accepted == {}
    assert not settle([later]).may_propose("id:actor/peru", "Q419")
    assert settle([later]).may_propose("id:actor/peru", "Q298")


def test_two_items_for_one_thing_are_a_conflict() -> None:
    other = replace(PERU, qid="Q298")
    settled = settle([PERU, other])
    assert len(settled.conflicts) == 1
    assert settled.accepted == {}
    assert settle([PERU, replace(PERU, qid="", decision="notInWikidata")]).absent == {}


def test_someone_unsure_does_not_stand_in_the_way() -> None:
    unsure = replace(PERU, decision="unsure", reviewer="R. Roe")
    assert settle([PERU, unsure]).accepted["id:actor/peru"] == PERU
    assert settle([unsure]).open == {("id:actor/peru", "Q419")}


ROWS = st.builds(
    Row,
    subject=st.sampled_from(["id:actor/a", "id:actor/b"]),
    label=st.text(st.characters(exclude_categories=["C"]), max_size=8),
    type=st.just("State"),
    qid=st.sampled_from(["Q1", "Q2"]),
    decision=st.sampled_from(DECISIONS),
    reviewer=st.sampled_from(["x", "y"]),
    date=st.sampled_from(["2024-01-01", "2024-01-02"]),
    sentence=st.sampled_from(["=1+1", "-a", '"q"', "'", "plain words"]),
)


@given(st.lists(ROWS, max_size=6))
def test_a_file_gives_back_what_was_written(rows: list[Row]) -> None:
    plain = [replace(r, label=" ".join(r.label.split()).strip('"')) for r in rows]
    again = parse(write(plain), "x")
    assert [(r.subject, r.pair, r.decision) for r in again] == [
        (r.subject, r.pair, r.decision) for r in plain
    ]
    assert write(again) == write(parse(write(again), "x"))


@given(st.lists(ROWS, max_size=6))
def test_merging_depends_on_no_order_and_loses_nothing(rows: list[Row]) -> None:
    halves = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    merged = {merge(*order) for order in itertools.permutations(halves)}
    assert len(merged) == 1
    assert set(next(iter(merged))) == set(rows)


@given(st.lists(ROWS, max_size=8))
def test_what_holds_never_contradicts_itself(rows: list[Row]) -> None:
    settled = settle(rows)
    assert not {r.pair for r in settled.accepted.values()} & settled.refused
    assert not set(settled.accepted) & set(settled.absent)


def test_no_cell_is_a_formula() -> None:
    table = write([replace(PERU, sentence="=HYPERLINK(1)", label="+1")])
    assert not any(c[:1] in "=+@-" for line in table.splitlines() for c in line.split("\t") if c)
    assert parse(table, "x")[0].sentence == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("decision", "yes", "is no decision"),
        ("qid", "419", "is no Wikidata id"),
        ("qid", "", "needs the Wikidata id"),
        ("date", "31/05/2024", "a reviewer and a date"),
        ("reviewer", "", "a reviewer and a date"),
        ("predicate", "sameAs", "is no predicate"),
        ("subject", "", "has no subject"),
    ],
)
def test_a_bad_row_is_named_by_its_line(column: str, value: str, words: str) -> None:
    with pytest.raises(InputError, match=f"d.tsv, line 2: .*{words}"):
        parse(write([replace(PERU, **{column: value})]), "d.tsv")


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 1: the columns"):
        parse("a,b\n", "d.csv")
    with pytest.raises(InputError, match="Cannot read"):
        read(tmp_path / "nothing.tsv")
    assert COLUMNS[0] == "subject"
