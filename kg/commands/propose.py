"""``diplograph links propose``: what may a thing without a link be? Asked offline or online."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import click

from kg.commands.common import PATH, progress, say
from kg.errors import InputError
from kg.link.decide import short
from kg.link.decisions import Row, read, settle, write
from kg.link.online import Hit
from kg.version import VERSION

# Things with a proper name and no link, each with a sentence that speaks of it.
UNLINKED = """
SELECT ?thing ?label ?class (MIN(?said) AS ?quote) WHERE {
  ?thing rdfs:label ?label ; a ?class ; dg:mentionedIn|dg:evidence ?passage .
  ?passage dg:quote ?said .
  FILTER (REGEX(STR(?thing), "/id/(actor|place|agreement|crisis)/"))
  FILTER (REGEX(?label, "^\\\\p{Lu}"))
  FILTER NOT EXISTS { ?thing dg:linkStatus ?status }
} GROUP BY ?thing ?label ?class ORDER BY ?thing ?class
"""

Finder = Callable[[str], list[Hit]]


@click.command(name="propose")
@click.argument("directory", type=PATH)
@click.option("--index", "index_file", type=PATH, help="An offline index (see index build).")
@click.option("--online", is_flag=True, help="Ask Wikidata's API (uses the network).")
@click.option("--service", help="Ask a reconciliation service at this address instead.")
@click.option("--endpoint", help="Another address that speaks like Wikidata's API.")
@click.option("--cache", "cache_file", type=PATH, help="Keep the web's answers in this file.")
@click.option("--decisions", type=PATH, help="What was refused or decided here is left out.")
@click.option("--out", type=PATH, help="Write here instead of to stdout.")
def propose(
    directory: Path,
    index_file: Path | None,
    online: bool,
    service: str | None,
    endpoint: str | None,
    cache_file: Path | None,
    decisions: Path | None,
    out: Path | None,
) -> None:
    """Propose items for what a build DIRECTORY names and could not link; people decide.

    \b
    Example:
      diplograph links propose kg --index wd.sqlite --out kg/review.tsv
    """
    from kg.output import write_whole

    if [bool(index_file), online, bool(service)].count(True) != 1:
        raise InputError("Give one of --index FILE, --online and --service ADDRESS.")
    finder = _offline(index_file) if index_file else _web(service, endpoint, cache_file)
    settled = settle(read(decisions) if decisions and decisions.exists() else ())
    things = list(_unlinked(directory))
    rows: list[Row] = []
    try:
        for subject, label, type_, quote in progress(things, len(things), "name"):
            for hit in finder(label):
                if settled.may_propose(subject, hit.qid):
                    row = Row(subject, label, type_, hit.qid, match=label, sentence=quote)
                    rows.append(replace(row, item=_item(hit), score=_score(hit)))
    finally:  # what was found before a service failed is not lost
        text = write(rows)
        if out:
            write_whole(out, text)
        else:
            click.echo(text, nl=False)
    say(f"{len(rows)} proposals for {len(things)} things without a link.")


def _item(hit: Hit) -> str:
    return f"{hit.label} ({hit.description})" if hit.description else hit.label


def _score(hit: Hit) -> str:
    return f"{hit.score:.2f} {hit.features}"


def _unlinked(directory: Path) -> Iterator[tuple[str, str, str, str]]:
    from kg.graph.ask import ask

    file = directory / "graph.ttl"
    if not file.is_file():
        raise InputError(f"{directory} holds no graph.ttl: name the directory of a build.")
    seen = set()
    for thing, label, class_, quote in ask([file], UNLINKED).rows()[1]:
        if thing not in seen:
            seen.add(thing)
            yield short(thing), label, re.split("[#:]", class_)[-1], quote


def _offline(path: Path) -> Finder:
    from kg.link.online import ranked
    from kg.link.wikiindex import WikiIndex

    index = WikiIndex(path)
    told = f"index {index.about.get('label', '')}".strip()

    def find(name: str) -> list[Hit]:
        found = {e.qid: e for e in (*index.exact(name), *index.search(name))}
        return ranked(name, [(q, index.names(q), e.description) for q, e in found.items()], told)

    return find


def _web(service: str | None, endpoint: str | None, cache_file: Path | None) -> Finder:
    from kg.link.cache import Cache
    from kg.link.live import ENDPOINT, LiveSource
    from kg.link.online import Reconciler, Web, WikidataSearch

    agent = f"diplograph/{VERSION} (link proposals)"
    live = LiveSource(agent, service or endpoint or ENDPOINT)
    web = Web(live, Cache(cache_file) if cache_file else None)
    return Reconciler(web) if service else WikidataSearch(web)
