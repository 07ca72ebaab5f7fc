"""SHACL engines on generated graphs of growing size: seconds and memory, one process for each run.

usage: python benchmarks/validation.py [STATEMENTS ...]        (default: 10000 100000 1000000)

Every engine gets the same N-Triples, the shipped shapes and the ontology. Faults are planted (one
line in a thousand is left out), and the engines' counts stand in the table. A run that takes longer
than the limit is stopped and shown so. The optional engines are pyshifty and pyrudof:
python -m pip install pyshifty pyrudof. Loading (data, shapes, ontology, compiling) is timed apart
from validating; pyshifty does both at once. Seconds are of the clock and, in brackets, of the
processor: they differ on a machine that is busy with other things.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.apart import Told, run_apart, run_here
from benchmarks.generate import graph
from kg.folders import ontology_folder, shapes_folder

SIZES = (10_000, 100_000, 1_000_000)
SEVERITIES = ("Violation", "Warning", "Info")
Counts = dict[str, int]
Run = Callable[[], Counts]  # what validates, with everything loaded


def write_data(size: int, folder: Path) -> Path:
    path = folder / f"{size}.nt"
    lines = [line for number, line in enumerate(graph(size)) if number % 1000 != 999]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def counted(severities: Iterable[object]) -> Counts:
    found = Counter(str(severity).rsplit("#", 1)[-1] for severity in severities)
    return {name: found[name] for name in SEVERITIES}


def turtle(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.ttl"))


def merged(files: Iterable[Path]) -> str:
    from rdflib import Graph

    whole = Graph(bind_namespaces="none")
    for file in files:
        whole.parse(file)
    return whole.serialize(format="nt")


# ---------------------------------------------------------------- the engines


def by_compiled(data: Path) -> Run:
    import pyoxigraph as ox

    from kg.graph.setcheck import compile_shapes, setcheck
    from kg.graph.validate import load_folder

    checks = compile_shapes(load_folder(shapes_folder()))
    store = ox.Store()
    store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)
    for file in turtle(ontology_folder()):
        store.load(path=str(file), format=ox.RdfFormat.TURTLE)
    return lambda: counted(result.severity for result in setcheck(store, checks))


def by_pyshacl(data: Path, prepared: bool = True) -> Run:
    """As the product calls it, each constraint's query prepared once, or as it comes."""
    import pyshacl
    from rdflib import SH, Graph

    from kg.graph.validate import load_folder, validate

    whole = Graph(bind_namespaces="none")
    whole.parse(data, format="nt")
    shapes, ontology = load_folder(shapes_folder()), load_folder(ontology_folder())

    def run() -> Counts:
        if prepared:
            report = validate(whole, shapes, ontology)
        else:
            _, report, _ = pyshacl.validate(whole + ontology, shacl_graph=shapes)
        results = report.objects(None, SH.result)
        return counted(report.value(node, SH.resultSeverity) for node in results)

    return run


def by_pyshacl_plain(data: Path) -> Run:
    return by_pyshacl(data, prepared=False)


def by_pyshifty(data: Path) -> Run:
    import shifty
    from rdflib import SH

    ontology = data.with_suffix(".ontology.nt")
    ontology.write_text(merged(turtle(ontology_folder())), encoding="utf-8")
    shapes = [str(file) for file in turtle(shapes_folder())]

    def run() -> Counts:
        inputs = [str(data), str(ontology)]
        _, report, _ = shifty.validate(inputs, shapes, graph_mode="data", infer=False)
        return counted(report.objects(None, SH.resultSeverity))

    return run


def by_pyrudof(data: Path) -> Run:
    import pyrudof

    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    rudof.read_data(str(data), format=pyrudof.RDFFormat.NTriples)
    text = merged(turtle(ontology_folder()))
    rudof.read_data(text, format=pyrudof.RDFFormat.NTriples, merge=True)
    rudof.read_shacl(merged(turtle(shapes_folder())), format=pyrudof.ShaclFormat.NTriples)
    return lambda: counted(violation.severity for violation in rudof.validate_shacl())


ENGINES: dict[str, Callable[[Path], Run]] = {
    "pyshacl, as it comes": by_pyshacl_plain,
    "pyshacl, queries prepared": by_pyshacl,
    "pyshifty": by_pyshifty,
    "pyrudof": by_pyrudof,
    "compiled (setcheck)": by_compiled,
}


# ---------------------------------------------------------------- one run, one process


def timed(engine: str, data: Path) -> Told:
    start, used = time.perf_counter(), time.process_time()
    run = ENGINES[engine](data)
    middle, spent = time.perf_counter(), time.process_time()
    counts = run()
    return {
        "load": (middle - start, spent - used),
        "validate": (time.perf_counter() - middle, time.process_time() - spent),
        "counts": counts,
    }


def line_of(told: Told | str) -> str:
    if isinstance(told, str):
        return told
    counts = "/".join(str(told["counts"][name]) for name in SEVERITIES)
    load, validate = (f"{told[k][0]:6.1f} ({told[k][1]:.1f})" for k in ("load", "validate"))
    return f"{load:>16} {validate:>16} {told['megabytes']:6.0f} MB  {counts}"


def main(sizes: list[int]) -> None:
    print("load s (processor), validate s (processor), memory, violations/warnings/infos")
    stopped: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            data = write_data(size, Path(folder))
            lines = sum(1 for _ in data.open(encoding="utf-8"))
            print(f"\n{lines:,} statements")
            for engine in ENGINES:
                told = "not run: too slow one size below" if engine in stopped else None
                told = told or line_of(run_apart(__file__, engine, data))
                if "stopped" in told:
                    stopped.add(engine)
                print(f"  {engine:<26} {told}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run_here(partial(timed, sys.argv[2]), Path(sys.argv[3]))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
