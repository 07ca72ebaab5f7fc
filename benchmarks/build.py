"""Where a build's time goes: seconds and share by stage, peak memory, start-up time, sizes.

python benchmarks/build.py DOCUMENT…
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kg.extract import extract_all, load_tools
from kg.graph.dump import load
from kg.pipeline import build

ROOT = Path(__file__).resolve().parents[1]


def quietly(stage: str) -> None:
    """Tell nobody."""


def start_up() -> tuple[float, float]:
    """Return the seconds of ``diplograph --help`` and of Python doing nothing, its null."""

    def best(*command: str) -> float:
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, check=True)
            times.append(time.perf_counter() - begun)
        return min(times)

    return best("-m", "kg", "--help"), best("-c", "pass")


def main(paths: list[Path]) -> None:
    begun = time.perf_counter()
    load_tools()
    loading = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "kg"
        built = build(paths, out, extract_all, quietly)
        triples = {name: len(load(out / f"{name}.ttl")) for name in ("graph", "inferred")}
    stages = {"load tools": loading, **built.seconds}
    total = sum(stages.values())
    characters = sum(len(p.read_bytes()) for p in paths)
    print(f"{'stage':12}{'seconds':>9}{'share':>8}")
    for name, seconds in stages.items():
        print(f"{name:12}{seconds:9.2f}{seconds / total:8.1%}")
    print(f"{'total':12}{total:9.2f}")
    print(f"characters a second in 'extract': {characters / built.seconds['extract']:,.0f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory: {peak:,.0f} MiB")
    ours, null = start_up()
    print(f"--help: {ours:.3f} s (python -c pass: {null:.3f} s)")
    print("triples:", ", ".join(f"{n} {name}" for name, n in triples.items()))
    print("counts:", ", ".join(f"{n} {name}" for name, n in built.counts.items()))
    lines = sorted(len(f.read_text(encoding="utf-8").splitlines()) for f in code_files())
    print(
        f"code files: {len(lines)}, lines {sum(lines):,}, median {lines[len(lines) // 2]}, "
        f"longest {lines[-1]}"
    )


def code_files() -> Iterator[Path]:
    for room in ("kg", "server"):
        yield from (ROOT / room).rglob("*.py")


if __name__ == "__main__":
    main([Path(a) for a in sys.argv[1:]] or sorted((ROOT / "kg" / "sample").glob("*.txt")))
