"""Weigh the pages of a build: kilobytes, requests, first paint on a slow line, axe-core's findings.

Usage: ``python benchmarks/pages.py BUILD [PLACE ...]``; without places, one page of each sort is
taken. Sizes are bytes over the wire with gzip, everything the page loads included. The slow line
has 1.6 Mbit/s and 150 ms round trip, the processor is slowed four times. The null beside the
pages is an empty page of the same server (``/healthz``): its first paint is the line's share. A
first paint is the middle of several; the first answer is the time that the server takes for a page
that nobody has asked for yet. On a busy machine both are longer: read them beside the null.
"""

import sys
import time
import urllib.request
from pathlib import Path
from statistics import median
from typing import Any

from tests.server.pages.browser import Watch, chromium, violations
from tests.server.pages.conftest import serving

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
PAINTS = 5  # measured of each page
PAINT = """() => new Promise((done) => {
  new PerformanceObserver((list) => {
    const found = list.getEntriesByName('first-contentful-paint')[0];
    if (found) done(Math.round(found.startTime));
  }).observe({ type: 'paint', buffered: true });
  setTimeout(() => done(-1), 5000);
})"""
FIXED = (
    *("/", "/kind", "/kind/Agreement", "/search?q=russia", "/timeline", "/map", "/graph"),
    *("/compare?a=Russia&b=Turkey", "/ask?kind=Agreement", "/sparql", "/queries", "/ontology"),
    *("/ontology/party", "/dataset", "/validation", "/provenance", "/help", "/doc"),
)


def places(page: Any, address: str) -> list[str]:
    """Return one page of each sort, and the most spoken-of things and the first document."""
    page.goto(address + "/")
    links = "[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))"
    found = [url for url in page.evaluate(links) if url.startswith(("/page/actor", "/doc/"))]
    page.goto(address + "/kind/Crisis?sort=claims")
    found += [url for url in page.evaluate(links) if url.startswith("/page/crisis")][:1]
    document = next(url for url in found if url.startswith("/doc/"))
    page.goto(address + document)
    found += [url for url in page.evaluate(links) if "/evidence/" in url][:1]
    return [*FIXED, *dict.fromkeys([*found[:2], document, *found[-2:]])]


def first_answer(url: str) -> int:
    """Return how long the server takes for an answer, in milliseconds."""
    asked = urllib.request.Request(url, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    began = time.perf_counter()
    with urllib.request.urlopen(asked) as answer:
        answer.read()
    return round((time.perf_counter() - began) * 1000)


def painted(browser: Any, url: str) -> int:
    """Return the middle of several first paints."""
    return round(median(first_paint(browser, url) for _ in range(PAINTS)))


def first_paint(browser: Any, url: str) -> int:
    """Return when something was painted first, in milliseconds, on the slow line."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url)
    found: int = page.evaluate(PAINT)
    context.close()
    return found


def weigh(browser: Any, address: str, place: str) -> str:
    """Return a line of the table."""
    answered = first_answer(address + place)
    context = browser.new_context()
    page = context.new_page()
    watch = Watch(page, address)
    page.goto(address + place, wait_until="load")
    wrong = violations(page)
    context.close()
    paint = painted(browser, address + place)
    sizes = f"{sum(watch.sizes) / 1024:.1f} | {len(watch.requests)}"
    return f"| `{place}` | {sizes} | {answered} | {paint} | {len(wrong)} | {len(watch.faults)} |"


def main(build: str, *chosen: str) -> None:
    """Print the table."""
    print("| page | KB | requests | first answer, ms | first paint, ms | axe | console errors |")
    print("|---|---|---|---|---|---|---|")
    for address in serving(Path(build)):
        with chromium() as browser:
            null = painted(browser, address + "/healthz")
            print(f"| (null: `/healthz`) | – | 1 | – | {null} | – | – |")
            for place in chosen or places(browser.new_page(), address):
                print(weigh(browser, address, place))


if __name__ == "__main__":
    main(*sys.argv[1:])
