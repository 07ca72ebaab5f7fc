"""``diplograph dump``: the graph in another format."""

import gzip
from pathlib import Path

import click

from kg.commands.common import PATH


@click.command("dump")
@click.argument("directory", type=PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["ttl", "nt", "nq", "trig", "rdfxml", "jsonld"]),
    default="ttl",
    show_default=True,
)
@click.option("--inferred", is_flag=True, help="Add what the rules infer.")
@click.option("--gzip", "zipped", is_flag=True, help="Compress the output.")
def dump_command(directory: Path, form: str, inferred: bool, zipped: bool) -> None:
    """Write the graph of a build DIRECTORY to stdout.

    \b
    Example:
      diplograph dump kg --format nt --gzip > kg.nt.gz
    """
    from kg.rdfio import ASSERTED_GRAPH, INFERRED_GRAPH, convert

    files = [(directory / "graph.ttl", ASSERTED_GRAPH)]
    if inferred:
        files.append((directory / "inferred.ttl", INFERRED_GRAPH))
    data = convert(files, form)
    # No time stamp and no name in the header: the same graph gives the same bytes.
    click.echo(gzip.compress(data, mtime=0) if zipped else data, nl=False)
