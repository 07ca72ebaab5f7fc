"""``diplograph check``: what the shapes say of a graph."""

import json
from pathlib import Path

import click

from kg.commands.common import PATH, say
from kg.errors import NotConformingError


def graph_file(target: Path) -> Path:
    """Return the asserted graph of a build, or the file itself."""
    return target / "graph.ttl" if target.is_dir() else target


@click.command("check")
@click.argument("target", type=PATH)
@click.option("--format", "form", type=click.Choice(["text", "json", "ttl"]), default="text")
@click.option("--before", type=PATH, help="An earlier build or FILE: tell of changes alone.")
def check_command(target: Path, form: str, before: Path | None) -> None:
    """Validate a build directory or a Turtle FILE with SHACL.

    Exits with 1 where the graph does not conform; warnings alone conform.

    \b
    Example:
      diplograph check kg
    """
    from kg.graph.check import check_file
    from kg.graph.dump import turtle
    from kg.graph.report import report_graph, report_json, table

    report = check_file(graph_file(target), None if before is None else graph_file(before))
    if form == "json":
        click.echo(json.dumps(report_json(report), ensure_ascii=False, indent=1, sort_keys=True))
    elif form == "ttl":
        click.echo("".join(turtle(report_graph(report))), nl=False)
    elif report.findings:
        click.echo(table(report.findings))
    say(f"{target} {'conforms' if report.conforms else 'does not conform'}.")
    if not report.conforms:
        raise NotConformingError(f"{target} does not conform to the shapes.")
