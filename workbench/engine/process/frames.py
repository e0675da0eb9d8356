"""Frames on the socket between client process and engine process: four bytes of length, little endian, then msgpack."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from workbench.engine.messages import Frame, Request
from workbench.engine.plain_text import without_halves
from workbench.engine.process.arguments import ChildArguments

LENGTH = struct.Struct("<I")
MAX_BYTES = 1 << 30
_BEGINNING = b"\xa4type"
"""Follows the first byte of each message: the key of the tag of its struct."""

T = TypeVar("T")

_encoder = msgspec.msgpack.Encoder()


class FrameError(ValueError):
    """The other side does not use this protocol."""


def encode(message: Request | Frame | ChildArguments) -> bytes:
    """Returns one encoded frame."""
    try:
        body = _encoder.encode(message)
    except UnicodeEncodeError:
        # Python's texts, and texts that a user pastes, may contain lone surrogates.
        body = _encoder.encode(without_halves(msgspec.to_builtins(message, builtin_types=(bytes,))))
    return LENGTH.pack(len(body)) + body


class FrameReader(Generic[T]):
    """Splits a stream of bytes into messages."""

    def __init__(self, decoder: msgspec.msgpack.Decoder[T]) -> None:
        self._decoder = decoder
        self._waiting = bytearray()

    def feed(self, data: bytes) -> Iterator[T]:
        """Returns the messages that are complete with `data`. FrameError if they are invalid."""
        self._waiting += data
        while len(self._waiting) >= LENGTH.size:
            (length,) = LENGTH.unpack_from(self._waiting)
            if length > MAX_BYTES:
                raise FrameError(f"a frame of {length} bytes exceeds the limit")
            end = LENGTH.size + length
            # Otherwise garbage that happens to be a possible length would swallow all later messages.
            beginning = self._waiting[LENGTH.size + 1 : LENGTH.size + 1 + len(_BEGINNING)]
            if not _BEGINNING.startswith(beginning):
                raise FrameError("a frame contains no message")
            if len(self._waiting) < end:
                return
            body = bytes(self._waiting[LENGTH.size : end])
            del self._waiting[:end]
            try:
                message = self._decoder.decode(body)
            except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError, MemoryError) as error:
                # RecursionError: values that are nested too deep.
                raise FrameError(" ".join(str(error).split()) or type(error).__name__) from error
            yield message


def request_reader() -> FrameReader[Request]:
    """Returns the reader of the engine process."""
    return FrameReader(msgspec.msgpack.Decoder(Request))


def frame_reader() -> FrameReader[Frame]:
    """Returns the reader of the client process."""
    return FrameReader(msgspec.msgpack.Decoder(Frame))


def receive_arguments(connection: socket.socket) -> ChildArguments | None:
    """Waits for the first frame in the engine process and reads no byte beyond it. None if the client process ends."""
    head = connection.recv(LENGTH.size, socket.MSG_WAITALL)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = connection.recv(length, socket.MSG_WAITALL)
    return msgspec.msgpack.decode(body, type=ChildArguments) if len(body) == length else None
