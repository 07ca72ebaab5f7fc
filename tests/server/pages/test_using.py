"""The pages as somebody uses them: by keyboard, by typing, by following links."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.pages.browser import chromium, keep_picture, violations
from tests.server.pages.conftest import DOCUMENT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def focused(page) -> str:
    return page.evaluate(
        "document.activeElement.id || document.activeElement.getAttribute('aria-label')"
        " || document.activeElement.textContent.trim()"
    )


def test_the_tab_key_walks_in_reading_order_and_out_again(page, address: str) -> None:
    page.goto(address + "/sparql")
    seen = []
    for _ in range(24):
        page.keyboard.press("Tab")
        seen.append(focused(page))
    assert seen[:4] == ["Skip to the content", "Diplograph", "find-q", "Search"]
    assert seen[4:8] == ["Things", "Documents", "Timeline", "Map"]
    assert "query" in seen
    assert seen[seen.index("query") + 1] == "Run"  # Tab leaves the editor


def test_the_focus_is_always_to_be_seen(page, address: str) -> None:
    page.goto(address + "/graph")
    for _ in range(30):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            "const i = e.querySelector && e.querySelector('circle');"
            "return [s.outlineStyle, parseFloat(s.outlineWidth), i && getComputedStyle(i).stroke,"
            "i && parseFloat(getComputedStyle(i).strokeWidth)] })()"
        )
        assert (style[0] != "none" and style[1] >= 3) or (style[3] or 0) >= 3, focused(page)


def test_the_skip_link_leads_past_the_navigation(page, address: str) -> None:
    page.goto(address + "/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_search_field_suggests_and_leads_to_the_thing(page, address: str) -> None:
    page.goto(address + "/")
    page.keyboard.press("/")
    assert focused(page) == "find-q"
    page.keyboard.type("akku")
    page.locator("#suggestions li").first.wait_for()
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    assert page.locator("#find-q").get_attribute("aria-activedescendant") == "s0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/agreement/akkuyu")


def test_keys_of_one_letter_can_be_turned_off(page, address: str) -> None:
    page.goto(address + "/help")
    page.get_by_label("Use keys of one letter").uncheck()
    page.goto(address + "/kind")
    page.keyboard.press("/")
    assert focused(page) != "find-q"


def test_a_query_is_completed_run_shared_and_followed_to_its_sentence(page, address: str) -> None:
    page.goto(address + "/sparql")
    area = page.locator("#query")
    area.fill("SELECT ?a ?quote ?passage WHERE {\n  ?a a dg:Contract ; part")
    area.press("End")
    area.press("Control+ ")
    page.locator("#complete li").first.wait_for()
    assert page.locator("#complete li").first.inner_text().split("\n")[0].startswith("party")
    assert violations(page) == []
    keep_picture(page, "sparql-completion")
    area.press("Enter")
    assert "dg:party" in area.input_value()
    assert area.input_value().startswith("PREFIX dg:")
    page.keyboard.type(" ?x ; dg:evidence ?passage . ?passage dg:quote ?quote }")
    area.press("Control+Enter")
    page.locator("table.result tbody tr").first.wait_for()
    keep_picture(page, "sparql-result")
    shared = page.url
    assert "query=" in shared
    page.goto(shared)
    assert page.locator("table.result tbody tr").count() == 3
    page.locator("table.result a.quote").first.click()
    page.wait_for_url("**/evidence/**")
    assert page.locator("mark.target").inner_text()


def test_completion_knows_the_class_of_the_subject(page, address: str) -> None:
    page.goto(address + "/sparql")
    area = page.locator("#query")
    area.fill(
        "PREFIX dg: <https://w3id.org/diplograph/ontology#>\nSELECT * WHERE { ?m a dg:Motive . ?m "
    )
    area.press("Control+End")
    area.press("Control+ ")
    page.locator("#complete li").first.wait_for()
    first = page.locator("#complete li").all_inner_texts()[:4]
    assert any("holder" in text for text in first)
    area.press("Escape")
    assert page.locator("#complete").is_hidden()


def test_undo_takes_a_completion_back(page, address: str) -> None:
    page.goto(address + "/sparql")
    area = page.locator("#query")
    before = "PREFIX dg: <https://w3id.org/diplograph/ontology#>\nSELECT * WHERE { ?a dg:part"
    area.fill(before)
    area.press("Control+End")
    area.press("Control+ ")
    page.locator("#complete li").first.wait_for()
    area.press("Enter")
    assert area.input_value() != before
    area.press("Control+z")
    assert area.input_value() == before


def test_a_wrong_query_is_marked_and_the_focus_stays(page, address: str) -> None:
    page.goto(address + "/sparql")
    area = page.locator("#query")
    area.fill("SELECT ?x WHERE {\n  ?x ?y }")
    area.press("Control+Enter")
    page.locator("[role=alert]").wait_for()
    assert focused(page) == "query"
    assert area.get_attribute("aria-invalid") is not None
    assert violations(page) == []
    keep_picture(page, "sparql-error")


def test_a_view_of_a_result_has_an_address_and_the_back_button_works(page, address: str) -> None:
    page.goto(address + "/queries")
    query = "SELECT ?from ?to WHERE { ?from <https://w3id.org/diplograph/ontology#opposes> ?to }"
    page.goto(address + "/sparql")
    page.locator("#query").fill(query)
    page.get_by_role("button", name="Run").click()
    page.locator(".views a", has_text="graph").click()
    page.locator("svg.network a").first.wait_for()
    assert "view=graph" in page.url
    page.go_back()
    page.locator("table.result").wait_for()
    assert page.locator("svg.network").count() == 0


def test_an_address_of_a_passage_lights_its_words(page, address: str) -> None:
    page.goto(f"{address}/id/doc/{DOCUMENT}#char=335,421")
    page.locator(".lit").first.wait_for()
    lit = "".join(page.locator(".lit").all_inner_texts())
    assert "signed an agreement to build a nuclear power plant" in lit
    box = page.locator(".lit").first.bounding_box()
    assert 0 <= box["y"] <= 900


def test_kinds_of_marks_are_switched_off_without_a_script(browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/doc/{DOCUMENT}")
    mark = page.locator("mark.k-crisis").first
    assert mark.evaluate("e => getComputedStyle(e).backgroundImage") != "none"
    page.locator("#show-crisis").uncheck()
    assert mark.evaluate("e => getComputedStyle(e).backgroundImage") == "none"
    context.close()


def test_a_state_on_the_map_leads_to_its_page(page, address: str) -> None:
    page.goto(address + "/map?frame=middle-east")
    page.locator("svg.map a[aria-label^=Turkey]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/actor/turkey")


def test_a_dot_of_the_timeline_is_two_steps_from_its_sentence(page, address: str) -> None:
    page.goto(address + "/timeline")
    page.locator("svg.timeline a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/**")
    page.locator("a.quote").first.click()
    page.wait_for_url("**/evidence/**")


def test_a_long_query_is_run_given_a_short_address_and_drawn_from_it(page, address: str) -> None:
    page.goto(address + "/sparql")
    long = "SELECT ?from ?to WHERE { ?from <https://w3id.org/diplograph/ontology#party> ?to }\n"
    page.locator("#query").fill(long + "# a remark of forty letters, and more of it\n" * 200)
    page.get_by_role("button", name="Run").click()
    page.locator("table.result tbody tr").first.wait_for()
    assert len(page.url) < 100
    page.get_by_role("button", name="graph", exact=True).click()
    page.locator("svg.network a").first.wait_for()
    page.locator("details.reuse summary").click()
    page.get_by_role("button", name="Make a short address").click()
    page.wait_for_url("**/q/*")
    assert violations(page) == []
    assert page.locator("#query").input_value().startswith(long)
    page.locator(".views a", has_text="raw").click()
    page.get_by_label("Raw result").wait_for()
    page.reload()
    assert page.get_by_label("Raw result").count() == 1
    assert "/q/" in page.url


def test_a_prefix_is_declared_at_a_click_and_only_once(page, address: str) -> None:
    page.goto(address + "/sparql")
    page.locator("#query").fill("SELECT * WHERE { ?s a skos:Concept }")
    page.locator("details.prefixes summary").click()
    for _ in range(2):
        page.locator("[data-prefix=skos]").click()
    text = page.locator("#query").input_value()
    assert text.count("PREFIX skos: <http://www.w3.org/2004/02/skos/core#>") == 1


def test_a_wished_view_holds_for_the_next_answer(page, address: str) -> None:
    page.goto(address + "/sparql")
    page.get_by_label("Show as").select_option("raw")
    page.get_by_role("button", name="Run").click()
    page.get_by_label("Raw result").wait_for()
    assert "view=raw" in page.url


def test_the_starting_query_tells_each_agreement_once(page, address: str) -> None:
    page.goto(address + "/sparql")
    page.get_by_role("button", name="Run").click()
    page.locator("table.result tbody tr").first.wait_for()
    names = page.locator("table.result tbody td:first-child").all_inner_texts()
    assert names
    assert len(names) == len(set(names))
