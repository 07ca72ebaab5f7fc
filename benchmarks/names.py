"""Names on open treebanks annotated with PER, ORG and LOC (Universal NER), beside a null baseline.

usage: python benchmarks/names.py [FILE.iob2.gz ...]

Without files: those in ../shared/treebank. The null takes every run of capitalised words for a
person, the commonest type. A span counts at an intersection over union of at least one half.
"""

import gzip
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kg.find.grammar import load as load_grammar
from kg.find.lexicon import load as load_lexicon
from kg.find.mentions import find_mentions
from kg.folders import ontology_folder
from kg.model import Document
from kg.read.layout import find_layout

Labelled = tuple[int, int, str]
SENTENCES_A_DOCUMENT = 20  # where the treebank does not say where a document begins
TYPES = {"Person": {"PER"}, "State": {"LOC", "ORG"}, "Place": {"LOC"}}
NULL = re.compile(r"[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*")


def sentences(path: Path) -> Iterator[tuple[str, list[Labelled]]]:
    text, found, at = "", [], 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# text = "):
                text, found, at = line[9:].rstrip("\n"), [], 0
            elif line[:1].isdigit():
                _, word, tag = line.split("\t")[:3]
                start = text.find(word, at)
                at = start + len(word)
                if tag.startswith("B-"):
                    found.append((start, at, tag[2:]))
                elif tag.startswith("I-") and found:
                    found[-1] = (found[-1][0], at, found[-1][2])
            elif not line.strip() and text:
                yield text, found
                text = ""
    if text:
        yield text, found


def documents(path: Path) -> Iterator[tuple[str, list[Labelled]]]:
    text, gold = "", []
    for count, (sentence, found) in enumerate(sentences(path), start=1):
        gold += [(len(text) + a, len(text) + b, kind) for a, b, kind in found]
        text += sentence + "\n\n"
        if count % SENTENCES_A_DOCUMENT == 0:
            yield text, gold
            text, gold = "", []
    if text:
        yield text, gold


def overlap(a: Labelled, start: int, end: int) -> float:
    shared = min(a[1], end) - max(a[0], start)
    return shared / (max(a[1], end) - min(a[0], start)) if shared > 0 else 0.0


def score(gold: list[Labelled], mine: list[tuple[int, int, set[str]]], counts: Counter) -> None:
    used = set()
    for item in gold:
        hits = [i for i, m in enumerate(mine) if i not in used and overlap(item, m[0], m[1]) >= 0.5]
        right = bool(hits) and item[2] in mine[hits[0]][2]
        used |= set(hits[:1])
        counts[item[2], "tp" if right else "fn"] += 1
    for i, (_, _, kinds) in enumerate(mine):
        if i not in used:
            counts[min(kinds), "fp"] += 1


def main() -> None:
    folder = Path(__file__).resolve().parent.parent.parent / "shared" / "treebank"
    paths = [Path(a) for a in sys.argv[1:]] or sorted(folder.glob("*.iob2.gz"))
    if not paths:
        sys.exit(f"There is no treebank in {folder}: give the files as arguments.")
    lexicon, grammar = load_lexicon(ontology_folder() / "lexicon"), load_grammar()
    for path in paths:
        counts: Counter = Counter()
        null: Counter = Counter()
        seconds, characters = 0.0, 0
        for text, gold in documents(path):
            document = Document("0" * 16, "n", "N", "en", "text/plain", text, "", "")
            layout = find_layout(document)
            parsed = tuple(grammar.parse(layout.passages))
            begin = time.process_time()
            found = find_mentions(document, layout, parsed, lexicon)
            seconds += time.process_time() - begin
            characters += len(text)
            named = [m for m in found if m.form not in ("adjective", "anaphor")]
            kinds = [
                (m.span.start, m.span.end, TYPES.get(m.type, {"ORG"}))
                for m in named
                if m.kind in ("actor", "place")
            ]
            score(gold, kinds, counts)
            score(gold, [(*m.span(), {"PER"}) for m in NULL.finditer(text)], null)
        print(f"{path.name}: {characters:,} characters, {characters / seconds:,.0f} a second")
        for kind in ("PER", "LOC", "ORG"):
            print(f"  {kind}  {figures(counts, kind)}   null: {figures(null, kind)}")


def figures(counts: Counter, kind: str) -> str:
    tp, fp, fn = (counts[kind, name] for name in ("tp", "fp", "fn"))
    p, r = tp / (tp + fp or 1), tp / (tp + fn or 1)
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r or 1):.3f}"


if __name__ == "__main__":
    main()
