"""One immutable state of the graph: its zygote process, its pool, and how it begins and ends."""

import asyncio
import contextlib
import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kg.errors import ConfigurationError
from server.children import environment
from server.engine.connection import Worker
from server.engine.examples import write_examples
from server.engine.journal import Journal
from server.engine.pool import Pool
from server.engine.source import EXAMPLES, Source
from server.engine.worker import Bounds
from server.settings import Settings, processors

# How long loading may take before the start is given up.
LOAD_SECONDS = 1800.0
# Large pages where the system has them: a fork copies the tables of pages, and so takes a tenth.
MEMORY = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
# An old generation is ended after the longest query could have finished.
DRAIN_STEP = 0.2


class Generation:
    """A loaded graph with its workers."""

    def __init__(self, source: Source, settings: Settings, journal: Journal | None = None) -> None:
        self.source = source
        self.identity = source.identity
        self._settings = settings
        self._journal = journal
        self._folder = Path(tempfile.mkdtemp(prefix="diplograph-"))
        self._process: asyncio.subprocess.Process | None = None
        self.quads = 0
        self.pool = Pool(str(self._folder / "zygote"), settings.limits, spare=processors() + 1)

    async def start(self) -> None:
        """Load the graph and fork the first workers; raises ConfigurationError with the reason."""
        plan = self._plan()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "server.engine.zygote",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**MEMORY, **environment()},
            start_new_session=True,
        )
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise ConfigurationError("The store's process has no pipes.")
        stdin.write(json.dumps(plan).encode() + b"\n")
        await stdin.drain()
        line = await asyncio.wait_for(stdout.readline(), LOAD_SECONDS)
        said = json.loads(line) if line.strip() else {"error": "its process ended"}
        if "error" in said:
            await self.stop()
            raise ConfigurationError(f"The graph cannot be loaded: {said['error']}")
        self.quads = int(said["quads"])
        await self.pool.warm()

    def _plan(self) -> dict[str, Any]:
        limits = self._settings.limits
        on_disk = self.source.size > self._settings.memory_store
        bounds = Bounds(
            limits.memory,
            limits.answer,
            bool(self._settings.services) or on_disk,
        )
        files = [(str(path), graphs) for path, graphs in self.source.files]
        if self.source.examples:
            write_examples(self._folder / "queries.nt")
            files.append((str(self._folder / "queries.nt"), (EXAMPLES,)))
        if self._journal and self._journal.snapshot:
            files = [(str(self._journal.snapshot), ("",))]
        return {
            "files": files,
            "journal": str(self._journal.journal) if self._journal else "",
            "socket": self.pool.address,
            "base": self._settings.sparql_url,
            "disk": str(self._folder / "store") if on_disk else "",
            "bounds": asdict(bounds),
        }

    @property
    def journal(self) -> Journal | None:
        """Where changes are kept, None where there can be none."""
        return self._journal

    @property
    def alive(self) -> bool:
        """Say whether the zygote still runs."""
        return self._process is not None and self._process.returncode is None

    @property
    def process_id(self) -> int:
        """The zygote's process id, 0 before it runs."""
        return self._process.pid if self._process else 0

    async def drain(self) -> None:
        """Wait until its last question has ended, then end it."""
        deadline = self._settings.limits.seconds + self._settings.limits.stall_seconds
        while self.pool.running > 0 and deadline > 0:
            await asyncio.sleep(DRAIN_STEP)
            deadline -= DRAIN_STEP
        await self.stop()

    async def stop(self) -> None:
        """End the zygote; its workers end with it."""
        await self.pool.close()
        if self._process and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


class Promoted(Generation):
    """A generation that a change made of the one before, with the same build beneath."""

    def __init__(self, before: Generation, settings: Settings, serial: int) -> None:
        super().__init__(before.source, settings, before.journal)
        self.identity = f"{before.source.identity}-{serial}"
        self._lifeline: Worker | None = None

    async def take_over(self, lifeline: Worker) -> None:
        """Let the process that made the change serve from now on; raises EOFError, OSError."""
        self._lifeline = lifeline
        lifeline.send(b"go")
        _, said = await lifeline.receive()
        self.quads = int(json.loads(said)["quads"])
        await self.pool.warm()

    @property
    def alive(self) -> bool:
        """Say whether its process still runs."""
        return self._lifeline is not None and self._lifeline.alive

    @property
    def process_id(self) -> int:
        """The process id of what forks its workers."""
        return self._lifeline.process if self._lifeline else 0

    async def stop(self) -> None:
        """End it; its workers end with it."""
        await super().stop()
        if self._lifeline:
            self._lifeline.close()
            self._lifeline = None
