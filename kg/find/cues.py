"""Reads the tables of cue words that tell what a name, a figure or a date is.

A table is ``ontology/lexicon/cues-<name>.tsv``: a header line, then one row a word. Its columns
``examples`` and ``counterExamples`` hold sentences (parted by `` | ``) that the tests run.
"""

from functools import cache

from kg.errors import ConfigurationError
from kg.folders import ontology_folder


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table of cues, each as column -> cell.

    Raises:
        ConfigurationError: the table is missing, or a row has the wrong number of cells.
    """
    path = ontology_folder() / "lexicon" / f"cues-{name}.tsv"
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError(f"Cannot read the table of cues {path}: {fault}.") from fault
    columns = lines[0].split("\t")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise ConfigurationError(
                f"{path}, line {number}: {len(cells)} cells instead of {len(columns)}."
            )
        rows.append(dict(zip(columns, cells, strict=True)))
    return tuple(rows)
