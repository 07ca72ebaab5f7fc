"""Requests to a store elsewhere: the SPARQL 1.1 Protocol and Graph Store Protocol, as a client.

No redirect is followed and no proxy, cookie or netrc of the environment is used: requests go to
the addresses that were named, and to nobody else.
"""

import ssl
import time
from collections.abc import Sequence

import httpx

from kg.store.access import Access
from kg.store.faults import of_transport
from kg.store.login import Challenged

UPDATE_MEDIA = "application/sparql-update"
FORM_MEDIA = "application/x-www-form-urlencoded"
CONNECT_SECONDS = 10.0
AGENT = {"User-Agent": "diplograph"}
# SQL's state for a transaction that was undone because another one held what it needed.
DEADLOCK = b"40001"
WAITS = (0.2, 1.0, 3.0)


def timeouts(seconds: float) -> httpx.Timeout:
    """Return the limits of one request whose answer may take so long."""
    return httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))


def trusted() -> ssl.SSLContext:
    """Return whom to trust: what the system does, and SSL_CERT_FILE where it is set."""
    return ssl.create_default_context()


def query_fields(
    text: str, default: Sequence[str] = (), named: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Return the fields of a query in the protocol's form."""
    fields = [("query", text)]
    fields += [("default-graph-uri", g) for g in default]
    return fields + [("named-graph-uri", g) for g in named]


class Client:
    """Asks and changes one store, one request at a time, waiting for each."""

    def __init__(self, access: Access, seconds: float) -> None:
        self.access, self.seconds = access, seconds
        self._client = httpx.Client(
            auth=Challenged(access),
            verify=trusted(),
            timeout=timeouts(seconds),
            trust_env=False,
            follow_redirects=False,
            headers=AGENT,
        )

    def post(
        self,
        address: str,
        body: bytes,
        media: str,
        accept: str = "*/*",
        params: dict[str, str] | None = None,
    ) -> tuple[int, bytes, str]:
        """Return status, body and media type of an answer; raises StoreError without one."""
        headers = {"Content-Type": media, "Accept": accept}
        try:
            answer = self._client.post(address, content=body, headers=headers, params=params)
        except httpx.HTTPError as fault:
            raise of_transport(fault, address, self.seconds) from None
        given = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return answer.status_code, answer.content, given

    def change(
        self, address: str, body: bytes, media: str, params: dict[str, str] | None = None
    ) -> tuple[int, bytes, str]:
        """Post a change that may be made twice; again where the store took it back at once."""
        for wait in WAITS:
            status, said, given = self.post(address, body, media, params=params)
            if status < 500 or DEADLOCK not in said:
                break
            time.sleep(wait)
        return status, said, given

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()
