"""Builds come and go under a running server, without a failed request; and from disk too."""

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.server.conftest import write_build

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def count(served: Any) -> int:
    return int(served.get(COUNT).rows[0]["n"]["value"])


def replace(build: Path, turtle: str) -> None:
    """Put another build in its place, as a build does: aside, then moved."""
    aside = write_build(build.parent / "aside", turtle)
    build.rename(build.parent / "old")
    aside.rename(build)
    shutil.rmtree(build.parent / "old")


def test_a_new_build_is_served_without_a_failed_request(
    start: Callable[..., Any], make_build: Callable[..., Path]
) -> None:
    build = make_build("<a:a> <a:p> 1 .")
    served = start(build)
    assert count(served) == 1
    statuses: list[int] = []
    ended = threading.Event()

    def ask() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            statuses.append(served.get(f"{COUNT} #{number}").status)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    for size in (2, 3):
        replace(build, "".join(f"<a:{n}> <a:p> {n} ." for n in range(size)))
        deadline = time.monotonic() + 20
        while count(served) != size and time.monotonic() < deadline:
            time.sleep(0.1)
        assert count(served) == size
    ended.set()
    for asker in askers:
        asker.join()
    assert set(statuses) == {200}


def test_a_broken_build_is_not_served(
    start: Callable[..., Any], make_build: Callable[..., Path]
) -> None:
    build = make_build("<a:a> <a:p> 1 .")
    served = start(build)
    replace(build, "this is no Turtle")
    time.sleep(3)
    assert count(served) == 1
    assert "not served" in served.log.read_text()
    replace(build, "<a:a> <a:p> 1, 2 .")
    deadline = time.monotonic() + 20
    while count(served) != 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert count(served) == 2


def test_a_large_build_is_served_from_disk(
    start: Callable[..., Any], make_build: Callable[..., Path]
) -> None:
    served = start(make_build(), memory_store=1)
    assert count(served) > 5
    assert served.get("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status == 403
    served.easy()


def test_example_queries_and_prefixes_are_data(
    start: Callable[..., Any], make_build: Callable[..., Path]
) -> None:
    served = start(make_build(), with_ontology=True)
    query = (
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?q ?text WHERE "
        "{ GRAPH ?g { ?q a sh:SPARQLExecutable ; sh:select ?text } }"
    )
    rows = served.get(query).rows
    assert len(rows) >= 20
    ours = [row["text"]["value"] for row in rows if "SERVICE" not in row["text"]["value"]]
    for text in ours[:3]:
        assert served.get(text).status == 200
    head = "PREFIX sh: <http://www.w3.org/ns/shacl#>"
    prefixes = f"{head} ASK {{ GRAPH ?g {{ ?o sh:declare/sh:prefix 'dg' }} }}"
    assert served.get(prefixes).json["boolean"] is True
