"""The pages of a build are the same, wherever its graph is kept."""

import contextlib
import os
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from kg.commands.stores import bring
from kg.store.access import Access
from kg.store.remote import RemoteStore
from tests.stores import ELSEWHERE, elsewhere

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "Ruritania and Turkey signed a treaty of friendship in Ankara on 3 May 1994. "
    "In 1996 Russia imposed sanctions on Turkey because of the arms sales. "
    "Turkey accused Russia of breaking the treaty.\n"
)
FIRST = (
    "/",
    "/doc",
    "/kind",
    "/dataset",
    "/provenance",
    "/validation",
    "/timeline",
    "/search?q=Turkey",
)
MOST = 40


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "text.txt").write_text(TEXT)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "kg",
            "build",
            str(folder / "text.txt"),
            "--out",
            str(folder / "kg"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    return folder / "kg"


def pages_of(build: Path, folder: Path, settings: dict[str, Any]) -> dict[str, str]:
    """Return status and words of the first pages and of what they lead to, by address."""
    from tests.server.conftest import launch

    served = launch(build, folder / "server.log", settings)
    found: dict[str, str] = {}
    waiting = list(FIRST)
    with contextlib.closing(contextlib.ExitStack()) as ending:
        ending.callback(served.stop)
        while waiting and len(found) < MOST:
            path = waiting.pop(0)
            answer = served.ask("GET", path, accept="text/html", timeout=90)
            found[path] = f"{answer.status} {words_of(answer.text, served.url)}"
            links = re.findall(r'href="(/(?:page|doc|kind)/[^"#?]*)"', answer.text)
            waiting += [link for link in links if link not in found and link not in waiting]
    return found


def words_of(html: str, url: str) -> str:
    """Return what a page says, without the address and the state of the server."""
    state = re.search(r"graph <code>([^<]+)</code>", html)
    html = re.sub(r"<script.*?</script>", " ", html.replace(url, ""), flags=re.DOTALL)
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    return re.sub(rf"{re.escape(state[1])}[\w-]*", "", text) if state else text


@pytest.mark.parametrize("name", ELSEWHERE)
def test_pages_are_the_same(name: str, build: Path, tmp_path: Path) -> None:
    here = pages_of(build, tmp_path, {"with_ontology": True})
    with elsewhere(name, tmp_path / "there") as there:
        bring(build, RemoteStore(Access(there.url, login=there.login)), there.url)
        store = {"query": there.url, "login": asdict(there.login)}
        away = pages_of(build, tmp_path, {"with_ontology": True, "store": store})
    assert len(here) == MOST
    assert {path: said[:4] for path, said in here.items()} == {p: s[:4] for p, s in away.items()}
    differ = [path for path, said in here.items() if away[path] != said]
    assert differ == [], [(here[path], away[path]) for path in differ[:1]]
