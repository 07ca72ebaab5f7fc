"""``diplograph ask``: a SPARQL query on a build."""

import sys
from pathlib import Path
from typing import Any

import click

from kg.commands.common import PATH
from kg.commands.stores import access_of, store_options
from kg.errors import InputError, QueryError

# A query that would connect to another host; asking is an offline act.
_OUTSIDE = ("SERVICE", "LOAD")

LONGEST_CELL = 60


@click.command("ask")
@click.argument("directory", type=PATH)
@click.argument("query")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "xml", "ttl", "nt", "jsonld"]),
    help="Default: a table for rows on a terminal, else csv; ttl for graphs.",
)
@click.option("--no-inferred", is_flag=True, help="Leave out what the rules infer.")
@store_options("Ask the store that the build was brought into, in place of its files.")
def ask_command(
    directory: Path, query: str, form: str | None, no_inferred: bool, **options: Any
) -> None:
    """Answer a SPARQL QUERY on a build DIRECTORY: a text, a FILE.rq, or - for stdin.

    Common prefixes (dg:, code:, id:, wd:, rdfs:, skos: ...) need not be declared.

    \b
    Example:
      diplograph ask kg 'SELECT ?label WHERE { ?a a dg:Treaty ; rdfs:label ?label }'
    """
    from kg.graph.ask import ask, ask_store
    from kg.store.remote import RemoteStore
    from kg.vocabulary import ontology_files

    text, access = read_query(query), access_of(options)
    if access:
        answer = ask_store(RemoteStore(access), text, not no_inferred)
    else:
        files = [directory / "graph.ttl", *ontology_files()]
        answer = ask(files if no_inferred else [*files, directory / "inferred.ttl"], text)
    terminal = sys.stdout.isatty()
    if form is None:
        form = "ttl" if answer.is_graph else "table" if terminal else "csv"
    if form == "table":
        click.echo(as_table(*answer.rows()))
    else:
        click.echo(answer.write(form), nl=False)


def read_query(query: str) -> str:
    """Return the text of a query given as text, as the name of a .rq file, or as - for stdin.

    Raises:
        InputError: the file cannot be read.
        QueryError: the query would connect to another host.
    """
    if query == "-":
        query = sys.stdin.read()
    elif query.endswith(".rq"):
        try:
            query = Path(query).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            raise InputError(f"The query file {query} cannot be read: {fault}.") from None
    words = {word.strip("{}().;").upper() for word in query.split()}
    for word in _OUTSIDE:
        if word in words:
            raise QueryError(f"{word} would connect to another host: ask works offline.")
    return query


def as_table(names: list[str], rows: list[list[str]]) -> str:
    """Return rows as an aligned table for a terminal."""
    cells = [[_cell(c) for c in row] for row in [names, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(names))]
    lines = [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells
    ]
    rule = "  ".join("-" * w for w in widths)
    return "\n".join([lines[0], rule, *lines[1:], f"({len(rows)} rows)"])


def _cell(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_CELL else plain[: LONGEST_CELL - 1] + "…"
