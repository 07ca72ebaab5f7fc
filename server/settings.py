"""Everything an operator may set, with safe defaults; read once by the command line."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kg.store.access import Access

MEBIBYTE = 1 << 20


def processors() -> int:
    """Return the number of processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request, one client and the whole server may use: seconds and bytes."""

    # A query ends after this long, whatever it is doing.
    seconds: float = 30.0
    # A query that runs longer than this counts as long; long ones have few places of their own,
    # so that a short question always finds a free worker.
    short_seconds: float = 1.0
    # What a worker may take beyond the shared store.
    memory: int = 512 * MEBIBYTE
    # An answer longer than this is broken off.
    answer: int = 1024 * MEBIBYTE
    query: int = MEBIBYTE
    body: int = 16 * MEBIBYTE
    # The engine's parser overflows a small stack from about 1,000 nested groups.
    nesting: int = 100
    # The engine's planner needs about N^4 time in patterns over one subject: 120 take seconds.
    patterns: int = 100
    # Chains of operators (||, +, !, UNION) are parsed recursively too.
    operators: int = 2_000
    # More workers at once than this only copy more of the shared memory and wait for processors.
    short_places: int = field(default_factory=lambda: max(4, 2 * processors()))
    long_places: int = 4
    page_places: int = 4
    page_seconds: float = 5.0
    # How long a request waits for a free worker before it hears 503.
    queue_seconds: float = 1.5
    per_client: int = 32
    # A request body has to arrive within this time.
    body_seconds: float = 10.0
    # A client that does not read for this long is cut.
    stall_seconds: float = 10.0
    cache: int = 128 * MEBIBYTE
    cache_entry: int = 4 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server presents itself and what it allows."""

    # The address the world knows the server by; never taken from a request.
    public_url: str = "http://127.0.0.1:8000"
    title: str = "Diplograph"
    licence: str = "https://creativecommons.org/licenses/by/4.0/"
    limits: Limits = field(default_factory=Limits)
    # SPARQL endpoints that SERVICE may call; none by default.
    services: tuple[str, ...] = ()
    # SHA-256 (hex) of the token that allows writing; empty: the server is read-only.
    token_sha256: str = ""
    # Command that checks a Turtle file against the shapes; run before a write is accepted.
    check_command: tuple[str, ...] = ()
    # Build outputs larger than this are served from disk instead of memory.
    memory_store: int = 4096 * MEBIBYTE
    trusted_hosts: tuple[str, ...] = ()
    log_queries: bool = False
    log_requests: bool = False
    with_ontology: bool = True
    # Where writes are kept; beside the build directory unless given.
    state: Path | None = None
    # Queries that visitors may give a short address, kept in the state's folder; 0 for none.
    short_queries: int = 1_000
    # A SPARQL endpoint that holds the data instead of the build directory.
    store: Access | None = None

    @property
    def writable(self) -> bool:
        """Say whether updates are offered at all."""
        return bool(self.token_sha256)

    @property
    def path(self) -> str:
        """The path that the server lives under, empty where it is the root of its host."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def sparql_url(self) -> str:
        """The address of the SPARQL endpoint."""
        return f"{self.public_url.rstrip('/')}/sparql"
