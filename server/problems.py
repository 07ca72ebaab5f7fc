"""What can go wrong, each with its HTTP status, and how it is told to a client."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from kg.errors import DiplographError
from server.negotiate import wants_text

CALM = {"x-content-type-options": "nosniff", "cache-control": "no-store"}


class Problem(DiplographError):
    """A request that is answered with an error: a status, one sentence, and further headers."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.http_status = status
        self.headers = dict(headers or {})


class Busy(Problem):
    """The server has no room for the request now; it says when to come back."""

    def __init__(self, detail: str, status: int = 503, after: int = 5) -> None:
        super().__init__(status, detail, {"retry-after": str(after)})


class CutAnswer(DiplographError):
    """An answer failed after its first bytes were sent: the transfer must be broken."""


def title_of(status: int) -> str:
    """Return the standard phrase of a status, for example ``Not Found``."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def problem_body(status: int, detail: str, accept: str) -> tuple[str, bytes]:
    """Return media type and body of an error: RFC 9457 JSON, or plain text where that is asked."""
    if wants_text(accept):
        text = f"{status} {title_of(status)}: {detail}\n"
        return "text/plain; charset=utf-8", text.encode("utf-8", "replace")
    fields = {"type": "about:blank", "title": title_of(status), "status": status, "detail": detail}
    return "application/problem+json", json.dumps(fields, ensure_ascii=False).encode(
        "utf-8", "replace"
    )


def problem_of(error: BaseException) -> Problem:
    """Return any error as a problem; what is not ours tells nothing about its inside."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, DiplographError):
        return Problem(error.http_status, str(error))
    return Problem(500, "The server failed on this request; the failure is in its log.")
