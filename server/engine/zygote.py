"""The process that loads a generation of the graph and forks workers; it never runs a query.

Started as ``python -m server.engine.zygote``: the plan comes as JSON on standard input, which
stays open; when it ends, so does this process. One line on standard output says that it is ready.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from server.engine.worker import Bounds, work

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
    return store


def listen(path: str) -> socket.socket:
    """Open the unix socket that the front connects to, for this user only."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    Path(path).chmod(0o600)
    listener.listen(256)
    return listener


def serve(listener: socket.socket, store: ox.Store, bounds: Bounds) -> None:
    """Fork a worker for each connection until standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    parent = sys.stdin.fileno()
    while True:
        ready, _, _ = select.select([listener, parent], [], [])
        if parent in ready and not os.read(parent, 1):
            return
        if listener not in ready:
            continue
        connection, _ = listener.accept()
        try:
            child = os.fork()
        except OSError:  # no room for another process: this connection ends, the next may do
            connection.close()
            continue
        if child == 0:
            listener.close()
            os.close(parent)
            work(connection, store, bounds)
        connection.close()


def main() -> None:
    """Read the plan, load, say so, and serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as raw:
        plan = json.loads(raw.readline())
    try:
        store = load(plan)
    except (OSError, SyntaxError, ValueError) as error:
        sys.stdout.write(json.dumps({"error": str(error)}) + "\n")
        sys.stdout.flush()
        return
    if plan.get("disk"):
        del store
        store = ox.Store.read_only(plan["disk"])
    gc.collect()
    gc.freeze()
    listener = listen(plan["socket"])
    sys.stdout.write(json.dumps({"ready": True, "quads": len(store)}) + "\n")
    sys.stdout.flush()
    serve(listener, store, Bounds(**plan["bounds"]))


if __name__ == "__main__":
    main()
