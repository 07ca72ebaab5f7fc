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
@click.argument("target", type=PATH, required=False)
@click.option("--format", "form", type=click.Choice(["text", "json", "ttl"]), default="text")
@click.option("--before", type=PATH, help="An earlier build or FILE: tell of changes alone.")
@click.option("--ontology", "shipped", is_flag=True, help="Reason on the ontology instead.")
def check_command(target: Path | None, form: str, before: Path | None, shipped: bool) -> None:
    """Validate a build directory or a Turtle FILE with SHACL.

    Exits with 1 where the graph does not conform; warnings alone conform.

    \b
    Example:
      diplograph check kg
    """
    if shipped:
        check_ontology()
        return
    if target is None:
        raise click.UsageError("Name a build directory or a Turtle file, or give --ontology.")
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


def check_ontology() -> None:
    """Ask HermiT and Pellet whether the shipped ontology is sound; the extra ``reason`` is needed.

    Raises:
        MissingPartError: there is no Java.
        NotConformingError: the ontology contradicts itself, or a class can have no member.
    """
    from kg.graph.reason import REASONERS, reason
    from kg.vocabulary import ontology_graph

    for reasoner in REASONERS:
        result = reason(ontology_graph(leave_out=["align"]), reasoner)
        if not result.consistent:
            raise NotConformingError(f"{reasoner} finds that the ontology contradicts itself.")
        if result.unsatisfiable:
            names = ", ".join(result.unsatisfiable)
            raise NotConformingError(f"{reasoner} finds classes without possible members: {names}.")
        say(f"{reasoner}: the ontology is consistent and every class can have members.")
