"""Fixtures of the pages' tests.

``build`` is a build directory of the practice text with a report and files to download; it is
made once. ``client`` asks the pages without a network; ``address`` is a real HTTP server, for the
browser. Graphs that a test makes up itself go into ``site_of``.
"""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from server.pages import register
from server.site import Site
from tests.server.pages.double import InProcess

PRACTICE = Path(__file__).parent / "practice"
DOCUMENT = "7179bedc379ae624"
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


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    graph = (PRACTICE / "practice.ttl").read_text(encoding="utf-8")
    (folder / "graph.ttl").write_text(graph, encoding="utf-8")
    (folder / "documents").mkdir()
    (folder / "documents" / "practice.txt").write_bytes((PRACTICE / "practice.txt").read_bytes())
    report = {"conforms": True, "counts": {"Violation": 0, "Warning": 1, "Info": 0}}
    (folder / "report.json").write_text(json.dumps({**report, "findings": [FINDING]}))
    (folder / "manifest.json").write_text(json.dumps({"version": "test"}))
    (folder / "void.ttl").write_text("")
    return folder


def application(site: Site) -> Flask:
    app = Flask("test")
    register(app, site)
    return app


@pytest.fixture(scope="session")
def app(build: Path) -> Flask:
    engine = InProcess((build / "graph.ttl").read_text(encoding="utf-8"))
    return application(Site(engine, build, public_url="https://graph.example/dg"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def site_of() -> Callable[..., FlaskClient]:
    """Return a client for a graph given as Turtle, with an optional build directory."""

    def make(turtle: str, folder: Path | None = None) -> FlaskClient:
        return application(Site(InProcess(turtle), folder)).test_client()

    return make


def serving(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """The address of a real HTTP server with the pages of the practice text."""
    yield from serving(app)
