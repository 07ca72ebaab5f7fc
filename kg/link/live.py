"""Asks the live Wikidata service what entities are called; only where a user says so.

The service's etiquette is kept: a telling User-Agent, batches, one request at a time, waiting as
long as Retry-After says, and giving up after a few tries with one clear sentence.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from kg.errors import InputError
from kg.link.authority import Known
from kg.link.entityfiles import LANGUAGES, known_of

ENDPOINT = "https://www.wikidata.org/w/api.php"
TRIES = 4  # a service that is busy for four tries is down for us
LONGEST_WAIT = 60.0  # seconds; a longer Retry-After ends the check instead of hanging it
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes; fifty entities stay far below
BUSY = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class LiveSource:
    """The live service, or one that speaks like it."""

    user_agent: str
    endpoint: str = ENDPOINT
    timeout: float = 30.0  # seconds
    sleep: Callable[[float], None] = time.sleep

    def __call__(self, qids: Sequence[str]) -> Mapping[str, Known]:
        """Return what the service says of each id; raise InputError where it does not answer."""
        query = {
            "action": "wbgetentities",
            "ids": "|".join(qids),
            "props": "labels|aliases",
            "languages": "|".join(LANGUAGES),
            "redirects": "yes",
            "format": "json",
            "maxlag": "5",
        }
        answer = self.answer(f"{self.endpoint}?{urlencode(query)}")
        entities = answer.get("entities")
        if not isinstance(entities, dict):
            raise InputError(f"{self._name()} answered without entities: {_error(answer)}.")
        asked = set(qids)
        pairs = [known_of(e, qid) for qid, e in entities.items() if isinstance(e, dict)]
        return {qid: known for qid, known in filter(None, pairs) if qid in asked}

    def _name(self) -> str:
        return urlsplit(self.endpoint).netloc or self.endpoint

    def answer(self, address: str, body: bytes | None = None, media: str = "") -> Mapping[str, Any]:
        """Return the JSON object at an address, politely; ``body`` is posted where it is given.

        Raises InputError where the service is down, busy for too long, or answers otherwise.
        """
        if urlsplit(address).scheme not in ("http", "https"):
            raise InputError(f"{self.endpoint} is no web address: begin it with https://.")
        headers = {"User-Agent": self.user_agent, **({"Content-Type": media} if media else {})}
        request = Request(address, body, headers)  # noqa: S310
        said = ""
        for attempt in range(TRIES):
            try:
                with urlopen(request, timeout=self.timeout) as reply:  # noqa: S310
                    answer = json.loads(reply.read(LARGEST_ANSWER))
                if not isinstance(answer, dict):
                    raise InputError(f"{self._name()} answered with something else than an object.")
                if not _lagging(answer):
                    return answer
                said, wait = "it is lagging", 5.0
            except HTTPError as error:
                said, wait = f"HTTP status {error.code}", _retry_after(error, attempt)
                if error.code not in BUSY:
                    break
            except (URLError, OSError, HTTPException) as error:
                said, wait = str(getattr(error, "reason", error)), 2.0**attempt
            except ValueError as error:
                raise InputError(f"{self._name()} answered with no JSON: {error}.") from error
            if wait > LONGEST_WAIT:
                said += f", asking to wait {wait:.0f} seconds"
                break
            if attempt < TRIES - 1:
                self.sleep(wait)
        raise InputError(f"{self._name()} does not answer ({said}). Try later, or give --index.")


def _error(answer: Mapping[str, Any]) -> str:
    error = answer.get("error")
    return str(error.get("info", error)) if isinstance(error, dict) else "no reason given"


def _lagging(answer: Mapping[str, Any]) -> bool:
    error = answer.get("error")
    return isinstance(error, dict) and error.get("code") == "maxlag"


def _retry_after(error: HTTPError, attempt: int) -> float:
    told = error.headers.get("Retry-After", "")
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:  # the other form that HTTP allows: when to come back
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except (ValueError, TypeError):
        return 2.0**attempt
