"""The text layer: headings, citations, furniture and passages, and its laws on any text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Document, Heading, Layout, Span
from kg.read.layout import find_layout


def document(text: str, headings: tuple[Heading, ...] = ()) -> Document:
    return Document("0" * 16, "t.txt", "T", "en", "text/plain", text, "", "", headings)


def of(text: str, headings: tuple[Heading, ...] = ()) -> Layout:
    return find_layout(document(text, headings))


def titles(text: str) -> list[tuple[int, str | None, str]]:
    return [(s.level, s.number, s.title) for s in of(text).sections]


PARAGRAPH = "Peru and Ecuador quarrelled over the border for decades. They fought in 1995.\n\n"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("1. Background\n\n", (1, "1", "Background")),
        ("2.3. The Second Motive: Oil\n\n", (2, "2.3", "The Second Motive: Oil")),
        ("2.3.1 Oil in the Amazon\n\n", (3, "2.3.1", "Oil in the Amazon")),
        ("III. The War\n\n", (1, "III", "The War")),
        ("Chapter 4: The War\n\n", (1, "4", "The War")),
        ("A) The War\n\n", (1, "A", "The War")),
        ("5. THE WAR IN THE \nUPPER CENEPA\n\n", (1, "5", "THE WAR IN THE UPPER CENEPA")),
        ("2.1. Second Aim:\n\nShare the river\n\n", (2, "2.1", "Second Aim: Share the river")),
        ("2.2. Second: \n\n", (2, "2.2", "Second")),
        ("THE PEACE OF BRASILIA\n\n", (1, None, "THE PEACE OF BRASILIA")),
        ("The Road to Peace\n\n", (1, None, "The Road to Peace")),
        ("First: The Motives of Peru\n\n", (1, None, "First: The Motives of Peru")),
        ("Conclusion\n", (1, None, "Conclusion")),
        ("3. The Peace\n", (1, "3", "The Peace")),
        ("Key Findings:\n\n", (1, None, "Key Findings")),
        ("## The Peace\n", (1, None, "The Peace")),
        ("4.  The  Peace\n\n", (1, "4", "The Peace")),
        ("Peru\n", (1, None, "Peru")),
    ],
)  # fmt: skip
def test_a_heading_is_found(heading: str, expected: tuple[int, str | None, str]) -> None:
    text = f"{PARAGRAPH}{heading}{PARAGRAPH}"
    assert titles(text) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "1. Peru left the talks. Ecuador stayed.\n\n",
        "1. Trade\n2. Energy\n3. Migration\n\n",
        "- Trade with Peru\n- Trade with Ecuador\n\n",
        "the motives can be listed as follows:\n\n",
        "The reasons were as follows:\n\n",
        "Peru left the talks, but Ecuador stayed,\n\n",
        "12\n\n",
        "1995 was a year of war.\n\n",
        "A. Garcia spoke of peace.\n\n",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    assert titles(f"{PARAGRAPH}{line}{PARAGRAPH}") == []


def test_the_title_of_a_document_is_no_section() -> None:
    text = f"Peru and Ecuador: Two Neighbours\n\nSummary\n\n{PARAGRAPH}The War\n\n{PARAGRAPH}"
    assert titles(text) == [(1, None, "Summary"), (1, None, "The War")]


def test_sections_nest_by_level() -> None:
    text = "".join(f"{h}\n\n{PARAGRAPH}" for h in ("1. War", "1.1. Causes", "1.2. End", "2. Peace"))
    sections = of(text).sections
    assert [s.parent for s in sections] == [None, 0, 0, None]
    assert sections[1].body.of(text).strip() == PARAGRAPH.strip()


def test_a_numbered_beginning_of_a_sentence_is_a_heading_up_to_its_colon() -> None:
    text = f"{PARAGRAPH}4.1. First: the ministers met in Lima and agreed on \n\na truce.\n"
    found = of(text)
    assert [s.heading.of(text) for s in found.sections] == ["4.1. First:"]
    assert found.passages[-1].span.of(text).endswith("agreed on \n\na truce.")


def test_marked_headings_are_taken_as_they_are() -> None:
    text = "Rivals\n\nThe War\n\nIt began early.\n\nCauses\n\nThey are many.\n"
    marked = (Heading(Span(0, 6), 1), Heading(Span(8, 15), 2), Heading(Span(34, 40), 3))
    found = [(s.level, s.title) for s in of(text, marked).sections]
    assert found == [(1, "The War"), (2, "Causes")]


@pytest.mark.parametrize(
    ("printed", "authors", "year", "page"),
    [
        ("(Ortiz, 1999, p. 23)", ("Ortiz",), 1999, "23"),
        ("( Ortiz, , 1999,P.23)", ("Ortiz",), 1999, "23"),
        ("(Ortiz and Vega 1999: 23-25)", ("Ortiz", "Vega"), 1999, "23-25"),
        ("(Ortiz et al., 1999)", ("Ortiz",), 1999, None),
        ("(see Ortiz, No. 4.1999, pp. 7-9)", ("Ortiz",), 1999, "7-9"),
        ("(Lima Herald, 3 March 1995)", ("Lima Herald",), 1995, None),
        ("(Lima Herald, 3March, 1995)", ("Lima Herald",), 1995, None),
        ("(Ibid., p. 44)", ("Ibid.",), None, "44"),
        ("(3) Ibid., P. 44", ("Ibid.",), None, "44"),
        ("(Ortiz /1999, at: http://example.org/a)", ("Ortiz",), 1999, None),
        ("[12]", (), None, None),
        ("(S/2003/123)", (), 2003, None),
        ("(Ortiz, n.d.)", ("Ortiz",), None, None),
    ],
)
def test_a_citation_is_read(
    printed: str, authors: tuple[str, ...], year: int | None, page: str | None
) -> None:
    text = f"Peru accepted the offer {printed}. Ecuador did not."
    (citation,) = of(text).citations
    assert citation.span.of(text) == printed
    assert (citation.authors, citation.year, citation.page) == (authors, year, page)


@pytest.mark.parametrize(
    "printed",
    [
        "(January 12, 1995)",
        "(1995)",
        "(16 July)",
        "(since 2002)",
        "(the PKK)",
        "(1941-1942)",
        "(Rio Protocol, 1942)",
        "(a treaty of 1942)",
        "($ 20 billion)",
        "(CAN)",
    ],
)
def test_brackets_that_cite_nothing(printed: str) -> None:
    assert of(f"Peru accepted the offer {printed} in the end. Ecuador did not.").citations == ()


def test_works_in_one_pair_of_brackets_are_told_apart() -> None:
    found = of("They met again (Ortiz, 1999, p. 3; Vega, 2001). All was well (Ibid., p. 9).")
    assert [c.year for c in found.citations] == [1999, 2001, None]
    assert found.citations[2].same_as == 1


def test_a_name_before_the_brackets_belongs_to_the_citation() -> None:
    text = "Ortiz (1999) argues that Peru won. The Rio Protocol (1942) held, notes Vega (2001)."
    assert [c.span.of(text) for c in of(text).citations] == ["Ortiz (1999)", "Vega (2001)"]


def test_a_raised_number_is_a_mark_and_a_square_metre_is_none() -> None:
    text = "Peru won.¹² It gained 5 m² of land."
    assert [c.span.of(text) for c in of(text).citations] == ["¹²"]


def test_works_under_references_belong_to_no_statement() -> None:
    text = (
        f"{PARAGRAPH}References\n\nOrtiz, A. (1999). The War. Lima: Sol.\nVega, B. (2001). Peace.\n"
    )
    found = of(text)
    assert found.citations == ()
    assert [s.title for s in found.sections] == ["References"]
    assert not any("Ortiz" in p.masked for p in found.passages)


def test_passages_are_sentences_and_mask_citations() -> None:
    text = "Peru left.(Ortiz, 1999, p. 2) Ecuador stayed in Lima.The guarantors met."
    found = of(text).passages
    assert [p.span.of(text) for p in found][1:] == [
        "Ecuador stayed in Lima.",
        "The guarantors met.",
    ]
    assert "Ortiz" not in found[0].masked


def test_furniture_inside_a_sentence_is_masked() -> None:
    text = "The two states signed the act in\n\nhttps://example.org/page\n\nall three cities.\n"
    (passage,) = of(text).passages
    words = " ".join(passage.masked.split())
    assert words == "The two states signed the act in all three cities."
    assert [n.of(text) for n in of(text).noise] == ["https://example.org/page"]


def test_running_headers_and_page_numbers_are_noise() -> None:
    page = "Journal of Border Studies, Vol. 3, page {}\n\n" + PARAGRAPH
    text = "".join(page.format(n) + f"{n}\n\n" for n in range(1, 5))
    assert len(of(text).noise) == 8
    assert not any("Journal" in p.masked for p in of(text).passages)


def test_headers_that_touch_the_text_are_noise_too() -> None:
    pages = (
        "Border Studies 4 (2019)\nPeru signed the act in Lima, {}, and Ecuador signed it in\n"
        "the city of Quito. Both were content with what the act had given to \n{}\n\n"
    )
    text = "".join(pages.format(word, n) for n, word in enumerate(("Brazil", "Chile", "Spain"), 7))
    found = of(text)
    assert len(found.noise) == 6
    assert not any("Studies" in p.masked or "8" in p.masked for p in found.passages)


def test_headings_that_differ_by_their_numbers_are_no_running_headers() -> None:
    text = "".join(f"{n}.1 Peru\n\nPeru signed act {n} in the city of Lima.\n\n" for n in (1, 2, 3))
    assert [s.number for s in of(text).sections] == ["1.1", "2.1", "3.1"]


def test_list_items_are_items() -> None:
    text = (
        f"{PARAGRAPH}The reasons are these:\n\n. Peru needs the river.\n\n. Ecuador needs it too.\n"
    )
    assert [p.kind for p in of(text).passages][-2:] == ["item", "item"]


def check_laws(text: str) -> None:
    found = of(text)
    assert found == of(text)
    last = 0
    for passage in found.passages:
        assert 0 <= last <= passage.span.start < passage.span.end <= len(text)
        last = passage.span.end
        assert len(passage.masked) == passage.span.end - passage.span.start
        printed = passage.span.of(text)
        assert all(a in (b, " ") for a, b in zip(passage.masked, printed, strict=True))
    for section in found.sections:
        assert section.heading.of(text).strip()
        assert section.parent is None or section.parent < section.index
        assert not any(
            p.kind != "heading" and p.span.meets(section.heading) for p in found.passages
        )
    for citation in found.citations:
        assert citation.span.of(text).strip()


PIECES = st.sampled_from(
    ["1. ", "2.1 ", "First: ", "\n", "\n\n", "\f", "(", ")", "Ortiz, 1999", "Ibid.", " p. 3", "http://a.b",
     "THE WAR", "The war. ", "a", ". ", "•", "[1]", "שלום", "🙂", "\u2028", "\r\n", "\x00", "Q1: "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_the_laws_hold_on_any_text(text: str) -> None:
    check_laws(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "a" * 300_000,
        "word " * 60_000,
        "www." * 60_000,
        "(" * 100_000,
        "(A 1999; " * 20_000,
        "1. A\n" * 20_000,
        ". . " * 50_000,
        "\n" * 200_000,
        "Ibid. " * 20_000,
        "A. " * 50_000,
    ],
    ids=lambda t: repr(t[:8]),
)
def test_long_and_odd_texts_take_little_time(text: str) -> None:
    begin = time.perf_counter()
    of(text)
    assert time.perf_counter() - begin < 20


def test_a_sentence_ends_at_a_year_that_the_next_one_is_glued_to() -> None:
    text = "Trade shall reach 10 billion by 2023.Peruvian investment grew to 2 billion."
    passages = of(text).passages
    assert [p.span.of(text) for p in passages] == [text[:37], text[37:]]
