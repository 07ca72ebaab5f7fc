"""What commands share about a store elsewhere: its options, and a build brought into it."""

import os
import tempfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from kg.commands.common import PATH, say
from kg.errors import InputError

STORE_OPTIONS = ("store", "store_update", "store_graphs", "store_login", "store_insecure")


def store_options(words: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of a store elsewhere; ``words`` say what it is for."""

    def give(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(
            (
                click.option("--store", default="", metavar="URL", help=words),
                click.option(
                    "--store-update", default="", metavar="URL", help="Where it takes updates."
                ),
                click.option(
                    "--store-graphs", default="", metavar="URL", help="Its Graph Store Protocol."
                ),
                click.option(
                    "--store-login",
                    type=PATH,
                    metavar="FILE",
                    help="A file with a token, or with user and password on two lines. Else "
                    "DIPLOGRAPH_STORE_TOKEN, or DIPLOGRAPH_STORE_USER and _PASSWORD.",
                ),
                click.option(
                    "--store-insecure", is_flag=True, help="Send the login without encryption."
                ),
            )
        ):
            command = option(command)
        return command

    return give


def access_of(options: dict[str, Any]) -> Any:
    """Take the options of a store out of a command's; return its access, None without one.

    Raises:
        InputError: an address is none, a login is not whole, or an option stands without --store.
    """
    given = {name: options.pop(name, None) for name in STORE_OPTIONS}
    if not given["store"]:
        alone = [f"--{n.replace('_', '-')}" for n, value in given.items() if value]
        if alone:
            raise InputError(f"{alone[0]} belongs to a --store URL, which is missing.")
        return None
    from kg.store.access import Access, read_login

    return Access(
        given["store"],
        given["store_update"] or "",
        given["store_graphs"] or "",
        read_login(os.environ, given["store_login"]),
        bool(given["store_insecure"]),
    )


def graphs_of(directory: Path, folder: Path) -> Mapping[str, list[Path]]:
    """Return the named graphs of a build with their files; some are written into the folder."""
    from kg import rdfio
    from kg.namespaces import BASE
    from kg.output import MANIFEST
    from kg.vocabulary import ontology_files
    from server.engine.examples import write_examples

    examples, mark = folder / "queries.nt", folder / "build.nt"
    write_examples(examples)
    digest = sha256((directory / MANIFEST).read_bytes()).hexdigest()
    mark.write_text(f'<{BASE}dataset> <{rdfio.IDENTIFIER}> "{digest}" .\n', encoding="utf-8")

    return {
        rdfio.ASSERTED_GRAPH: [directory / "graph.ttl"],
        rdfio.INFERRED_GRAPH: [directory / "inferred.ttl"],
        rdfio.ONTOLOGY_GRAPH: list(ontology_files()),
        rdfio.REPORT_GRAPH: [directory / "report.ttl"],
        rdfio.VOID_GRAPH: [directory / "void.ttl"],
        rdfio.QUERIES_GRAPH: [examples],
        rdfio.BUILD_GRAPH: [mark],
    }


def bring(directory: Path, store: Any, address: str) -> None:
    """Put a build in the place of the one that a store elsewhere holds.

    Raises:
        StoreError: the store does not take it; it holds what it held before.
    """
    with tempfile.TemporaryDirectory(prefix="diplograph-") as folder:
        store.replace(graphs_of(directory, Path(folder)))
    say(f"Brought {directory} into the store at {address}.")
