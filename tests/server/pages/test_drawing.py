"""Pictures: the same graph gives the same picture, everything in its frame, nothing hidden."""

import random
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.asking import Row, iri, text
from server.drawing import maps, network, timeline
from server.drawing.timeline import day_number
from server.index import Entry, Index, fold
from server.schema import BY_KEY, Schema

EMPTY = Index(Schema())
edges = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.just("p"), st.sampled_from("abcdefgh")))


@settings(deadline=None)
@given(edges)
def test_a_network_lies_in_its_frame_whatever_the_order_of_its_links(links) -> None:
    drawn = network.draw(links, EMPTY)
    for node in drawn.nodes:
        assert 0 <= node.x <= drawn.width
        assert 0 <= node.y <= drawn.height
    shuffled = links[:]
    random.Random(1).shuffle(shuffled)
    again = network.draw(shuffled, EMPTY)
    assert [(n.iri, n.x, n.y) for n in again.nodes] == [(n.iri, n.x, n.y) for n in drawn.nodes]


def test_what_does_not_fit_is_counted_and_the_most_linked_stay() -> None:
    links = [("hub", "p", f"leaf{i}") for i in range(30)]
    drawn = network.draw(links, EMPTY, most=10)
    assert len(drawn.nodes) == 10
    assert drawn.left_out == 21
    assert drawn.nodes[0].iri == "hub"


def test_an_act_is_a_line_between_who_acts_and_whom() -> None:
    act = Entry("act", "A accuses B", family=BY_KEY["interaction"])
    index = Index(Schema(), {"act": act})
    drawn = network.draw([("act", "x#actor", "a"), ("act", "x#recipient", "b")], index)
    assert {n.iri for n in drawn.nodes} == {"a", "b"}
    assert drawn.links[0].names == ["act"]


def entry(name: str, first: str, last: str = "") -> Entry:
    return Entry(f"i:{name}", name, earliest=first, latest=last or first)


def test_names_on_a_timeline_do_not_lie_on_each_other() -> None:
    drawn = timeline.draw([entry(f"Thing number {i}", f"2010-0{1 + i % 9}-01") for i in range(40)])
    boxes = []
    for item in drawn.items:
        length = len(item.name) * timeline.LETTER
        start = item.x - length if item.name_left else item.x
        boxes.append((item.lane, start, start + length))
    for i, (lane, start, end) in enumerate(boxes):
        for other, low, high in boxes[:i]:
            assert lane != other or end <= low or high <= start


def test_a_year_is_a_bar_and_a_day_is_a_dot() -> None:
    year, day = timeline.draw(
        [entry("y", "2010-01-01", "2010-12-31"), entry("d", "2011-05-05")]
    ).items
    assert year.width > 20
    assert day.width == 0


def test_what_has_no_place_on_the_axis_is_told_in_words() -> None:
    drawn = timeline.draw([entry("old", "-0031-09-02"), entry("new", "2000-01-01")])
    assert [e.label for e in drawn.before] == ["old"]
    assert timeline.draw([entry("old", "-0031-09-02")]) is None


@pytest.mark.parametrize("value", ["2010", "2010-05", "2010-05-05", "2010-05-05Z"])
def test_dates_of_each_precision_have_a_place(value: str) -> None:
    assert day_number(value)


@pytest.mark.parametrize("value", ["", "2010-13-01", "x", "-0044", "2010-02-30"])
def test_what_is_no_date_has_none(value: str) -> None:
    assert day_number(value) is None


def state(name: str, item: str, n: int) -> Row:
    return Row(state=iri(name), item=iri(f"http://www.wikidata.org/entity/{item}"), n=text(str(n)))


def test_a_state_is_shaded_by_its_count_and_one_without_a_shape_stays_in_the_list() -> None:
    shades = maps.shades(
        [state("i:tr", "Q43", 100), state("i:ru", "Q159", 4), state("i:su", "Q15180", 9)]
    )
    assert [s.iri for s in shades] == ["i:tr", "i:su", "i:ru"]
    assert shades[0].step == maps.STEPS
    assert shades[0].country.name == "Turkey"
    assert shades[1].country is None


def test_every_state_of_the_table_has_a_shape() -> None:
    assert set(maps.numbers().values()) <= set(maps.countries())
    assert len(maps.countries()) > 170


@example("𝑨")
@example("ŉİıſ")
@given(st.text())
def test_folding_twice_is_folding_once(words: str) -> None:
    assert fold(fold(words)) == fold(words)


@pytest.mark.parametrize("frame", [f for f in maps.FRAMES if f != "world"])
def test_a_part_of_the_map_holds_nothing_outside_itself(frame: str) -> None:
    left, top, width, height = (float(n) for n in maps.FRAMES[frame].split())
    drawn = [path for number in maps.countries() if (path := maps.within(number, frame))]
    assert 5 < len(drawn) < len(maps.countries())
    for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", " ".join(drawn)):
        assert left <= float(x) <= left + width
        assert top <= float(y) <= top + height


def shade(number: str, count: int) -> maps.Shade:
    return maps.Shade(f"http://e/{number}", count, 1, maps.countries()[number])


@pytest.mark.parametrize(
    ("states", "frame"),
    [
        ({"616": 9, "440": 9}, "europe"),  # Poland and Lithuania
        ({"643": 9, "792": 9, "840": 2}, "europe-and-middle-east"),  # Russia, Turkey
        ({"792": 9, "760": 9, "364": 2}, "middle-east"),  # Turkey, Syria, Iran
        ({"604": 9, "218": 9}, "americas"),  # Peru and Ecuador
        ({"566": 9, "120": 9, "826": 1}, "africa"),  # Nigeria, Cameroon, a little Britain
        ({"840": 9, "156": 9}, "world"),  # the United States and China
    ],
)
def test_the_map_begins_where_most_states_are(states: dict[str, int], frame: str) -> None:
    shades = [shade(number, count) for number, count in states.items()]
    assert maps.frame_of("", shades) == frame
    assert maps.frame_of("asia", shades) == "asia"
    assert maps.frame_of("nowhere", []) == "world"
