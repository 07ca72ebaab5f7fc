"""``diplograph evaluate``: precision, recall and F1 against a gold annotation."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from kg.commands.common import PATH
from kg.errors import InputError


@click.command("evaluate")
@click.argument("document", type=PATH)
@click.argument("gold", type=PATH)
@click.option("--system", type=PATH, help="Score this annotation instead of building one.")
@click.option("--pipeline", help="Another spaCy pipeline with Universal Dependencies labels.")
@click.option("--lists", is_flag=True, help="Also list what was missed and what is spurious.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def evaluate_command(
    document: Path, gold: Path, system: Path | None, pipeline: str | None, lists: bool, form: str
) -> None:
    """Compare what is found in DOCUMENT with a GOLD annotation, layer by layer.

    \b
    Example:
      diplograph evaluate article.txt article.gold.json --lists
    """
    from kg.evaluate.report import nulls_table, table
    from kg.evaluate.scorer import score
    from kg.extract import annotation_of

    wanted = read_json(gold)
    text, found = annotation_of(document, pipeline)
    if system is not None:
        found = read_json(system)
    recorded = (wanted.get("document") or {}).get("sha256")
    if recorded and recorded != sha256(text.encode("utf-8", "surrogatepass")).hexdigest():
        raise InputError(f"{gold} annotates another text than {document}: their SHA-256 differ.")
    result = score(wanted, found)
    if form == "json":
        click.echo(json.dumps(result, ensure_ascii=False, sort_keys=True))
    else:
        click.echo(table(result, lists))
        click.echo(nulls_table(wanted, text))


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object from a file.

    Raises:
        InputError: the file is missing or holds no JSON object.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"There is no file {path}: check the name and the folder.") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path} cannot be read: {fault}.") from None
    except json.JSONDecodeError as fault:
        raise InputError(
            f"{path} is not JSON (line {fault.lineno}, column {fault.colno}): {fault.msg}."
        ) from None
    if not isinstance(value, dict):
        raise InputError(f"{path} holds no JSON object: give an annotation in the schema.")
    return value
