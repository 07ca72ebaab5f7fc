"""Reads a TSV file of the lexicon: UTF-8, a header line, no quoting, empty lines skipped."""

from collections.abc import Iterator
from pathlib import Path

from kg.errors import ConfigurationError


def read_tsv(path: Path) -> tuple[list[str], Iterator[list[str]]]:
    """Return a table's columns and its rows, each with as many cells as there are columns.

    Raises:
        ConfigurationError: the file cannot be read, or (while the rows are read) a row has another
            number of cells; the message names file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError(f"Cannot read the table {path}: {fault}.") from fault
    columns = lines[0].split("\t")
    return columns, _rows(path, len(columns), lines)


def _rows(path: Path, width: int, lines: list[str]) -> Iterator[list[str]]:
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != width:
            raise ConfigurationError(
                f"{path}, line {number}: {len(cells)} cells instead of {width}."
            )
        yield cells
