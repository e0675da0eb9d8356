"""Messages pass through the socket unchanged, for every division of the bytes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.contract.generated.enums import PluginTradeCommand
from workbench.contract.generated.records import PluginTradeRequestRecord
from workbench.engine.messages import (
    Answer,
    CallCustomAction,
    Frame,
    OpenTrade,
    PluginChanged,
    PluginRow,
    Reported,
    Request,
    Response,
    SetFeed,
)
from workbench.engine.process.frames import LENGTH, FrameError, encode, frame_reader, request_reader

REQUESTS = [
    Request(1, OpenTrade(trade=PluginTradeRequestRecord(login=1001, symbol="EURUSD", cmd=PluginTradeCommand.Buy))),
    Request(2, SetFeed(speed=2.5)),
    Request(3, CallCustomAction(plugin="x", request={"deep": [1, None, "ü"]})),
]
ROW = PluginRow(index=1, file="a.so", name="a", state="running", language="C++", enabled=True, config={"k": [1]})


@given(st.lists(st.integers(1, 40), min_size=1))
def test_that_requests_arrive_whole_however_they_are_cut(cuts: list[int]) -> None:
    stream = b"".join(encode(request) for request in REQUESTS)
    arrived: list[Request] = []
    reader, position = request_reader(), 0
    for cut in [*cuts, len(stream)]:
        arrived += reader.feed(stream[position : position + cut])
        position += cut
    assert arrived == REQUESTS


def test_that_answers_and_events_come_back() -> None:
    frames: list[Frame] = [
        Response(7, Answer(code=134, error="RET_TRADE_NO_MONEY")),
        Reported(PluginChanged(nanos=5, row=ROW)),
    ]
    assert list(frame_reader().feed(b"".join(encode(frame) for frame in frames))) == frames


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\x01\x00\x00\x00\xc1", encode(REQUESTS[0])[:-1] + b"\xc1"])
def test_that_invalid_messages_are_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        list(frame_reader().feed(data + b"\x00" * 64))


def test_that_values_that_are_nested_too_deep_are_refused() -> None:
    state = msgspec.Raw(b"\x91" * 2000 + b"\xc0")
    event = {"type": "StatePublished", "plugin": "deep", "state": state}
    body = msgspec.msgpack.encode({"type": "Reported", "event": event})
    with pytest.raises(FrameError):
        list(frame_reader().feed(LENGTH.pack(len(body)) + body))


def test_that_garbage_with_a_possible_length_is_refused_at_once() -> None:
    # The length would be 67 MB, and the reader would wait for them for ever.
    with pytest.raises(FrameError, match="no message"):
        list(frame_reader().feed(b"\x01\x02\x03\x04" * 3))
