"""The pages of the bundled sample, built by the program itself."""

import gzip
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from kg.folders import sample_folder
from server.app import create_app
from server.engine.engine import Engine
from server.engine.running import running
from server.settings import Settings
from tests.server.pages.browser import Watch, chromium, keep_picture, violations
from tests.server.pages.conftest import HTML, ROOT, serving

pytestmark = pytest.mark.slow

KB = 1024
PACKED = {**HTML, "Accept-Encoding": "gzip"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample") / "kg"
    documents = sorted(sample_folder().glob("*.txt"))
    command = [sys.executable, "-m", "kg", "build", *map(str, documents), "--out", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def client(sample: Path) -> Iterator:
    with running(Engine(sample)) as engine:
        yield create_app(engine, Settings()).test_client()


def places(client) -> list[str]:
    listed = re.findall("<loc>[^<]*?//[^/<]+([^<]*)</loc>", client.get("/sitemap.xml").text)
    return [unescape(place) for place in listed]


def test_every_page_answers_within_its_weight(client) -> None:
    found = places(client)
    assert len(found) > 300
    heavy = {}
    for place in found:
        answer = client.get(place, headers=PACKED)
        assert answer.status_code == 200, place
        limit = 110 if place == "/map" else 60
        if len(answer.data) > (limit - 15) * KB:  # style, script and icon take up to 15
            heavy[place] = len(answer.data)
    assert heavy == {}


def test_each_quote_of_the_document_leads_to_just_those_words(client) -> None:
    (document,) = [p for p in places(client) if p.startswith("/doc/")]
    text = client.get(document + ".txt").text
    html = gzip.decompress(client.get(document, headers=PACKED).data).decode()
    spans = {(int(b), int(e)) for b, e in re.findall(r"/evidence/(\d+)-(\d+)", html)}
    assert len(spans) > 50
    for begin, end in spans:
        page = client.get(f"{document}/evidence/{begin}-{end}", headers=HTML).text
        shown = re.search(r'<mark class="target">(.*?)</mark>', page, re.S)[1]
        assert unescape(shown) == text[begin:end]


def test_every_agreement_crisis_and_motive_shows_a_sentence(client) -> None:
    for kind in ("Agreement", "Crisis", "Motive"):
        for row in client.get(f"/kind/{kind}.json").json:
            slug = row["iri"].split("/id/")[1]
            page = client.get(f"/page/{slug}", headers=HTML).text
            assert 'class="quote"' in page, row["label"]


def test_a_question_of_the_collection_has_its_answer_on_its_page(client) -> None:
    questions = [p for p in places(client) if p.startswith("/queries/")]
    assert len(questions) >= 25
    answered = 0
    for place in questions:
        page = client.get(place, headers=HTML).text
        assert 'role="alert"' not in page, place
        answered += "<tbody>\n<tr>" in page
    assert answered > len(questions) / 2


def test_the_document_is_readable_in_a_browser(sample: Path, client) -> None:
    (document,) = [p for p in places(client) if p.startswith("/doc/")]
    with chromium() as browser:
        for address in serving(sample):
            page = browser.new_page()
            watch = Watch(page, address)
            page.goto(address + document)
            keep_picture(page, "sample-document")
            assert violations(page) == []
            assert watch.faults == []
            assert watch.outside == []
            page.keyboard.press("n")
            assert page.evaluate("document.activeElement.className") == "ref"
