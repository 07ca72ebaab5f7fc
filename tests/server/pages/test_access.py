"""The pages for people who zoom, space out text, use a keyboard, or hear the page.

No screen reader is driven here. Chromium's own accessibility tree, which it hands to one, is read
over its debugging protocol instead: names, roles, headings, tables and the order of things.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.server.pages.browser import chromium, keep_picture
from tests.server.pages.places import PAGES

pytestmark = pytest.mark.slow

# WCAG 2.1, 1.4.12: nothing may be lost when a reader spaces the text like this.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


def opened(browser: Any, url: str, **options: Any) -> Any:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 1024}, **options})
    page = context.new_page()
    page.goto(url, wait_until="load")
    return page


# Texts whose own box, or a box around them that hides what leaves it, is too small for them.
CUT = """() => {
  const hides = (e) => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX)
    || ['hidden', 'clip'].includes(getComputedStyle(e).overflowY);
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || node.parentElement.closest('.visually-hidden, .paint, svg')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    if (!text.width) continue;
    for (let e = node.parentElement; e && e !== document.body; e = e.parentElement) {
      const box = e.getBoundingClientRect();
      if (hides(e) && box.width > 1
        && (text.right > box.right + 1 || text.bottom > box.bottom + 1)) {
        found.push(node.data.trim().slice(0, 60));
        break;
      }
    }
  }
  return found;
}"""


@pytest.mark.parametrize("place", PAGES)
def test_no_text_is_lost_when_a_reader_spaces_it_out(browser, address: str, place: str) -> None:
    page = opened(browser, address + place, bypass_csp=True)
    page.add_style_tag(content=SPACED)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 1024})
        assert page.evaluate(CUT) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("place", PAGES)
def test_a_page_is_read_at_four_times_its_size_without_scrolling_sideways(
    browser, address: str, place: str
) -> None:
    """1280 by 1024 pixels at 400 % are 320 by 256 pixels of CSS (WCAG 1.4.10)."""
    page = opened(
        browser, address + place, viewport={"width": 320, "height": 256}, device_scale_factor=4
    )
    wide = page.evaluate("document.documentElement.scrollWidth")
    beyond = page.evaluate(BEYOND)
    page.context.close()
    assert wide <= 320
    assert beyond == []


# Content that needs two dimensions (pictures, code, wide tables) lies in a region that scrolls.
BEYOND = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter((e) => !e.closest('.scroll, svg, .visually-hidden, .skip, .paint') && e.offsetParent)
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => e.outerHTML.slice(0, 90))"""


def test_what_opens_over_the_page_fits_into_it_at_four_times_its_size(browser, address) -> None:
    page = opened(
        browser, address + "/", viewport={"width": 320, "height": 256}, device_scale_factor=4
    )
    page.locator("#find-q").fill("r")
    page.locator("#suggestions li").first.wait_for()
    box = page.locator("#suggestions").bounding_box()
    keep_picture(page, "suggestions-400-percent")
    page.context.close()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


# Targets that are smaller than 24 px, not in running text, and too near to another one.
CROWDED = """() => {
  const inline = (e) => e.tagName === 'A' && !e.closest('svg') && getComputedStyle(e).display === 'inline';
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((e) => e.checkVisibility() && !e.closest('.skip'))
    .map((e) => [e, (e.closest('label') || e).getBoundingClientRect()])
    .filter(([, b]) => b.width > 0);
  const middle = (b) => [b.left + b.width / 2, b.top + b.height / 2];
  const small = all.filter(([e, b]) => (b.width < 24 || b.height < 24) && !inline(e));
  const near = ([x, y], b) => Math.hypot(Math.max(b.left - x, 0, x - b.right), Math.max(b.top - y, 0, y - b.bottom)) < 12;
  return small.filter(([e, b]) => all.some(([other, o]) => other !== e && !other.contains(e) && near(middle(b), o)))
    .map(([e]) => [e.getAttribute('href') || '', e.outerHTML.slice(0, 80)]);
}"""  # noqa: E501 - JavaScript reads better in one line a step


@pytest.mark.parametrize("place", PAGES)
def test_a_target_is_large_enough_or_has_a_large_twin(browser, address: str, place: str) -> None:
    """24 px, or that much room; what a picture crowds stands as a link in its table too."""
    page = opened(browser, address + place)
    crowded = page.evaluate(CROWDED)
    told = set(
        page.evaluate(
            "[...document.querySelectorAll('main a[href]')].filter((a) => !a.closest('svg'))"
            ".map((a) => a.getAttribute('href'))"
        )
    )
    page.context.close()
    assert [html for href, html in crowded if href not in told] == []


@pytest.mark.parametrize("place", PAGES)
def test_the_focus_is_seen_and_nothing_lies_over_it(browser, address: str, place: str) -> None:
    page = opened(browser, address + place, reduced_motion="reduce")
    faults = []
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            break
        if not found["marked"] or not found["seen"]:
            faults.append(found)
    page.context.close()
    assert faults == []


FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const drawn = e.closest('svg') && e.querySelector('circle, rect, path');
  const style = getComputedStyle(e), inner = drawn && getComputedStyle(drawn);
  const marked = drawn ? parseFloat(inner.strokeWidth) >= 3 && inner.stroke !== 'none'
    : style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3;
  const box = (drawn || e).getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const seen = box.bottom > 0 && box.top < innerHeight && top && (e.contains(top) || top.contains(e) || e.closest('svg') === top.closest('svg'));
  return { html: e.outerHTML.slice(0, 90), marked, seen: Boolean(seen) };
}"""  # noqa: E501 - JavaScript reads better in one line a step


@pytest.mark.parametrize("place", ["/", "/graph", "/page/actor/turkey", "/sparql"])
def test_nothing_moves_for_who_wants_no_motion(browser, address: str, place: str) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter((e) => {
      const s = getComputedStyle(e);
      return s.animationName !== 'none' || s.scrollBehavior === 'smooth'
        || s.transitionDuration.split(',').some((d) => parseFloat(d) > 0); }).length"""
    page = opened(browser, address + place, reduced_motion="reduce")
    still = page.evaluate(moving)
    page.emulate_media(reduced_motion="no-preference")
    lively = page.evaluate(moving)
    page.context.close()
    assert still == 0
    assert lively > 0  # so that the count above can tell


# ---- what a screen reader is handed

Node = dict[str, Any]
NAMED = {
    *("link", "button", "checkbox", "combobox", "searchbox", "textbox", "listbox", "option"),
    *("image", "meter", "table", "region", "navigation", "search", "form", "heading"),
    *("columnheader", "DisclosureTriangle"),
}


def tree_of(page: Any) -> list[Node]:
    """Return what the accessibility tree tells, in its order."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    told: list[Node] = []

    def walk(node: Node) -> None:
        if not node.get("ignored"):
            told.append(
                {
                    "role": node["role"]["value"],
                    "name": node.get("name", {}).get("value", "").strip(),
                    **{p["name"]: p["value"].get("value") for p in node.get("properties", [])},
                    "children": [by_id[c] for c in node.get("childIds", []) if c in by_id],
                }
            )
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child])

    walk(nodes[0])
    return told


@pytest.mark.parametrize("place", PAGES)
def test_everything_that_is_told_has_a_name_and_its_place(browser, address, place: str) -> None:
    page = opened(browser, address + place)
    told = tree_of(page)
    tab_order = page.evaluate(TAB_ORDER)
    page.context.close()
    nameless = [n["role"] for n in told if n["role"] in NAMED and not n["name"]]
    assert nameless == []
    roles = [n["role"] for n in told]
    for landmark in ("banner", "main", "contentinfo", "search"):
        assert landmark in roles, landmark
    for landmark in ("navigation", "region", "search"):
        names = [n["name"] for n in told if n["role"] == landmark]
        assert len(names) == len(set(names)), f"two of {landmark} share a name"
    levels = [n["level"] for n in told if n["role"] == "heading"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels)), levels
    assert [n["url"] for n in told if n["role"] == "link"] == tab_order


# Where the shown links lead, in the order of the document, which is that of the Tab key.
TAB_ORDER = """() => [...document.querySelectorAll('a[href]')].filter((a) => a.checkVisibility())
  .map((a) => a instanceof SVGElement ? new URL(a.href.baseVal, location.href).href : a.href)"""


@pytest.mark.parametrize("place", PAGES)
def test_a_table_is_walked_by_its_headers_at_any_width(browser, address, place: str) -> None:
    page = opened(browser, address + place)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        tables = page.evaluate(TABLES)
        heard = [n["role"] for n in tree_of(page)]
        for table in tables:
            assert table["caption"]
            assert table["scoped"], table["caption"]
            assert table["even"], table["caption"]
        assert heard.count("table") == len(tables)
        assert heard.count("columnheader") == sum(t["columns"] for t in tables)
        assert heard.count("row") == sum(t["rows"] for t in tables)
    page.context.close()


# Tables that are shown: whether each row has as many cells as there are columns.
TABLES = """() => [...document.querySelectorAll('table')].filter((t) => t.checkVisibility()).map((t) => {
  const head = [...t.querySelectorAll('thead th')], rows = [...t.querySelectorAll('tr')];
  const span = (row) => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0);
  return {
    caption: t.caption ? t.caption.textContent.trim() : '',
    scoped: [...t.querySelectorAll('th')].every((th) => ['col', 'row'].includes(th.scope)),
    even: rows.every((row) => span(row) === head.length),
    columns: head.length, rows: rows.length,
  };
})"""  # noqa: E501 - JavaScript reads better in one line a step
