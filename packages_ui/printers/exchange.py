"""One HTTP request over a connection of its own, with one deadline and a response of bounded size.

Not with an HTTP library: the ledger has to know whether a byte went out, which no library reports; nor does
any connect only to a checked address, end a slowly dripping response in time, or read the refusal of a
printer that hung up in the middle of our request.
"""

import http.client
import io
import socket
import ssl
from dataclasses import dataclass
from typing import cast

from packages_ui.printers.address import PrinterAddress
from packages_ui.printers.errors import NotConnected
from packages_ui.printers.line import Deadline, abort, connect, hand_over, has_arrived, has_hung_up
from packages_ui.printers.tls import secure

LARGEST_ANSWER = 8_000_000  # bytes; 500 jobs of a CUPS server make about 200 kB
AFTERTHOUGHT = 0.2  # seconds to read why a printer hung up during the request
MIME = "application/ipp"


class MalformedAnswer(OSError):
    """The response is not HTTP, incomplete, or endless."""


class Unanswered(OSError):
    """The printer has all of the request, and no valid response came."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """`body` is read for status 200 only. `whole`: the printer got all of the request before it answered."""

    status: int
    reason: str
    body: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom to call and how: `certificate` and `allow_local` as in IppPrinter, times in seconds."""

    address: PrinterAddress
    certificate: str
    allow_local: bool
    connect_seconds: float

    def post(self, body: bytes, deadline: Deadline) -> HttpAnswer:
        """Send once over a new connection, as a used one may be dead unnoticed.

        Raises NotConnected: no byte went out. Raises OSError: some may have, and no response came.
        """
        with self._connection(deadline.sooner(self.connect_seconds)) as connection:
            _must_be_open(connection, deadline)
            try:
                return _exchange(connection, _head(self.address, len(body)) + body, deadline)
            except OSError:
                abort(connection)
                raise

    def _connection(self, deadline: Deadline) -> socket.socket:
        host, port = self.address.host, self.address.port
        connection = connect(host, port, deadline, allow_local=self.allow_local)
        if self.address.scheme == "ipps":
            return secure(connection, host, self.certificate, deadline)
        return connection


def _must_be_open(connection: socket.socket, deadline: Deadline) -> None:
    """Raises NotConnected where the printer has already hung up: it takes no more connections now."""
    try:
        deadline.left()
        hung_up = not isinstance(connection, ssl.SSLSocket) and has_hung_up(connection)
    except OSError as error:
        raise NotConnected(f"the printer hung up at once: {error}") from error
    if hung_up:
        raise NotConnected("the printer hung up at once")


def _exchange(connection: socket.socket, request: bytes, deadline: Deadline) -> HttpAnswer:
    try:
        hand_over(connection, request, deadline)
    except OSError as broken:
        try:
            return _read(connection, Deadline.within(AFTERTHOUGHT), whole=False)
        except OSError:
            raise broken from None
    try:
        return _read(connection, deadline, whole=True)
    except OSError as error:
        if has_arrived(connection):
            raise Unanswered(f"{type(error).__name__}: {error}") from error
        raise


def _read(connection: socket.socket, deadline: Deadline, *, whole: bool) -> HttpAnswer:
    try:
        response = http.client.HTTPResponse(
            cast("socket.socket", _Source(connection, deadline)), method="POST"
        )
        response.begin()
        body = response.read(LARGEST_ANSWER) if response.status == http.HTTPStatus.OK else b""
    except (http.client.HTTPException, ValueError) as error:
        raise MalformedAnswer(f"{type(error).__name__}: {error}") from error
    return HttpAnswer(response.status, response.reason, body, whole)


def _head(address: PrinterAddress, size: int) -> bytes:
    lines = (
        f"POST {address.path} HTTP/1.1",
        f"Host: {address.authority}",
        f"Content-Type: {MIME}",
        f"Accept: {MIME}",
        f"Content-Length: {size}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii")


class _Source(io.RawIOBase):
    """Read by http.client in place of a socket: bounded in time and size."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection, self._deadline, self._room = connection, deadline, LARGEST_ANSWER

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # io always gives a memoryview
        if self._room <= 0:
            raise MalformedAnswer(f"longer than {LARGEST_ANSWER} bytes")
        self._connection.settimeout(self._deadline.left())
        count = self._connection.recv_into(buffer)
        self._room -= count
        return count
