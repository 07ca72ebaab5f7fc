"""``diplograph export-site``: the pages of a build as static files."""

from pathlib import Path

import click

from kg.commands.common import PATH, is_terminal, say


@click.command("export-site")
@click.argument("directory", type=PATH)
@click.argument("out", type=PATH)
@click.option("--public-url", default="", help="The address the site will have.")
def export_command(directory: Path, out: Path, public_url: str) -> None:
    """Write the pages of a build DIRECTORY as static files to the folder OUT.

    \b
    Example:
      diplograph export-site kg site
    """
    from server.engine.engine import Engine
    from server.engine.running import running
    from server.export import export_site
    from server.site import Site

    def tell(count: int, address: str) -> None:
        if is_terminal() and count % 50 == 0:
            click.echo(f"  {count} files, now {address[:60]:60}\r", nl=False, err=True)

    with running(Engine(directory)) as engine:
        count = export_site(Site(engine, directory, public_url), out, tell)
    say(f"Wrote {out}: {count} files; open {out / 'index.html'}")
