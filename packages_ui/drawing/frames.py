"""Messages over a socket: a length of eight bytes, then so many bytes."""

import socket
import struct
from time import monotonic

HEADER = struct.Struct(">Q")
CHUNK = 1 << 20


class TooLarge(ValueError):
    """The other side announces more than is accepted."""


def send(sock: socket.socket, payload: bytes, *, until: float | None = None) -> None:
    """Raises OSError where the other side has closed, TimeoutError at `until` (monotonic seconds)."""
    sock.settimeout(_left(until))
    sock.sendall(HEADER.pack(len(payload)))
    sock.sendall(payload)


def receive(sock: socket.socket, *, most: int, until: float | None = None) -> bytes:
    """One message. Raises EOFError where the other side closes, TimeoutError at `until` (monotonic seconds),
    TooLarge for more than `most` bytes, OSError."""
    (size,) = HEADER.unpack(_exactly(sock, HEADER.size, until))
    if size > most:
        raise TooLarge(size)
    return _exactly(sock, size, until)


def _exactly(sock: socket.socket, size: int, until: float | None) -> bytes:
    content = bytearray()
    while len(content) < size:
        sock.settimeout(_left(until))
        chunk = sock.recv(min(size - len(content), CHUNK))
        if not chunk:
            raise EOFError
        content += chunk
    return bytes(content)


def _left(until: float | None) -> float | None:
    return None if until is None else max(until - monotonic(), 0.001)
