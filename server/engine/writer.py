"""The front's side of a change: one at a time, kept on disk before it is seen or acknowledged."""

import asyncio
import contextlib
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from kg.errors import DiplographError
from server.engine import wire
from server.engine.changes import Change
from server.engine.connection import Worker
from server.engine.generation import Generation, Promoted
from server.engine.journal import Journal
from server.problems import Busy, Problem
from server.settings import Settings

# Repeated from the journal, an update with one of these could give another result.
VOLATILE = re.compile(
    r"(?i)\b(?:now|rand|uuid|struuid|bnode|limit|offset|sample|group_concat)\b|\\u"
)
# How long a write waits for the one before it.
QUEUE_SECONDS = 30.0
CHECK_SECONDS = 300.0


class Writer:
    """Makes changes on a generation and returns the generation that follows."""

    def __init__(self, settings: Settings, journal: Journal) -> None:
        self._settings = settings
        self._journal = journal
        self._turn = asyncio.Lock()
        self._serial = 0

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the one before; raises Busy where that takes too long."""
        try:
            await asyncio.wait_for(self._turn.acquire(), QUEUE_SECONDS)
        except TimeoutError:
            raise Busy("Another change is being made; try again in a few seconds.") from None
        try:
            yield
        finally:
            self._turn.release()

    async def make(self, now: Generation, change: Change) -> tuple[int, Promoted]:
        """Make a change; return its HTTP status and the next generation, kept and ready.

        Raises Problem or OutputError: then nothing has changed.
        """
        following = Promoted(now, self._settings, self._serial + 1)
        worker: Worker | None = None
        try:
            worker = await _connect(f"{now.pool.address}-write")
            status, snapshot = await self._try(worker, change, following)
            await self._keep(change, snapshot)
            await following.take_over(worker)
        except BaseException as error:
            if worker:
                worker.close()
            await following.stop()
            if isinstance(error, EOFError | OSError) and not isinstance(error, DiplographError):
                raise Problem(500, "The change was interrupted; see whether it was made.") from None
            raise
        self._serial += 1
        return status, following

    async def _try(
        self, worker: Worker, change: Change, following: Promoted
    ) -> tuple[int, Path | None]:
        """Have the change made aside; return its status and the snapshot it wrote, if any."""
        folder = Path(following.pool.address).parent
        volatile = change.volatile or self._journal.is_long
        snapshot = self._journal.next_snapshot() if volatile else None
        checked = folder / "changed.ttl" if self._settings.check_command else None
        seconds = self._settings.limits.seconds
        order = {
            "seconds": seconds,
            "socket": following.pool.address,
            "snapshot": str(snapshot or ""),
            "check": str(checked or ""),
        }
        try:
            worker.send(json.dumps(order).encode() + b"\n" + change.pack())
            kind, payload = await asyncio.wait_for(worker.receive(), seconds + CHECK_SECONDS)
        except (EOFError, TimeoutError):
            raise Problem(
                507, "The change needs more time or memory than this server allows."
            ) from None
        fields = json.loads(payload)
        if kind == wire.ERROR:
            raise Problem(fields["status"], fields["detail"])
        if checked:
            await self._check(checked)
        return int(fields["status"]), snapshot

    async def _check(self, graph: Path) -> None:
        """Hold the changed graph against the shapes; raises Problem (422) with the report."""
        process = await asyncio.create_subprocess_exec(
            *self._settings.check_command,
            str(graph),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        graph.unlink(missing_ok=True)
        report = output.decode("utf-8", "replace").strip()
        if process.returncode == 1:
            raise Problem(422, f"The changed graph would not conform to the shapes.\n{report}")
        if process.returncode:
            raise Problem(500, f"The changed graph could not be checked: {report[-500:]}")

    async def _keep(self, change: Change, snapshot: Path | None) -> None:
        loop = asyncio.get_running_loop()
        if snapshot:
            await loop.run_in_executor(None, self._journal.adopt, snapshot)
        else:
            await loop.run_in_executor(None, self._journal.append, change)


async def _connect(address: str) -> Worker:
    try:
        return await Worker.connect(address)
    except OSError:
        raise Busy("The store is restarting; try again in a few seconds.", after=2) from None


def is_volatile(update: str) -> bool:
    """Say whether an update may give another result when it is made again."""
    return VOLATILE.search(update) is not None


def default_check() -> tuple[str, ...]:
    """Return the command that holds a graph against the shapes: exit code 1 where it fails."""
    return (sys.executable, "-m", "kg", "check")
