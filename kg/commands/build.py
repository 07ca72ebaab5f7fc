"""``diplograph build``: documents to an output directory."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from kg.commands.common import PATH, progress, say, stage_teller
from kg.commands.stores import access_of, bring, store_options
from kg.errors import NotConformingError
from kg.findings import Findings, Report
from kg.model import Document


def run_build(
    documents: tuple[Path, ...],
    out: Path,
    pipeline: str | None,
    workers: int,
    decisions: Path | None = None,
    access: Any = None,
) -> Report:
    """Build a graph and tell what was made; the validation's report comes back.

    With ``access`` to a store elsewhere the graph is also brought into it; that it takes changes is
    seen before the work begins.
    """
    from kg.extract import extract_all
    from kg.link.decisions import read, settle
    from kg.pipeline import build
    from kg.store.remote import RemoteStore

    def extractor(read: Iterable[Document]) -> Iterator[Findings]:
        return progress(extract_all(read, pipeline, workers), len(documents), "document")

    store = RemoteStore(access) if access else None
    if store:
        store.check()
    settled = settle(read(decisions) if decisions else ())
    for conflict in settled.conflicts:
        say(f"Not decided, people disagree: {conflict.sentence()}")
    built = build(documents, out, extractor, stage_teller(), settled)
    counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in built.counts.items())
    say(f"Wrote {out}: {counts}.")
    severities = [f.severity for f in built.report.findings]
    found = ", ".join(f"{severities.count(s)} {s.lower()}s" for s in ("Violation", "Warning"))
    if store:
        bring(out, store, access.query)
    say(f"The graph {'conforms' if built.report.conforms else 'does NOT conform'} ({found}).")
    return built.report


@click.command("build")
@click.argument("documents", nargs=-1, required=True, type=PATH)
@click.option("--out", required=True, type=PATH, help="Directory to write; whole or not at all.")
@click.option("--pipeline", help="Another spaCy pipeline with Universal Dependencies labels.")
@click.option("--workers", default=0, help="Documents read at once; 0 for one a core.")
@click.option("--decisions", type=PATH, help="What people decided about links (see links).")
@store_options("A SPARQL store to bring the graph into as well.")
def build_command(
    documents: tuple[Path, ...],
    out: Path,
    pipeline: str | None,
    workers: int,
    decisions: Path | None,
    **options: Any,
) -> None:
    """Read DOCUMENTS into one knowledge graph.

    Reads .txt, .md, .html, .pdf and .docx. Several documents make one graph.

    \b
    Example:
      diplograph build article.txt brief.pdf --out kg
      diplograph build *.txt --out kg --store https://example.org/sparql
    """
    report = run_build(documents, out, pipeline, workers, decisions, access_of(options))
    if not report.conforms:
        raise NotConformingError(f"The graph does not conform: see {out}/report.json.")
