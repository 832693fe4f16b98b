"""Raw port 9100: bytes go over a plain socket; the printer responds only to status requests."""

import re
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from packages_ui.printers.errors import NotConnected, SendBroken
from packages_ui.printers.line import FOREVER, Deadline, abort, clock, connect, hand_over, unacknowledged
from packages_ui.printers.status import PrinterStatus, is_complete, parse_status

HOST_STATUS, ERROR_STATUS = b"~HS", b"~HQES"
CANCEL_PARTIAL = b"~JX"
HOW_MANY_PRINTED = b'! U1 getvar "odometer.total_label_count"\r\n'
COUNT = re.compile(rb'"[ \t]*(\d{1,12})[ \t]*"')
LONGEST_ANSWER = 4096  # bytes; a real one has about 85
LINGER = 0.1  # seconds to notice that the printer drops the connection after acknowledging everything
TICK = 0.02  # seconds
SETTLE = 0.3  # seconds for a printer to read what it has received


@dataclass(frozen=True, slots=True)
class Sent:
    """The printer's network side took all `size` bytes of the label; that is no proof of paper.

    `closed`: the printer closed the connection after the last byte; False where it kept it open (some do).
    `seconds`: from the first attempt to connect until the end.
    """

    size: int
    closed: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class RawPrinter:
    """A printer at host:port. Times in seconds: to connect (its name's look-up included), to hand over all
    bytes, to wait for the answer to one request. `allow_local`: it may be on this machine."""

    host: str
    port: int = 9100
    connect_seconds: float = 3
    send_seconds: float = 10
    answer_seconds: float = 1.5
    allow_local: bool = False

    def send(self, zpl: bytes, *, clear_partial: bool = False, until: Deadline = FOREVER) -> Sent:
        """Hand the bytes over once, never twice. Raises NotConnected (safe to send again) or
        SendBroken (unknown: the bytes may be on paper).

        `clear_partial`: if the printer reports that it waits for the rest of a label, whose sender must have
        died, it first forgets that one, which would else swallow this. Labels that it has whole are not
        touched. That costs up to `answer_seconds` where it does not answer. No byte goes out later
        than `until`.
        """
        start = time.monotonic()
        with self._connect() as connection:
            first = CANCEL_PARTIAL if clear_partial and self._is_stuck(connection) else b""
            try:
                closed = self._hand_over(connection, first + zpl, until)
            except OSError as error:
                abort(connection)
                raise SendBroken(f"{self.host}:{self.port}: {error}") from error
        return Sent(size=len(zpl), closed=closed, seconds=time.monotonic() - start)

    def status(self) -> PrinterStatus:
        """Ask ~HS, and ~HQES where that finds silence. A printer that answers neither gives `answered` False.

        Raises NotConnected.
        """
        with self._connect() as connection:
            answer = self._exchange(connection, HOST_STATUS, is_complete)
            if not parse_status(answer).answered:
                answer += self._exchange(connection, ERROR_STATUS, is_complete)
            return parse_status(answer)

    def count(self, known: PrinterStatus | None = None) -> int | None:
        """The printer's own counter of all labels it ever printed; None where it reports none.

        Read only from a printer that answers ZPL's requests and does not wait for the rest of a label:
        others may print the request as text. `known`: the result of status() just now; without it the status
        is read first. Raises NotConnected.
        """
        status = self.status() if known is None else known
        if not status.answered or status.partial:
            return None
        with self._connect() as connection:  # a new connection: ZPL and this language do not mix in one
            answer = self._exchange(connection, HOW_MANY_PRINTED, lambda answer: answer.count(b'"') >= 2)
        found = COUNT.search(answer)
        return int(found[1]) if found else None

    def _is_stuck(self, connection: socket.socket) -> bool:
        """Whether it waits for the rest of a label, and still does a while later: a label that it is still
        reading must not be cancelled."""
        if not parse_status(self._exchange(connection, HOST_STATUS, is_complete)).partial:
            return False
        time.sleep(SETTLE)
        return parse_status(self._exchange(connection, HOST_STATUS, is_complete)).partial

    def _exchange(
        self, connection: socket.socket, request: bytes, is_whole: Callable[[bytes], bool]
    ) -> bytes:
        """What came within `answer_seconds`. No half-close: some printers take it for the end."""
        answer = b""
        deadline = Deadline.within(self.answer_seconds)
        with suppress(OSError, NotConnected):  # use what has arrived so far
            hand_over(connection, request, deadline)
            while not is_whole(answer) and len(answer) < LONGEST_ANSWER:
                connection.settimeout(deadline.left())
                if not (chunk := connection.recv(LONGEST_ANSWER)):
                    break
                answer += chunk
        return answer

    def _connect(self) -> socket.socket:
        deadline = Deadline.within(self.connect_seconds)
        return connect(self.host, self.port, deadline, allow_local=self.allow_local)

    def _hand_over(self, connection: socket.socket, content: bytes, until: Deadline = FOREVER) -> bool:
        deadline = until.sooner(self.send_seconds)
        hand_over(connection, content, deadline)
        connection.shutdown(socket.SHUT_WR)
        closed = _read_until_close(connection, deadline)
        if error := connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(error, "the printer dropped the line")
        if _untaken(connection):
            raise TimeoutError("the printer did not take all bytes")
        return closed


def _read_until_close(connection: socket.socket, deadline: Deadline) -> bool:
    """Wait for the printer to close: until the deadline while it still takes bytes, then LINGER longer."""
    patience = deadline
    while clock() < patience.at:
        if not _untaken(connection):
            patience = patience.sooner(LINGER)
        connection.settimeout(TICK)
        try:
            if not connection.recv(LONGEST_ANSWER):
                return True
        except TimeoutError as error:
            if error.errno:  # the system gave the connection up; our own timeout has no errno
                raise
    return False


def _untaken(connection: socket.socket) -> bool:
    """Whether the printer has yet to acknowledge more than our own end mark."""
    return unacknowledged(connection) > 1
