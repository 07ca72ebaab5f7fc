"""Tables as data: CSV for people with spreadsheets, JSON for programs."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, request, url_for

from server.pages.base import Twin, data_answer

MEDIA = {"csv": "text/csv", "json": "application/json"}


def table_data(
    name: str, form: str, columns: Sequence[str], lines: Iterable[Sequence[object]]
) -> Response:
    """Return a table as CSV (RFC 4180) or as JSON, a list of objects."""
    lines = list(lines)
    if form == "json":
        content = [dict(zip(columns, line, strict=True)) for line in lines]
        body = json.dumps(content, ensure_ascii=False, indent=1)
    else:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(lines)
        body = out.getvalue()
    return data_answer(body, MEDIA[form], f"{name}.{form}")


def table_twins(endpoint: str, **values: str) -> list[Twin]:
    """Return the CSV and JSON twins of a page, with the page's own parameters."""
    kept: dict[str, Any] = {**request.args.to_dict(), **values}
    return [
        Twin(form, media, url_for(endpoint, form=form, **kept)) for form, media in MEDIA.items()
    ]


def picture_twin(endpoint: str) -> Twin:
    """Return the twin of a view as a picture, with the page's own parameters."""
    kept: dict[str, Any] = request.args.to_dict()
    return Twin("svg", "image/svg+xml", url_for(endpoint, **kept))
