"""Raw port 9100: bytes go over a plain socket and the printer says nothing, unless it is asked."""

import fcntl
import socket
import struct
import termios
import time
from contextlib import suppress
from dataclasses import dataclass

from packages_ui.printers.errors import NotConnected, SendBroken
from packages_ui.printers.status import PrinterStatus, is_complete, parse_status

QUESTION = b"~HS"
LONGEST_ANSWER = 4096  # bytes; a real one has about 85
ABORT = struct.pack("ii", 1, 0)  # SO_LINGER: what is still in our buffer is thrown away, not sent later
TICK = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Sent:
    """The printer's network side took all `size` bytes; that is no proof of paper.

    `closed`: the printer closed the line after the last byte; False where it kept it open (some do).
    `seconds`: from the first attempt to connect until the end.
    """

    size: int
    closed: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class RawPrinter:
    """A printer at host:port. Times in seconds: to connect to one address, to hand over all bytes,
    to wait for an answer or for the printer to close the line."""

    host: str
    port: int = 9100
    connect_seconds: float = 3
    send_seconds: float = 10
    answer_seconds: float = 1.5

    def send(self, zpl: bytes) -> Sent:
        """Hand the bytes over once, never twice. Raises NotConnected (safe to send again) or
        SendBroken (unknown: the bytes may be on paper)."""
        start = time.monotonic()
        with self._connect() as connection:
            try:
                closed = self._hand_over(connection, zpl)
            except OSError as error:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
                raise SendBroken(f"{self.host}:{self.port}: {error}") from error
        return Sent(size=len(zpl), closed=closed, seconds=time.monotonic() - start)

    def status(self) -> PrinterStatus:
        """Ask ~HS. A printer that does not answer in time gives `answered` False; NotConnected is raised."""
        with self._connect() as connection:
            return parse_status(self._ask(connection))

    def _ask(self, connection: socket.socket) -> bytes:
        """What came within `answer_seconds`. No half-close: some printers take it for the end."""
        answer = b""
        deadline = time.monotonic() + self.answer_seconds
        with suppress(OSError):  # what has come so far is read
            connection.settimeout(self.answer_seconds)
            connection.sendall(QUESTION)
            while not is_complete(answer) and len(answer) < LONGEST_ANSWER:
                if (left := deadline - time.monotonic()) <= 0:
                    break
                connection.settimeout(left)
                if not (chunk := connection.recv(LONGEST_ANSWER)):
                    break
                answer += chunk
        return answer

    def _connect(self) -> socket.socket:
        try:
            return socket.create_connection((self.host, self.port), timeout=self.connect_seconds)
        except (OSError, ValueError, OverflowError) as error:  # the latter two: no such host or port can be
            raise NotConnected(f"{self.host}:{self.port}: {error}") from error

    def _hand_over(self, connection: socket.socket, zpl: bytes) -> bool:
        deadline = time.monotonic() + self.send_seconds
        connection.settimeout(self.send_seconds)
        connection.sendall(zpl)
        connection.shutdown(socket.SHUT_WR)
        closed = self._read_until_close(connection, deadline)
        if error := connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(error, "the printer dropped the line")
        if _untaken(connection):
            raise TimeoutError("the printer did not take all bytes")
        return closed

    def _read_until_close(self, connection: socket.socket, deadline: float) -> bool:
        """Wait `answer_seconds` for the printer to close, longer (to the deadline) while it still takes."""
        patience = time.monotonic() + self.answer_seconds
        while (now := time.monotonic()) < patience or (_untaken(connection) and now < deadline):
            connection.settimeout(TICK)
            try:
                if not connection.recv(LONGEST_ANSWER):
                    return True
            except TimeoutError as error:
                if error.errno:  # the system gave the line up; our own tick bears no number
                    raise
        return False


def _untaken(connection: socket.socket) -> bool:
    """Whether bytes lie in our buffer that the other side has not acknowledged (1 is our own end mark)."""
    (count,) = struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))
    return int(count) > 1
