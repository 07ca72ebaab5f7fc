"""The server's processes inherit no secret."""

import subprocess
import sys

import pytest

from server.children import environment


def test_a_child_finds_our_packages_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOGRAPH_TOKEN", "open sesame")
    monkeypatch.setenv("DIPLOGRAPH_STORE_PASSWORD", "open sesame")
    code = "import os, server.children; print(*os.environ.values())"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert "sesame" not in done.stdout
    assert "PATH" in environment()
