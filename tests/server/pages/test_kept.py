"""What is kept of a page is exact: it depends on the graph, the address and the headers alone."""

import gzip

from flask import Response

from server.kept import LARGEST, MOST_BYTES, Kept
from server.site import EXTENSION
from tests.server.pages.conftest import HTML


def test_a_second_visit_gets_the_same_bytes_without_a_question(app, client, monkeypatch) -> None:
    first = client.get("/page/actor/iran", headers=HTML)

    def refuse(*_, **__) -> bytes:
        raise AssertionError("the engine was asked again")

    monkeypatch.setattr(app.extensions[EXTENSION].engine, "fetch", refuse)
    again = client.get("/page/actor/iran", headers=HTML)
    assert again.data == first.data
    assert dict(again.headers) == dict(first.headers)


def test_another_header_or_address_gets_its_own_answer(client) -> None:
    html = client.get("/page/actor/nato", headers=HTML)
    packed = client.get("/page/actor/nato", headers={**HTML, "Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == html.data
    assert packed.headers["ETag"] != html.headers["ETag"]
    turtle = client.get("/id/actor/nato", headers={"Accept": "text/turtle"})
    assert turtle.headers["Location"].endswith(".ttl")
    assert client.get("/id/actor/nato", headers=HTML).headers["Location"].endswith("/nato")


def test_a_kept_page_still_says_that_nothing_changed(client) -> None:
    first = client.get("/kind/State", headers=HTML)
    again = client.get("/kind/State", headers={**HTML, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_errors_are_not_kept(client) -> None:
    assert client.get("/page/actor/later", headers=HTML).status_code == 404
    assert client.get("/page/actor/later", headers=HTML).status_code == 404


def test_the_least_used_is_given_up_first() -> None:
    kept = Kept()
    answer = Response(b"x" * (LARGEST // 2))
    many = 2 * MOST_BYTES // LARGEST
    for number in range(many):
        kept.put((str(number),), answer)
    assert kept.get(("0",)) is not None  # used: the next to go is 1
    kept.put(("new",), answer)
    assert kept.get(("1",)) is None
    assert kept.get(("0",)) is not None
    assert kept.size <= MOST_BYTES


def test_what_is_too_large_is_not_kept() -> None:
    kept = Kept()
    kept.put(("big",), Response(b"x" * (LARGEST + 1)))
    assert kept.get(("big",)) is None
