"""Calls to endpoints outside, with every address and every redirect looked at before it is used."""

import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpx

from kg.store.client import AGENT, timeouts

MOST_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
# IPv6 addresses that stand for IPv4 ones behind a translator (RFC 6052).
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class OutsideError(Exception):
    """A call was not made, or not answered; the message ends a sentence."""


class Outside:
    """Calls the listed endpoints and nobody else."""

    def __init__(self, services: tuple[str, ...], trust: ssl.SSLContext, seconds: float) -> None:
        self._services = frozenset(services)
        self._hosts = {urlsplit(service).hostname or "" for service in services}
        self._client = httpx.Client(
            verify=trust,
            timeout=timeouts(seconds),
            trust_env=False,
            follow_redirects=False,
            headers=AGENT,
        )

    @contextlib.contextmanager
    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Yield the answer of an endpoint, to be read piece by piece.

        Raises:
            OutsideError: the endpoint or what it redirects to is not listed, is private, or fails.
        """
        for _ in range(MOST_REDIRECTS + 1):
            if url not in self._services:
                raise OutsideError("it redirects to an endpoint that is not listed")
            response = self._send(url, body, headers)
            if response.status_code not in REDIRECTS:
                try:
                    yield response
                finally:
                    response.close()
                return
            response.close()
            url = urljoin(url, response.headers.get("location", ""))
        raise OutsideError("it redirects again and again")

    def _send(self, url: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        """Send to an address that was looked at: a second look-up could find another one."""
        target = httpx.URL(url)
        address = self.resolve(
            target.host, target.port or (443 if target.scheme == "https" else 80)
        )
        request = self._client.build_request(
            "POST",
            target.copy_with(host=address),
            content=body,
            headers={**headers, "Host": target.netloc.decode("ascii")},
            extensions={"sni_hostname": target.host},
        )
        try:
            return self._client.send(request, stream=True)
        except httpx.HTTPError as fault:
            raise OutsideError(f"it does not answer ({type(fault).__name__})") from None

    def resolve(self, host: str, port: int) -> str:
        """Return the address to call for a host; raises OutsideError where it may not be called."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise OutsideError("there is no host of this name") from None
        addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
        for address in addresses:  # all of them: the first might be tried, and the next be private
            if not self._may_call(host, ipaddress.ip_address(address)):
                raise OutsideError(f"its name leads to {address}, a private address not listed")
        return addresses[0]

    def _may_call(self, host: str, address: Address) -> bool:
        if all(one.is_global and not one.is_multicast for one in meanings(address)):
            return True
        # Listed as such: by the address itself, or by the name that every machine has for itself.
        return str(address) in self._hosts or (host == "localhost" and address.is_loopback)


def meanings(address: Address) -> list[Address]:
    """Return an address and the IPv4 ones that it stands for."""
    found: list[Address] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in TRANSLATED:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        found = [*(one for one in inner if one is not None)] or found
    return found
