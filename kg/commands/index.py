"""``diplograph index``: Wikidata offline, in one file."""

import re
from pathlib import Path

import click

from kg.commands.common import PATH, is_terminal, say
from kg.errors import InputError


@click.group(name="index")
def index_command() -> None:
    """Make and ask an offline index of Wikidata.

    \b
    Example:
      diplograph index build --dump latest-all.json.gz --types Q6256 --langs en,ru --out wd.sqlite
    """


@index_command.command(name="build")
@click.option("--dump", type=PATH, help="A JSON dump: .json, .json.gz or .json.bz2.")
@click.option("--entities", "files", type=PATH, multiple=True, help="Instead: files of entities.")
@click.option("--types", default="", help="Classes to keep with all below them: Q6256,Q5 or FILE.")
@click.option("--langs", default="en", show_default=True, help="Languages of names, first best.")
@click.option("--sitelinks", default=0, type=click.IntRange(0), help="Least pages to be kept [0].")
@click.option("--label", default="", help="What to call the dump, for instance its date.")
@click.option("--out", type=PATH, required=True, help="The index to write.")
def build(
    dump: Path | None,
    files: tuple[Path, ...],
    types: str,
    langs: str,
    sitelinks: int,
    label: str,
    out: Path,
) -> None:
    """Read a dump of any size into an index; run it again after a stop and it goes on.

    \b
    Example:
      diplograph index build --dump latest-all.json.gz --types Q6256 --langs en,ru --out wd.sqlite
    """
    from kg.link.indexbuild import Plan, Tally, build_from_dump, build_from_files

    if (dump is None) == (not files):
        raise InputError("Give either --dump FILE or --entities FILE.")

    def tell(seen: Tally) -> None:
        if is_terminal():
            click.echo(f"\r  {seen.lines:,} lines, {seen.kept:,} kept", nl=False, err=True)

    languages = tuple(dict.fromkeys(x for x in re.split(r"[,\s]+", langs) if x))
    plan = Plan(_types(types), languages, sitelinks, label or (dump.name if dump else ""))
    if dump is not None:
        seen = build_from_dump(dump, out, plan, tell)
    else:
        seen = build_from_files(files, out, plan)
    if is_terminal():
        say("")
    say(f"Wrote {out}: {seen.kept:,} entities of {seen.lines:,} lines.")
    if seen.bad:
        say(f"{seen.bad:,} lines were no entities and were left out, the first is {seen.bad_at:,}.")


def _types(given: str) -> tuple[str, ...]:
    path = Path(given)
    if given and not given.startswith("Q") and path.is_file():
        given = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
    types = tuple(dict.fromkeys(x for x in re.split(r"[,\s]+", given) if x))
    wrong = next((t for t in types if not re.fullmatch(r"Q[1-9][0-9]*", t)), None)
    if wrong:
        raise InputError(f"{wrong[:40]!r} is no class of Wikidata: give ids such as Q6256.")
    return types


@index_command.command(name="find")
@click.argument("index", type=PATH)
@click.argument("name")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
def find(index: Path, name: str, limit: int) -> None:
    """List the entities of an INDEX with this NAME, then those that have its words in a name.

    \b
    Example:
      diplograph index find wd.sqlite "Treaty of Lausanne"
    """
    from kg.link.wikiindex import WikiIndex

    source = WikiIndex(index)
    exact = source.exact(name)
    known = {e.qid for e in exact}
    others = [e for e in source.search(name, limit + len(exact)) if e.qid not in known]
    for how, found in (("exact", exact), ("words", others)):
        for entity in found[:limit]:
            classes = " ".join(entity.classes)
            click.echo("\t".join((how, entity.qid, entity.label, entity.description, classes)))
