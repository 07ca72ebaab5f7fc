"""A question's handle, and its answer."""

from dataclasses import dataclass

from server.engine.cache import Kept
from server.engine.stream import Stoppable, Stream
from server.engine.wire import Head
from server.problems import Problem


class Ticket:
    """A question's handle: whoever asked may cancel it, before and while it runs."""

    def __init__(self, page: bool = False) -> None:
        self.page = page
        self.runs: list[Stoppable] = []

    def cancel(self) -> None:
        """Stop the work: the client has gone away."""
        for run in self.runs:
            run.stop(Problem(499, "The client went away."))


@dataclass(slots=True)
class Answer:
    """An answer: kept whole with an entity tag, or a stream of pieces."""

    head: Head
    kept: Kept | None = None
    stream: Stream | None = None
