"""Who may see a login: the store it is for, when it asks, and nobody else."""

import contextlib
import logging
import os
import socket
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest

from kg.errors import InputError
from kg.store.access import Access, Login, read_login
from kg.store.faults import Kind, StoreError
from kg.store.remote import RemoteStore
from tests.stores import Answer, elsewhere, serving

ROOT = Path(__file__).resolve().parents[3]
LOGGED = ("--log-queries",)
SECRET = "not-for-logs-7f3a"


def test_a_redirect_never_sees_the_login() -> None:
    seen: list[str] = []

    def thief(request: BaseHTTPRequestHandler, _: bytes) -> Answer:
        seen.append(request.headers.get("Authorization", ""))
        return 200, {}, b""

    with contextlib.ExitStack() as running:
        target = running.enter_context(serving(thief))
        url = running.enter_context(serving(lambda *_: (307, {"Location": target}, b"")))
        running.enter_context(pytest.raises(StoreError))
        RemoteStore(Access(url, login=Login(token=SECRET)), seconds=5).query("ASK {}")
    assert seen == []


def test_basic_only_when_asked_and_a_token_at_once() -> None:
    seen: list[str | None] = []

    def picky(request: BaseHTTPRequestHandler, _: bytes) -> Answer:
        seen.append(request.headers.get("Authorization"))
        if seen[-1] is None:
            return 401, {"WWW-Authenticate": 'Basic realm="x"'}, b""
        return 200, {}, b'{"head": {}, "boolean": true}'

    with serving(picky) as url:
        store = RemoteStore(Access(url, login=Login("u", SECRET)), seconds=5)
        assert store.query("ASK {}")
        assert store.query("ASK {}")
        assert RemoteStore(Access(url, login=Login(token=SECRET)), seconds=5).query("ASK {}")
    assert seen[0] is None
    assert [str(s).partition(" ")[0] for s in seen[1:]] == ["Basic", "Basic", "Bearer"]


def test_no_login_goes_out_in_the_open() -> None:
    with pytest.raises(InputError, match="unencrypted"):
        Access("http://example.org/sparql", login=Login(token=SECRET))
    assert Access("https://example.org/sparql", login=Login(token=SECRET))
    assert Access("http://example.org/sparql", login=Login(token=SECRET), insecure=True)


def test_a_digest_opens_a_real_virtuoso_and_a_wrong_one_does_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with elsewhere("virtuoso", tmp_path) as there:
        RemoteStore(Access(there.url, login=there.login), seconds=30).check()
        for login in (Login("dba", SECRET), Login("nobody", SECRET), Login()):
            with pytest.raises(StoreError, match="check the login") as told:
                RemoteStore(Access(there.url, login=login), seconds=30).check()
            assert told.value.kind is Kind.LOCKED
            assert SECRET not in str(told.value)
            assert SECRET not in repr(login)
    assert SECRET not in caplog.text


def test_logins_from_the_environment_and_from_files(tmp_path: Path) -> None:
    file = tmp_path / "login"
    assert not read_login({})
    assert read_login({"DIPLOGRAPH_STORE_TOKEN": "t"}) == Login(token="t")
    both = {"DIPLOGRAPH_STORE_USER": "u", "DIPLOGRAPH_STORE_PASSWORD": "p w"}
    assert read_login(both) == Login("u", "p w")
    file.write_text("u\np w\n")
    assert read_login({}, file) == Login("u", "p w")
    file.write_text("token\n\n")
    assert read_login({}, file) == Login(token="token")


@pytest.mark.parametrize("text", ["", "\n\n", "x9\nx9\nx9\n", "\nx9\n", "x9\x01\n", "x9:b\nx9\n"])
def test_a_login_file_that_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "login"
    file.write_text(text)
    with pytest.raises(InputError, match="login") as told:
        read_login({}, file)
    assert "x9" not in str(told.value).replace(str(file), "")
    with pytest.raises(InputError, match="cannot be read"):
        read_login({}, tmp_path / "none")
    with pytest.raises(InputError, match="needs both"):
        read_login({"DIPLOGRAPH_STORE_USER": "u"})


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.org/", "x", "http://[1", "http://e/#f", "http://:8/"],
)
def test_only_addresses_of_stores(url: str) -> None:
    with pytest.raises(InputError, match="no address of a store"):
        Access(url)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(InputError, match="no address of a store") as told:
        Access(f"http://u:{SECRET}@example.org/sparql")
    assert SECRET not in str(told.value)


def test_a_server_shows_its_login_to_the_store_alone(tmp_path: Path) -> None:
    def picky(request: BaseHTTPRequestHandler, _: bytes) -> Answer:
        if request.headers.get("Authorization") != f"Bearer {SECRET}":
            return 401, {}, b"who are you?"
        media = "application/sparql-results+json"
        return 200, {"Content-Type": media}, b'{"head": {}, "boolean": true}'

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving(picky) as url, (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "kg", *f"serve . --port {port} --store {url}".split(), *LOGGED],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "DIPLOGRAPH_STORE_TOKEN": SECRET},
            stdout=log,
            stderr=log,
        )
        try:
            answer = asked(port, "ASK FROM <urn:g> { ?s ?p ?o }", 60)
            assert answer == {"head": {}, "boolean": True}
            command = Path(f"/proc/{server.pid}/cmdline")
            assert not command.exists() or SECRET.encode() not in command.read_bytes()
        finally:
            server.terminate()
            server.wait(20)
    said = (tmp_path / "log").read_text()
    assert "ASK+FROM" in said
    assert SECRET not in said


def asked(port: int, query: str, seconds: float) -> Any:
    """Ask a server that may still be starting."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/sparql", params={"query": query})
            return answer.json()
        except httpx.HTTPError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
