"""How long it takes to bring a graph into a store elsewhere, whole, beside the store's own loader.

    python -m benchmarks.elsewhere [--size 100000] [oxigraph virtuoso diplograph]

For each store: seconds of its own way to load a file (not seen as a whole, the place not emptied),
seconds of our first build into it, and of the second, which replaces the first while it is read.
``torn`` counts the reads during the second that saw neither the old graph nor the new one.
"""

import argparse
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.generate import graph
from benchmarks.peers import PEERS, Server
from kg.rdfio import ASSERTED_GRAPH
from kg.store.access import Access, Login
from kg.store.remote import RemoteStore
from tests.stores import ELSEWHERE, elsewhere

COUNT = f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ GRAPH <{ASSERTED_GRAPH}> {{ ?s ?p ?o }} }}"
OWN = {"ours": "diplograph"}


def own_loader(name: str, data: Path, folder: Path) -> float:
    """Return the seconds in which the store loads the file itself."""
    peer: Server = PEERS[OWN.get(name, name)](data, folder, 1)
    began = time.perf_counter()
    if not peer.start():
        return float("nan")
    seconds = time.perf_counter() - began
    peer.stop()
    empty = folder / "nothing.nt"
    empty.write_text("")
    idle = PEERS[OWN.get(name, name)](empty, folder, 1)
    began = time.perf_counter()
    idle.start()
    seconds -= time.perf_counter() - began
    idle.stop()
    return max(seconds, 0.0)


def bring(url: str, login: Login, first: Path, second: Path) -> tuple[float, float, int, int]:
    """Return seconds of two builds, and how many reads there were and how many were torn."""
    store = RemoteStore(Access(url, login=login))
    began = time.perf_counter()
    store.replace({ASSERTED_GRAPH: [first]})
    once = time.perf_counter() - began
    seen: list[str] = []
    over = threading.Event()

    def read() -> None:
        reader = RemoteStore(Access(url, login=login))
        while not over.is_set():
            seen.extend(str(row["n"]) for row in reader.query(COUNT))  # type: ignore[union-attr]

    thread = threading.Thread(target=read)
    thread.start()
    began = time.perf_counter()
    store.replace({ASSERTED_GRAPH: [second]})
    twice = time.perf_counter() - began
    over.set()
    thread.join()
    whole = {seen[0], *(str(row["n"]) for row in store.query(COUNT))}  # type: ignore[union-attr]
    return once, twice, len(seen), sum(count not in whole for count in seen)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stores", nargs="*", default=[])
    parser.add_argument("--size", type=int, default=100_000)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="elsewhere-"))
    lines = graph(given.size)
    first, second = folder / "first.nt", folder / "second.nt"
    first.write_text("".join(f"{line}\n" for line in lines))
    second.write_text("".join(f"{line}\n" for line in lines[: len(lines) * 9 // 10]))
    print(f"{len(lines)} statements\nstore\town loader\tfirst\treplace\treads\ttorn")
    for name in given.stores or ELSEWHERE:
        own = own_loader(name, first, folder)
        with elsewhere(name, folder / name) as there:
            once, twice, reads, torn = bring(there.url, there.login, first, second)
        print(f"{name}\t{own:.1f}\t{once:.1f}\t{twice:.1f}\t{reads}\t{torn}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
