"""Errors as pages for people and as problem details for programs."""

import json

from flask import Flask, Response, make_response, render_template_string, request
from werkzeug.exceptions import HTTPException

from kg.errors import DiplographError
from server.negotiate import HTML, Format, choose
from server.pages.base import finish, page

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


def problem(status: int, detail: str) -> Response:
    """Return an error in the form the client asks for; it tells nothing about the inside."""
    title = WORDS.get(status, "This did not work")
    if wants_page():
        try:
            return page("error.html", title, status=status, code=status, detail=detail)
        except Exception:
            return _bare(status, title, detail)
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    answer = make_response(json.dumps(content, ensure_ascii=False), status)
    answer.headers["Content-Type"] = "application/problem+json"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return finish(answer)


def _bare(status: int, title: str, detail: str) -> Response:
    html = render_template_string(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{{ t }}</title>"
        "<h1>{{ t }}</h1><p>{{ d }}</p></html>",
        t=title,
        d=detail,
    )
    return finish(make_response(html, status))


def register(app: Flask) -> None:
    """Answer every error of the application in the form that is asked for."""

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        if error.response is not None or (error.code or 500) < 400:
            return make_response(error.get_response())
        answer = problem(error.code or 500, error.description or "")
        for name, value in error.get_headers(request.environ):
            if name.lower() in {"allow", "retry-after"}:
                answer.headers[name] = value
        return answer

    @app.errorhandler(DiplographError)
    def _ours(error: DiplographError) -> Response:
        answer = problem(error.http_status, str(error))
        for name, value in getattr(error, "headers", {}).items():
            answer.headers[name] = value
        return answer
