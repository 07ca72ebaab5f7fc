"""What the pipeline knows of words beyond the treebanks: their distributional class, their lemma.

Classes are Brown clusters (Brown et al. 1992) of a million English words, from the package
``spacy-lookups-data``. A cluster's number is a path in a binary tree, lowest bit first; a word's
vector puts codes of the path's first 4, 6, 8 and 10 bits and of the whole path side by side, so
that words which share a branch share part of their vector (Koo et al. 2008 used such prefixes as
features). Codes are random directions: with 999 clusters in 160 and more dimensions they are all
but orthogonal, and the network learns what each one means.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import spacy
import srsly
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc
from spacy.vectors import Vectors
from spacy_lookups_data import en as english

# (bits of the path, dimensions of their code); None is the whole path.
PARTS = ((4, 16), (6, 32), (8, 48), (10, 64), (None, 160))
# Natural logarithm of a word's frequency: rarer words are left out, to keep the table small.
RAREST = -19.3
# A common word's class also stands for the word in capitals, as in headings.
COMMON = -15.0

Exceptions = dict[str, dict[str, list[str]]]

# Names, figures and marks are their own lemma.
UNCHANGED = ("PROPN", "NUM", "X", "PUNCT", "SYM")


def _codes(keys: list[int], size: int, draw: np.random.RandomState) -> np.ndarray:
    unique = sorted(set(keys))
    table = draw.standard_normal((len(unique), size)).astype("float32")
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    row = {key: n for n, key in enumerate(unique)}
    return table[[row[key] for key in keys]]


def _table(name: str) -> dict:
    """Read a table of the lookups package, as plain words."""
    return srsly.read_gzip_json(f"{english[name]}.gz")


def classes() -> Language:
    """Return an empty English pipeline whose vectors are the words' classes."""
    chance = _table("lexeme_prob")
    cluster = {w: c for w, c in _table("lexeme_cluster").items() if c}
    words = [w for w in cluster if chance.get(w, RAREST) > RAREST]
    words.sort(key=lambda w: (-chance[w], w))
    paths = sorted({cluster[w] for w in words})
    draw = np.random.RandomState(1)
    parts = [
        _codes([p if bits is None else p & (1 << bits) - 1 for p in paths], size, draw)
        for bits, size in PARTS
    ]
    row = {path: n for n, path in enumerate(paths)}
    nlp = spacy.blank("en")
    vectors = Vectors(strings=nlp.vocab.strings, data=np.hstack(parts), name="clusters")
    rows = {word: row[cluster[word]] for word in words}
    for word in words:
        if word.islower() and len(word) > 2 and chance[word] > COMMON:
            for shouted in (word.capitalize(), word.upper()):
                if shouted not in cluster:
                    rows[shouted] = row[cluster[word]]
    for word, place in rows.items():
        vectors.add(word, row=place)
    nlp.vocab.vectors = vectors
    return nlp


def _settled(index: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the index without lemmas that would win where spaCy's rules find two.

    The rules take the last one found: "hoped" from "hop", "uses" from "us", "motives" from
    "motif". English doubles the consonant of "hop", so a verb of vowel and consonant loses to its
    neighbour in -e; elsewhere the commoner verb wins. What is left out is still found where it
    stands alone, since a lemma outside the index is the rules' last resort.
    """
    chance = _table("lexeme_prob")
    verbs, nouns = set(index["verb"]), set(index["noun"])
    for long in sorted(v for v in verbs if v.endswith("e") and v[:-1] in verbs):
        short = long[:-1]
        doubles = re.search("(?<![aeiou])[aeiou][^aeiouwxy]$", short) is not None
        commoner = chance.get(long, -20.0) >= chance.get(short, -20.0)
        verbs.discard(short if doubles or commoner else long)
    nouns -= {n[:-1] for n in nouns if n.endswith("se")} | {
        n[:-2] + "f" for n in nouns if n.endswith("ve")
    }
    return index | {"verb": sorted(verbs), "noun": sorted(nouns)}


def lemma_tables(docs: Iterable[Doc]) -> Lookups:
    """Return tables for spaCy's rule lemmatizer: WordNet's, and what the treebanks say otherwise.

    An exception is kept where the treebank's lemma of a word with a tag is not what the rules make
    of it. Lemmas are in small letters but for names and "I"; names keep their form and need none.
    """
    curated, full = _table("lemma_exc"), _table("lemma_index")
    index = _settled(full)
    exceptions = {pos: dict(words) for pos, words in curated.items()}
    for verb in full["verb"]:  # "they need", "they discuss": an ending that is none
        if verb.endswith(("s", "ed", "ing")):
            exceptions["verb"].setdefault(verb, [verb])
    lemmatizer = _lemmatizer(exceptions, index)
    known = {pos: set(lemmas) for pos, lemmas in full.items()}
    for word, pos, lemma, morph in _counted(docs):
        ruled = _lemma(lemmatizer, word, pos, morph)
        group = pos.lower()
        slip = ruled in known.get(group, ()) and lemma not in known.get(group, ())
        if ruled != lemma and not slip and word not in curated.get(group, {}):
            exceptions.setdefault(group, {})[word] = [lemma]
    return _lookups(exceptions, index)


def _counted(docs: Iterable[Doc]) -> Iterator[tuple[str, str, str, str]]:
    """Yield word, tag, commonest lemma and its features for all seen more than once."""
    seen: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for doc in docs:
        for token in doc:
            if token.pos_ not in UNCHANGED and not token.morph.get("Typo"):
                lemma = token.lemma_ if token.lemma_ == "I" else token.lemma_.lower()
                seen[token.lower_, token.pos_][lemma, str(token.morph)] += 1
    for (word, pos), lemmas in sorted(seen.items()):
        (lemma, morph), count = min(lemmas.items(), key=lambda item: (-item[1], item[0]))
        if count > 1:  # once is as likely a slip of the annotator
            yield word, pos, lemma, morph


def _lookups(exceptions: Exceptions, index: dict[str, list[str]]) -> Lookups:
    lookups = Lookups()
    lookups.add_table("lemma_rules", _table("lemma_rules"))
    lookups.add_table("lemma_index", index)
    lookups.add_table("lemma_exc", exceptions)
    return lookups


def _lemmatizer(exceptions: Exceptions, index: dict[str, list[str]]) -> Lemmatizer:
    lemmatizer = spacy.blank("en").add_pipe("lemmatizer", config={"mode": "rule"})
    lemmatizer.initialize(lookups=_lookups(exceptions, index))
    return lemmatizer


def _lemma(lemmatizer: Lemmatizer, word: str, pos: str, morph: str) -> str:
    doc = Doc(lemmatizer.vocab, words=[word], pos=[pos], morphs=[morph])
    return str(lemmatizer.lemmatize(doc[0])[0])
