"""How well and how fast the grammar layer reads, beside a null baseline and spaCy's blank pipeline.

    python benchmarks/grammar.py [--treebank FOLDER] [--pipeline NAME|PATH] [--repeat N]

The null baseline cuts words as spaCy does, gives each its commonest tag and lemma in EWT's training
part (or NOUN, or PROPN for a capital), hangs it on the next word and calls the relation what is
commonest for its tag. Speed is processor time on one core, the best of N runs; spaCy's blank
pipeline only cuts words and is the ceiling.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import spacy
from treebank import Score, Word, read

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kg.find.grammar import Grammar, load
from kg.model import Passage, Sentence, Span

SETS = ("ewt-dev", "ewt-test", "pud-test")
Reader = Callable[[list[str]], list[list[Word]]]


def passages(texts: Iterable[str]) -> list[Passage]:
    """Return each text as a passage of its own."""
    return [Passage(n, Span(0, len(t)), t, "sentence", None) for n, t in enumerate(texts)]


def words_of(sentence: Sentence) -> list[Word]:
    """Return a sentence's tokens in the scorer's terms."""
    spans = [(t.span.start, t.span.end) for t in sentence.tokens]
    return [
        Word(spans[t.index], t.lemma, t.pos, t.dep, None if t.dep == "root" else spans[t.head])
        for t in sentence.tokens
    ]


def null_baseline(train: Path) -> Reader:
    """Return a reader that knows words and tags by frequency and nothing of grammar."""
    tags: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    relations: dict[str, Counter[str]] = defaultdict(Counter)
    for text, words in read(train):
        for word in words:
            tags[text[slice(*word.span)].lower()][word.pos, word.lemma] += 1
            relations[word.pos][word.dep] += 1
    cut = spacy.blank("en").tokenizer

    def reader(texts: list[str]) -> list[list[Word]]:
        sentences = []
        for text in texts:
            spans = [(t.idx, t.idx + len(t)) for t in cut(text)]
            words = []
            for span, following in zip(spans, [*spans[1:], None], strict=True):
                form = text[slice(*span)]
                guess = ("PROPN" if form[:1].isupper() else "NOUN", form)
                seen = tags.get(form.lower())
                pos, lemma = seen.most_common(1)[0][0] if seen else guess
                dep = relations[pos].most_common(1)[0][0] if following else "root"
                words.append(Word(span, lemma, pos, dep, following))
            sentences.append(words)
        return sentences

    return reader


def quality(folder: Path, readers: dict[str, Reader]) -> None:
    """Print each reader's figures on each set."""
    names = [*Score().figures()]
    print(f"{'set':9} {'reader':14}", *(f"{n:>8}" for n in names))
    for name in SETS:
        gold = list(read(folder / f"{name}.conllu.gz"))
        for who, reader in readers.items():
            score = Score()
            for (_, words), found in zip(gold, reader([t for t, _ in gold]), strict=True):
                score.add(words, found)
            print(f"{name:9} {who:14}", *(f"{v:8.2f}" for v in score.figures().values()))


def speed(grammar: Grammar, texts: list[str], repeat: int) -> None:
    """Print characters and words a second for the grammar and for the blank pipeline."""
    read_in = passages(texts)

    def ours() -> Callable[[], int]:
        return lambda: sum(len(s.tokens) for s in grammar.parse(read_in))

    def blank() -> Callable[[], int]:  # made anew: it remembers the words it has cut
        nlp = spacy.blank("en")
        return lambda: sum(len(d) for d in nlp.pipe(texts))

    characters = sum(map(len, texts))
    print(f"\n{'speed':24} {'chars/s':>10} {'words/s':>10}")
    for who, make in {grammar.name: ours, "spaCy blank": blank}.items():
        best, words = float("inf"), 0
        for _ in range(repeat):
            run = make()
            began = time.process_time()
            words = run()
            best = min(best, time.process_time() - began)
        print(f"{who:24} {characters / best:10,.0f} {words / best:10,.0f}")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = Path(__file__).resolve().parent.parent
    parser.add_argument("--treebank", type=Path, default=here.parent / "shared/treebank")
    parser.add_argument("--pipeline")
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    grammar = load(given.pipeline)
    readers: dict[str, Reader] = {
        grammar.name: lambda texts: [words_of(s) for s in grammar.parse(passages(texts))],
        "null baseline": null_baseline(given.treebank / "ewt-train.conllu.gz"),
    }
    quality(given.treebank, readers)
    speed(grammar, [t for t, _ in read(given.treebank / "pud-test.conllu.gz")], given.repeat)


if __name__ == "__main__":
    main()
