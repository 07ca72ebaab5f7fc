"""Changes made in a store elsewhere: updates, and whole graphs where it takes them."""

import asyncio
from urllib.parse import urlencode

from kg.rdfio import ASSERTED_GRAPH
from kg.store.access import Access
from kg.store.client import UPDATE_MEDIA
from kg.store.faults import words_of
from kg.store.places import update_places
from kg.store.text import staging
from server.engine.calling import Caller
from server.engine.changes import Change, check_xml
from server.negotiate import GRAPHS
from server.problems import Problem

MEDIA = {f.name: f.media for f in GRAPHS}


async def make_change(caller: Caller, access: Access, change: Change, seconds: float) -> int:
    """Make a change; return its HTTP status. Raises Problem: then it was not made, or says so."""
    try:
        async with asyncio.timeout(seconds):
            if change.kind == "update":
                return await _update(caller, access, change.text, seconds)
            return await _graph(caller, access, change, seconds)
    except TimeoutError:
        raise Problem(504, "The store did not say whether the change was made.") from None


async def _update(caller: Caller, access: Access, text: str, seconds: float) -> int:
    caller.updates = caller.updates or access.update or await _find(caller, access, seconds)
    await _send(caller, "POST", caller.updates, text.encode(), UPDATE_MEDIA, seconds)
    return 204


async def _find(caller: Caller, access: Access, seconds: float) -> str:
    """Return where the store takes updates: tried with one that changes nothing."""
    harmless = f"DROP SILENT GRAPH <{staging(ASSERTED_GRAPH)}>".encode()
    headers = {"Content-Type": UPDATE_MEDIA, "Accept": "*/*"}
    for address in update_places(access.query):
        reading = await caller.send("POST", address, harmless, headers, seconds)
        await reading.close()
        if 200 <= reading.status < 300:
            return address
    raise Problem(502, "The store behind this server takes no updates, or does not let it in.")


async def _graph(caller: Caller, access: Access, change: Change, seconds: float) -> int:
    if not access.graphs:
        raise Problem(
            501, "Whole graphs of a store elsewhere are changed where --store-graphs says how."
        )
    bodies = list(change.bodies())
    if change.kind == "put" and len(bodies) > 1:
        raise Problem(501, "A store elsewhere takes the place of a graph by one file at a time.")
    which = {"graph": change.graph} if change.graph else {"default": ""}
    address = f"{access.graphs}{'&' if '?' in access.graphs else '?'}{urlencode(which)}"
    if change.kind == "delete":
        return await _send(caller, "DELETE", address, b"", "", seconds)
    status = 204
    for form, body in bodies:
        if form == "rdfxml":
            check_xml(body)
        method = change.kind.upper()
        status = max(status, await _send(caller, method, address, body, MEDIA[form], seconds))
    return 201 if bodies and status == 201 else 204


async def _send(
    caller: Caller, method: str, address: str, body: bytes, media: str, seconds: float
) -> int:
    """Send a change; return 201 where a graph was made, else 204. Raises Problem."""
    headers = {"Accept": "*/*", **({"Content-Type": media} if media else {})}
    reading = await caller.send(method, address, body, headers, seconds)
    try:
        if 200 <= reading.status < 300:
            return 201 if reading.status == 201 else 204
        said = words_of(await reading.piece())
    finally:
        await reading.close()
    if reading.status in {401, 403}:
        raise Problem(502, "The store behind this server does not let it in.")
    if reading.status == 404 and method == "DELETE":
        raise Problem(404, "There is no such graph.")
    if 400 <= reading.status < 500:
        raise Problem(400, f"The store refuses the change: {said}")
    raise Problem(502, f"The store behind this server failed (status {reading.status}).")
