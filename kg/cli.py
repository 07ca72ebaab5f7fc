"""The command line: arguments in, exit code out, no logic of its own."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="diplograph")
def main() -> None:
    """Read documents on international relations into a knowledge graph with evidence."""
