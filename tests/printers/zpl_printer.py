"""A ZPL printer on a loopback socket: it counts what it printed, answers ~HS, and can go wrong."""

import re
import socket
import struct
import time
from collections import deque
from contextlib import suppress
from threading import Condition, Thread
from types import TracebackType
from typing import Self

WORD = re.compile(rb"~HS|\^XA.*?\^XZ", re.DOTALL)
RESET = struct.pack("ii", 1, 0)


class ZplPrinter:
    """Prints from its start until close(). Every attribute below may be turned with set() while it runs.

    `paper`: labels left on the roll, None is endless. `slow`: seconds per label. `drop_after`: bytes, over
    all connections, after which the line is reset once, the unfinished label lost. `paused`, `head_open`,
    `ribbon_out`: it prints nothing and says so. `mute`: questions get no answer. `keeps_open`: it does not
    close the line after the last byte. `room`: labels it holds unprinted before it takes no more bytes.
    `printed` and `waiting` hold whole labels (^XA to ^XZ) in order.
    """

    def __init__(
        self,
        *,
        paper: int | None = None,
        slow: float = 0,
        drop_after: int | None = None,
        paused: bool = False,
        mute: bool = False,
        keeps_open: bool = False,
        room: int | None = None,
        port: int = 0,
    ) -> None:
        self.paper, self.slow, self.drop_after, self.room = paper, slow, drop_after, room
        self.paused, self.mute, self.keeps_open = paused, mute, keeps_open
        self.head_open = self.ribbon_out = self._over = False
        self.printed: list[bytes] = []
        self.waiting: deque[bytes] = deque()
        self.connections = 0
        self._changed = Condition()
        self._lines: set[socket.socket] = set()
        self._listener = self._listen(port)
        self.host, self.port = self._listener.getsockname()
        self._threads = [Thread(target=each, daemon=True) for each in (self._accept, self._print)]
        for thread in self._threads:
            thread.start()

    def set(self, **words: float | None) -> None:
        """Turn knobs while it runs: set(paused=False), set(slow=1)."""
        with self._changed:
            for name, value in words.items():
                setattr(self, name, value)
            self._changed.notify_all()

    def feed(self, labels: int | None = None) -> None:
        """Put in a roll of so many labels, or an endless one; what waits is printed."""
        self.set(paper=labels)

    def wait_printed(self, count: int, *, seconds: float = 5) -> bool:
        """Wait until at least `count` labels are on paper; False when the time is over."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.printed) >= count, seconds)

    def wait_waiting(self, count: int, *, seconds: float = 5) -> bool:
        """Wait until exactly `count` labels wait in the printer; False when the time is over."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.waiting) == count, seconds)

    def close(self) -> None:
        """Switch it off: lines are cut, what waits is lost, `printed` stays to be counted."""
        with self._changed:
            self._over = True
            self._changed.notify_all()
            for line in (self._listener, *self._lines):
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(5)
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if self.room is not None:
            listener.setsockopt(
                socket.SOL_SOCKET, socket.SO_RCVBUF, 2048
            )  # or the system hides a full printer
        listener.bind(("127.0.0.1", port))
        listener.listen()
        return listener

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            thread = Thread(target=self._serve, args=(line,), daemon=True)
            with self._changed:
                if self._over:
                    line.close()
                    return
                self.connections += 1
                self._lines.add(line)
                self._threads = [each for each in self._threads if each.is_alive()] + [thread]
                thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            self._take(line)
        with self._changed:
            self._lines.discard(line)

    def _take(self, line: socket.socket) -> None:
        kept = b""
        while chunk := self._receive(line):
            kept = self._obey(line, kept + chunk)
        with self._changed:
            if self.drop_after == 0:
                self.drop_after = None
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                return
            self._changed.wait_for(lambda: self._over or not self.keeps_open)

    def _receive(self, line: socket.socket) -> bytes:
        with self._changed:
            self._changed.wait_for(lambda: self._over or self.room is None or len(self.waiting) < self.room)
            most = 65536 if self.drop_after is None else min(65536, self.drop_after)
        chunk = line.recv(most) if most else b""
        with self._changed:
            if self.drop_after is not None:
                self.drop_after = max(0, self.drop_after - len(chunk))
        return chunk

    def _obey(self, line: socket.socket, stream: bytes) -> bytes:
        """Do what the whole commands say; the unfinished rest is given back."""
        end = 0
        for word in WORD.finditer(stream):
            end = word.end()
            if word[0] == b"~HS":
                line.sendall(self._answer())
                continue
            with self._changed:
                self.waiting.append(word[0])
                self._changed.notify_all()
        return stream[end:]

    def _answer(self) -> bytes:
        with self._changed:
            if self.mute:
                return b""
            paper_out, waiting = int(self.paper == 0), min(len(self.waiting), 999)
            strings = (
                f"030,{paper_out},{int(self.paused)},1218,{waiting:03},0,0,0,000,0,0,0",
                f"001,0,{int(self.head_open)},{int(self.ribbon_out)},1,2,6,0,00000000,1,000",
                "1234,0",
            )
        return "".join(f"\x02{each}\x03\r\n" for each in strings).encode()

    def _print(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._over or self._can_print())
                if self._over:
                    return
                slow = self.slow
                if not slow:
                    self._print_one()
                    continue
            self._work(slow)

    def _work(self, seconds: float) -> None:
        """The head moves for so long, then the label is out, if nothing stopped it meanwhile."""
        until = time.monotonic() + seconds
        with self._changed:
            self._changed.wait_for(lambda: self._over, until - time.monotonic())
            if not self._over and self._can_print():
                self._print_one()

    def _can_print(self) -> bool:
        stopped = self.paused or self.head_open or self.ribbon_out or self.paper == 0
        return bool(self.waiting) and not stopped

    def _print_one(self) -> None:
        self.printed.append(self.waiting.popleft())
        if self.paper is not None:
            self.paper -= 1
        self._changed.notify_all()
