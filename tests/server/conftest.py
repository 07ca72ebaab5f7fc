"""A real server in a process of its own, on a port of its own, with a graph written for the test.

``server`` is started once for all tests that only read. ``start`` starts one with other settings;
it ends with the test. Nothing is simulated: requests go over TCP.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, sys
from pathlib import Path
from kg.store.access import Access, Login
from server.run import serve
from server.settings import Limits, Settings
given = json.loads(sys.argv[3])
limits = Limits(**given.pop("limits", {}))
if "store" in given:
    login = Login(**given["store"].pop("login", {}))
    given["store"] = Access(**given["store"], login=login)
if "state" in given: given["state"] = Path(given["state"])
for name in ("services", "check_command"):
    if name in given: given[name] = tuple(given[name])
port = int(sys.argv[2])
given.setdefault("public_url", f"http://127.0.0.1:{port}")
serve(Path(sys.argv[1]), "127.0.0.1", port, Settings(limits=limits, **given))
"""
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
EASY = f"SELECT ?l WHERE {{ <http://example.org/a> {LABEL} ?l }}"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return self.json["results"]["bindings"]


@dataclass
class Served:
    port: int
    process: subprocess.Popen[bytes]
    log: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        timeout: float = 60,
        **headers: str,
    ) -> Answer:
        named = {k.replace("_", "-"): v for k, v in {**self.extra, **headers}.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request(method, path, body, named)
            response = connection.getresponse()
            got = {k.lower(): v for k, v in response.getheaders()}
            return Answer(response.status, got, response.read())

    def get(self, query: str, parameters: dict[str, str] | None = None, **headers: str) -> Answer:
        return self.ask(
            "GET", "/sparql?" + urlencode({"query": query, **(parameters or {})}), **headers
        )

    def post(self, query: str, timeout: float = 60, **headers: str) -> Answer:
        headers.setdefault("Content_Type", "application/sparql-query")
        return self.ask("POST", "/sparql", query.encode(), timeout, **headers)

    def update(self, text: str, **headers: str) -> Answer:
        headers.setdefault("Content_Type", "application/sparql-update")
        return self.ask("POST", "/sparql", text.encode(), **headers)

    def raw(self, data: bytes, seconds: float = 5) -> bytes:
        """Send bytes as they are; return what comes until the other side closes, or time is up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(data)
            parts = []
            with contextlib.suppress(TimeoutError, ConnectionResetError):
                while part := connection.recv(65536):
                    parts.append(part)
            return b"".join(parts)

    def easy(self) -> None:
        """Ask what anybody may ask at any time: it must be answered within two seconds."""
        began = time.monotonic()
        assert self.get(EASY).status == 200
        assert time.monotonic() - began < 2.0

    def easy_until(self, work: Any) -> None:
        """Ask easy queries while something else goes on."""
        while not work.done():
            self.easy()
            time.sleep(0.05)
        self.easy()

    def children(self) -> dict[int, int]:
        """Return all processes below the server: process id -> parent."""
        found: dict[int, int] = {}
        parents = {self.process.pid}
        table = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    stat = (entry / "stat").read_text().rpartition(")")[2].split()
                    if stat[0] != "Z":
                        table.append((int(entry.name), int(stat[1])))
        for _ in range(4):
            for pid, parent in table:
                if parent in parents and pid not in found:
                    found[pid] = parent
            parents |= set(found)
        return found

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def launch(directory: Path, log: Path, settings: dict[str, Any]) -> Served:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(directory), str(port), json.dumps(settings)],
            stdout=out,
            stderr=out,
            cwd=REPOSITORY,
            env=environment,
        )
    served = Served(port, process, log)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if served.ask("GET", "/healthz").status == 200:
                return served
        if process.poll() is not None:
            break
        time.sleep(0.05)
    served.stop()
    raise AssertionError(f"the server did not start: {log.read_text()}")


def write_build(directory: Path, turtle: str, inferred: str = "") -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "graph.ttl").write_text(turtle, encoding="utf-8")
    if inferred:
        (directory / "inferred.ttl").write_text(inferred, encoding="utf-8")
    return directory


GRAPH = """@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a a ex:State ; rdfs:label "Ruritania"@en ; ex:number 01 ; ex:borders ex:b .
ex:b a ex:State ; rdfs:label "Graustark"@en ; ex:empty "" ; ex:zero 0 .
ex:c a ex:Treaty ; rdfs:label "Treaty of Zenda"@en ; ex:party ex:a, ex:b .
"""
INFERRED = "<http://example.org/b> <http://example.org/borders> <http://example.org/a> .\n"


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small build directory; many items make long answers possible."""
    items = "".join(
        f'ex:item{n} a ex:Item ; rdfs:label "item {n}"@en ; ex:rank {n} .\n' for n in range(3000)
    )
    return write_build(tmp_path_factory.mktemp("build") / "kg", GRAPH + items, INFERRED)


@pytest.fixture(scope="session")
def server(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A read-only server for everybody, with short limits."""
    limits = {"seconds": 3.0, "memory": 256 << 20}
    log = tmp_path_factory.mktemp("log") / "server.log"
    served = launch(build, log, {"limits": limits, "with_ontology": False})
    yield served
    served.stop()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start a server with settings of one's own."""
    running: list[Served] = []

    def begin(directory: Path, **settings: Any) -> Served:
        settings.setdefault("with_ontology", False)
        served = launch(directory, tmp_path / "server.log", settings)
        running.append(served)
        return served

    yield begin
    for served in running:
        served.stop()


@pytest.fixture
def make_build(tmp_path: Path) -> Callable[..., Path]:
    """Write a build directory with a graph of one's own."""
    return lambda turtle=GRAPH, inferred="": write_build(tmp_path / "kg", turtle, inferred)


@pytest.fixture(scope="package")
def target(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server to be abused, with very short limits."""
    limits = {"seconds": 2.0, "memory": 256 << 20, "short_seconds": 0.5, "per_client": 256}
    log = tmp_path_factory.mktemp("abuse") / "server.log"
    served = launch(build, log, {"limits": limits, "with_ontology": False})
    yield served
    served.stop()
