"""Train the grammar pipeline and lay it where the program finds it: one command.

    python training/train.py --treebank FOLDER [--gum CLONE] [--output FOLDER] [--work FOLDER]

FOLDER holds ewt-train.conllu.gz and ewt-dev.conllu.gz; CLONE is a checkout of UD_English-GUM.
Needs the extra ``training``. One core, about forty minutes.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import spacy
import srsly
from spacy.language import Language
from treebank import read, read_gum, store
from words import classes, lemma_tables

HERE = Path(__file__).resolve().parent
# Matrices on one core: faster for so small a network, and the same sums in every run.
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
META = {
    "name": "diplograph_grammar",
    "version": "0.1.0",
    "description": "Tags, morphology, lemmas and Universal Dependencies for English prose.",
    "author": "Diplograph project",
    "license": "CC BY-SA 4.0",
    "spacy_version": ">=3.8,<4.0",
}


def prepare(treebank: Path, gum: Path | None, work: Path) -> None:
    """Write the training and the development sentences and the words' classes."""
    vocab = spacy.blank("en").vocab
    train = read(vocab, treebank / "ewt-train.conllu.gz")
    dev = read(vocab, treebank / "ewt-dev.conllu.gz")
    if gum is not None:
        train += read_gum(vocab, gum, "train")
        dev += read_gum(vocab, gum, "dev")
    store(train, work / "train.spacy")
    store(dev, work / "dev.spacy")
    classes().to_disk(work / "classes")
    lemma_tables(train).to_disk(work / "lemmas")


def train(work: Path) -> None:
    """Run spaCy's training with this folder's configuration."""
    command = [sys.executable, "-m", "spacy", "train", str(HERE / "config.cfg")]
    command += ["--output", str(work / "model"), "--code", str(HERE / "augment.py")]
    for name, path in (("train", "train.spacy"), ("dev", "dev.spacy"), ("vectors", "classes")):
        command += [f"--paths.{name}", str(work / path)]
    subprocess.run(command, check=True, env=os.environ | ONE_CORE)


def assemble(work: Path, output: Path) -> None:
    """Add the lemmatizer to the best model of the training and move it into place."""
    sys.path.insert(0, str(HERE))
    import augment  # noqa: F401 - the configuration names its augmenter

    nlp = spacy.load(work / "model" / "model-best")
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule", "overwrite": True})
    lookups = spacy.lookups.Lookups().from_disk(work / "lemmas")
    lemmatizer.initialize(lookups=lookups)
    nlp.config["corpora"] = {}  # paths of this machine, and an augmenter that only training knows
    nlp.config["paths"] = {}
    nlp.config["training"] = {}
    nlp.config["initialize"] = {"vectors": None, "init_tok2vec": None}
    nlp.meta.update(META)
    nlp.meta["performance"] = {}  # measured by benchmarks/grammar.py, told in docs/grammar.md
    fresh = work / "assembled"
    shutil.rmtree(fresh, ignore_errors=True)
    nlp.to_disk(fresh)
    srsly.write_json(fresh / "vocab" / "strings.json", labels_of(nlp))
    for part in sorted(output.glob("*")):
        if part.name != "README.md":
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    shutil.copytree(fresh, output, dirs_exist_ok=True)


def labels_of(nlp: Language) -> list[str]:
    """Return the strings that results need: labels and features, none of the treebanks' words."""
    labels = {label for names in nlp.pipe_labels.values() for label in names}
    labels |= set(nlp.get_pipe("morphologizer").cfg["labels_morph"].values())
    return sorted(labels | {"ROOT", "dep"})


def main() -> None:
    """Read the arguments and do the three steps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--treebank", type=Path, default=HERE.parent.parent / "shared/treebank")
    parser.add_argument("--gum", type=Path, help="a checkout of UD_English-GUM")
    parser.add_argument("--output", type=Path, default=HERE.parent / "kg" / "grammar")
    parser.add_argument("--work", type=Path, default=Path("build/grammar"))
    parser.add_argument("--step", choices=("prepare", "train", "assemble"), action="append")
    given = parser.parse_args()
    steps = given.step or ["prepare", "train", "assemble"]
    given.work.mkdir(parents=True, exist_ok=True)
    if "prepare" in steps:
        prepare(given.treebank, given.gum, given.work)
    if "train" in steps:
        train(given.work)
    if "assemble" in steps:
        assemble(given.work, given.output)


if __name__ == "__main__":
    main()
