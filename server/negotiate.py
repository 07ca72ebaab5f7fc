"""Accept header to format: one table, and the rules of RFC 9110."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_ACCEPT = 4096


@dataclass(frozen=True, slots=True)
class Format:
    """A format of answers: its short name, media type, other names it is asked by, extension."""

    name: str
    media: str
    aliases: tuple[str, ...] = ()
    extension: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All media types the format answers to, its own first."""
        return (self.media, *self.aliases)


# In the server's order of preference: the first one wins where a client likes several equally.
ROWS = (
    Format("json", "application/sparql-results+json", ("application/json",), "srj"),
    Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), "srx"),
    Format("csv", "text/csv", (), "csv"),
    Format("tsv", "text/tab-separated-values", (), "tsv"),
)
GRAPHS = (
    Format("ttl", "text/turtle", ("application/x-turtle",), "ttl"),
    Format("nt", "application/n-triples", (), "nt"),
    Format("rdfxml", "application/rdf+xml", ("application/xml", "text/xml"), "rdf"),
    Format("jsonld", "application/ld+json", ("application/json",), "jsonld"),
    Format("trig", "application/trig", ("application/x-trig",), "trig"),
    Format("nq", "application/n-quads", (), "nq"),
)
HTML = Format("html", "text/html", ("application/xhtml+xml",), "html")

# What a client may write in ?format=, besides the media types.
SHORT_NAMES = {
    **{f.name: f.name for f in (*ROWS, *GRAPHS, HTML)},
    "srj": "json",
    "srx": "xml",
    "turtle": "ttl",
    "ntriples": "nt",
    "n-triples": "nt",
    "rdf": "rdfxml",
    "rdf/xml": "rdfxml",
    "json-ld": "jsonld",
    "nquads": "nq",
    "n-quads": "nq",
}
# One short name stands for a rows format and for a graph format.
PAIRS = {"json": "jsonld", "xml": "rdfxml", "jsonld": "json", "rdfxml": "xml"}


@dataclass(frozen=True, slots=True)
class Range:
    """One element of an Accept header."""

    type: str
    subtype: str
    q: float

    def specificity(self, media: str) -> int:
        """Return 3, 2 or 1 for an exact, ``type/*`` or ``*/*`` match, 0 for none."""
        kind, _, sub = media.partition("/")
        if self.type == kind and self.subtype == sub:
            return 3
        if self.type == kind and self.subtype == "*":
            return 2
        return 1 if self.type == self.subtype == "*" else 0


@lru_cache(maxsize=512)
def parse_accept(header: str) -> tuple[Range, ...]:
    """Read an Accept header; elements that make no sense are left out. Never raises."""
    ranges = []
    for element in header[:LONGEST_ACCEPT].split(","):
        media, *parameters = (part.strip() for part in element.split(";"))
        kind, slash, sub = media.lower().partition("/")
        if not slash or not kind or not sub or (kind == "*" and sub != "*"):
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                quality = _quality(value.strip())
                break
        ranges.append(Range(kind, sub, quality))
    return tuple(ranges)


def _quality(text: str) -> float:
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return min(float(text), 1.0)
    return 0.0


def quality_of(ranges: Sequence[Range], media: str) -> float:
    """Return how much a client wants a media type: the most specific range decides."""
    best = max(ranges, key=lambda r: (r.specificity(media), r.q))
    return best.q if best.specificity(media) else 0.0


@lru_cache(maxsize=1024)
def choose(header: str, offers: tuple[Format, ...]) -> tuple[Format, str] | None:
    """Return the best offer and the media type to name it by, or None: nothing is acceptable.

    No header, or one without a readable element, accepts everything.
    """
    ranges = parse_accept(header)
    if not ranges:
        return offers[0], offers[0].media
    best: tuple[float, int, int, int] = (0.0, 0, 0, 0)
    chosen = None
    for order, offer in enumerate(offers):
        for alias, media in enumerate(offer.names):
            quality = quality_of(ranges, media)
            # A name that is only matched by a wildcard is given by its own media type.
            closeness = max(r.specificity(media) for r in ranges)
            if quality <= 0 or (alias and closeness < 3):
                continue
            rank = (quality, closeness, -order, -alias)
            if chosen is None or rank > best:
                best, chosen = rank, (offer, media)
    return chosen


def by_name(name: str, offers: Sequence[Format]) -> Format | None:
    """Return the format of ``?format=``: a short name, an extension or a media type."""
    wanted = name.strip().lower().replace(" ", "+")
    short = SHORT_NAMES.get(wanted, wanted)
    for candidate in (short, PAIRS.get(short, short)):
        for offer in offers:
            if candidate == offer.name or candidate in offer.names:
                return offer
    return None


def wants_html(header: str, offers: tuple[Format, ...]) -> bool:
    """Say whether a browser asks: HTML is wanted more than anything else on offer."""
    if "html" not in header.lower():
        return False
    choice = choose(header, (*offers, HTML))
    html = quality_of(parse_accept(header), "text/html") if parse_accept(header) else 0.0
    return choice is not None and html > 0 and html >= _best(header, offers)


def _best(header: str, offers: tuple[Format, ...]) -> float:
    ranges = parse_accept(header)
    return max(quality_of(ranges, offer.media) for offer in offers)


def wants_text(header: str) -> bool:
    """Say whether an error should come as plain text rather than as problem+json."""
    ranges = parse_accept(header)
    if not ranges:
        return False
    json_wish = max(
        quality_of(ranges, "application/problem+json"), quality_of(ranges, "application/json")
    )
    texts = ("text/plain", "text/html", "text/csv", "text/turtle")
    return max(quality_of(ranges, text) for text in texts) > json_wish
