"""What goes wrong with a store elsewhere, each in one sentence that says what to do."""

import ssl
from enum import Enum
from urllib.parse import urlsplit

import httpx

from kg.errors import DiplographError

# How much of another server's words is shown.
LONGEST_WORDS = 300


class Kind(Enum):
    """What kind of failure it is, with the HTTP status for who asked through us."""

    UNREACHABLE = ("unreachable", 503)
    SLOW = ("slow", 504)
    LOCKED = ("locked", 502)
    REFUSED = ("refused", 400)
    FAILED = ("failed", 502)
    CUT = ("cut", 502)
    LARGE = ("large", 413)


class StoreError(DiplographError):
    """A store elsewhere did not do what it was asked; the message names it and what to do."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.http_status = kind.value[1]


def of_transport(fault: Exception, address: str, seconds: float) -> StoreError:
    """Return what happened on the way to a store as a sentence."""
    store = f"The store at {urlsplit(address).netloc}"
    if isinstance(fault, httpx.ConnectTimeout | httpx.PoolTimeout):
        return StoreError(Kind.UNREACHABLE, f"{store} cannot be reached: nobody answers there.")
    if isinstance(fault, httpx.TimeoutException):
        words = f"{store} did not answer in {seconds:g} seconds: try again, or ask for less."
        return StoreError(Kind.SLOW, words)
    if isinstance(fault, httpx.ConnectError):
        return StoreError(Kind.UNREACHABLE, f"{store} cannot be reached: {_reason(fault)}.")
    if isinstance(fault, httpx.NetworkError | httpx.ProtocolError | httpx.DecodingError):
        return StoreError(Kind.CUT, f"{store} broke off in the middle of its answer: try again.")
    return StoreError(Kind.FAILED, f"{store} cannot be asked: {fault}.")


def _reason(fault: BaseException) -> str:
    at: BaseException | None = fault
    while at is not None:
        if isinstance(at, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({at.verify_message})"
        if isinstance(at, ssl.SSLError):
            return "it does not speak https"
        if isinstance(at, ConnectionRefusedError):
            return "it refuses the connection; see whether it runs, and the port"
        at = at.__cause__ or at.__context__
    words = str(fault)
    if "Name or service not known" in words or "name resolution" in words or "Errno -" in words:
        return "there is no host of this name"
    return words.rstrip(".") or "the connection failed"


def of_status(status: int, body: bytes, address: str, what: str = "request") -> StoreError:
    """Return an answer that is no success as a sentence; ``what`` was refused."""
    store = f"The store at {urlsplit(address).netloc}"
    said = words_of(body)
    tail = f": {said}" if said else "."
    if status in {401, 403}:
        return StoreError(
            Kind.LOCKED, f"{store} does not let us in (status {status}): check the login{tail}"
        )
    if 300 <= status < 400:
        return StoreError(
            Kind.FAILED,
            f"{store} sends us elsewhere (status {status}): name the address it means instead.",
        )
    if status == 413:
        return StoreError(Kind.LARGE, f"The {what} is too big for the store at {address}{tail}")
    if status in {408, 504}:
        return StoreError(Kind.SLOW, f"{store} ran out of time{tail}")
    if status in {429, 503}:
        return StoreError(Kind.UNREACHABLE, f"{store} is too busy: try again later{tail}")
    if 400 <= status < 500:
        return StoreError(Kind.REFUSED, f"{store} refuses the {what} (status {status}){tail}")
    return StoreError(Kind.FAILED, f"{store} failed (status {status}){tail}")


def words_of(body: bytes) -> str:
    """Return the beginning of what another server says, on one line."""
    return " ".join(body.decode("utf-8", "replace").split())[:LONGEST_WORDS]
