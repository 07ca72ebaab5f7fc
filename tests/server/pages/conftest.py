"""Fixtures of the pages' tests.

``build`` is a build directory of the practice text with a report and files to download; it is
made once. ``client`` asks the application with the real engine behind it; ``address`` is the real
server in a process of its own, for the browser. Graphs that a test makes up go into ``site_of``.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.app import create_app
from server.engine.engine import Engine
from server.engine.running import running
from server.settings import Settings

PRACTICE = Path(__file__).parent / "practice"
ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = "7179bedc379ae624"
PUBLIC = "https://graph.example"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FINDING = {
    "severity": "Warning",
    "message": "33 billion: check the digits in the source.",
    "focus": "https://w3id.org/diplograph/id/observation/2",
    "shape": "https://w3id.org/diplograph/shapes#BoundsShape",
    "document": f"https://w3id.org/diplograph/id/doc/{DOCUMENT}",
    "span": [1298, 1364],
    "quote": "Another report gives a trade volume of 33 billion dollars for 2014",
}


def write_build(folder: Path, turtle: str, text: bytes = b"") -> Path:
    """Write the files of a build that pages read."""
    (folder / "documents").mkdir(parents=True)
    (folder / "graph.ttl").write_text(turtle, encoding="utf-8")
    (folder / "documents" / "practice.txt").write_bytes(text)
    report = {"conforms": True, "counts": {"Violation": 0, "Warning": 1, "Info": 0}}
    (folder / "report.json").write_text(json.dumps({**report, "findings": [FINDING]}))
    (folder / "manifest.json").write_text(json.dumps({"version": "test"}))
    (folder / "void.ttl").write_text("")
    (folder / "inferred.ttl").write_text("")
    return folder


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    turtle = (PRACTICE / "practice.ttl").read_text(encoding="utf-8")
    text = (PRACTICE / "practice.txt").read_bytes()
    return write_build(tmp_path_factory.mktemp("pages") / "build", turtle, text)


@pytest.fixture(scope="session")
def engine(build: Path) -> Iterator[Engine]:
    with running(Engine(build)) as started:
        yield started


@pytest.fixture(scope="session")
def app(engine: Engine) -> Flask:
    return create_app(engine, Settings(public_url=PUBLIC))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def site_of(tmp_path: Path) -> Iterator[Callable[[str], FlaskClient]]:
    """Return a client for a graph given as Turtle and a text."""
    with ExitStack() as stack:

        def make(turtle: str, text: bytes = b"") -> FlaskClient:
            folder = write_build(tmp_path / "made-up", turtle, text)
            engine = stack.enter_context(running(Engine(folder)))
            return create_app(engine, Settings(public_url=PUBLIC)).test_client()

        yield make


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def serving(folder: Path, path: str = "") -> Iterator[str]:
    """Run the real server on a build until the test is over."""
    port = free_port()
    public = f"http://127.0.0.1:{port}{path}"
    code = (
        "import sys; from pathlib import Path; from server.run import serve; "
        "from server.settings import Settings; "
        "serve(Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]), Settings(public_url=sys.argv[3]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(port), public],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield public
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(url: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="session")
def address(build: Path) -> Iterator[str]:
    yield from serving(build)
