"""A ZPL printer on a loopback socket: it counts what it printed, answers questions, and can go wrong."""

import select
import socket
import struct
import time
from collections import deque
from contextlib import suppress
from threading import Condition, Thread
from types import TracebackType
from typing import Self

from packages_ui.sandbox.zpl_stream import Format, ZplStream, whole_words

RESET = struct.pack("ii", 1, 0)
PATIENCE = 300.0  # seconds that a test waits for what has to come, however busy its machine is


class ZplPrinter:
    """Prints from its start until close(), what came over an earlier line first. Every attribute below may be
    turned with set() while it runs.

    `paper`: labels left on the roll, None is endless. `slow`: seconds per label. `drop_after`: bytes, over
    all connections, after which the line is reset once; the beginning of a label stays in it, as in a real
    one, and swallows the next. `paused`, `head_open`, `ribbon_out`, `too_hot`: it prints nothing and
    reports so. `mute`: requests get no answer; `silent_in_trouble`: ~HS gets none while paper or ribbon is
    out, or it is open or too hot. `keeps_open`: it does not close the line after the last byte. `room`:
    labels it holds unprinted before it takes no more bytes. `most`: labels after which the next stands under
    its head, and it does not report that. `counter`: labels it ever printed, None if it does not know that
    one; `counts`: it knows the language in which it is requested. `remaining`: copies, as in ~HS.
    `printed` and `waiting` hold whole labels (^XA to ^XZ) in order, once for each piece of paper, `keeps` of
    the printed ones at most. A format without a field feeds no paper, but what it sets stays, as what a label
    sets does, until it is switched off: `settings` now, and `printed_with` when each printed piece began.
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
        most: int | None = None,
        silent_in_trouble: bool = False,
        counts: bool = True,
        counter: int | None = 0,
        keeps: int | None = None,
        port: int = 0,
    ) -> None:
        self.paper, self.slow, self.drop_after, self.room = paper, slow, drop_after, room
        self.paused, self.mute, self.keeps_open = paused, mute, keeps_open
        self.silent_in_trouble, self.counts, self.counter = silent_in_trouble, counts, counter
        self.keeps, self.most = keeps, most
        self.head_open = self.ribbon_out = self.too_hot = self._over = False
        self.remaining = 0
        self.printed: list[bytes] = []
        self.waiting: deque[bytes] = deque()
        self.settings: dict[str, bytes] = {}
        self.printed_with: list[dict[str, bytes]] = []
        self._with: deque[dict[str, bytes]] = deque()
        self.connections = 0
        self._stream = ZplStream()
        self._changed = Condition()
        self._lines: set[socket.socket] = set()
        self._unread: list[socket.socket] = []  # lines that are not read to their end, as they came
        self._start(port)

    def _start(self, port: int) -> None:
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

    def wait_printed(self, count: int, *, seconds: float = PATIENCE) -> bool:
        """Wait until at least `count` labels are on paper; False when the time is over."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.printed) >= count, seconds)

    def wait_waiting(self, count: int, *, seconds: float = PATIENCE) -> bool:
        """Wait until exactly `count` labels wait in the printer; False when the time is over."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.waiting) == count, seconds)

    def wait_hung_up(self, *, seconds: float = PATIENCE) -> bool:
        """Wait until it has read every line to its end; False when the time is over."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._lines, seconds)

    def power_on(self) -> None:
        """Switch it on again, on the same port."""
        self._over = False
        self._start(self.port)

    def power_cut(self) -> None:
        """Lines are cut, what waits or was begun is lost; `printed` and `counter` stay."""
        self.close()
        self.waiting.clear()
        self._with.clear()
        self.settings.clear()
        self._stream = ZplStream()

    def close(self) -> None:
        """Switch it off: lines are cut, `printed` stays to be counted."""
        with self._changed:
            self._over = True
            self._changed.notify_all()
            for line in (self._listener, *self._lines):
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(PATIENCE)
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
                self._unread.append(line)
                self._threads = [each for each in self._threads if each.is_alive()] + [thread]
                thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            self._take(line)
        with self._changed:
            self._lines.discard(line)
            self._changed.notify_all()

    def _take(self, line: socket.socket) -> None:
        try:
            self._read_to_the_end(line)
        finally:
            with self._changed:
                self._unread.remove(line)
                self._changed.notify_all()
        with self._changed:
            if self.drop_after == 0:
                self.drop_after = None
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                return
            self._changed.wait_for(lambda: self._over or not self.keeps_open)

    def _read_to_the_end(self, line: socket.socket) -> None:
        begun, chunk = b"", b"?"
        while chunk:
            _has_something(line)
            with self._changed:
                self._changed.wait_for(lambda: self._over or (self._has_room() and self._is_its_turn(line)))
                chunk = self._receive(line)
                whole, begun = whole_words(begun + chunk)
                self._obey(line, whole if chunk else begun)
                self._changed.notify_all()

    def _has_room(self) -> bool:
        return self.room is None or len(self.waiting) < self.room

    def _is_its_turn(self, line: socket.socket) -> bool:
        """Whether no line that was opened before has anything: it was sent before."""
        earlier = self._unread[: self._unread.index(line)]
        return not any(_has_something(each, milliseconds=0) for each in earlier)

    def _receive(self, line: socket.socket) -> bytes:
        most = 65536 if self.drop_after is None else min(65536, self.drop_after)
        chunk = line.recv(most) if most else b""
        if self.drop_after is not None:
            self.drop_after = max(0, self.drop_after - len(chunk))
        return chunk

    def _obey(self, line: socket.socket, received: bytes) -> None:
        for word in self._stream.read(received):
            if word.startswith(b"^"):
                self._take_in(word)
            else:
                with suppress(OSError):  # the client has gone; what came before that still counts
                    line.sendall(self._answer(word))

    def _take_in(self, text: bytes) -> None:
        """What a format sets holds for the labels behind it, not for those that wait before it."""
        label = Format(text)
        self.waiting.extend([text] * label.pieces)
        self._with.extend([dict(self.settings)] * label.pieces)
        self.settings.update(label.settings)
        self._changed.notify_all()

    def _answer(self, question: bytes) -> bytes:
        if self.mute:
            return b""
        if question == b"~HS":
            return b"" if self.silent_in_trouble and self._troubles() else self._host_status()
        if question == b"~HQES":
            return self._error_status()
        known = self.counter is not None and b'"odometer.total_label_count"' in question
        return f'"{self.counter if known else "?"}"\r\n'.encode() if self.counts else b""

    def _troubles(self) -> int:
        """As in ~HQES, without the pause."""
        flags = (self.paper == 0, self.ribbon_out, self.head_open, False, self.too_hot)
        return sum(1 << place for place, is_so in enumerate(flags) if is_so)

    def _host_status(self) -> bytes:
        paper_out, paused, too_hot = (int(each) for each in (self.paper == 0, self.paused, self.too_hot))
        waiting = min(len(self.waiting), 999)
        full = int(self.room is not None and len(self.waiting) >= self.room)
        partial = int(self._stream.partial is not None)
        strings = (
            f"030,{paper_out},{paused},1218,{waiting:03},{full},0,{partial},000,0,0,{too_hot}",
            f"001,0,{int(self.head_open)},{int(self.ribbon_out)},1,2,6,0,{self.remaining:08},1,000",
            "1234,0",
        )
        return "".join(f"\x02{each}\x03\r\n" for each in strings).encode()

    def _error_status(self) -> bytes:
        errors = self._troubles() | self.paused << 16
        flag = int(errors > 0)
        lines = (
            "PRINTER STATUS",
            f"   ERRORS:         {flag} 00000000 {errors:08X}",
            "   WARNINGS:       0 00000000 00000000",
        )
        return "\r\n".join(("\x02", "", *lines, "\x03")).encode()

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
        stands = self.paused or self._troubles() or (self.most is not None and len(self.printed) >= self.most)
        return bool(self.waiting) and not stands

    def _print_one(self) -> None:
        self.printed.append(self.waiting.popleft())
        self.printed_with.append(self._with.popleft())
        if self.keeps is not None:
            del self.printed[: -self.keeps], self.printed_with[: -self.keeps]
        if self.counter is not None:
            self.counter += 1
        if self.paper is not None:
            self.paper -= 1
        self._changed.notify_all()


def _has_something(line: socket.socket, milliseconds: int | None = None) -> bool:
    """Whether bytes or its end have come over it; by default once they have."""
    poll = select.poll()
    poll.register(line, select.POLLIN)
    return bool(poll.poll(milliseconds))
