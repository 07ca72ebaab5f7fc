"""Dates as documents say them (EDTF level 1, ISO 8601-2:2019) to literals and day bounds."""

import calendar
import re
from dataclasses import dataclass

_XSD = "http://www.w3.org/2001/XMLSchema#"
_DAY = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$", re.ASCII)
_DECADE = re.compile(r"^(\d{3})X$", re.ASCII)
_CENTURY = re.compile(r"^(\d{2})XX$", re.ASCII)

# EDTF's codes 21 to 24 for spring to winter, as first and last month (northern hemisphere).
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}


@dataclass(frozen=True, slots=True)
class Bounds:
    """A date: the literal where one fits, and the first and last day it may mean.

    ``lexical`` and ``datatype`` are None where no XSD type says as much (seasons, decades);
    ``earliest`` or ``latest`` is None where the date is open on that side.
    """

    lexical: str | None
    datatype: str | None
    earliest: str | None
    latest: str | None


def bounds(date: str) -> Bounds | None:
    """Return what an EDTF date means, or None where it is not one that is understood.

    >>> bounds("2010-02")
    Bounds(lexical='2010-02', datatype='http://www.w3.org/2001/XMLSchema#gYearMonth', \
earliest='2010-02-01', latest='2010-02-28')
    """
    plain = re.sub(r"[~?%]", "", date.strip())
    if "/" in plain:
        return _interval(plain)
    if match := _DAY.match(plain):
        year, month, day = (int(g) if g else None for g in match.groups())
        return _precise(plain, year or 0, month, day)
    if match := _DECADE.match(plain):
        return Bounds(None, None, f"{match[1]}0-01-01", f"{match[1]}9-12-31")
    if match := _CENTURY.match(plain):
        return Bounds(None, None, f"{match[1]}00-01-01", f"{match[1]}99-12-31")
    return None


def _interval(date: str) -> Bounds | None:
    start, _, end = date.partition("/")
    first, last = bounds(start) if start else None, bounds(end) if end else None
    if first is None and last is None:
        return None
    return Bounds(
        first.lexical if first else None,
        first.datatype if first else None,
        first.earliest if first else None,
        last.latest if last else None,
    )


def _precise(lexical: str, year: int, month: int | None, day: int | None) -> Bounds | None:
    if year == 0:
        return None
    if month is None:
        return Bounds(lexical, f"{_XSD}gYear", f"{lexical}-01-01", f"{lexical}-12-31")
    if month in _SEASONS:
        first, last = _SEASONS[month]
        return Bounds(None, None, f"{year:04}-{first:02}-01", _last_day(year, last))
    if not 1 <= month <= 12:
        return None
    if day is None:
        return Bounds(lexical, f"{_XSD}gYearMonth", f"{lexical}-01", _last_day(year, month))
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return Bounds(lexical, f"{_XSD}date", lexical, lexical)


def _last_day(year: int, month: int) -> str:
    return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"
