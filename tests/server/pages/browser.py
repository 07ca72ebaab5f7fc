"""A real Chromium for tests, driven by Playwright; skipped where it is missing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARTEFACTS = Path(__file__).resolve().parents[3] / "test-artifacts" / "pages"
# Rules of WCAG 2.0 to 2.2, levels A and AA.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the browser, or skip the test with the reason."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    # Chromium's own sandbox does not start for root, as in a container.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


class Watch:
    """What a page did while it was open: messages, and requests by address."""

    def __init__(self, page: Any, origin: str) -> None:
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.sizes: list[int] = []
        self._origin = origin
        page.on("console", self._console)
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfinished", self._finished)

    def _console(self, message: Any) -> None:
        # A page that tells an error is sent with that error's status, which the browser remarks.
        if message.type in {"error", "warning"} and "status of 40" not in message.text:
            self.faults.append(message.text)

    def _finished(self, request: Any) -> None:
        sizes = request.sizes()
        self.sizes.append(sizes["responseBodySize"])

    @property
    def outside(self) -> list[str]:
        """Requests to anywhere but the server."""
        return [url for url in self.requests if not url.startswith(self._origin)]


def violations(page: Any) -> list[str]:
    """Return what axe-core finds wrong, a line for each rule with its first element."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"runOnly": {"type": "tag", "values": list(RULES)}})
    return [
        f"{v['id']}: {v['help']} – {v['nodes'][0]['html'][:160]}"
        for v in found.response["violations"]
    ]


def keep_picture(page: Any, name: str) -> None:
    """Keep a screenshot to be looked at."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
