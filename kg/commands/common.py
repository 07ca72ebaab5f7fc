"""What commands share: paths, words to stderr, progress."""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import click
from tqdm import tqdm

Item = TypeVar("Item")

PATH = click.Path(path_type=Path)


def say(words: str) -> None:
    """Tell the user something; results alone go to stdout."""
    click.echo(words, err=True)


def is_terminal() -> bool:
    """Tell whether words go to a terminal, where progress is welcome."""
    return sys.stderr.isatty()


def stage_teller() -> Callable[[str], None]:
    """Return what shows the stage of a build on a terminal and says nothing in a pipe."""

    def tell(stage: str) -> None:
        if is_terminal():
            say(f"  {stage} ...")

    return tell


def progress(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    """Yield the items, with a bar on a terminal where there is more than one."""
    shown = is_terminal() and total > 1
    yield from tqdm(items, total=total, unit=what, disable=not shown, file=sys.stderr, leave=False)
