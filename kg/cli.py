"""The command line: arguments in, exit code out, no logic of its own."""

import sys
from importlib import import_module
from typing import Any

import click

from kg.errors import DiplographError
from kg.version import VERSION

# name -> where its command lies; a command's libraries are loaded when it is called, so that
# ``--help`` answers at once.
COMMANDS = {
    "up": "kg.commands.up:up_command",
    "build": "kg.commands.build:build_command",
    "check": "kg.commands.check:check_command",
    "ask": "kg.commands.ask:ask_command",
    "dump": "kg.commands.dump:dump_command",
    "serve": "kg.commands.serve:serve_command",
    "export-site": "kg.commands.export_site:export_command",
    "evaluate": "kg.commands.evaluate:evaluate_command",
    "links": "kg.commands.links:links_command",
    "index": "kg.commands.index:index_command",
    "authority": "kg.commands.authority:authority_command",
}

INTERRUPTED = 130


class _Commands(click.Group):
    """Finds commands in the table, and shows every error as one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            return super().main(*args, **{**extra, "standalone_mode": False})
        except DiplographError as fault:
            click.echo(f"diplograph: {fault}", err=True)
            sys.exit(fault.exit_code)
        except click.ClickException as fault:
            fault.show()
            sys.exit(2)
        except (click.Abort, KeyboardInterrupt):
            click.echo("diplograph: interrupted; nothing was changed.", err=True)
            sys.exit(INTERRUPTED)
        except BrokenPipeError:  # who read our results has seen enough
            sys.stderr.close()
            sys.exit(0)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="diplograph")
def main() -> None:
    """Read documents on international relations into a knowledge graph with evidence.

    \b
    Example:
      diplograph up article.txt
    """
