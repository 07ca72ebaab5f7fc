"""Where in a document something is marked: a strip of two rows, names above quoted spans."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from server.reading import Block

WIDTH, ROW = 1000, 8
LEAST = 1.2  # a mark's width, so that it is seen
NEAR = 0.6  # marks of a kind with less between them are drawn as one


@dataclass(slots=True)
class Strip:
    """Paths by kind, quoted spans and names, and those of the name that is lit."""

    kinds: dict[str, str] = field(default_factory=dict)
    lit: str = ""
    width: int = WIDTH


def draw(blocks: Iterable[Block], lit: str = "") -> Strip:
    """Return the strip of a document; ``lit`` is the thing whose names are to stand out."""
    blocks = list(blocks)
    if not blocks:
        return Strip()
    scale = WIDTH / max(blocks[-1].end, 1)
    places: dict[tuple[str, int], list[tuple[float, float]]] = {}
    shown: list[tuple[float, float]] = []
    for stretch in (s for block in blocks for s in block.stretches):
        begin, length = stretch.begin * scale, max(LEAST, len(stretch.text) * scale)
        span = (begin, begin + length)
        if stretch.mark:
            places.setdefault((stretch.mark.kind, 0), []).append(span)
            if lit and stretch.mark.thing == lit:
                shown.append(span)
        elif stretch.kinds:
            places.setdefault((stretch.kinds[0], ROW + 1), []).append(span)
    kinds: dict[str, str] = {}
    for (kind, top), spans in sorted(places.items()):
        kinds[kind] = kinds.get(kind, "") + _path(spans, top)
    return Strip(kinds, _path(shown, 0))


def _path(spans: list[tuple[float, float]], top: int) -> str:
    joined: list[list[float]] = []
    for begin, end in sorted(spans):
        if joined and begin - joined[-1][1] < NEAR:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([begin, end])
    return "".join(f"M{b:.1f} {top}h{e - b:.1f}v{ROW}h-{e - b:.1f}z" for b, e in joined)
