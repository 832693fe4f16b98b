"""A connection to a printer: opened only to a checked address, and never used past its deadline."""

import fcntl
import socket
import ssl
import struct
import termios
import time
from dataclasses import dataclass
from math import inf
from typing import Self

from packages_ui.printers.address import InvalidAddress
from packages_ui.printers.errors import NotAllowed, NotConnected
from packages_ui.printers.reach import check_each, resolve

ABORT = struct.pack("ii", 1, 0)  # SO_LINGER: discard what is still in our buffer instead of sending it later
CHUNK = 65536  # bytes handed to the system at a time


def clock() -> float:
    """Seconds since the machine started, including those during which it slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """A point in time for several steps together; `at` is by clock()."""

    at: float

    @classmethod
    def within(cls, seconds: float) -> Self:
        return cls(clock() + seconds)

    def sooner(self, seconds: float) -> "Deadline":
        """This deadline, or `seconds` from now, whichever comes first."""
        return min(self, Deadline.within(seconds))

    def left(self) -> float:
        """The remaining seconds, more than 0. Raises TimeoutError when there are none."""
        if (seconds := self.at - clock()) <= 0:
            raise TimeoutError("the time is over")
        return seconds


FOREVER = Deadline(inf)


def connect(host: str, port: int, deadline: Deadline, *, allow_local: bool) -> socket.socket:
    """Resolve the name, check the addresses, connect to exactly those. Raises NotConnected, NotAllowed."""
    if not 0 < port < 65536:
        raise NotAllowed(f"{host}:{port}: no such port")
    try:
        addresses = resolve(host, deadline.left())
        check_each(addresses, allow_local=allow_local)
        return _first_that_answers(addresses, port, deadline)
    except InvalidAddress as error:
        raise NotAllowed(f"{host}:{port}: {error}") from error
    except OSError as error:
        raise NotConnected(f"{host}:{port}: {error}") from error


def _first_that_answers(addresses: list[str], port: int, deadline: Deadline) -> socket.socket:
    """Each address gets an equal share of the time. Raises OSError."""
    failure: OSError = OSError("the name leads nowhere")
    for index, address in enumerate(addresses):
        part = deadline.left() / (len(addresses) - index)
        try:
            connection = socket.create_connection((address, port), timeout=part)
        except OSError as error:
            failure = error
        else:
            # else TLS costs 40 ms per request
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection
    raise failure


def hand_over(connection: socket.socket, content: bytes, deadline: Deadline) -> None:
    """Pass all bytes to the system. Raises NotConnected where it took none, else OSError: some may be
    sent."""
    rest = memoryview(content)
    while rest:
        try:
            connection.settimeout(deadline.left())
            taken = connection.send(rest[:CHUNK])
        except OSError as error:
            # TLS may have sent a part
            if len(rest) == len(content) and not isinstance(connection, ssl.SSLSocket):
                raise NotConnected(f"the line was gone before the first byte: {error}") from error
            raise
        rest = rest[taken:]


def abort(connection: socket.socket) -> None:
    """Make closing discard what the system has not sent yet."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)


def has_arrived(connection: socket.socket) -> bool:
    """Whether the other side's system has acknowledged every byte: `abort` would discard the others."""
    try:
        return unacknowledged(connection) == 0
    except OSError:  # the connection is gone, and nobody knows
        return False


def unacknowledged(connection: socket.socket) -> int:
    """Bytes in our buffer that the other side's system has not acknowledged; our own end mark is one.
    Raises OSError."""
    (count,) = struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))
    return int(count)


def has_hung_up(connection: socket.socket, *, within: float = 0) -> bool:
    """Whether the other side has closed it, or does so in as many seconds; what it sent before stays to be
    read. Raises OSError where it broke. Not over TLS, which cannot be looked into."""
    connection.settimeout(within)
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except (BlockingIOError, TimeoutError):  # open, and nothing was said
        return False
