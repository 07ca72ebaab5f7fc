"""Mentions found per second and memory, by the size of the authority.

    python benchmarks/linking.py [--sizes 2000,100000,1000000]

For each size an authority of generated names is written as the lexicon's tables, loaded, and sought
in a generated text of two megabytes in which one word in eight begins a known name. Beside the
automaton stand the peers on the smallest size: one regular expression of all names, and str.find
name by name. Every run takes a process of its own, so that memory is the run's alone.
"""

import argparse
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg.find.lexicon import load  # noqa: E402
from kg.find.tables import ENTITY_COLUMNS, NAME_COLUMNS  # noqa: E402

CHARACTERS = 2_000_000
SYLLABLES = "ba do ke lu mi no pa ra sa ti vo ze gri sta mor len dak fer hul jin".split()  # noqa: SIM905
FILLER = "the and of was signed by with after talks ended in a year that followed".split()  # noqa: SIM905


def word(random_: random.Random) -> str:
    return "".join(random_.choices(SYLLABLES, k=random_.randint(2, 4)))


def names(size: int) -> list[str]:
    random_ = random.Random(size)
    made: dict[str, None] = {}
    while len(made) < size:
        made[f"{word(random_).capitalize()} {word(random_).capitalize()}"] = None
    return list(made)


def write(folder: Path, known: list[str]) -> None:
    empty = "\t" * (len(ENTITY_COLUMNS) - 4)
    entities = [f"e{i}\t{name}\tPerson\t{empty}" for i, name in enumerate(known)]
    rows = [f"e{i}\t{name}\tname\ten\texact\t" for i, name in enumerate(known)]
    for file, header, lines in (
        ("entities-x.tsv", ENTITY_COLUMNS, entities),
        ("names-x.tsv", NAME_COLUMNS, rows),
    ):
        text = "\n".join(["\t".join(header), *lines]) + "\n"
        (folder / file).write_text(text, encoding="utf-8")


def text_of(known: list[str]) -> str:
    random_ = random.Random(1)
    parts: list[str] = []
    length = 0
    while length < CHARACTERS:
        part = random_.choice(known) if random_.random() < 0.125 else random_.choice(FILLER)
        parts.append(part)
        length += len(part) + 1
    return " ".join(parts)


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(size: int) -> str:
    known = names(size)
    text = text_of(known)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), known)
        before = megabytes()
        begun = time.perf_counter()
        lexicon = load(Path(folder))
        loaded = time.perf_counter() - begun
    begun = time.perf_counter()
    hits = len(lexicon.find(text))
    taken = time.perf_counter() - begun
    return row(f"automaton, {size:,}", loaded, hits, taken, len(text), megabytes() - before)


def peers(size: int) -> str:
    known = names(size)
    text = text_of(known)
    begun = time.perf_counter()
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, known)) + r")\b")
    compiled = time.perf_counter() - begun
    begun = time.perf_counter()
    hits = sum(1 for _ in pattern.finditer(text))
    lines = [
        row(f"one expression, {size:,}", compiled, hits, time.perf_counter() - begun, len(text))
    ]
    begun = time.perf_counter()
    hits = sum(text.count(name) for name in known)
    lines.append(row(f"name by name, {size:,}", 0.0, hits, time.perf_counter() - begun, len(text)))
    return "\n".join(lines)


def row(
    what: str, loaded: float, hits: int, taken: float, length: int, memory: float | None = None
) -> str:
    grown = f"{memory:9.0f}" if memory is not None else "        -"
    speed = f"{hits / taken:12,.0f}  {length / taken / 1e6:8.2f}"
    return f"{what:<26}{loaded:8.2f}  {hits:9,}  {speed}  {grown}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,100000,1000000")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        kind, size = given.one.split(":")
        print(measure(int(size)) if kind == "automaton" else peers(int(size)))
        return
    heads = f"{'load s':>8}  {'mentions':>9}  {'mentions/s':>12}  {'MB/s':>8}  {'MB more':>9}"
    print(f"{'authority':<26}{heads}")
    sizes = given.sizes.split(",")
    for job in [f"automaton:{size}" for size in sizes] + [f"peers:{sizes[0]}"]:
        subprocess.run([sys.executable, __file__, "--one", job], check=True)


if __name__ == "__main__":
    main()
