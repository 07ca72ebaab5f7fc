"""The collection of example queries: files that are shown, run, and offered as data."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.asking import Row, parse_rows, with_prefixes
from server.site import site

FOLDER = Path(__file__).resolve().parent / "queries"


@dataclass(frozen=True, slots=True)
class Example:
    """A question in words and in SPARQL."""

    name: str
    title: str
    query: str
    group: str = ""

    @property
    def is_federated(self) -> bool:
        """Tell whether a part of it is for another server, which this one does not call."""
        return bool(re.search(r"(?i)\bSERVICE\b", re.sub(r"(?m)^\s*#.*$", "", self.query)))

    @property
    def is_select(self) -> bool:
        """Tell whether the answer is a table."""
        bare = re.sub(r"(?m)^\s*(#|PREFIX|BASE).*$", "", self.query, flags=re.I)
        return bare.lstrip()[:6].upper() == "SELECT"


@cache
def examples() -> tuple[Example, ...]:
    """Return the example queries, by file name (their numbers order them)."""
    paths = sorted(FOLDER.glob("*.rq"), key=_order)
    return tuple(_read(path) for path in paths)


def _order(path: Path) -> tuple[int, str]:
    digits = re.search(r"\d+", path.stem)
    return (int(digits[0]) if digits else 1_000_000, path.stem)


def _read(path: Path) -> Example:
    """Read a query: its first comment is the question, ``# group:`` its group."""
    text = path.read_text(encoding="utf-8").strip()
    comments = re.findall(r"(?m)^#\s*(.+)$", text)
    group = next((c.partition(":")[2].strip() for c in comments if c.startswith("group:")), "")
    words = [c for c in comments if not re.match(r"\w+:", c)]
    title = re.sub(r"^CQ\d+[.:]?\s*", "", words[0] if words else path.stem)
    return Example(path.stem, re.sub(r"\s*\[\d+\]$", "", title), with_prefixes(text), group)


def find(name: str) -> Example | None:
    """Return an example by its name."""
    return next((example for example in examples() if example.name == name), None)


def run(example: Example) -> tuple[list[str], list[Row]]:
    """Ask an example and return its columns and rows."""
    answer = site().engine.fetch(example.query)
    return list(json.loads(answer)["head"]["vars"]), parse_rows(answer)
