"""``diplograph serve``: a build as a SPARQL endpoint with pages."""

from pathlib import Path

import click

from kg.commands.common import PATH, say

FIRST_QUERY = "SELECT ?label WHERE { ?agreement a dg:Agreement ; rdfs:label ?label } LIMIT 10"


def run_server(directory: Path, host: str, port: int) -> None:
    """Serve a build until interrupted, and say where."""
    from server.run import serve

    say(f"Serving {directory}: click http://{host}:{port}/ (stop with Ctrl+C)")
    say(f"Try this query at http://{host}:{port}/sparql:\n  {FIRST_QUERY}")
    serve(directory, host=host, port=port)


@click.command("serve")
@click.argument("directory", type=PATH)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve_command(directory: Path, host: str, port: int) -> None:
    """Serve a build DIRECTORY: SPARQL 1.1 at /sparql, dumps at /dumps/, pages at /.

    \b
    Example:
      diplograph serve kg --port 8080
    """
    run_server(directory, host, port)
