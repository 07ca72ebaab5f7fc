"""The whole job: documents on disk to an output directory, whole or not at all."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.findings import Findings, Report
from kg.graph.annotate import annotate
from kg.graph.assemble import addresses_of, assemble
from kg.graph.check import check
from kg.graph.dump import triples_as_turtle, turtle
from kg.graph.report import report_graph, report_json
from kg.graph.rules import infer
from kg.graph.sameas import same_as
from kg.graph.void import describe
from kg.link.decide import decide
from kg.link.decisions import NOTHING, Decisions, write
from kg.link.queue import linked, waiting
from kg.link.sssom import links_table
from kg.model import Document
from kg.output import MANIFEST, whole_directory
from kg.read.document import read_document
from kg.version import VERSION
from kg.vocabulary import load_vocabulary, ontology_files

TITLE = "Diplograph knowledge graph"

# Extracts documents in their order; how many at once is the caller's business.
Extractor = Callable[[Iterable[Document]], Iterator[Findings]]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the validation's result, counts, and seconds by stage."""

    report: Report
    counts: Mapping[str, int]
    seconds: Mapping[str, float]


class Stopwatch:
    """Seconds by stage; they are told to the user and never written into an output."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell, self._stage, self._since = tell, "", 0.0
        self.seconds: dict[str, float] = {}

    def start(self, stage: str) -> None:
        """End the stage before and start another."""
        now = time.perf_counter()
        if self._stage:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now
        if stage:
            self._tell(stage)


def build(
    paths: Sequence[Path],
    out: Path,
    extractor: Extractor,
    tell: Callable[[str], None],
    decisions: Decisions = NOTHING,
) -> Built:
    """Read documents, find, relate, assemble, infer and validate; write everything to ``out``.

    ``decisions`` of people stand above what the lexicon says. ``tell`` receives each stage's name
    as it begins. A graph that does not conform is written all the same.

    Raises:
        InputError: a document cannot be read, or two have the same name.
        OutputError: the output cannot be written; what stood there before is untouched.
    """
    watch = Stopwatch(tell)
    watch.start("read")
    documents = _documents(paths)
    with whole_directory(out) as folder:
        watch.start("extract")
        findings = [decide(f, decisions, addresses_of(f)) for f in extractor(documents)]
        watch.start("write")
        _write_documents(folder, findings)
        _write_links(folder, findings, decisions)
        graph = assemble(findings, load_vocabulary(), VERSION)
        _write(folder / "graph.ttl", turtle(graph))
        _write(folder / "wikidata-sameas.ttl", turtle(same_as(graph)))
        watch.start("infer")
        inferred = infer(folder / "graph.ttl", list(ontology_files()))
        _write(folder / "inferred.ttl", triples_as_turtle(inferred))
        watch.start("validate")
        report = check(graph)
        _write_report(folder, report)
        watch.start("describe")
        void = describe(folder / "graph.ttl", folder / "inferred.ttl", TITLE, VERSION)
        _write(folder / "void.ttl", turtle(void))
        _write_manifest(folder, documents, counts := _counts(findings), report)
        watch.start("")
    return Built(report, counts, watch.seconds)


def _documents(paths: Sequence[Path]) -> list[Document]:
    documents = [read_document(path) for path in paths]
    seen: dict[str, Document] = {}
    for document in documents:
        if document.name in seen:
            raise InputError(
                f"Two documents are called {document.name}: rename one, so that their "
                "annotations can be told apart."
            )
        seen[document.name] = document
    return documents


def _write(path: Path, parts: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        file.writelines(parts)


def _write_json(path: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    _write(path, [text, "\n"])


def _write_documents(folder: Path, findings: Sequence[Findings]) -> None:
    for found in findings:
        document = found.document
        _write(folder / "documents" / f"{document.name}.txt", [document.text])
        _write_json(folder / "annotations" / f"{document.name}.json", annotate(found))


def _write_links(folder: Path, findings: Sequence[Findings], decisions: Decisions) -> None:
    decided = {**decisions.accepted, **decisions.absent}
    links = [link for f in findings for link in linked(f, addresses_of(f))]
    _write(folder / "links.sssom.tsv", [links_table(links, decided, VERSION)])
    queue = {row for f in findings for row in waiting(f, addresses_of(f), decisions)}
    _write(
        folder / "review.tsv", [write(sorted(queue, key=lambda r: (r.subject, r.qid, r.sentence)))]
    )


def _write_report(folder: Path, report: Report) -> None:
    _write(folder / "report.ttl", turtle(report_graph(report)))
    _write_json(folder / "report.json", report_json(report))


def _counts(findings: Sequence[Findings]) -> dict[str, int]:
    layers = (
        "entities",
        "agreements",
        "crises",
        "motives",
        "interactions",
        "statements",
        "observations",
        "relations",
        "not_understood",
    )
    return {
        "documents": len(findings),
        **{layer: sum(len(getattr(f, layer)) for f in findings) for layer in layers},
    }


def _write_manifest(
    folder: Path, documents: Sequence[Document], counts: Mapping[str, int], report: Report
) -> None:
    outputs = sorted(p for p in folder.rglob("*") if p.is_file())
    _write_json(
        folder / MANIFEST,
        {
            "version": VERSION,
            "documents": [
                {
                    "id": d.id,
                    "name": d.name,
                    "title": d.title,
                    "mediaType": d.media_type,
                    "sourceSha256": d.source_sha256,
                    "textSha256": d.sha256,
                    "characters": len(d.text),
                }
                for d in documents
            ],
            "counts": counts,
            "conforms": report.conforms,
            "outputs": {
                p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest()
                for p in outputs
            },
        },
    )
