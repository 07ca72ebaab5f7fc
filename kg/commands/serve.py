"""``diplograph serve``: a build as a SPARQL endpoint with pages."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from kg.commands.common import PATH, say
from kg.commands.stores import access_of, store_options
from kg.errors import InputError
from kg.namespaces import ONTOLOGY

FIRST_QUERY = f"""PREFIX dg: <{ONTOLOGY}>
  PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
  SELECT ?label WHERE {{ ?agreement a dg:Agreement ; rdfs:label ?label }} LIMIT 10"""
TOKEN_VARIABLE = "DIPLOGRAPH_TOKEN"  # noqa: S105 - the name of a variable
SHORTEST_TOKEN = 16


def run_server(directory: Path, host: str, port: int, **options: Any) -> None:
    """Serve a build until interrupted, and say where."""
    from server.run import serve

    access = access_of(options)
    settings = make_settings(host, port, access=access, **options)
    say(f"Serving {directory}: click http://{host}:{port}/ (stop with Ctrl+C)")
    say(f"Try this query at http://{host}:{port}/sparql:\n  {FIRST_QUERY}")
    serve(directory, host=host, port=port, settings=settings)


def make_settings(
    host: str,
    port: int,
    public_url: str = "",
    writable: bool = False,
    validate_writes: bool = False,
    services: tuple[str, ...] = (),
    access: Any = None,
    short_addresses: int = 1_000,
    log_requests: bool = False,
    log_queries: bool = False,
    **limits: float | None,
) -> Any:
    """Return the server's settings from the options of the command line; see --help there."""
    from server.engine.writer import default_check
    from server.settings import MEBIBYTE, Limits, Settings

    given: dict[str, Any] = {name: value for name, value in limits.items() if value is not None}
    for name in ("memory", "answer"):
        if name in given:
            given[name] = int(given[name]) * MEBIBYTE
    return Settings(
        public_url=public_url or f"http://{host}:{port}",
        limits=Limits(**given),
        services=services,
        store=access,
        short_queries=short_addresses,
        token_sha256=_token() if writable else "",
        check_command=default_check() if validate_writes else (),
        log_requests=log_requests or log_queries,
        log_queries=log_queries,
    )


def _token() -> str:
    """Return the SHA-256 of the token of the environment; the token itself is kept nowhere."""
    token = os.environ.get(TOKEN_VARIABLE, "")
    if len(token) < SHORTEST_TOKEN:
        raise InputError(
            f"--writable needs a token of at least {SHORTEST_TOKEN} characters in {TOKEN_VARIABLE}."
        )
    return sha256(token.encode()).hexdigest()


OPTIONS = (
    click.option("--host", default="127.0.0.1", show_default=True),
    click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535)),
    click.option("--public-url", default="", help="The address the world knows it by."),
    click.option(
        "--writable",
        is_flag=True,
        help=f"Offer update and graph store to who has the token in {TOKEN_VARIABLE}.",
    ),
    click.option("--validate-writes", is_flag=True, help="Refuse writes that violate SHACL."),
    click.option(
        "--allow-service",
        "services",
        multiple=True,
        metavar="URL",
        help="A SPARQL endpoint that SERVICE may call; none by default.",
    ),
    click.option("--seconds", type=click.FloatRange(0.1), help="Time for a query [30]."),
    click.option("--memory", type=click.IntRange(16), help="MiB for a query [512]."),
    click.option("--answer", type=click.IntRange(1), help="MiB for an answer [1024]."),
    click.option("--per-client", type=click.IntRange(1), help="Queries at a time [32]."),
    click.option(
        "--short-addresses",
        type=click.IntRange(0),
        default=1_000,
        show_default=True,
        help="Queries that visitors may give a short address; 0 for none.",
    ),
    click.option("--log-requests", is_flag=True, help="One line of JSON for each request."),
    click.option("--log-queries", is_flag=True, help="The same with the query's text."),
)


def serving_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a server."""
    command = store_options("A SPARQL store that holds the data.")(command)
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command("serve")
@click.argument("directory", type=PATH)
@serving_options
def serve_command(directory: Path, host: str, port: int, **options: Any) -> None:
    """Serve a build DIRECTORY: SPARQL 1.1 at /sparql, dumps at /dumps/, pages at /.

    \b
    Example:
      diplograph serve kg --port 8080
    """
    run_server(directory, host, port, **options)
