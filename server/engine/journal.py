"""Writes on disk: a snapshot, and after it every change, each whole or not at all.

``state.json`` names the snapshot (or the build that the changes began on) and the journal; it is
replaced in one step. A record of the journal is its length, its SHA-256 and its bytes; what
follows the last whole record was being written when the power went, was never acknowledged, and
is cut off.
"""

import contextlib
import hashlib
import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path

from kg.errors import ConfigurationError, OutputError
from server.engine.changes import Change

LENGTH = struct.Struct("!Q")
DIGEST = hashlib.sha256().digest_size
# A journal longer than this is replaced by a snapshot at the next change.
LONGEST = 64 << 20


def fingerprint(graph: Path) -> str:
    """Return the SHA-256 of a build's graph, which its changes belong to."""
    with graph.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def records(path: Path) -> Iterator[tuple[int, Change]]:
    """Yield each whole record's change with the offset of its end."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    begin = 0
    while begin + LENGTH.size + DIGEST <= len(data):
        size = LENGTH.unpack_from(data, begin)[0]
        body_begin = begin + LENGTH.size + DIGEST
        body = data[body_begin : body_begin + size]
        digest = data[begin + LENGTH.size : body_begin]
        if len(body) < size or hashlib.sha256(body).digest() != digest:
            return
        begin = body_begin + size
        yield begin, Change.unpack(body)


class Journal:
    """The writes of one build directory. One process uses it at a time."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder = folder
        self._base = base
        self.count = 0
        self._size = 0
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._state = self._read_state()
            self._cut_tail()
        except OSError as fault:
            raise OutputError(f"Writes cannot be kept in {folder}: {fault.strerror}.") from None

    def _read_state(self) -> dict[str, str]:
        path = self.folder / "state.json"
        if not path.exists():
            state = {"base": self._base, "snapshot": "", "journal": "journal-0.log"}
            _replace(path, json.dumps(state).encode())
            return state
        state = json.loads(path.read_text(encoding="utf-8"))
        if state["base"] != self._base:
            raise ConfigurationError(
                f"The writes in {self.folder} were made on another build. Serve that build, "
                "or move the folder away to begin anew."
            )
        return dict(state)

    def _cut_tail(self) -> None:
        ends = [end for end, _ in records(self.journal)]
        self.count, self._size = len(ends), ends[-1] if ends else 0
        if self.journal.exists() and self.journal.stat().st_size > self._size:
            os.truncate(self.journal, self._size)

    @property
    def journal(self) -> Path:
        """The file of changes since the snapshot."""
        return self.folder / self._state["journal"]

    @property
    def snapshot(self) -> Path | None:
        """The graph that the journal begins on, None for the build itself."""
        name = self._state["snapshot"]
        return self.folder / name if name else None

    @property
    def is_long(self) -> bool:
        """Say whether a snapshot is due."""
        return self._size > LONGEST

    def append(self, change: Change) -> None:
        """Keep a change; returns when it is on the disk. Raises OutputError: it is not kept."""
        body = change.pack()
        record = LENGTH.pack(len(body)) + hashlib.sha256(body).digest() + body
        try:
            with self.journal.open("ab") as file:
                file.write(record)
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(self.folder)
        except OSError as fault:
            with contextlib.suppress(OSError):
                os.truncate(self.journal, self._size)
            raise OutputError(f"The change cannot be kept: {fault.strerror}.") from None
        self._size += len(record)
        self.count += 1

    def next_snapshot(self) -> Path:
        """Return where the next snapshot is to be written."""
        return self.folder / f"snapshot-{self._number() + 1}.nq"

    def _number(self) -> int:
        return int(self._state["journal"].removesuffix(".log").partition("-")[2])

    def adopt(self, snapshot: Path) -> None:
        """Begin anew on a snapshot that lies on the disk. Raises OutputError."""
        number = self._number() + 1
        state = {**self._state, "snapshot": snapshot.name, "journal": f"journal-{number}.log"}
        old = [path for path in (self.snapshot, self.journal) if path]
        try:
            _replace(self.folder / "state.json", json.dumps(state).encode())
        except OSError as fault:
            raise OutputError(f"The change cannot be kept: {fault.strerror}.") from None
        self._state, self.count, self._size = state, 0, 0
        for path in old:
            path.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    aside = path.with_name(f"{path.name}.part")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
