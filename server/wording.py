"""Words and numbers as people write them."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from server.schema import short as short  # re-exported for templates

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
MODALITIES = {
    "asserted": "says so",
    "believed": "believes so",
    "inferred": "does not say it: supplied from the rest of the document",
    "planned": "plans it",
    "predicted": "expects it",
    "expected": "expects it",
    "hypothetical": "supposes it",
    "asked": "asks it",
    "denied": "denies it",
    "almost": "says it nearly happened",
    "recommended": "recommends it",
    "reported": "reports it",
}


def day(value: str) -> str:
    """Return a date in words, exactly as precise as it is given: ``2016-03`` is March 2016."""
    found = re.fullmatch(r"(-?\d{4,})(?:-(\d\d))?(?:-(\d\d))?(?:Z|[+-]\d\d:\d\d)?", value)
    if not found:
        return value
    year = found[1].lstrip("0") or "0"
    if not found[2]:
        return year
    month = int(found[2])
    if month in SEASONS:
        return f"{SEASONS[month]} {year}"
    if not 1 <= month <= 12:
        return value
    parts = [MONTHS[month - 1], year]
    return " ".join([str(int(found[3])), *parts] if found[3] else parts)


def period(earliest: str, latest: str) -> str:
    """Return a range of days in the fewest words: a whole year is told as that year."""
    if not latest or earliest == latest:
        # A day that nothing ends is often a year's first: no more than the year was said.
        begun = earliest[:4] if earliest.endswith("-01-01") else earliest
        return day(earliest) if latest else f"from {day(begun)}"
    if not earliest:
        return f"until {day(latest)}"
    first, last = earliest[:10], latest[:10]
    if first[4:] == "-01-01" and last[4:] == "-12-31":
        return first[:4] if first[:4] == last[:4] else f"{first[:4]}–{last[:4]}"
    if first[:7] == last[:7] and first.endswith("-01") and int(last[8:10] or 0) >= 28:
        return day(first[:7])
    return f"{day(earliest)} – {day(latest)}"


def number(value: str) -> str:
    """Return a number with thin spaces between thousands; large round ones in words."""
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return value
    for size, word in ((12, "trillion"), (9, "billion"), (6, "million")):
        if abs(amount) >= Decimal(10) ** size:
            scaled = (amount / Decimal(10) ** size).normalize()
            if len(scaled.as_tuple().digits) <= 4:
                return f"{scaled:f} {word}"
    whole = amount == amount.to_integral_value()
    digits = f"{amount.quantize(Decimal(1)) if whole else amount.normalize():,f}"
    return digits.replace(",", "\u202f")


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}".replace(",", "\u202f")


def modality(code: str) -> str:
    """Return what a modality means, as a verb for the one who says it."""
    return MODALITIES.get(code, code)


def sureness(value: str) -> str:
    """Return a confidence in words: the figure stays beside it."""
    try:
        sure = float(value)
    except ValueError:
        return ""
    if sure >= 0.85:
        return "high"
    return "medium" if sure >= 0.6 else "low"


def shortened(words: str, longest: int = 160) -> str:
    """Return text cut at a word, with an ellipsis where something was left out."""
    plain = " ".join(words.split())
    if len(plain) <= longest:
        return plain
    return plain[:longest].rsplit(" ", 1)[0].rstrip(",;:") + " …"


FORMATS = {
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nq": "N-Quads",
}


def format_name(suffix: str) -> str:
    """Return what a format is called."""
    return FORMATS.get(suffix, suffix.upper())


def licence_name(address: str) -> str:
    """Return the usual name of a licence."""
    found = re.search(r"creativecommons\.org/licenses/([a-z-]+)/([\d.]+)", address)
    return f"CC {found[1].upper()} {found[2]}" if found else "Licence"


def with_view(values: Mapping[str, str], view: str) -> str:
    """Return a request's parameters with another view, for the query part of an address."""
    return urlencode({**values, "view": view})


def embed_code(frame: str) -> str:
    """Return HTML that shows a result on another site; ``frame`` is the address of the result."""
    return f'<iframe src="{escape(frame, {QUOTE: "&quot;"})}" width="100%" height="400"></iframe>'


# What XML 1.0 cannot hold: a page shows it, a picture leaves it out.
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(words: str) -> str:
    """Return text without the characters that no XML document may hold."""
    return _NOT_IN_XML.sub("", words)


QUOTE = '"'
JSON_ROWS = "application/sparql-results+json"


def snippets(endpoint: str, query: str) -> list[tuple[str, str]]:
    """Return code that asks a query from a program, for four languages."""
    shell = query.replace("'", "'\\''")
    literal = json.dumps(query)
    return [
        ("curl", f"curl -G {endpoint} -H 'Accept: text/csv' --data-urlencode 'query={shell}'"),
        (
            "Python",
            "import json, urllib.parse, urllib.request\n"
            f"query = {literal}\n"
            f'url = "{endpoint}?" + urllib.parse.urlencode({{"query": query}})\n'
            f'request = urllib.request.Request(url, headers={{"Accept": "{JSON_ROWS}"}})\n'
            "rows = json.load(urllib.request.urlopen(request))",
        ),
        (
            "R",
            f"query <- {literal}\n"
            f'url <- paste0("{endpoint}?format=csv&query=", URLencode(query, reserved = TRUE))\n'
            "rows <- read.csv(url)",
        ),
        (
            "JavaScript",
            f"const query = {literal};\n"
            f'const url = "{endpoint}?" + new URLSearchParams({{query}});\n'
            f'const answer = await fetch(url, {{headers: {{Accept: "{JSON_ROWS}"}}}});\n'
            "const rows = (await answer.json()).results.bindings;",
        ),
    ]
