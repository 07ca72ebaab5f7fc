"""The exported site: the same pages as files, complete, with links that work from a disk."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from kg.errors import OutputError
from server.export import MARKER, export_site, file_of
from server.site import Site
from tests.server.pages.browser import Watch, chromium
from tests.server.pages.conftest import PUBLIC


@pytest.fixture(scope="module")
def exported(engine, build, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("export") / "site"
    heard: list[int] = []
    count = export_site(Site(engine, build, PUBLIC), out, lambda n, _: heard.append(n))
    assert heard == list(range(1, count + 1))
    return out


def test_every_link_of_every_page_leads_to_a_file(exported: Path) -> None:
    missing = set()
    for page in exported.rglob("*.html"):
        for raw in re.findall(r'\s(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8")):
            parts = urlsplit(unescape(raw))
            if parts.scheme or not parts.path:
                continue
            if not (page.parent / unquote(parts.path)).resolve().is_file():
                missing.add((page.relative_to(exported).as_posix(), raw))
    assert missing == set()


def test_it_holds_pages_data_and_downloads(exported: Path) -> None:
    for name in (
        "index.html",
        "page/actor/turkey/index.html",
        "data/actor/turkey.ttl",
        "dataset/SHA256SUMS",
        "timeline.csv",
        "sitemap.xml",
    ):
        assert (exported / name).is_file(), name


def test_it_offers_nothing_that_needs_a_server(exported: Path) -> None:
    html = (exported / "index.html").read_text(encoding="utf-8")
    assert "<form" not in html
    assert not (exported / "sparql").exists()


@pytest.mark.slow
def test_it_works_from_a_disk(exported: Path) -> None:
    with chromium() as browser:
        page = browser.new_page()
        watch = Watch(page, "file://")
        page.goto((exported / "index.html").as_uri())
        page.get_by_role("link", name="Turkey").first.click()
        page.locator("a.quote").first.click()
        assert page.locator("mark.target").inner_text()
        assert watch.outside == []


def test_an_export_again_takes_the_place_of_the_first(engine, build, tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / MARKER).write_text("old")
    (out / "old.html").write_text("old")
    export_site(Site(engine, build, PUBLIC), out, lambda *_: None)
    assert not (out / "old.html").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_folder_of_somebody_else_is_left_alone(engine, build, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds other files"):
        export_site(Site(engine, build, PUBLIC), tmp_path, lambda *_: None)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "index.html"),
        ("/page/a/b", "page/a/b/index.html"),
        ("/static/site.css?v=1", "static/site.css"),
        ("/data/x.ttl", "data/x.ttl"),
        ("/dataset/SHA256SUMS", "dataset/SHA256SUMS"),
    ],
)
def test_an_address_has_its_file(address: str, name: str) -> None:
    assert file_of(address) == name
