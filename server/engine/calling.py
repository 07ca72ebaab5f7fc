"""Requests to the store elsewhere, from the event loop: streams that can be dropped at any time.

They go to the addresses that the operator named, follow no redirect, and carry a login only as
kg.store.login says.
"""

import asyncio
import contextlib
from collections.abc import Iterator

import httpx

from kg.store.access import Access
from kg.store.client import AGENT, timeouts, trusted
from kg.store.faults import Kind, StoreError, of_transport
from kg.store.login import Challenged
from server.engine.wire import WHOLE
from server.problems import Busy, Problem


class Call:
    """One question on its way; whoever asked may stop it."""

    def __init__(self) -> None:
        self._task: asyncio.Task[object] | None = None
        self._verdict: Problem | None = None

    def stop(self, verdict: Problem) -> None:
        """End the question now, for this reason."""
        if self._verdict is None:
            self._verdict = verdict
            if self._task:
                self._task.cancel()

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Wait for the store, until it answers or the question is stopped; raises Problem."""
        if self._verdict:
            raise self._verdict
        self._task = asyncio.current_task()
        try:
            yield
        except asyncio.CancelledError:
            if self._verdict is None:
                raise
            if self._task:
                self._task.uncancel()
            raise self._verdict from None
        finally:
            self._task = None


class Reading:
    """An answer that comes in; it must be closed."""

    def __init__(self, response: httpx.Response, seconds: float) -> None:
        self._response, self._seconds = response, seconds
        self._pieces = response.aiter_bytes(WHOLE)

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self._response.status_code

    @property
    def media(self) -> str:
        """The media type of the answer, without parameters."""
        given: str = self._response.headers.get("content-type", "")
        return given.partition(";")[0].strip().lower()

    async def piece(self) -> bytes:
        """Return the next bytes, nothing at the end; raises Problem where it breaks off."""
        try:
            return await anext(self._pieces, b"")
        except httpx.HTTPError as fault:
            raise told(of_transport(fault, str(self._response.url), self._seconds)) from None

    async def close(self) -> None:
        """Drop what has not come yet."""
        with contextlib.suppress(httpx.HTTPError):
            await self._response.aclose()


class Caller:
    """Keeps the connections to the store, and where it takes updates once that was found."""

    def __init__(self, access: Access, connections: int) -> None:
        self.updates = ""
        self._client = httpx.AsyncClient(
            auth=Challenged(access),
            verify=trusted(),
            trust_env=False,
            follow_redirects=False,
            headers=AGENT,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        )

    async def send(
        self,
        method: str,
        address: str,
        body: bytes,
        headers: dict[str, str],
        seconds: float,
        again: bool = False,
    ) -> Reading:
        """Send a request; ``again`` says that it may be sent twice. Raises Problem."""
        request = self._client.build_request(
            method, address, content=body, headers=headers, timeout=timeouts(seconds)
        )
        try:
            return Reading(await self._client.send(request, stream=True), seconds)
        except httpx.RemoteProtocolError as fault:
            if again:  # a kept connection that the store had closed: it takes a new one
                return await self.send(method, address, body, headers, seconds)
            raise told(of_transport(fault, address, seconds)) from None
        except StoreError as fault:
            raise told(fault) from None
        except httpx.HTTPError as fault:
            raise told(of_transport(fault, address, seconds)) from None

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()


def told(fault: StoreError) -> Problem:
    """Return a fault of the store as an answer to who asked: it names no address of ours."""
    if fault.kind is Kind.UNREACHABLE:
        return Busy("The store behind this server cannot be reached now.")
    if fault.kind is Kind.LOCKED:
        return Problem(502, "The store behind this server does not let it in.")
    if fault.kind is Kind.SLOW:
        return Problem(504, "The store behind this server did not answer in time.")
    if fault.kind is Kind.CUT:
        return Problem(502, "The store behind this server broke off in the middle of its answer.")
    return Problem(502, "The store behind this server failed.")
