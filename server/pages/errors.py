"""Errors as pages for people; programs get problem details from the application."""

import logging
from collections.abc import Mapping

from flask import Response, make_response, render_template_string, request

from server.negotiate import HTML, Format, choose
from server.pages.base import finish, page

log = logging.getLogger("diplograph.pages")

PROBLEM = Format("problem", "application/problem+json", ("application/json",))
WORDS = {
    400: "This request cannot be understood",
    404: "Nothing lives at this address",
    405: "This address does not do that",
    406: "This cannot be given in the form asked for",
    413: "This is too much at once",
    422: "This does not hold together",
    500: "Something broke here",
    501: "A part is not installed",
    503: "The server is busy",
    504: "The question took too long",
    507: "The question needed too much memory",
}


def wants_page() -> bool:
    """Tell whether the client is better served with a page than with problem details."""
    choice = choose(request.headers.get("Accept", ""), (PROBLEM, HTML))
    return choice is not None and choice[0] is HTML


def page_of(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error as a page; it tells nothing about the inside."""
    title = WORDS.get(status, "This did not work")
    try:
        answer = page("error.html", title, status=status, code=status, detail=detail)
    except Exception:  # the frame itself asks the engine, which may be what fails
        log.exception("the page of an error failed")
        answer = _bare(status, title, detail)
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    return answer


def _bare(status: int, title: str, detail: str) -> Response:
    html = render_template_string(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{{ t }}</title>"
        "<h1>{{ t }}</h1><p>{{ d }}</p></html>",
        t=title,
        d=detail,
    )
    return finish(make_response(html, status))
