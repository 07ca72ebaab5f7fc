"""Finds dates and periods, as precise as the text, in EDTF.

Years lie between 1500 and 2099. A date without its year ("on 12 August", "that December") takes it
from the date before it, and "four days later" counts from there; where nothing precedes, it is
left out. Nothing is ever resolved against the day of reading.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from kg.find.datewords import ANY, COMPILED, COUNTS, HINT, MONTHS, SEASONS
from kg.model import DateMention, Document, Layout, Span

Match = re.Match[str]
# A date this many passages back no longer says which year is meant.
FARTHEST_ANCHOR = 12


def find_dates(document: Document, layout: Layout) -> tuple[DateMention, ...]:
    """Return the dates of a document in text order; those in citations are left out.

    The value is EDTF (ISO 8601-2): ``2010-01-12``, ``199X``, ``1995~``, ``2013-21`` for spring,
    ``1994/1996``, ``2002/`` for since. Offsets are code points, end exclusive.
    """
    found: list[DateMention] = []
    anchor: str | None = None
    anchored_at = 0
    for passage in layout.passages:
        if passage.number - anchored_at > FARTHEST_ANCHOR:
            anchor = None
        for start, end, value in dates_in(passage.masked, anchor):
            begin = passage.span.start
            found.append(DateMention(Span(begin + start, begin + end), value))
            if "X" not in value and "~" not in value:
                anchor, anchored_at = value.strip("/").split("/")[0], passage.number
    return tuple(found)


def dates_in(text: str, anchor: str | None = None) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and EDTF value of each date in a text; ``anchor`` is the date before it."""
    if not HINT.search(text):
        return
    at = 0
    while (hit := ANY.search(text, at)) is not None:
        at = hit.end()
        for name, pattern in COMPILED.items():
            match = pattern.match(text, hit.start())
            if match is None or match.end() != hit.end():
                continue
            value = READ[name](match, anchor)
            if value is not None:
                yield match.start("m" if name == "bare_month" else 0), hit.end(), value
                if "X" not in value and "~" not in value:
                    anchor = value.strip("/").split("/")[0]
            break


def _month(name: str) -> int:
    return MONTHS[name.rstrip(".")]


def _day_value(year: str | None, month: int, day: str, anchor: str | None) -> str | None:
    year = year or _year_for(month, anchor)
    number = int(re.sub(r"\D", "", day))
    if year is None or not 1 <= month <= 12 or number > monthrange(int(year), month)[1]:
        return None
    return f"{year}-{month:02}-{number:02}"


def _year_for(month: int, anchor: str | None) -> str | None:
    return anchor[:4] if anchor else None


def _iso(m: Match, anchor: str | None) -> str | None:
    return _day_value(m.group()[:4], int(m["m"]), m["d"], None)


def _dotted(m: Match, anchor: str | None) -> str | None:
    return _day_value(m["y"], int(m["m"]), m["d"], None)


def _day(m: Match, anchor: str | None) -> str | None:
    return _day_value(m["y"], _month(m["m"]), m["d"], anchor)


def _days_range(m: Match, anchor: str | None) -> str | None:
    first = _day_value(m["y"], _month(m["m"]), m["d"], anchor)
    last = _day_value(m["y"], _month(m["m"]), m["d2"], anchor)
    return f"{first}/{last}" if first and last else None


def _day_range(m: Match, anchor: str | None) -> str | None:
    first = _day_value(m["y1"] or m["y"], _month(m["m"]), m["d"], anchor)
    last = _day_value(m["y"], _month(m["m2"]), m["d2"], anchor)
    return f"{first}/{last}" if first and last else None


def _month_value(m: Match, anchor: str | None) -> str | None:
    return f"{m['y']}-{_month(m['m']):02}"


def _months_range(m: Match, anchor: str | None) -> str | None:
    return f"{m['y']}-{_month(m['m']):02}/{m['y']}-{_month(m['m2']):02}"


def _season(m: Match, anchor: str | None) -> str | None:
    year = m["y"] if m["y"].isdigit() else anchor and anchor[:4]
    return f"{year}-{SEASONS[m['s'].casefold()]}" if year else None


def _day_of(m: Match, anchor: str | None) -> str | None:
    if anchor is None or len(anchor) < 7 or int(anchor[5:7]) > 12:
        return None
    return _day_value(anchor[:4], int(anchor[5:7]), m["d"], None)


def _month_of(m: Match, anchor: str | None) -> str | None:
    if anchor is None:
        return None
    later = m["whose"] in ("the following", "the next")
    return f"{int(anchor[:4]) + later}-{_month(m['m']):02}"


def _bare_month(m: Match, anchor: str | None) -> str | None:
    return f"{anchor[:4]}-{_month(m['m']):02}" if anchor else None


def _decade(m: Match, anchor: str | None) -> str | None:
    return f"{m['y']}5~" if m["part"] == "mid" else f"{m['y']}X"


def _century(m: Match, anchor: str | None) -> str | None:
    return f"{int(m['c']) - 1:02}XX"


def _range(m: Match, anchor: str | None) -> str | None:
    first, last = m["y"], m["y2"]
    last = first[:2] + last if len(last) == 2 else last
    return f"{first}/{last}" if first < last else None


def _later(m: Match, anchor: str | None) -> str | None:
    word = m["n"].casefold()
    count = COUNTS.get(word) or (int(word) if word.isdigit() else None)
    if count is None:
        return None
    return _moved(anchor, m["unit"], -count if m["way"] in ("earlier", "before") else count)


def _next(m: Match, anchor: str | None) -> str | None:
    return _moved(anchor, m["unit"], -1 if m["way"] == "previous" else 1)


def _same(m: Match, anchor: str | None) -> str | None:
    return _moved(anchor, m["unit"], 0)


def _moved(anchor: str | None, unit: str, count: int) -> str | None:
    """Return the anchor moved by so many days, weeks, months or years, as precise as both are."""
    if anchor is None:
        return None
    year = int(anchor[:4])
    month = int(anchor[5:7]) if len(anchor) >= 7 and int(anchor[5:7]) <= 12 else None
    if unit == "year":
        moved: str | None = str(year + count)
    elif month is None:
        moved = None
    elif unit == "month":
        months = year * 12 + month - 1 + count
        moved = f"{months // 12}-{months % 12 + 1:02}"
    elif len(anchor) < 10:
        moved = None
    else:
        try:
            days = timedelta(days=count * (7 if unit == "week" else 1))
            moved = (date.fromisoformat(anchor[:10]) + days).isoformat()
        except (ValueError, OverflowError):
            moved = None
    return moved if moved and "1500" <= moved[:4] <= "2099" else None


READ: dict[str, Callable[[Match, str | None], str | None]] = {
    "iso": _iso,
    "dotted": _dotted,
    "days_range": _days_range,
    "day_range": _day_range,
    "day": _day,
    "us_day": _day,
    "months_range": _months_range,
    "month": _month_value,
    "season": _season,
    "day_of": _day_of,
    "month_of": _month_of,
    "bare_month": _bare_month,
    "decade": _decade,
    "century": _century,
    "from_to": _range,
    "range": _range,
    "since": lambda m, anchor: f"{m['y']}/",
    "until": lambda m, anchor: f"/{m['y']}",
    "about": lambda m, anchor: f"{m['y']}~",
    "year": lambda m, anchor: str(m["y"]),
    "later": _later,
    "next": _next,
    "same": _same,
}
