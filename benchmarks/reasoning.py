"""The rules on generated graphs, beside owlrl on the smallest: seconds, memory, statements added.

usage: python benchmarks/reasoning.py [STATEMENTS ...]        (default: 10000 100000 1000000)

The peer, owlrl, computes all of OWL 2 RL, of which the rules are the part that users notice; it is
stopped at the limit. Loading is timed apart. Seconds are of the clock and, in brackets, of the
processor: they differ on a machine that is busy with other things.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.apart import Told, run_apart, run_here
from benchmarks.generate import graph
from kg.vocabulary import ontology_files

SIZES = (10_000, 100_000, 1_000_000)
LARGEST_FOR_OWLRL = 10_000


def by_rules(data: Path) -> dict[str, float]:
    import pyoxigraph as ox

    from kg.graph.rules import apply_rules

    start = time.perf_counter()
    store = ox.Store()
    store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)
    for file in ontology_files():
        store.load(path=str(file), format=ox.RdfFormat.TURTLE)
    loaded, used = time.perf_counter(), time.process_time()
    added = apply_rules(store)
    ended = time.perf_counter()
    processor = time.process_time() - used
    return {"load": loaded - start, "seconds": ended - loaded, "cpu": processor, "added": added}


def by_owlrl(data: Path) -> dict[str, float]:
    import owlrl
    from rdflib import Graph

    start = time.perf_counter()
    whole = Graph(bind_namespaces="none")
    whole.parse(data, format="nt")
    for file in ontology_files():
        whole.parse(file)
    before = len(whole)
    loaded, used = time.perf_counter(), time.process_time()
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)
    ended = time.perf_counter()
    processor, added = time.process_time() - used, len(whole) - before
    return {"load": loaded - start, "seconds": ended - loaded, "cpu": processor, "added": added}


ENGINES = {"rules": by_rules, "owlrl": by_owlrl}


def line_of(told: Told | str) -> str:
    if isinstance(told, str):
        return told
    return (
        f"{told['seconds']:.1f} s ({told['cpu']:.1f}) after {told['load']:.1f} s of loading, "
        f"{told['megabytes']:.0f} MB, {told['added']:,.0f} added"
    )


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            data = Path(folder) / f"{size}.nt"
            lines = graph(size)
            data.write_text("\n".join(lines) + "\n", encoding="utf-8")
            print(f"\n{len(lines):,} statements")
            for engine in ENGINES:
                if engine == "owlrl" and size > LARGEST_FOR_OWLRL:
                    continue
                print(f"  {engine:<8} {line_of(run_apart(__file__, engine, data))}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run_here(ENGINES[sys.argv[2]], Path(sys.argv[3]))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
