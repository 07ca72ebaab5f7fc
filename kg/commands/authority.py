"""``diplograph authority check``: do the shipped Wikidata ids hold?"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands.common import say
from kg.errors import InputError, NotConformingError
from kg.version import VERSION

if TYPE_CHECKING:
    from kg.link.authority import Known, Source


@click.group(name="authority")
def authority_command() -> None:
    """Check the lexicon's Wikidata ids.

    \b
    Example:
      diplograph authority check --online
    """


@authority_command.command(name="check")
@click.option(
    "--index",
    "files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="An index, or Wikidata entities as JSON, plain or gzip; may be given several times.",
)
@click.option("--online", is_flag=True, help="Ask the live service (the only use of the network).")
@click.option("--endpoint", help="Another address that speaks like Wikidata's API.")
def check(files: tuple[Path, ...], online: bool, endpoint: str | None) -> None:
    """Compare every id's label with Wikidata or a copy of it; exit 1 where one does not hold.

    \b
    Example:
      diplograph authority check --index entities.json.gz
    """
    from kg.find.lexicon import load
    from kg.folders import ontology_folder
    from kg.link.authority import check_authority
    from kg.link.entityfiles import FileSource, read_known
    from kg.link.live import ENDPOINT, LiveSource
    from kg.link.wikiindex import WikiIndex, is_index

    if online == bool(files):
        raise InputError("Give either --index FILE or --online.")
    lexicon = load(ontology_folder() / "lexicon")
    source: Source
    if online:
        agent = f"diplograph/{VERSION} (authority check)"
        source = LiveSource(agent, endpoint or ENDPOINT)
    else:
        indexes = [WikiIndex(f) for f in files if is_index(f)]
        known = read_known(f for f in files if not is_index(f))
        source = _all_of([FileSource(known), *indexes])
    items = lexicon.items.values()
    doubts = list(check_authority(items, lambda i: [n.text for n in lexicon.names_of(i)], source))
    for doubt in doubts:
        click.echo("\t".join((doubt.problem, doubt.item, doubt.label, doubt.qid, doubt.detail)))
    checked = sum(1 for item in items if item.qid)
    say(f"{checked} ids checked, {len(doubts)} do not hold.")
    if doubts:
        raise NotConformingError(f"{len(doubts)} of {checked} ids do not hold: see the list.")


def _all_of(sources: "Sequence[Source]") -> "Source":
    """Return a source that asks several; what the first one knows counts."""

    def ask(qids: "Sequence[str]") -> "Mapping[str, Known]":
        known: dict[str, Known] = {}
        for source in sources:
            known = {**source(qids), **known}
        return known

    return ask
