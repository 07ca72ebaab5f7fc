"""Footnotes, endnotes and their marks; what looks like a note and is none."""

import pytest

from kg.model import Document, Layout
from kg.read.layout import find_layout


def of(text: str) -> Layout:
    return find_layout(Document("0" * 16, "t.txt", "T", "en", "text/plain", text, "", "", ()))


@pytest.mark.parametrize(
    "note", ["_____\n[1] Ortiz, The War, 1999, p. 7.\n", "Notes\n\n1 Ortiz, The War, 1999, p. 7.\n"]
)
def test_a_mark_says_what_its_note_says(note: str) -> None:
    text = f"Peru won.[1] Ecuador lost.\n\n{note}"
    found = of(text)
    assert [(c.authors, c.year, c.page) for c in found.citations] == [(("Ortiz",), 1999, "7")] * 2
    assert not any("Ortiz" in p.masked for p in found.passages)


def test_a_number_glued_to_a_sentence_is_a_mark_where_there_is_such_a_note() -> None:
    note = "1  Ortiz, 'The War', Border Studies, vol 3, 1965, p 163.\n"
    text = f"Peru won in 1941.1 Ecuador lost 2.5 per cent.\n\n{note}"
    assert [c.span.of(text) for c in of(text).citations] == ["1", note.strip()]


@pytest.mark.parametrize(
    "heading", ["-------\nSummary\n-------", "Summary\n-------", "=====\n\nSummary\n_______"]
)
def test_a_rule_round_a_heading_begins_no_notes(heading: str) -> None:
    text = (
        f"Cable\n\n{heading}\n\n2. (U) In 1963 Chad recalled its envoy.\n\n3. (C) Mali protested.\n"
    )
    layout = of(text)
    assert not layout.citations
    assert "Chad recalled" in " ".join(p.span.of(text) for p in layout.passages)


def test_a_rule_below_the_last_line_of_a_page_begins_notes() -> None:
    text = (
        "The border was drawn in 1941\nand marked later.\n______\n1 Ortiz, The War, 1999, p. 7.\n"
    )
    assert len(of(text).citations) == 1
