"""``diplograph up``: build where needed, then serve."""

from pathlib import Path

import click

from kg.commands.build import run_build
from kg.commands.common import PATH, say
from kg.commands.serve import run_server
from kg.folders import sample_folder
from kg.output import MANIFEST


def is_fresh(out: Path, documents: tuple[Path, ...]) -> bool:
    """Tell whether a build is newer than its documents, holds just them, and is of this version."""
    from kg.commands.evaluate import read_json
    from kg.version import VERSION

    manifest = out / MANIFEST
    if not manifest.exists():
        return False
    facts = read_json(manifest)
    names = [d["name"] for d in facts.get("documents", [])]
    if names != [d.name for d in documents] or facts.get("version") != VERSION:
        return False
    built = manifest.stat().st_mtime
    return all(d.exists() and d.stat().st_mtime <= built for d in documents)


@click.command("up")
@click.argument("documents", nargs=-1, type=PATH)
@click.option("--out", default=Path("kg-out"), show_default=True, type=PATH)
@click.option("--pipeline", help="Another spaCy pipeline with Universal Dependencies labels.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def up_command(
    documents: tuple[Path, ...], out: Path, pipeline: str | None, host: str, port: int
) -> None:
    """Build a graph of DOCUMENTS where it is missing or older than they are, then serve it.

    Without DOCUMENTS: the bundled sample on Russian-Turkish relations.

    \b
    Example:
      diplograph up article.txt
    """
    documents = documents or tuple(sorted(sample_folder().glob("*.txt")))
    if is_fresh(out, documents):
        say(f"{out} is newer than its documents: nothing to build.")
    else:
        run_build(documents, out, pipeline, workers=0)
    run_server(out, host, port)
