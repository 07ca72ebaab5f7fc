"""The gate through which SERVICE calls go out: to the endpoints that the operator listed alone.

The engine follows redirects and asks no one where a name leads, so it is not let out: in the query
each listed endpoint is written as an address of this gate, which makes the call. A redirect is
followed to another listed endpoint only. An address of a private network is called only where the
operator listed it (as the host of an endpoint), so that a name on the web cannot point inside.
"""

import hmac
import logging
import secrets
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from kg.store.client import trusted
from server.engine.outward import Outside, OutsideError
from server.engine.tokens import tokens, unescape
from server.engine.wire import WHOLE, Question
from server.problems import Problem
from server.settings import Limits

log = logging.getLogger("diplograph.gate")
LONGEST_QUERY = 16 << 20


class Gate:
    """Listens on this machine for calls of our own workers, who alone know its secret."""

    def __init__(self, services: tuple[str, ...], limits: Limits) -> None:
        self._services, self._limits = services, limits
        self._secret = secrets.token_urlsafe(24)
        self._outside = Outside(services, trusted(), limits.seconds)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._address = f"http://127.0.0.1:{self._server.server_port}/{self._secret}/"
        threading.Thread(target=self._server.serve_forever, name="gate", daemon=True).start()

    def through(self, text: str) -> str:
        """Return a query (or update) with listed endpoints written as addresses of the gate.

        Raises Problem (403) where the endpoints cannot be told for sure.
        """
        escaped = "\\u" in text.lower()
        if "service" not in (unescape(text) if escaped else text).lower():
            return text
        if escaped:
            raise Problem(403, "SERVICE is not allowed beside \\u escapes: write the characters.")
        pieces, at, waiting = [], 0, False
        for token in tokens(text):
            if waiting and token.kind == "iri":
                number = self._services.index(token.text[1:-1])
                pieces.append(f"{text[at : token.begin]}<{self._address}{number}>")
                at = token.end
            waiting = token.is_word("SERVICE") or (waiting and token.is_word("SILENT"))
        return "".join(pieces) + text[at:]

    def outward(self, question: Question) -> Question:
        """Return a question as the workers may ask it; raises Problem (403)."""
        return question._replace(text=self.through(question.text))

    def told(self, problem: Problem) -> Problem:
        """Return a problem without the address of the gate."""
        said = str(problem)
        for number, service in enumerate(self._services):
            said = said.replace(f"{self._address}{number}", service)
        return Problem(problem.http_status, said, problem.headers)

    def close(self) -> None:
        """Let no further call out."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gate = self

        class Handler(BaseHTTPRequestHandler):
            """Passes one call on."""

            timeout = gate._limits.seconds
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                """Call the endpoint that the path names by its number."""
                gate._pass_on(self)

            def log_message(self, *_: object) -> None:
                """Say nothing: paths hold the secret."""

        return Handler

    def _pass_on(self, request: BaseHTTPRequestHandler) -> None:
        _, secret, number, *_ = [*request.path.split("/", 2), "", "", ""]
        known = hmac.compare_digest(secret.encode(), self._secret.encode())
        if not known or not number.isdigit() or int(number) >= len(self._services):
            request.send_error(404)
            return
        length = int(request.headers.get("Content-Length", "0"))
        body = request.rfile.read(min(length, LONGEST_QUERY))
        headers = {
            name: request.headers[name]
            for name in ("Content-Type", "Accept")
            if name in request.headers
        }
        service = self._services[int(number)]
        try:
            with self._outside.post(service, body, headers) as response:
                self._give_back(request, response)
        except OutsideError as fault:
            log.warning("SERVICE <%s> was not answered: %s", service, fault)
            request.send_error(502, str(fault)[:200])

    def _give_back(self, request: BaseHTTPRequestHandler, response: httpx.Response) -> None:
        request.send_response(response.status_code)
        request.send_header("Content-Type", response.headers.get("content-type", ""))
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        try:
            for piece in bounded(response, self._limits.answer):
                request.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            request.wfile.write(b"0\r\n\r\n")
        except (httpx.HTTPError, OutsideError, OSError) as fault:
            log.warning("An answer to SERVICE broke off: %s", fault)
            request.close_connection = True  # without its last chunk it does not look whole


def bounded(response: httpx.Response, most: int) -> Iterator[bytes]:
    """Yield the pieces of an answer up to a size; raises OutsideError beyond it."""
    size = 0
    for piece in response.iter_bytes(WHOLE):
        size += len(piece)
        if size > most:
            raise OutsideError("its answer is larger than this server allows")
        yield piece
