"""Characters a second from text to claims, stage by stage, beside spaCy's blank pipeline.

    python benchmarks/extraction.py [DOCUMENT…]

Seconds are processor time of one process, so that other programs on the machine count little.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy

from kg.extract import load_tools
from kg.find.dates import find_dates
from kg.find.figures import find_figures
from kg.find.mentions import find_mentions
from kg.link.choose import choose_entities
from kg.link.identity import link_findings
from kg.model import Context, Document
from kg.read.document import read_document
from kg.read.layout import find_layout
from kg.relate.claims import relate
from kg.relate.indicators import name_indicators

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5


class Stages:
    """Processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def run(self, stage: str, work: Callable[..., Any], *arguments: Any) -> Any:
        begun = time.process_time()
        result = work(*arguments)
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.process_time() - begun
        return result


def extract_in_stages(document: Document, tools: Any, stages: Stages) -> None:
    """Do what ``kg.extract.extract`` does, with a clock at every stage."""
    layout = stages.run("layout", find_layout, document)
    sentences = stages.run("grammar", lambda: tuple(tools.grammar.parse(layout.passages)))
    mentions = stages.run("names", find_mentions, document, layout, sentences, tools.lexicon)
    entities = stages.run("entities", choose_entities, document, mentions, tools.lexicon)
    dates = stages.run("dates and figures", find_dates, document, layout)
    figures = stages.run("dates and figures", find_figures, document, layout)
    context = Context(document, layout, sentences, mentions, entities, dates, figures, tools.cues)
    found = stages.run("relate", relate, context)
    found = stages.run("indicators", name_indicators, found, tools.indicators)
    stages.run("links", link_findings, found, tools.lexicon)


def main(paths: list[Path]) -> None:
    tools = load_tools()
    documents = [read_document(path) for path in paths]
    characters = ROUNDS * sum(len(d.text) for d in documents)
    extract_in_stages(documents[0], tools, Stages())  # what is made at first use is made here
    stages = Stages()
    for _ in range(ROUNDS):
        for document in documents:
            extract_in_stages(document, tools, stages)
    blank = spacy.blank("en")
    null = Stages()
    for _ in range(ROUNDS):
        for document in documents:
            null.run("blank", blank, document.text)
    total = sum(stages.seconds.values())
    print(f"{'stage':20}{'seconds':>9}{'share':>8}{'characters/s':>15}")
    for name, seconds in stages.seconds.items():
        print(f"{name:20}{seconds:9.2f}{seconds / total:8.1%}{characters / seconds:15,.0f}")
    print(f"{'text to claims':20}{total:9.2f}{'':8}{characters / total:15,.0f}")
    seconds = null.seconds["blank"]
    print(f"{'spaCy blank (null)':20}{seconds:9.2f}{'':8}{characters / seconds:15,.0f}")


def memory(path: Path, copies: int) -> float:
    """Return the peak memory in MiB of reading a document so many times, one after another."""
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from kg.extract import extract_all\n"
        "from kg.read.document import read_document\n"
        "path, copies = Path(sys.argv[1]), int(sys.argv[2])\n"
        "for found in extract_all((read_document(path) for _ in range(copies)), workers=1): pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(copies)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


if __name__ == "__main__":
    sample = sorted((ROOT / "kg" / "sample").glob("*.txt"))
    given = [Path(a) for a in sys.argv[1:]] or sample
    main(given)
    peaks = ", ".join(f"{n} documents {memory(given[0].resolve(), n):,.0f}" for n in (1, 10, 40))
    print(f"peak memory in MiB: {peaks}")
