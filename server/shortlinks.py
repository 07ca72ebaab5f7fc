"""Short addresses for long queries: each kept once on disk, under the start of its SHA-256.

The name of a query is made of its text, so that a short address always shows what it was made
for: nothing is changed or deleted. How many there may be and how long, is bounded.
"""

import re
import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock

from kg.errors import OutputError
from server.problems import Problem

DIGITS = 12  # of the SHA-256: 48 bits, where chance makes two alike among millions
LONGEST = 64 << 10  # bytes of a query; nobody writes more by hand
_NAME = re.compile(rf"[0-9a-f]{{{DIGITS}}}")


def name_of(query: str) -> str:
    """Return the name that a query has in a short address."""
    return sha256(query.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


@dataclass(slots=True)
class ShortQueries:
    """The queries that visitors gave a short address, as files in a folder."""

    folder: Path
    most: int = 1_000
    _lock: Lock = field(default_factory=Lock)

    def find(self, name: str) -> str | None:
        """Return the query of a name, or None where there is none or its file was changed."""
        if not _NAME.fullmatch(name):
            return None
        try:
            query = (self.folder / f"{name}.rq").read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        return query if name_of(query) == name else None

    def keep(self, query: str) -> str:
        """Keep a query and return its name; a query that is there is not written again.

        Raises:
            Problem: 413 the query is too long; 409 another query has its name; 400 the query
                holds half a character.
            OutputError: there are as many as may be, or the disk does not take it.
        """
        try:
            data = query.encode("utf-8")
        except UnicodeEncodeError:
            raise Problem(400, "The query holds half a character: write it anew.") from None
        if len(data) > LONGEST:
            raise Problem(413, f"A short address holds a query of up to {LONGEST:,} bytes.")
        name = name_of(query)
        path = self.folder / f"{name}.rq"
        with self._lock:
            if path.exists():
                if path.read_bytes() != data:
                    raise Problem(409, "Another query has this short name: change a blank in it.")
                return name
            self._write(path, data)
        return name

    def _write(self, path: Path, data: bytes) -> None:
        """Write a file aside and move it into place whole."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if sum(1 for _ in self.folder.glob("*.rq")) >= self.most:
                raise OutputError(
                    f"This server keeps {self.most:,} short addresses and has as many: "
                    "take the query away as a file."
                )
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as aside:
                aside.write(data)
            Path(aside.name).replace(path)
        except OSError as fault:
            raise OutputError(
                f"The short address cannot be kept ({fault.strerror}): "
                "take the query away as a file."
            ) from fault
