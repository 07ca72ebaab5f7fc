"""Reads the tables of cue words that tell what a name, a figure or a date is.

A table is ``ontology/lexicon/cues-<name>.tsv``: a header line, then one row a word. Its columns
``examples`` and ``counterExamples`` hold sentences (parted by `` | ``) that the tests run.
"""

from functools import cache

from kg.find.tsv import read_tsv
from kg.folders import ontology_folder


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table of cues, each as column -> cell.

    Raises:
        ConfigurationError: the table is missing, or a row has the wrong number of cells.
    """
    columns, rows = read_tsv(ontology_folder() / "lexicon" / f"cues-{name}.tsv")
    return tuple(dict(zip(columns, cells, strict=True)) for cells in rows)
