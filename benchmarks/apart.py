"""Runs one engine on one file in a process of its own, so that memory and caches are its own."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIMIT = int(os.environ.get("LIMIT_S", "180"))
Told = dict[str, Any]  # what a run tells of itself: seconds, counts ...


def run_here(engine: Callable[[Path], Told], data: Path) -> None:
    """Run an engine in this process; print what it tells and its peak memory as JSON."""
    told = engine(data)
    told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps(told))


def run_apart(program: str, engine: str, data: Path) -> Told | str:
    """Have a benchmark run one engine apart (``program --run ENGINE DATA``).

    Returns what the run tells, or words where it was stopped at LIMIT_S seconds or failed.
    """
    command = [sys.executable, program, "--run", engine, str(data)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return f"> {LIMIT} s, stopped"
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return f"no result: {lines[-1][:60]}"
    told: Told = json.loads(done.stdout)
    return told
