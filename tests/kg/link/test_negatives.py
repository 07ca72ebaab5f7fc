"""Near misses through the whole extraction: namesakes, homonyms, other words, longer names.

``tests/cases/linking/negatives.tsv`` holds sentences of our own, each with a form and the ids that
must not be found for it. The null baseline beside it is the bare look-up of every name in the
text, which the test requires to be wrong often: else the set would prove nothing.
"""

from hashlib import sha256
from pathlib import Path

import pytest

from kg.extract import Tools, extract, load_tools
from kg.model import Document

CASES = Path(__file__).resolve().parents[2] / "cases" / "linking" / "negatives.tsv"
ROWS = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines()[1:]]
FEWEST = 500


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools()


def document(text: str) -> Document:
    digest = sha256(text.encode()).hexdigest()
    return Document(digest[:16], "case.txt", "case", "en", "text/plain", text, digest, digest)


def wrong(sentence: str, form: str, never: set[str], tools: Tools) -> set[str]:
    """Return the forbidden ids that a mention of the form was given."""
    found = extract(document(sentence), tools)
    low = sentence.index(form)
    high = low + len(form)
    near = {
        entity.lexicon_id
        for entity in found.entities
        if any(m.span.start < high and low < m.span.end for m in entity.mentions)
    }
    events = {e.lexicon_id for e in (*found.agreements, *found.crises)}
    return {i for i in near | events if i in never}


def bare(sentence: str, form: str, never: set[str], tools: Tools) -> bool:
    """Tell whether looking up every name, in any case and inside words, goes wrong."""
    names = [n.text.casefold() for i in never for n in tools.lexicon.names_of(i, "en")]
    return any(name in form.casefold() for name in names)


def test_the_set_is_large_and_names_known_entities(tools: Tools) -> None:
    assert len(ROWS) >= FEWEST
    assert len({(row[0], row[1]) for row in ROWS}) == len(ROWS)
    for sentence, form, never, why in ROWS:
        assert form in sentence
        assert why
        assert all(i in tools.lexicon.items for i in never.split()), never


def test_no_near_miss_is_linked(tools: Tools) -> None:
    bad = []
    for sentence, form, never, _ in ROWS:
        if found := wrong(sentence, form, set(never.split()), tools):
            bad.append(f"{form} is {sorted(found)} in: {sentence}")
    assert not bad, "\n".join(bad)


def test_the_null_baseline_fails_on_most(tools: Tools) -> None:
    failures = sum(bare(s, f, set(n.split()), tools) for s, f, n, _ in ROWS)
    assert failures > len(ROWS) / 2


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Foreign Minister Lavrov met President Putin.", {"sergey-lavrov", "vladimir-putin"}),
        ("Vladimir V. Putin spoke.", {"vladimir-putin"}),
        ("But Putin declined.", {"vladimir-putin"}),
        ("Northern Iraq and Western Ukraine were named.", {"iraq", "ukraine"}),
        ("The army left Tbilisi, Georgia, at night.", {"tbilisi", "georgia"}),
        ("Turkey and Greece met in Athens.", {"turkey", "greece", "athens"}),
        ("Lima's offer pleased Quito.", {"peru", "ecuador"}),
    ],
)
def test_what_is_meant_is_still_found(sentence: str, expected: set[str], tools: Tools) -> None:
    found = {e.lexicon_id for e in extract(document(sentence), tools).entities}
    assert expected <= found
