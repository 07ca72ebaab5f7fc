"""The answer to anybody's query, made ready to be looked at."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kg.namespaces import RESOURCES
from server.addresses import document_name, evidence_page, passage_of
from server.asking import Row, Term, parse_rows
from server.drawing import maps, network, timeline
from server.index import Entry, Index
from server.schema import short

SHOWN_ROWS = 1_000
DATES = ("date", "gYear", "gYearMonth", "dateTime")
NUMBERS = ("integer", "decimal", "double", "float", "int", "long")
VIEWS = ("table", "graph", "timeline", "map", "chart", "raw")
_LINE = re.compile(
    r"(?:<([^>]*)>|(_:\S+)) <([^>]*)> (?:<([^>]*)>|(_:\S+)|"
    r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?) \.'
)


@dataclass(slots=True)
class Bar:
    """A bar of a chart."""

    term: Term
    value: float
    share: float  # of the longest bar, 0 to 100


@dataclass(slots=True)
class Result:
    """Columns and rows, and what else they can be drawn as."""

    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    boolean: bool | None = None
    is_graph: bool = False
    raw: str = ""

    @property
    def left_out(self) -> int:
        """Return how many rows are not shown."""
        return self.total - len(self.rows)


def read_rows(body: bytes) -> Result:
    """Return the result of a SELECT or ASK query from SPARQL JSON."""
    content = json.loads(body)
    raw = body.decode("utf-8", "replace")
    if "boolean" in content:
        return Result(boolean=bool(content["boolean"]), raw=raw)
    rows = parse_rows(body)
    columns = _merged(content["head"]["vars"])
    return Result(columns, rows[:SHOWN_ROWS], len(rows), raw=raw)


def read_graph(body: bytes) -> Result:
    """Return the result of a CONSTRUCT or DESCRIBE query from N-Triples."""
    raw = body.decode("utf-8", "replace")
    lines = [line for line in raw.splitlines() if line]
    found = [row for line in lines[:SHOWN_ROWS] if (row := _triple(line))]
    columns = ["subject", "property", "object"]
    return Result(columns, found, len(lines), is_graph=True, raw=raw)


def _triple(line: str) -> Row | None:
    match = _LINE.match(line)
    if not match:
        return None
    s, sb, p, o, ob, text, language, datatype = (_unescape(g or "") for g in match.groups())
    value = Term("uri", o) if o else Term("bnode", ob) if ob else None
    return Row(
        subject=Term("uri", s) if s else Term("bnode", sb),
        property=Term("uri", p),
        object=value or Term("literal", text, language, datatype),
    )


_NAMED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def _unescape(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        found = match[1]
        if found[0] in "uU":
            return chr(int(found[1:], 16))
        return _NAMED.get(found, found)

    return re.sub(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", one, text)


def _merged(variables: Sequence[str]) -> list[str]:
    """Return the columns to show: ``?xLabel`` is shown as the text of ``?x``."""
    return [v for v in variables if not (v.endswith("Label") and v[:-5] in variables)]


def telling(result: Result, index: Index) -> list[str]:
    """Return the columns without those that repeat another.

    A text that is the name of the thing beside it is shown as that thing's link; a passage is
    shown as the link of its quote.
    """
    found = result.columns
    quoted = any(c.lower().startswith("quote") for c in found)
    things = [c for c in found if any(c in r and r[c].is_iri for r in result.rows)]
    return [
        c
        for c in found
        if not any(_names(result, c, thing, index) for thing in things)
        and not (quoted and c in things and _all(result, c, lambda t: "#char=" in t.value))
    ]


def _names(result: Result, column: str, thing: str, index: Index) -> bool:
    rows = [r for r in result.rows if column in r]
    return bool(rows) and all(
        thing in r and r[column].kind == "literal" and index.label(r.text(thing)) == r.text(column)
        for r in rows
    )


def _all(result: Result, column: str, holds: Callable[[Term], bool]) -> bool:
    return all(holds(r[column]) for r in result.rows if column in r)


def label_in(row: Row, column: str) -> str:
    """Return the label that the query itself gives for a column, if any."""
    return row.text(f"{column}Label")


def sentence_of(row: Row) -> str:
    """Return the URL of the sentence that a row is about, where the row says it."""
    for cell in row.values():
        place = passage_of(cell.value) if cell.is_iri else None
        if place:
            return evidence_page(*place)
    document = next((row.text(n) for n in ("document", "doc") if n in row), "")
    begin = next((row.text(n) for n in ("begin", "b") if n in row), "")
    end = next((row.text(n) for n in ("end", "e") if n in row), "")
    if document.startswith(RESOURCES + "doc/") and begin.isdecimal() and end.isdecimal():
        return evidence_page(document_name(document), int(begin), int(end))
    return ""


def has_type(term: Term, names: Iterable[str]) -> bool:
    """Tell whether a literal has one of some XML Schema types."""
    return term.kind == "literal" and term.datatype.rsplit("#", 1)[-1] in names


def views_of(result: Result, index: Index) -> list[str]:
    """Return the views that a result can be drawn in, the best for it first."""
    found = ["table"]
    if result.is_graph:
        found.insert(0, "graph")
    elif len(_things(result)) > 1:
        found.append("graph")
    if timeline_of(result, index):
        found.append("timeline")
    if any(index.family(c.value).key == "actor" for r in result.rows for c in r.values()):
        found.append("map")
    if bars(result):
        found.append("chart")
    return [*found, "raw"] if result.boolean is None else []


def _things(result: Result) -> list[str]:
    return [
        c
        for c in result.columns
        if any(c in r and r[c].is_iri and "#" not in r[c].value for r in result.rows)
    ]


def graph_of(result: Result, index: Index) -> network.Network:
    """Return a network: the triples of a graph, or the things that stand in a row together."""
    links = []
    if result.is_graph:
        for row in result.rows:
            if row["object"].is_iri:
                links.append((row.text("subject"), row.text("property"), row.text("object")))
        return network.draw(links, index)
    columns = _things(result)
    for row in result.rows:
        present = [row.text(c) for c in columns if c in row and row[c].is_iri]
        links += [(present[0], "", other) for other in present[1:] if other != present[0]]
    return network.draw(links, index)


def timeline_of(result: Result, index: Index) -> timeline.Timeline | None:
    """Return the rows with a date, in time; None where no column holds dates."""
    entries = []
    for row in result.rows:
        dates = [c.value for c in row.values() if has_type(c, DATES)]
        things = [c.value for c in row.values() if c.is_iri and c.value in index.entries]
        if dates and things:
            known = index.entries[things[0]]
            first, last = _ends(min(dates)), _ends(max(dates))
            entries.append(
                Entry(
                    known.iri, known.label, family=known.family, earliest=first[0], latest=last[1]
                )
            )
    unique = {(e.iri, e.earliest, e.latest): e for e in entries}
    return timeline.draw(unique.values())


def _ends(value: str) -> tuple[str, str]:
    """Return the first and last day of a date; a year is a range, never the first of January."""
    day = value.split("T")[0]
    if re.fullmatch(r"\d{4}", day):
        return f"{day}-01-01", f"{day}-12-31"
    if re.fullmatch(r"\d{4}-\d\d", day):
        return f"{day}-01", f"{day}-28"
    return day, day


def map_of(result: Result, states: Iterable[Row]) -> list[maps.Shade]:
    """Return the states that a result names, shaded by how many rows name each."""
    counts: dict[str, int] = {}
    for row in result.rows:
        for value in {c.value for c in row.values() if c.is_iri}:
            counts[value] = counts.get(value, 0) + 1
    return maps.shades(states, counts)


def bars(result: Result) -> list[Bar]:
    """Return bars where each row has a name and one number, none of them negative."""
    if result.is_graph or not result.rows:
        return []
    numeric = [
        c for c in result.columns if all(c in r and has_type(r[c], NUMBERS) for r in result.rows)
    ]
    named = [c for c in result.columns if c not in numeric]
    if not numeric or not named:
        return []
    values = [(r[named[0]], _float(r.text(numeric[0]))) for r in result.rows if named[0] in r]
    if not values or min(v for _, v in values) < 0:
        return []
    most = max(v for _, v in values) or 1.0
    return [Bar(t, v, round(100 * v / most, 1)) for t, v in values[:60]]


def _float(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if abs(value) < float("inf") else 0.0


def plain_cell(term: Term | None) -> str:
    """Return a cell in few characters."""
    if term is None:
        return ""
    return short(term.value) if term.is_iri else term.value
