"""Real stores elsewhere for the tests: Oxigraph and Virtuoso where they are, and our own server."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import PEERS, find_program
from kg.store.access import Login

TOKEN = "a token for tests only"
# Status, headers and body.
Answer = tuple[int, dict[str, str], bytes]
ELSEWHERE = ("oxigraph", "virtuoso", "ours")


@dataclass(frozen=True)
class Elsewhere:
    """A store that runs: where it takes queries, and who may change it."""

    name: str
    url: str
    login: Login
    process: Any

    @property
    def environment(self) -> dict[str, str]:
        """The variables that hand the login to a command."""
        given = {"USER": self.login.user, "PASSWORD": self.login.password}
        given["TOKEN"] = self.login.token
        return {f"DIPLOGRAPH_STORE_{k}": v for k, v in given.items() if v}


@contextmanager
def elsewhere(name: str, folder: Path) -> Iterator[Elsewhere]:
    """Start an empty store; skip the test where its program is not here."""
    folder.mkdir(parents=True, exist_ok=True)
    if name == "ours":
        yield from _ours(folder)
        return
    kind = PEERS[name]
    if not find_program(kind.program):
        pytest.skip(f"there is no {kind.program} on PATH: a store elsewhere is not tried with it")
    empty = folder / "empty.nt"
    empty.write_text("")
    store = kind(empty, folder, 1)
    # Read committed, its default, shows a reader parts of a change that is being committed.
    # And some pages ask for longer sorted lists than it gives unless it is told to.
    store.parameters = "DefaultIsolation=4\nMaxSortedTopRows=100000\n"
    assert store.start()
    login = Login("dba", "dba") if name == "virtuoso" else Login()
    try:
        yield Elsewhere(name, f"http://127.0.0.1:{store.port}{store.path}", login, store.process)
    finally:
        store.stop()


def _ours(folder: Path) -> Iterator[Elsewhere]:
    from tests.server.conftest import launch, write_build

    settings = {"token_sha256": sha256(TOKEN.encode()).hexdigest(), "with_ontology": False}
    served = launch(write_build(folder / "kg", ""), folder / "ours.log", settings)
    try:
        yield Elsewhere("ours", f"{served.url}/sparql", Login(token=TOKEN), served.process)
    finally:
        served.stop()


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler, bytes], Answer]) -> Iterator[str]:
    """Run a small server that answers every POST; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, said = answer(self, body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(said)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(said)
                if headers.get("Content-Length"):
                    self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()
