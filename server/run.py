"""Starts and ends the server: one engine, one front, one listening address."""

import asyncio
import gc
import resource
import socket
from pathlib import Path
from typing import Any

from a2wsgi import WSGIMiddleware

from kg.errors import InputError
from server import dumps, pages
from server.app import create_app
from server.connections import Server
from server.engine.engine import Engine
from server.front import Front
from server.logs import begin_logging
from server.settings import Settings

# Pages wait for the engine in threads; more of them than page places would only queue.
PAGE_THREADS = 16
MOST_CONNECTIONS = 4096


def serve(directory: Path, host: str, port: int, settings: Settings | None = None) -> None:
    """Serve a build directory until SIGINT or SIGTERM.

    Raises:
        InputError: the directory is no build, or the address cannot be listened on.
        ConfigurationError: the graph cannot be loaded.
    """
    settings = settings or Settings(public_url=f"http://{host}:{port}")
    begin_logging(settings.log_requests)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(directory, host, port, settings))


def _loop_factory() -> Any:
    """Return the maker of the faster event loop, where there is one for this system."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return None
    return new_event_loop


async def _serve(directory: Path, host: str, port: int, settings: Settings) -> None:
    _refuse_taken(host, port)
    engine = Engine(directory, settings)
    await engine.start()
    flask: Any = create_app(engine, settings)
    # Names and templates are read while nobody waits yet; a failure is told to who asks then.
    reading = asyncio.get_running_loop().run_in_executor(None, pages.warm, flask)
    reading.add_done_callback(lambda done: done.cancelled() or done.exception())
    threads: Any = WSGIMiddleware(flask, workers=PAGE_THREADS)
    front = Front(engine, threads, settings)
    server = Server(front, host, port, _connections())
    # What is here now stays: the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    try:
        await server.serve()
    finally:
        await engine.stop()
        flask.extensions[dumps.EXTENSION].close()


def _connections() -> int:
    """Return how many connections to keep at once: as the system allows files, within sense."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS
    allowed = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    if allowed > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(allowed, soft) // 2 if max(allowed, soft) < wanted else MOST_CONNECTIONS


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as fault:
            raise InputError(
                f"{host}:{port} cannot be listened on: {fault.strerror}. Name another --port."
            ) from None
