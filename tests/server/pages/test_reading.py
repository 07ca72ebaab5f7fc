"""A text cut at the boundaries of marks is the same text, whatever the marks."""

import re

from hypothesis import given
from hypothesis import strategies as st

from server.drawing import density
from server.reading import Mark, blocks, context, lay_out

TEXT = "One two three.\n\nFour five six seven.\n\nEight."
ranges = st.tuples(st.integers(-3, 60), st.integers(-3, 60))


def shown(laid) -> str:
    return "".join(s.text for block in laid for s in block.stretches)


@given(
    st.lists(ranges, max_size=12), st.lists(ranges, max_size=12), st.sampled_from([TEXT, "", "a"])
)
def test_no_mark_changes_the_text(names, spans, text) -> None:
    marks = [Mark(b, e, "x", "actor", "AC") for b, e in names]
    laid = lay_out(text, [], marks, dict.fromkeys(spans, "crisis"))
    assert shown(laid) == "".join(text[b.begin : b.end] for b in blocks(text, []))


@given(st.text("ab \n.", max_size=80))
def test_blocks_leave_out_only_white_space(text: str) -> None:
    found = blocks(text, [])
    kept = "".join(text[b.begin : b.end] for b in found)
    assert "".join(kept.split()) == "".join(text.split())


def test_a_span_that_crosses_another_is_cut_and_both_are_led_to() -> None:
    laid = lay_out(TEXT, [], [], {(0, 7): "crisis", (4, 13): "motive"})
    first = laid[0]
    assert [s.text.strip() for s in first.stretches][:3] == ["One", "two", "three"]
    assert first.stretches[1].kinds == ("crisis", "motive")
    assert [r for s in first.stretches for r in s.refs] == [(0, 7), (4, 13)]
    assert [a for s in first.stretches for a in s.anchors] == [(0, 7), (4, 13)]


def test_a_name_inside_a_name_has_no_link_of_its_own() -> None:
    marks = [Mark(0, 7, "outer", "actor", "AC"), Mark(4, 7, "inner", "actor", "AC")]
    laid = lay_out(TEXT, [], marks, {})
    assert {s.mark.thing for s in laid[0].stretches if s.mark} == {"outer"}


def test_a_span_over_two_paragraphs_begins_in_one_and_ends_in_the_other() -> None:
    laid = lay_out(TEXT, [], [], {(8, 20): "crisis"})
    assert laid[0].spans == [(8, 20)]
    assert [r for s in laid[1].stretches for r in s.refs] == [(8, 20)]


def test_headings_are_blocks_of_their_own() -> None:
    laid = lay_out("Head\nText goes on.", [(0, 4, 2)], [], {})
    assert [(b.level, b.begin) for b in laid] == [(2, 0), (0, 4)]


def test_context_stays_in_the_paragraph() -> None:
    assert context(TEXT, 21, 25) == ("Four ", " six seven.")


@given(st.text(alphabet="ab .\n", min_size=1, max_size=200), st.data())
def test_the_strip_shows_each_mark_in_its_place_and_inside_itself(text: str, data) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    blocks = lay_out(text, [], [Mark(begin, end, "x", "actor", "AC")], {(begin, end): "crisis"})
    strip = density.draw(blocks, "x")
    if not text[begin:end].strip():
        return  # nothing of it is in a paragraph
    spans = [
        (float(b), float(w)) for b, w in re.findall(r"M([\d.]+) 0h([\d.]+)", strip.kinds["actor"])
    ]
    assert spans
    assert strip.lit
    scale = strip.width / blocks[-1].end
    assert all(begin * scale - 0.2 <= b for b, _ in spans)
    assert all(b + w <= end * scale + density.LEAST + 0.2 for b, w in spans)


def test_a_strip_of_nothing_is_empty() -> None:
    assert density.draw([]).kinds == {}
