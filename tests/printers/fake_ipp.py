"""An IPP printer at the socket's level, which does whatever a test wants with a line."""

import socket
import struct
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

from ippx import Attribute, IppMessage, Tag, decode, encode

from tests.printers.daemons import PATIENCE

Act = Callable[[socket.socket], object]
Told = Mapping[str, tuple[Tag, list[object]]]
RESET = struct.pack("ii", 1, 0)
IDLE: Told = {"printer-state": (Tag.ENUM, [3]), "media-supported": (Tag.KEYWORD, ["om_label_100x150mm"])}


class FakeIpp:
    """Each line is handed to `act`, then closed. But with `tells_media` the first one gets an answer: send()
    asks for the printer's paper before it sends. `room`: bytes that the system takes for it."""

    def __init__(self, act: Act, *, tells_media: bool = False, room: int = 0) -> None:
        self._act, self._tells_media = act, tells_media
        self.over = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        if room:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.port: int = self._listener.getsockname()[1]
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/ipp/print"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE)
        self._listener.close()
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        act = answers(ipp(0, Tag.PRINTER_ATTRS, IDLE)) if self._tells_media else self._act
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            line.settimeout(PATIENCE)
            with line, suppress(OSError):
                act(line)
            act = self._act


def answers(body: bytes, status: str = "200 OK") -> Act:
    """Reads the whole request, then answers."""

    def act(line: socket.socket) -> None:
        read_request(line)
        line.sendall(http(body, status))

    return act


def ipp(code: int, group: Tag = Tag.JOB_ATTRS, told: Told | None = None, *, words: str = "") -> bytes:
    operation = [Attribute("attributes-charset", Tag.CHARSET, ["utf-8"])]
    if words:
        operation.append(Attribute("status-message", Tag.TEXT, [words]))
    attributes = [Attribute(name, tag, values) for name, (tag, values) in (told or {}).items()]
    groups = [(Tag.OPERATION_ATTRS, operation), (group, attributes)]
    return encode(IppMessage((1, 1), code, 1, groups))


def http(body: bytes, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/ipp\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def read_request(line: socket.socket) -> IppMessage:
    """The whole of it, however long."""
    head, _, body = _read_until(line, b"\r\n\r\n").partition(b"\r\n\r\n")
    size = int(head.lower().split(b"content-length:")[1].split()[0])
    parts = [body]
    missing = size - len(body)
    while missing and (chunk := line.recv(min(missing, 65536))):
        parts.append(chunk)
        missing -= len(chunk)
    return decode(b"".join(parts))


def reset(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def drip(line: socket.socket, content: bytes, *, every: float) -> None:
    """Byte by byte, then on and on with the last one."""
    for place in range(10_000):
        line.sendall(content[min(place, len(content) - 1) :][:1])
        time.sleep(every)


def _read_until(line: socket.socket, end: bytes) -> bytes:
    read = b""
    while end not in read and (chunk := line.recv(4096)):
        read += chunk
    return read
