"""The process that loads a generation of the graph and forks workers; it never runs a query.

Started as ``python -m server.engine.zygote``: the plan comes as JSON on standard input, which
stays open; when it ends, so does this process. One line on standard output says that it is ready.
"""

import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from server.engine.changes import apply
from server.engine.evaluate import Loaded
from server.engine.journal import records
from server.engine.labels import Labels
from server.engine.summary import summarize_aside
from server.engine.wire import HELLO, frame
from server.engine.worker import Bounds, work
from server.engine.writing import write
from server.problems import Problem

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
}


def load(plan: dict[str, Any]) -> ox.Store:
    """Load the files of a plan: each goes into the graphs named for it ("" is the default one)."""
    store = ox.Store(plan["disk"]) if plan.get("disk") else ox.Store()
    for name, graphs in plan["files"]:
        for graph in graphs:
            target = ox.NamedNode(graph) if graph else ox.DefaultGraph()
            path = Path(name)
            whole = path.suffix in {".nq", ".trig"}
            store.bulk_load(
                path=path, format=FORMATS[path.suffix], to_graph=None if whole else target
            )
    if plan.get("journal"):
        for _, change in records(Path(plan["journal"])):
            apply(store, change)
    return store


def listen(path: str) -> socket.socket:
    """Open a unix socket that the front connects to, for this user only."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    Path(path).chmod(0o600)
    listener.listen(256)
    return listener


def serve(address: str, loaded: Loaded, bounds: Bounds, lifeline: int) -> None:
    """Fork a worker for each connection until the lifeline ends.

    The address is for questions; the same with ``-write`` is for changes. A process that made a
    change comes back here to serve what it made.
    """
    following: tuple[str, int] | None = (address, lifeline)
    # Neither counts nor parts are taken again after each change: it would cost more than they save.
    loaded.summary = summarize_aside(loaded.store)
    parts = True
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while following:
        loaded.labels = Labels(loaded.store, parts)
        folder = Path(following[0]).parent
        following = _serve_generation(*following, loaded, bounds)
        if following is None:  # also where the front was killed and cannot clear up itself
            shutil.rmtree(folder, ignore_errors=True)
        loaded.summary, parts = None, False


def _serve_generation(
    address: str, lifeline: int, loaded: Loaded, bounds: Bounds
) -> tuple[str, int] | None:
    gc.collect()
    gc.freeze()
    listeners = (listen(address), listen(f"{address}-write"))
    said = json.dumps({"ready": True, "quads": len(loaded.store)}).encode()
    os.write(1 if lifeline == 0 else lifeline, _ready(said, lifeline))
    sources = [listener.fileno() for listener in listeners]
    while True:
        ready, _, _ = select.select([*sources, lifeline], [], [])
        if lifeline in ready and not os.read(lifeline, 1):
            return None
        for listener in listeners:
            if listener.fileno() in ready:
                promoted = _fork(listener, listeners, loaded, bounds, lifeline)
                if promoted:
                    return promoted


def _ready(said: bytes, lifeline: int) -> bytes:
    """The first process speaks lines on its standard output, a promoted one frames."""
    return said + b"\n" if lifeline == 0 else frame(HELLO, said)


def _fork(
    listener: socket.socket,
    listeners: tuple[socket.socket, socket.socket],
    loaded: Loaded,
    bounds: Bounds,
    lifeline: int,
) -> tuple[str, int] | None:
    """Fork a child for a connection; only a child that made a change returns something."""
    connection, _ = listener.accept()
    try:
        child = os.fork()
    except OSError:  # no room for another process: this connection ends, the next may do
        connection.close()
        return None
    if child == 0:
        for open_one in listeners:
            open_one.close()
        os.close(lifeline)
        if listener is listeners[0]:
            work(connection, loaded, bounds)
        else:
            return write(connection, loaded.store, bounds)
    connection.close()
    return None


def main() -> None:
    """Read the plan, load, say so, and serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as raw:
        plan = json.loads(raw.readline())
    try:
        store = load(plan)
    except (OSError, SyntaxError, ValueError, Problem) as error:
        sys.stdout.write(json.dumps({"error": str(error)}) + "\n")
        sys.stdout.flush()
        return
    if plan.get("disk"):
        del store
        store = ox.Store.read_only(plan["disk"])
    serve(plan["socket"], Loaded(store, plan["base"]), Bounds(**plan["bounds"]), sys.stdin.fileno())


if __name__ == "__main__":
    main()
