"""A forked process that makes one change, and becomes the next generation where it is accepted.

It works on its own copy of the graph (the memory is shared until written to), within limits of
time and memory. Nothing it does is seen until the front has kept the change on disk and says
``go``; if anything fails before, the process ends, and with it all trace of the change.
"""

import json
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from server.engine import wire
from server.engine.changes import Change, apply
from server.engine.source import INFERRED, ONTOLOGY
from server.engine.worker import GRACE, STACK, Bounds
from server.problems import Problem, problem_of


def write(connection: socket.socket, store: ox.Store, bounds: Bounds) -> tuple[str, int]:
    """Take an order (a line of JSON, then a packed change), make it, and wait to be promoted.

    Returns where to serve from now on, and the lifeline; where it is not promoted, it ends.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    connection.sendall(wire.frame(wire.HELLO, str(os.getpid()).encode()))
    received = wire.receive_frame(connection)
    if received is None:
        os._exit(0)
    line, _, packed = received[1].partition(b"\n")
    order = json.loads(line)
    problem = _apply_within(store, Change.unpack(packed), bounds, order)
    if problem:
        fields = {"status": problem.http_status, "detail": str(problem)}
        connection.sendall(wire.frame(wire.ERROR, json.dumps(fields).encode()))
        os._exit(0)
    connection.sendall(wire.frame(wire.HEAD, json.dumps(order["done"]).encode()))
    if wire.receive_frame(connection) is None:
        os._exit(0)
    return order["socket"], connection.detach()


def _apply_within(
    store: ox.Store, change: Change, bounds: Bounds, order: dict[str, Any]
) -> Problem | None:
    """Apply a change within the limits, then write what the front asked to see of the result."""
    found: list[Problem] = []
    nowhere = os.dup(sys.stderr.fileno())
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stderr.fileno())

    def run() -> None:
        try:
            order["done"] = {"status": apply(store, change)}
        except Exception as error:
            found.append(problem_of(error))

    kept = _tighten(bounds)
    signal.setitimer(signal.ITIMER_REAL, order["seconds"] + GRACE)
    threading.stack_size(STACK)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    threading.stack_size(0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    for limit, values in kept:
        resource.setrlimit(limit, values)
    os.dup2(nowhere, sys.stderr.fileno())
    os.close(nowhere)
    os.close(silence)
    return found[0] if found else _show(store, order)


def _tighten(bounds: Bounds) -> list[tuple[int, tuple[int, int]]]:
    """Lower the soft limits for the time of the change; return what they were."""
    names = (resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_CORE)
    kept = [(name, resource.getrlimit(name)) for name in names]
    hard = {name: values[1] for name, values in kept}
    if sys.platform == "linux":
        present = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        size = present * resource.getpagesize() + STACK + bounds.memory
        resource.setrlimit(resource.RLIMIT_AS, (size, hard[resource.RLIMIT_AS]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard[resource.RLIMIT_CORE]))
    if not bounds.may_connect:  # a SERVICE that is allowed needs a socket
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard[resource.RLIMIT_NOFILE]))
    return kept


def _show(store: ox.Store, order: dict[str, Any]) -> Problem | None:
    try:
        if order.get("snapshot"):
            with Path(order["snapshot"]).open("wb") as file:
                store.dump(file, ox.RdfFormat.N_QUADS)
                file.flush()
                os.fsync(file.fileno())
        if order.get("check"):
            ox.serialize(_asserted(store), order["check"], ox.RdfFormat.TURTLE)
    except OSError as error:
        return Problem(507, f"The change cannot be kept: {error.strerror or error}.")
    return None


def _asserted(store: ox.Store) -> Iterator[ox.Triple]:
    """Yield what is said in the default graph and neither inferred nor part of the ontology."""
    apart = [ox.NamedNode(name) for name in (INFERRED, ONTOLOGY)]
    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        said = (quad.subject, quad.predicate, quad.object)
        if not any(ox.Quad(*said, graph) in store for graph in apart):
            yield ox.Triple(*said)
