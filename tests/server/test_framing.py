"""Answers on one connection, one after the other: each has its own bytes and no others."""

import socket
import time
from typing import Any
from urllib.parse import quote

ASK = quote("ASK { ?s ?p ?o }")
LONG = quote("SELECT * { ?s ?p ?o . ?x <http://example.org/zero> ?z } LIMIT 9000")


def request(path: str, method: str = "GET", more: str = "") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode()


def answers(target: Any, data: bytes, seconds: float = 8) -> bytes:
    """Send requests at once, the last with ``Connection: close``; return all that comes."""
    return target.raw(data, seconds)


def apart(text: bytes, has_body: list[bool]) -> list[tuple[bytes, bytes]]:
    """Take answers apart by their heads; return head and body of each."""
    found = []
    for body in has_body:
        head, _, text = text.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if b"chunked" in fields.get(b"transfer-encoding", b""):
            pieces = []
            while True:
                size, _, text = text.partition(b"\r\n")
                length = int(size, 16)
                pieces.append(text[:length])
                assert text[length : length + 2] == b"\r\n"
                text = text[length + 2 :]
                if not length:
                    break
            found.append((head, b"".join(pieces)))
        else:
            length = int(fields.get(b"content-length", b"0")) if body else 0
            found.append((head, text[:length]))
            text = text[length:]
    assert text == b""
    return found


def test_requests_sent_at_once_are_answered_in_order(target: Any) -> None:
    tag = target.get("ASK { ?s ?p ?o }").headers["etag"]
    data = (
        request(f"/sparql?query={ASK}")
        + request(f"/sparql?query={ASK}", "HEAD")
        + request(f"/sparql?query={LONG}")
        + request(f"/sparql?query={ASK}", more=f"If-None-Match: {tag}\r\n")
        + request("/sparql", "OPTIONS")
        + request("/nothing/here")
        + request("/healthz", more="Connection: close\r\n")
    )
    found = apart(answers(target, data), [True, False, True, False, False, True, True])
    statuses = [head.split(b" ")[1] for head, _ in found]
    assert statuses == [b"200", b"200", b"200", b"304", b"204", b"404", b"200"]
    assert b"true" in found[0][1]
    assert len(found[2][1]) > 1 << 18
    assert found[2][1].endswith(b"}]}}")
    assert found[6][1] == b"ok\n"


def test_a_client_may_wait_to_be_told_to_go_on(target: Any) -> None:
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 16\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", target.port), timeout=8) as connection:
        connection.sendall(head)
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"ASK { ?s ?p ?o }")
        text = b""
        while part := connection.recv(65536):
            text += part
    (head, body), *_ = apart(text, [True])
    assert b" 200 " in head
    assert b"true" in body


def test_a_body_in_chunks_is_read_and_the_connection_goes_on(target: Any) -> None:
    more = "Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n"
    data = (
        request("/sparql", "POST", more)
        + b"6\r\nASK { \r\na\r\n?s ?p ?o }\r\n0\r\n\r\n"
        + request("/healthz", more="Connection: close\r\n")
    )
    found = apart(answers(target, data), [True, True])
    assert b"true" in found[0][1]
    assert found[1][1] == b"ok\n"


def test_a_request_that_comes_byte_by_byte_is_answered(target: Any) -> None:
    with socket.create_connection(("127.0.0.1", target.port), timeout=8) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in request("/healthz", more="Connection: close\r\n"):
            connection.sendall(bytes([byte]))
            time.sleep(0.002)
        text = b""
        while part := connection.recv(65536):
            text += part
    assert apart(text, [True])[0][1] == b"ok\n"
