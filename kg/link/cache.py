"""Answers of services kept in one SQLite file, so that nothing is asked twice in a while."""

import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from kg.errors import InputError

# Names and ids change seldom; a month-old answer is still a good proposal.
KEPT_DAYS = 30.0


class Cache:
    """Answers by question; errors are never kept."""

    def __init__(
        self, path: Path, days: float = KEPT_DAYS, clock: Callable[[], float] = time.time
    ) -> None:
        """Open or make the file; raise InputError where it is something else."""
        self._days, self._clock = days, clock
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, isolation_level=None)
            self._base.execute(
                "CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, at REAL, json TEXT)"
            )
        except (sqlite3.Error, OSError) as fault:
            raise InputError(
                f"{path} cannot be used as a cache ({fault}): delete it or name another file."
            ) from None

    def get(self, *question: str) -> Mapping[str, Any] | None:
        """Return the answer to a question, unless there is none or it is too old."""
        row = self._base.execute(
            "SELECT at, json FROM answer WHERE key = ?", (_key(question),)
        ).fetchone()
        if row is None or self._clock() - row[0] > self._days * 86_400:
            return None
        answer: Mapping[str, Any] = json.loads(row[1])
        return answer

    def put(self, answer: Mapping[str, Any], *question: str) -> None:
        """Keep an answer."""
        row = (_key(question), self._clock(), json.dumps(answer, ensure_ascii=False))
        self._base.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", row)


def _key(question: tuple[str, ...]) -> str:
    return sha256("\x00".join(question).encode("utf-8", "surrogatepass")).hexdigest()
