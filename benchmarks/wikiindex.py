"""The offline index: lines per second and memory of its build, and how long a look-up takes.

    python benchmarks/wikiindex.py [--lines 52000] [--keep FOLDER]

A dump in Wikidata's format is generated (52,000 entities are 1 GB of JSON: labels in 120
languages, statements with references, sitelinks; all names invented), packed with gzip, and read
into an index; one entity in 25 is of a wanted class. Beside the build stand its floors: unpacking
alone, and unpacking with parsing. Beside the look-up in the index stands a search through the
dump itself. Memory is that of the build's own process.
"""

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg.link.dumpfile import lines, loads  # noqa: E402
from kg.link.indexbuild import Plan, build_from_dump  # noqa: E402
from kg.link.wikiindex import WikiIndex  # noqa: E402

LANGUAGES = [f"x{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(116)] + [
    "en",
    "ru",
    "tr",
    "ar",
]
SYLLABLES = [
    "ba",
    "do",
    "ke",
    "lu",
    "mi",
    "no",
    "pa",
    "ra",
    "sa",
    "ti",
    "vo",
    "ze",
    "gri",
    "sta",
    "mor",
    "len",
    "dak",
    "fer",
    "hul",
    "jin",
]
WANTED, OTHERS = "Q901", [f"Q{n}" for n in range(902, 980)]
PLAN = Plan((WANTED,), ("en", "ru", "tr", "ar"), label="generated")


def word(random_: random.Random) -> str:
    return "".join(random_.choices(SYLLABLES, k=random_.randint(2, 4))).capitalize()


def statement(random_: random.Random, prop: str, target: str) -> dict[str, object]:
    value = {"entity-type": "item", "numeric-id": int(target[1:]), "id": target}
    snak = {
        "snaktype": "value",
        "property": prop,
        "hash": f"{random_.getrandbits(160):040x}",
        "datavalue": {"value": value, "type": "wikibase-entityid"},
        "datatype": "wikibase-item",
    }
    reference = {"hash": f"{random_.getrandbits(160):040x}", "snaks": {"P999": [snak]}}
    return {"mainsnak": snak, "type": "statement", "id": f"{random_.getrandbits(128):032x}",
            "rank": "normal", "references": [reference]}  # fmt: skip


def entity(random_: random.Random, number: int) -> dict[str, object]:
    name = f"{word(random_)} {word(random_)}"
    wanted = random_.random() < 0.04
    class_ = f"Q{900_000 + number % 40}" if wanted else random_.choice(OTHERS)
    claims = {"P31": [statement(random_, "P31", class_)]}
    for n in range(14):
        target = f"Q{random_.randrange(1, 10**8)}"
        claims[f"P{1000 + n}"] = [statement(random_, f"P{1000 + n}", target)]
    return {
        "type": "item",
        "id": f"Q{2_000_000 + number}",
        "labels": {x: {"language": x, "value": name} for x in LANGUAGES},
        "descriptions": {x: {"language": x, "value": f"{name} {x}"} for x in LANGUAGES[-40:]},
        "aliases": {"en": [{"language": "en", "value": f"{name} {word(random_)}"}]},
        "claims": claims,
        "sitelinks": {f"{x}wiki": {"site": f"{x}wiki", "title": name} for x in LANGUAGES[:20]},
    }


def generate(path: Path, count: int) -> int:
    """Write a dump and return the size of its JSON; the classes come last, as the worst case."""
    random_, size = random.Random(count), 0
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"[\n")
        for number in range(count):
            line = json.dumps(entity(random_, number)).encode() + b",\n"
            size += len(line)
            file.write(line)
        for number in range(40):
            above = {"P279": [statement(random_, "P279", WANTED)]}
            told = {"type": "item", "id": f"Q{900_000 + number}", "labels": {}, "claims": above}
            file.write(json.dumps(told).encode() + b",\n")
        file.write(b"{}\n]\n")  # one line that is no entity
    return size


def timed(what: str, size: int, count: int, begun: float, more: str = "") -> None:
    taken = time.perf_counter() - begun
    speed = f"{count / taken:9,.0f} lines/s  {size / taken / 1e6:7.1f} MB/s"
    print(f"{what:<34}{taken:8.1f} s  {speed}  {more}", flush=True)


def build_alone(folder: Path, size: int) -> None:
    """Build, in a process of its own, so that its memory is its own."""
    begun = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tally = build_from_dump(folder / "dump.json.gz", folder / "wd.sqlite", PLAN)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    disk = (folder / "wd.sqlite").stat().st_size
    more = f"{tally.kept:,} kept, {tally.bad} bad, {disk / max(tally.kept, 1):,.0f} B each, "
    timed("index build", size, tally.lines, begun, f"{more}{memory - before:.0f} MB more")


def floors(dump: Path, size: int, count: int) -> None:
    begun = time.perf_counter()
    for _ in lines(dump, 0):
        pass
    timed("unpacking alone (floor)", size, count, begun)
    begun = time.perf_counter()
    for _, line in lines(dump, 0):
        text = line.strip().rstrip(b",")
        if len(text) > 1:
            loads(text)
    timed("unpacking and parsing (floor)", size, count, begun)


def look_ups(folder: Path) -> None:
    index = WikiIndex(folder / "wd.sqlite")
    names = [label for (label,) in index._rows("SELECT label FROM entity ORDER BY qid LIMIT 1000")]
    random.Random(1).shuffle(names)
    asked = (
        ("exact name", index.exact),
        ("words in full text", index.search),
        ("a name that is not there", lambda n: index.exact(n + "x")),
    )
    for what, ask in asked:
        times = []
        for name in names:
            begun = time.perf_counter()
            ask(name)
            times.append((time.perf_counter() - begun) * 1000)
        times.sort()
        half, most = times[len(times) // 2], times[int(len(times) * 0.99)]
        print(f"{what:<34}{half:8.3f} ms median {most:8.3f} ms at 99 %")
    begun = time.perf_counter()
    wanted = json.dumps(names[0]).encode()
    found = sum(1 for _, line in lines(folder / "dump.json.gz", 0) if wanted in line)
    taken = (time.perf_counter() - begun) * 1000
    print(f"{'the same in the dump (peer)':<34}{taken:8.0f} ms, {found} found")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=52_000)
    parser.add_argument("--keep", type=Path, help="A folder for the dump and the index.")
    parser.add_argument("--build", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.build:
        folder, _, size = given.build.rpartition(":")
        build_alone(Path(folder), int(size))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        size = generate(folder / "dump.json.gz", given.lines)
        print(f"{given.lines:,} entities, {size / 1e9:.2f} GB of JSON")
        floors(folder / "dump.json.gz", size, given.lines)
        subprocess.run([sys.executable, __file__, "--build", f"{folder}:{size}"], check=True)
        look_ups(folder)


if __name__ == "__main__":
    main()
