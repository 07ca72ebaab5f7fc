"""An engine for programs that have no event loop: it runs on one in a thread."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from server.engine.engine import Engine


@contextlib.contextmanager
def running(engine: Engine) -> Iterator[Engine]:
    """Run an engine on an event loop in a thread, for programs that have none."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(engine.start(), loop).result()
        yield engine
    finally:
        asyncio.run_coroutine_threadsafe(engine.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
