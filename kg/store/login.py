"""Shows a login to a store that asks for it: Bearer at once, Digest and Basic when challenged."""

from collections.abc import Generator

import httpx

from kg.store.access import Access, in_the_open
from kg.store.faults import Kind, StoreError


class Challenged(httpx.Auth):
    """Answers a challenge with what it asks for; before one nothing is sent but a token."""

    requires_request_body = True

    def __init__(self, access: Access) -> None:
        login = access.login
        self._access = access
        self._token = login.token
        self._digest = httpx.DigestAuth(login.user, login.password)
        self._basic = httpx.BasicAuth(login.user, login.password)
        self._wants_basic = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request as often as it takes."""
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request
            return
        if not self._access.login:
            yield request
            return
        if not self._wants_basic:
            response = yield from self._by_digest(request)
            challenge = ",".join(response.headers.get_list("www-authenticate")).lower()
            asked = response.status_code == 401 and "digest" not in challenge
            self._wants_basic = asked and "basic" in challenge
            if not self._wants_basic:
                return
        if not self._access.is_private(str(request.url)):
            raise StoreError(Kind.LOCKED, in_the_open(str(request.url)))
        yield from self._basic.auth_flow(request)

    def _by_digest(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, httpx.Response]:
        """Let httpx answer a digest, and keep the last response, which it does not hand out."""
        flow = self._digest.auth_flow(request)
        response = yield next(flow)
        while True:
            try:
                again = flow.send(response)
            except StopIteration:
                return response
            response = yield again
