"""How a store elsewhere is reached: its addresses, and the login, which is never shown."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kg.errors import InputError

# Variables of the environment that hold a login; a command line is seen by everybody.
USER, PASSWORD, TOKEN = (f"DIPLOGRAPH_STORE_{name}" for name in ("USER", "PASSWORD", "TOKEN"))
# A login file is a line or two.
LONGEST_LOGIN = 65_536


@dataclass(frozen=True, slots=True)
class Login:
    """A user with a password, or a token; empty for a store that is open to all."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.user or self.token)


@dataclass(frozen=True, slots=True)
class Access:
    """A store elsewhere: where it answers queries, and where known, where it is changed.

    ``update`` and ``graphs`` (Graph Store Protocol) are found by trying where they are empty.
    ``insecure`` lets the login go out without encryption to another machine.

    Raises:
        InputError: an address is none; or the token would go out for everybody to read.
    """

    query: str
    update: str = ""
    graphs: str = ""
    login: Login = Login()
    insecure: bool = False

    def __post_init__(self) -> None:
        for address in (self.query, self.update, self.graphs):
            if address or address is self.query:
                _check(address)
        if self.login.token and not self.is_private(self.query):
            raise InputError(in_the_open(self.query))

    def is_private(self, address: str) -> bool:
        """Tell whether a login sent to this address can be read by nobody on the way."""
        parts = urlsplit(address)
        return parts.scheme == "https" or self.insecure or is_loopback(parts.hostname or "")


def _check(address: str) -> None:
    try:
        parts = urlsplit(address)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise InputError("This is no address of a store: give http(s)://host/path.") from None
    if parts.username is not None or parts.password is not None:
        raise InputError(
            "An address with a password in it is no address of a store, and others can read it: "
            f"give http(s)://host/path, and the login in {USER} and {PASSWORD}."
        )
    if not good or parts.fragment:
        raise InputError(f"{address} is no address of a store: give http(s)://host/path.")


def is_loopback(host: str) -> bool:
    """Tell whether a host's name stands for this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def in_the_open(address: str) -> str:
    """Return the sentence about a login that would go out without encryption."""
    return (
        f"The login for {urlsplit(address).netloc} would go over the network unencrypted: use an "
        "https address, or say --store-insecure where nobody else is on that network."
    )


def read_login(environment: Mapping[str, str], file: Path | None = None) -> Login:
    """Return the login from a file (one line: a token; two: user, password) or the environment.

    Raises:
        InputError: the file cannot be read, or a part is missing.
    """
    if file is not None:
        return _from_file(file)
    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if token and user:
        raise InputError(f"Both {TOKEN} and {USER} are set: the store takes one login.")
    if bool(user) != bool(password):
        raise InputError(f"A login needs both {USER} and {PASSWORD}.")
    return _usable(Login(user, password, token))


def _from_file(file: Path) -> Login:
    try:
        with file.open(encoding="utf-8") as opened:
            lines = opened.read(LONGEST_LOGIN).splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or "it is no text"
        raise InputError(f"The login file {file} cannot be read: {reason}.") from None
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) == 1 and lines[0].strip():
        return _usable(Login(token=lines[0].strip()))
    if len(lines) == 2 and lines[0].strip() and lines[1]:
        return _usable(Login(lines[0].strip(), lines[1]))
    raise InputError(
        f"The login file {file} must hold one line with a token, or a line with the user and a "
        "line with the password."
    )


def _usable(login: Login) -> Login:
    """Refuse what no header can carry; the login itself is not shown."""
    if any(ord(c) < 0x20 or ord(c) == 0x7F for c in login.user + login.password + login.token):
        raise InputError("The login for the store holds a control character.")
    if ":" in login.user or not login.token.isascii():
        raise InputError("The login for the store holds a character that it may not hold.")
    return login
