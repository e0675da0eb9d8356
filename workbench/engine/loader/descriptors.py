"""Descriptions of open descriptors: a file's path, or the two ends of a connection."""

from __future__ import annotations

import os
import socket


def described(number: int, target: str) -> str:
    """Describes a descriptor of this process. `target` is its link text in /proc/self/fd."""
    if not target.startswith("socket:"):
        return {"pipe": "a pipe"}.get(target.partition(":")[0], target)
    try:
        with socket.socket(fileno=os.dup(number)) as copy:
            return _connection(copy)
    except OSError:
        # The descriptor was closed meanwhile, or Python does not know its address family.
        return target


def _connection(open_socket: socket.socket) -> str:
    kind = {socket.SOCK_STREAM: "stream", socket.SOCK_DGRAM: "datagram"}.get(open_socket.type, "raw")
    if open_socket.family is socket.AF_UNIX:
        return f"{kind} socket (Unix)"
    words = f"{kind} socket {_address(open_socket.getsockname())}"
    try:
        return f"{words} connected to {_address(open_socket.getpeername())}"
    except OSError:
        listens = open_socket.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        return f"{words}, listening" if listens else words


def _address(address: object) -> str:
    return ":".join(str(part) for part in address[:2]) if isinstance(address, tuple) else repr(address)
