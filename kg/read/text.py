"""What a reader makes of bytes: text, and the headings that the format marks."""

from dataclasses import dataclass

from kg.model import Heading, Span


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of a document and what its format says of it."""

    text: str
    headings: tuple[Heading, ...] = ()
    title: str | None = None
    language: str | None = None


class TextBuilder:
    """Puts blocks together with an empty line between them, and keeps where headings stand."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []

    def add(self, block: str, heading_level: int | None = None, gap: str = "\n\n") -> None:
        """Append a block; blocks of white space alone are left out."""
        block = block.strip()
        if not block:
            return
        start = self._length
        if heading_level is not None:
            self._headings.append(Heading(Span(start, start + len(block)), heading_level))
        self._parts += [block, gap]
        self._length = start + len(block) + len(gap)

    def build(self, title: str | None = None, language: str | None = None) -> ReadText:
        """Return the text so far."""
        return ReadText("".join(self._parts), tuple(self._headings), title, language)
