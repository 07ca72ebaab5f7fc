"""The application: pages and dumps by Flask, with one handler for every error."""

import logging

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from kg.errors import DiplographError
from server import dumps
from server.engine.engine import Engine
from server.problems import CALM, Problem, problem_body, problem_of
from server.settings import Settings

log = logging.getLogger("diplograph.pages")

HOME = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Diplograph</title>
<h1>Diplograph</h1><p>SPARQL endpoint: <a href="/sparql">/sparql</a>,
dumps: <a href="/dumps/SHA256SUMS">/dumps/</a></p></html>
"""


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
    app.add_url_rule("/", view_func=lambda: HOME, endpoint="home")
    return app


def _health(engine: Engine) -> Response:
    alive = engine.generation.alive
    return Response(
        "ok\n" if alive else "restarting\n", 200 if alive else 503, mimetype="text/plain"
    )


def _answer_error(error: Exception) -> Response:
    """Tell any error in words, with its status; what is not ours tells nothing of its inside."""
    problem = _problem(error)
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
