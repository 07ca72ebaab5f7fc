"""Frames between front and worker arrive whole, however their bytes are cut."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from server.engine import wire
from server.engine.connection import Worker

frames = st.lists(
    st.tuples(st.sampled_from([wire.DATA, wire.END, wire.ANSWER]), st.binary(max_size=30)),
    min_size=1,
    max_size=6,
)


@given(frames, st.lists(st.integers(1, 25), min_size=1, max_size=80))
def test_frames_are_put_together(sent: list[tuple[bytes, bytes]], cuts: list[int]) -> None:
    async def receive() -> list[tuple[bytes, bytes]]:
        worker = Worker()
        data = b"".join(wire.frame(kind, payload) for kind, payload in sent)
        for cut in cuts:
            if data:
                worker.data_received(data[:cut])
                data = data[cut:]
        if data:
            worker.data_received(data)
        return [await worker.receive() for _ in sent]

    assert asyncio.run(receive()) == sent


@given(st.text(max_size=40), st.booleans(), st.tuples(st.text(max_size=9)))
def test_questions_and_answers_are_read_as_they_were_written(
    text: str, packed: bool, graphs: tuple[str]
) -> None:
    question = wire.Question(text, "xml", "", graphs, gzip=packed)
    fields = wire.unpacked(question.packed(3.0))
    assert (fields["text"], fields["rows"], fields["gzip"]) == (text, "xml", packed)
    assert fields["dataset"] == [list(graphs), []]
    body = text.encode()
    payload = wire.whole(wire.head_line("rows", "json"), body, packed)[wire.HEADER.size :]
    assert wire.parts_of(payload) == (wire.Head("rows", "json"), body, packed)
