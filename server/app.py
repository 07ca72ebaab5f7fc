"""The application: pages and dumps by Flask, with one handler for every error."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, request, send_file
from werkzeug.exceptions import HTTPException

from kg.errors import DiplographError
from server import dumps, pages, reconcile
from server.engine.engine import Engine
from server.engine.source import default_state
from server.pages import errors
from server.problems import CALM, Problem, problem_body, problem_of
from server.settings import Settings
from server.shortlinks import ShortQueries
from server.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OPENAPI = Path(__file__).resolve().parent / "openapi.json"
log = logging.getLogger("diplograph.pages")


def create_app(engine: Engine, settings: Settings) -> Flask:
    """Return the Flask application for an engine; queries at ``/sparql`` never reach it."""
    app = Flask("diplograph", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.body
    if settings.trusted_hosts:
        app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    app.extensions[dumps.EXTENSION] = dumps.Dumps(engine)
    app.register_blueprint(dumps.blueprint)
    app.register_error_handler(Exception, _answer_error)
    app.add_url_rule("/healthz", view_func=lambda: _health(engine), endpoint="healthz")
    app.add_url_rule("/openapi.json", view_func=_openapi, endpoint="openapi")
    site = Site(
        engine,
        engine.directory,
        settings.public_url,
        settings.title,
        settings.licence,
        short=_short_queries(engine.directory, settings),
    )
    pages.register(app, site)
    app.register_blueprint(reconcile.blueprint)
    app.wsgi_app = UnderPath(app.wsgi_app, settings.path)  # type: ignore[assignment]
    return app


def _short_queries(directory: Path, settings: Settings) -> ShortQueries | None:
    """Return where queries with a short address are kept; None where none are to be."""
    if not settings.short_queries:
        return None
    state = settings.state or default_state(directory)
    return ShortQueries(state / "queries", settings.short_queries)


class UnderPath:
    """Lets the application live under a path, whether or not a proxy takes the path away."""

    def __init__(self, inner: "WSGIApplication", path: str) -> None:
        self._inner, self._path = inner, path

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse", /) -> Iterable[bytes]:
        """Answer one request; links begin with the path."""
        if self._path:
            environ["SCRIPT_NAME"] = self._path
            given = environ.get("PATH_INFO", "")
            if given == self._path or given.startswith(self._path + "/"):
                environ["PATH_INFO"] = given[len(self._path) :] or "/"
        return self._inner(environ, start)


def _openapi() -> Response:
    """Describe what programs may ask here, as OpenAPI."""
    return send_file(OPENAPI, mimetype="application/json")


def _health(engine: Engine) -> Response:
    alive = engine.generation.alive
    return Response(
        "ok\n" if alive else "restarting\n", 200 if alive else 503, mimetype="text/plain"
    )


def _answer_error(error: Exception) -> Response:
    """Tell any error in words, with its status; what is not ours tells nothing of its inside."""
    problem = _problem(error)
    if errors.wants_page():
        return errors.page_of(problem.http_status, str(problem), problem.headers)
    media, body = problem_body(problem.http_status, str(problem), request.headers.get("Accept", ""))
    return Response(body, problem.http_status, {**CALM, **problem.headers}, content_type=media)


def _problem(error: Exception) -> Problem:
    if isinstance(error, HTTPException):
        headers = dict(error.get_headers()) if error.code == 405 else {}
        kept = {k.lower(): v for k, v in headers.items() if k.lower() == "allow"}
        return Problem(error.code or 500, error.description or "", kept)
    if isinstance(error, DiplographError):
        return problem_of(error)
    log.exception("a page failed")
    return problem_of(error)
