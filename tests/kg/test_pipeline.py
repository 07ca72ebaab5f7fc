"""The whole job: what is built can be checked against its documents, and is the same every time."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rdflib import RDF, Graph, URIRef

from kg.extract import extract, extract_all, load_tools
from kg.folders import sample_folder
from kg.graph.annotate import annotate
from kg.graph.assemble import assemble
from kg.graph.check import check
from kg.graph.dump import load, turtle
from kg.model import Document
from kg.namespaces import ONTOLOGY, PREFIXES
from kg.pipeline import build
from kg.read.document import from_text, read_document
from kg.read.text import ReadText
from kg.vocabulary import Vocabulary, load_vocabulary

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = sorted(sample_folder().glob("*.txt"))
DEVELOPMENT = sorted((ROOT / "tests" / "documents" / "development").glob("*.txt"))
OUTPUTS = {
    "graph.ttl",
    "inferred.ttl",
    "report.ttl",
    "report.json",
    "links.sssom.tsv",
    "review.tsv",
    "wikidata-sameas.ttl",
    "void.ttl",
    "manifest.json",
}


def dg(name: str) -> URIRef:
    return URIRef(ONTOLOGY + name)


def quietly(stage: str) -> None:
    """Tell nobody."""


def built_from(paths: list[Path], out: Path) -> Path:
    build(paths, out, extract_all, quietly)
    return out


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_from(SAMPLE, tmp_path_factory.mktemp("sample") / "kg")


def documents(shared: Callable[[str], Path]) -> Iterator[Path]:
    yield from SAMPLE
    yield from DEVELOPMENT
    yield shared("document/article.txt")


def assert_quotes_hold(graph: Graph, texts: dict[str, str]) -> None:
    passages = list(graph.subjects(RDF.type, dg("Passage")))
    assert passages
    for passage in passages:
        text = texts[str(graph.value(passage, dg("inDocument"))).rsplit("/", 1)[-1]]
        begin, end = (int(str(graph.value(passage, dg(p)))) for p in ("beginIndex", "endIndex"))
        assert text[begin:end] == str(graph.value(passage, dg("quote")))


@pytest.mark.parametrize("path", [*SAMPLE, *DEVELOPMENT], ids=lambda p: p.stem)
def test_every_quote_is_in_its_document(vocabulary: Vocabulary, path: Path) -> None:
    document = read_document(path)
    graph = assemble([extract(document, load_tools())], vocabulary, "test")
    assert_quotes_hold(graph, {document.id: document.text})


def test_every_quote_of_the_article(vocabulary: Vocabulary, shared: Callable[[str], Path]) -> None:
    document = read_document(shared("document/article.txt"))
    graph = assemble([extract(document, load_tools())], vocabulary, "test")
    assert_quotes_hold(graph, {document.id: document.text})
    assert check(graph).conforms


def test_everything_in_the_world_has_evidence(sample_build: Path, vocabulary: Vocabulary) -> None:
    """Things of the world are named or stated by a passage; claims stand behind their links."""
    graph = load(sample_build / "graph.ttl")
    world = {dg(n) for n in ("Entity", *vocabulary.below("Entity"))} - {dg("Indicator")}
    authors = set(graph.objects(None, dg("author")))
    for thing in {s for s, c in graph.subject_objects(RDF.type) if c in world} - authors:
        has = {p for p in graph.predicates(thing) if p in (dg("evidence"), dg("mentionedIn"))}
        assert has, f"{thing} has no evidence"
    claimed = {
        (
            graph.value(c, dg("claimSubject")),
            graph.value(c, dg("claimPredicate")),
            graph.value(c, dg("claimObject")) or graph.value(c, dg("claimValue")),
        )
        for c in graph.subjects(dg("claimPredicate"))
    }
    for name in ("party", "memberOf", "allyOf", "holder", "participant", "supplies", "actor"):
        for subject, value in graph.subject_objects(dg(name)):
            assert (subject, dg(name), value) in claimed


def test_what_is_not_a_fact_is_only_claimed(sample_build: Path) -> None:
    graph = load(sample_build / "graph.ttl")
    asserted = URIRef(PREFIXES["code"] + "modality/asserted")
    facts = {
        (
            graph.value(c, dg("claimSubject")),
            graph.value(c, dg("claimPredicate")),
            graph.value(c, dg("claimObject")),
        )
        for c in graph.subjects(dg("modality"), asserted)
        if not graph.value(c, dg("negated")).toPython() and (c, RDF.type, dg("Claim")) in graph
    }
    plans = set(graph.subjects(RDF.type, dg("Plan")))
    for claim in graph.subjects(dg("claimObject")):
        triple = tuple(
            graph.value(claim, dg(f"claim{p}")) for p in ("Subject", "Predicate", "Object")
        )
        if triple not in facts and triple[0] not in plans:
            assert triple not in graph, f"{triple} is no fact"


def test_outputs_and_manifest(sample_build: Path) -> None:
    assert {p.name for p in sample_build.iterdir() if p.is_file()} == OUTPUTS
    manifest = json.loads((sample_build / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["conforms"] is True
    for name, digest in manifest["outputs"].items():
        assert sha256((sample_build / name).read_bytes()).hexdigest() == digest
    for facts in manifest["documents"]:
        text = (sample_build / "documents" / f"{facts['name']}.txt").read_bytes()
        assert sha256(text).hexdigest() == facts["textSha256"]


def test_several_documents_make_one_graph(tmp_path: Path) -> None:
    out = built_from([*SAMPLE, DEVELOPMENT[0]], tmp_path / "kg")
    graph = load(out / "graph.ttl")
    assert len(list(graph.subjects(RDF.type, dg("Document")))) == 2
    assert len(list((out / "annotations").iterdir())) == 2


@pytest.mark.slow
def test_the_same_bytes_whatever_the_hash_seed_and_the_workers(tmp_path: Path) -> None:
    digests = set()
    for seed, workers, zone in (("0", "1", "UTC"), ("1", "2", "Asia/Tokyo"), ("77", "1", "UTC")):
        out = tmp_path / f"kg{seed}"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "kg",
                "build",
                *map(str, [*SAMPLE, *DEVELOPMENT]),
                "--out",
                str(out),
                "--workers",
                workers,
            ],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        files = sorted(p for p in out.rglob("*") if p.is_file())
        digests.add(sha256(b"".join(p.read_bytes() for p in files)).hexdigest())
    assert len(digests) == 1


def document_of(text: str) -> Document:
    return from_text(ReadText(text), name="x.txt", media_type="text/plain", source_sha256="0" * 64)


PIECES = [
    "Peru",
    "Ecuador",
    "Japan's",
    "the",
    "West",
    "NATO",
    "signed",
    "a",
    "treaty",
    "in",
    "1998",
]
PIECES += [
    ".",
    "\n\n",
    "1.",
    "First",
    "motive:",
    "because",
    "(Smith,",
    "2010,",
    "p.",
    "3)",
    "“",
    "”",
]
PIECES += ["said", "that", "40%", "of", "5", "billion", "dollars", "and", ",", ";", "--", "Moscow"]
WORDS = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300) | WORDS)
@example("\x00 \u2028 \U0001f600 \u202e Turkey \ufeff Russia")
@example("(" * 200)
@example("1. 1.1. 1.1.1. A.\nFirst:\nSecond: 100%")
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_builds(vocabulary: Vocabulary, text: str) -> None:
    if not text.strip():
        return
    findings = extract(document_of(text), load_tools())
    graph = assemble([findings], vocabulary, "test")
    assert_quotes_hold(graph, {findings.document.id: text}) if findings.layout.sections else None
    "".join(turtle(graph))
    json.dumps(annotate(findings))


@pytest.mark.parametrize(
    "text",
    [
        "word " * 20_000,
        "(" * 5_000,
        "Turkey and Russia signed. " * 400,
        "1.\n" * 2_000,
        "\n" * 9 + "x",
    ],
    ids=["one-line", "brackets", "repeated", "numbers", "blank"],
)
def test_odd_shapes_of_text_build_and_conform(vocabulary: Vocabulary, text: str) -> None:
    graph = assemble([extract(document_of(text), load_tools())], vocabulary, "test")
    assert check(graph).conforms
