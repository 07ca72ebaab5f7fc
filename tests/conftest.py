"""Fixtures shared by all tests.

Strategy: what is slow to load (vocabulary, lexicon, grammar, the sample's build) is loaded once a
session and never changed; everything that writes, writes under ``tmp_path``. Material that is not
part of the repository is reached through ``shared`` alone, which skips where it is missing.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Return the path of material that lies beside the repository, or skip the test."""

    def find(name: str) -> Path:
        path = REPOSITORY.parent / "shared" / name
        if not path.exists():
            pytest.skip(f"{name} does not lie in a folder 'shared' beside the repository")
        return path

    return find
