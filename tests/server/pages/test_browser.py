"""Each page in a real browser: quiet, from one place, light, readable by everybody."""

import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.server.pages.browser import Watch, chromium, keep_picture, violations
from tests.server.pages.places import PAGES

pytestmark = pytest.mark.slow

KB = 1024
WEIGHT, MAP_WEIGHT = 60 * KB, 110 * KB
MOST_REQUESTS = 6
SMALLEST_TARGET = 24


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


def name_of(place: str) -> str:
    return re.sub(r"\W+", "-", place.split("?query=")[0]).strip("-") or "home"


def opened(browser: Any, url: str, **options: Any) -> tuple[Any, Watch]:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    watch = Watch(page, re.match(r"https?://[^/]+", url)[0])
    page.goto(url, wait_until="load")
    return page, watch


@pytest.mark.parametrize("place", PAGES)
def test_a_page_is_quiet_light_and_readable(browser, address: str, place: str) -> None:
    page, watch = opened(browser, address + place)
    keep_picture(page, f"{name_of(place)}-light")
    wrong = {"light": violations(page)}
    requests, weight = len(watch.requests), sum(watch.sizes)  # the dark has a picture of its own
    page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
    wrong["opened"] = violations(page)
    page.emulate_media(color_scheme="dark")
    keep_picture(page, f"{name_of(place)}-dark")
    wrong["dark"] = violations(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    keep_picture(page, f"{name_of(place)}-320")
    wrong["320 px"] = violations(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    small = page.evaluate(SMALL_TARGETS, SMALLEST_TARGET)
    page.context.close()
    assert watch.faults == []
    assert watch.outside == []
    assert requests <= MOST_REQUESTS
    assert weight <= (MAP_WEIGHT if place.startswith("/map") else WEIGHT)
    assert wrong == {"light": [], "opened": [], "dark": [], "320 px": []}
    assert width <= 320
    assert small == []


# Controls that stand alone must be 24 px high and wide; links in running text are exempt.
SMALL_TARGETS = """(least) => [
  ...document.querySelectorAll('button, input, select, summary, nav a')]
  .filter((e) => e.offsetParent !== null)
  .map((e) => [e.outerHTML.slice(0, 80), e.closest('label') || e])
  .map(([html, e]) => [html, e.getBoundingClientRect()])
  .filter(([, b]) => b.height > 0 && (b.height < least || b.width < least))
  .map(([html]) => html)"""


@pytest.mark.parametrize("place", ["/", "/page/actor/turkey", "/graph", "/sparql"])
def test_a_page_works_in_forced_colours_and_on_paper(browser, address: str, place: str) -> None:
    page, watch = opened(browser, address + place, forced_colors="active")
    keep_picture(page, f"{name_of(place)}-forced")
    page.emulate_media(media="print", forced_colors="none")
    keep_picture(page, f"{name_of(place)}-print")
    assert page.locator("nav.rooms").is_hidden()
    page.context.close()
    assert watch.faults == []


def printed(browser: Any, url: str) -> str:
    """Return the text of a page as it comes out of a printer."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed (extra pdf)")
    page, _ = opened(browser, url)
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    page.context.close()
    words = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    return unicodedata.normalize("NFKC", words)  # the printer joins letters: fl, fi


def test_paper_has_what_is_folded_and_where_links_lead(browser, address: str) -> None:
    words = printed(browser, address + "/page/actor/turkey")
    assert "wikidata.org/entity/Q43" in words
    assert "Search names and quotes" not in words
    page, _ = opened(browser, address + "/dataset")
    folded = page.locator("details.folded tbody th").all_text_contents()
    page.context.close()
    words = printed(browser, address + "/dataset")
    assert len(folded) > 5
    assert [name for name in folded if name not in words] == []


def test_paper_has_the_query_of_an_answer(browser, address: str) -> None:
    words = printed(browser, f"{address}/sparql?query={quote(QUERY)}")
    assert "WHERE { ?a a dg:Contract" in words


@pytest.mark.parametrize(
    "place", ["/", "/page/actor/turkey", "/timeline", "/graph", "/map", "/doc/7179bedc379ae624"]
)
def test_a_page_shows_its_content_without_javascript(browser, address: str, place: str) -> None:
    page, _ = opened(browser, address + place, java_script_enabled=False)
    words = page.locator("main").inner_text()
    page.context.close()
    assert "Turkey" in words
    assert len(words) > 300


def test_without_javascript_a_query_is_typed_run_and_followed(browser, address: str) -> None:
    page, _ = opened(browser, address + "/sparql", java_script_enabled=False)
    page.locator("#query").fill(QUERY)
    page.get_by_role("button", name="Run").click()
    page.locator("table.result a.quote").first.click()
    assert "/evidence/" in page.url
    page.context.close()


QUERY = """PREFIX dg: <https://w3id.org/diplograph/ontology#>
SELECT ?a ?quote ?passage
WHERE { ?a a dg:Contract ; dg:evidence ?passage . ?passage dg:quote ?quote }"""


@pytest.mark.parametrize("place", ["/", "/page/actor/turkey", "/doc/7179bedc379ae624"])
def test_the_first_paint_comes_within_a_second_on_a_slow_line(
    browser, address: str, place: str
) -> None:
    """1.6 Mbit/s, 150 ms round trip, a processor four times slower."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    slow = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
    session.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address + place, wait_until="load")
    paint = page.evaluate(FIRST_PAINT)
    context.close()
    assert paint < 1_000


# Resolves when the browser has painted; the entry may come a moment after the load event.
FIRST_PAINT = """() => new Promise((done) => new PerformanceObserver((list) => {
  const found = list.getEntriesByName('first-contentful-paint')[0];
  if (found) done(found.startTime);
}).observe({ type: 'paint', buffered: true }))"""
