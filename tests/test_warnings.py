"""Warnings are about what is wrong in a text, and name it; a sound text gives none."""

from pathlib import Path

import pytest

from kg.extract import extract, load_tools
from kg.findings import Finding
from kg.graph.assemble import assemble
from kg.graph.check import check
from kg.read.document import read_document
from kg.vocabulary import load_vocabulary

ROOT = Path(__file__).resolve().parent.parent
PLANTED = """# Oil and Gas Between Norland and Peru

Peru and Ecuador are allies. The trade volume of Peru and Ecuador was 2 billion dollars in 2010.
Another count gives a trade volume of 3 billion dollars for Peru and Ecuador in 2010.
Ecuador delivered 4 billion square meters of gas to Peru in 2011.
Ecuador's direct investment in Peru reached 900 billion dollars in 2012.
Exports to Ecuador make up 130 percent of the exports of Peru.
"""


def warnings_of(path: Path) -> list[Finding]:
    document = read_document(path)
    graph = assemble([extract(document, load_tools())], load_vocabulary(), "test")
    report = check(graph)
    assert report.conforms, [f for f in report.findings if f.severity == "Violation"]
    return [f for f in report.findings if f.severity == "Warning"]


@pytest.mark.slow
def test_the_sample_document_gives_no_warning() -> None:
    assert warnings_of(ROOT / "kg" / "sample" / "russia-turkey-1991-2019.txt") == []


@pytest.mark.slow
def test_planted_faults_are_named_with_their_words(tmp_path: Path) -> None:
    path = tmp_path / "planted.md"
    path.write_text(PLANTED, encoding="utf-8")
    told = " ".join(f"{f.message} {f.quote}" for f in warnings_of(path))
    for words in ("2 billion dollars", "3 billion dollars", "square met", "900 billion", "130"):
        assert words in told


@pytest.mark.slow
def test_the_article_is_warned_of_where_it_is_wrong(shared) -> None:
    found = warnings_of(shared("document/article.txt"))
    told = " ".join(f"{f.message} {f.quote}" for f in found)
    assert "33 billion dollars" in told, "the trade volumes contradict each other"
    assert "40 billion" in told, "the trade volumes contradict each other"
    assert "753" in told, "the investment is more than can be"
    assert told.count("gas volume") == 2, "gas is measured in metres and square metres"
    assert "A work of 2009 is cited" in told, "and the sentence speaks of 2016"
