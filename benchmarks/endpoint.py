"""SPARQL endpoints side by side on the same generated graph: ours, Oxigraph, Virtuoso, rdflib.

usage: python benchmarks/endpoint.py [--size 1000000] [--seconds 1.0] [--kinds a,b] [--peers x,y]

A peer takes part where its program is found on PATH: ``oxigraph`` (package oxigraph),
``virtuoso-t`` (Debian package virtuoso-opensource), ``rdflib-endpoint``. Kinds of query lie in
benchmarks/queries. For each kind the servers are asked one after the other: cold (each request has
another text, so no cache of answers can help) and warm (the same text again), by 1 client and by 8.
Times are wall milliseconds as a client sees them, and processor milliseconds of all processes of
the server.
"""

import argparse
import json
import math
import statistics
import sys
import threading
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.generate import STATES, graph
from benchmarks.peers import PEERS, Connection, Server

QUERIES = Path(__file__).resolve().parent / "queries"
# A kind that a server needs longer for than this is asked once only.
PATIENCE = 20.0
STATEMENTS_A_DOCUMENT = 1_600
numbers = count(1)


@dataclass(frozen=True)
class Result:
    """Requests of one kind to one server: wall seconds of each, processor seconds of all."""

    times: list[float]
    wall: float
    processor: float
    size: int

    @property
    def p50(self) -> float:
        return statistics.median(self.times) * 1000

    @property
    def p99(self) -> float:
        return sorted(self.times)[max(0, math.ceil(len(self.times) * 0.99) - 1)] * 1000

    @property
    def cost(self) -> float:
        return self.processor / len(self.times) * 1000


def text_of(template: str, number: int, documents: int, fresh: bool) -> str:
    """Return a query of a kind: other constants for each number; another text where it is fresh."""
    values = {
        "%n": str(number % documents),
        "%s": str(number % STATES),
        "%u": str((number + 1) % STATES),
        "%k": str(10 + number % 50),
        "%y": f"{number % 990:03}",
        "%m": f"{number % 1000:03}",
    }
    for mark, value in values.items():
        template = template.replace(mark, value)
    return f"{template}\n#{next(numbers)}" if fresh else template


def measure(server: Server, template: str, clients: int, seconds: float, fresh: bool) -> Result:
    """Ask one kind of query for some time, by so many clients at once."""
    times: list[float] = []
    sizes: list[int] = []
    documents = server.documents
    end = time.monotonic() + seconds

    def ask(offset: int) -> None:
        connection = Connection(server.port)
        number = offset
        while True:
            text = text_of(template, number if fresh else 1, documents, fresh)
            began = time.perf_counter()
            size = connection.get(f"{server.path}?query={quote(text)}")
            times.append(time.perf_counter() - began)
            sizes.append(size)
            number += clients
            if time.monotonic() > end:
                connection.close()
                return

    before, began = server.processor(), time.perf_counter()
    threads = [threading.Thread(target=ask, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - began
    return Result(times, wall, server.processor() - before, max(sizes))


def geometric(values: list[float]) -> float:
    return math.exp(statistics.fmean(math.log(value) for value in values))


def run_kind(servers: list[Server], name: str, seconds: float) -> dict[str, dict[str, Result]]:
    """Measure one kind on every server, one after the other."""
    template = (QUERIES / f"{name}.rq").read_text(encoding="utf-8").strip()
    results: dict[str, dict[str, Result]] = {}
    for server in servers:
        mine: dict[str, Result] = {}
        try:
            first = measure(server, template, 1, 0, fresh=True)
            patient = first.wall < PATIENCE / 4
            for label, clients, fresh in (
                ("cold 1", 1, True),
                ("cold 8", 8, True),
                ("warm 1", 1, False),
                ("warm 8", 8, False),
            ):
                if patient or clients == 1:
                    mine[label] = measure(server, template, clients, seconds, fresh)
        except (OSError, ValueError) as fault:
            print(f"  {server.name} fails on {name}: {fault}", file=sys.stderr)
        results[server.name] = mine
    return results


def show_kind(name: str, results: dict[str, dict[str, Result]]) -> None:
    for label in ("cold 1", "cold 8", "warm 1", "warm 8"):
        cells = [
            f"{server} {r[label].p50:9.2f} {r[label].p99:9.2f} {r[label].cost:8.2f}"
            if label in r
            else f"{server} {'-':>9} {'-':>9} {'-':>8}"
            for server, r in results.items()
        ]
        print(f"{name:16} {label:7} " + " | ".join(cells), flush=True)


def summary(all_results: dict[str, dict[str, dict[str, Result]]], servers: list[Server]) -> None:
    """Print each server's speed beside ours: the geometric mean over all kinds both answered."""
    ours = servers[0].name
    for label in ("cold 1", "cold 8", "warm 1", "warm 8"):
        for server in servers[1:]:
            pairs = [
                (r[ours][label], r[server.name][label])
                for r in all_results.values()
                if label in r[ours] and label in r[server.name]
            ]
            if not pairs:
                continue
            wall = geometric([theirs.p50 / mine.p50 for mine, theirs in pairs])
            costly = [(m.cost, t.cost) for m, t in pairs if m.cost > 0 and t.cost > 0]
            cost = geometric([t / m for m, t in costly]) if costly else float("nan")
            print(
                f"{label}: our speed is {wall:.2f} of {server.name} by the clock (p50), "
                f"{cost:.2f} by processor time, over {len(pairs)} kinds"
            )
    for server in servers:
        print(f"memory of {server.name}: {server.memory() / 1e6:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--folder", type=Path, default=Path("benchmark-data"))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    data = given.folder / f"graph-{given.size}.nt"
    if not data.exists():
        data.write_text("".join(f"{line}\n" for line in graph(given.size)), encoding="utf-8")
    kinds = given.kinds.split(",") if given.kinds else sorted(p.stem for p in QUERIES.glob("*.rq"))
    servers: list[Server] = []
    results = {}
    try:
        for name in given.peers.split(","):
            server = PEERS[name](data, given.folder, given.size // STATEMENTS_A_DOCUMENT)
            if server.start():
                servers.append(server)
        print("kind             run     | server p50 ms, p99 ms, processor ms")
        for kind in kinds:
            results[kind] = run_kind(servers, kind, given.seconds)
            show_kind(kind, results[kind])
        summary(results, servers)
    finally:
        for server in servers:
            server.stop()
    if given.json:
        plain = {
            kind: {
                name: {
                    label: {"p50": r.p50, "p99": r.p99, "cost": r.cost, "bytes": r.size}
                    for label, r in labelled.items()
                }
                for name, labelled in by_server.items()
            }
            for kind, by_server in results.items()
        }
        given.json.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
