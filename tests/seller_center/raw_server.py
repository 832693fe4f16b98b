"""A server that speaks bytes as it likes, to find out what a client bears."""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.config import Config
from tests.processes import PATIENCE

DRIPS = 600
PAUSE = 0.05  # seconds between two drips: 30 seconds in all
SOON = 1.0  # seconds, in which nobody says all of them


@dataclass
class RawServer:
    """`heads` are what it was asked. `gave_up`: a client closed before all had been said."""

    say: Callable[[], Iterable[bytes]]
    pause: float = 0.0
    heads: list[bytes] = field(default_factory=list)
    gave_up: Event = field(default_factory=Event)
    sock: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    def client(self, *, tries: int = 1, deadline: float = PATIENCE) -> SellerCenter:
        port = self.sock.getsockname()[1]
        return SellerCenter(
            Config(url=f"http://127.0.0.1:{port}", api_key="key-0123456789", tries=tries, deadline=deadline)
        )

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.sock.accept()
            except OSError:
                return
            with connection:
                self.heads.append(connection.recv(65_536))
                try:
                    for piece in self.say():
                        connection.sendall(piece)
                        connection.settimeout(self.pause or None)
                        if self.pause and self._is_closed(connection):
                            self.gave_up.set()
                            break
                except OSError:
                    self.gave_up.set()

    @staticmethod
    def _is_closed(connection: socket.socket) -> bool:
        try:
            return connection.recv(1) == b""
        except TimeoutError:
            return False


@contextmanager
def serving(say: Callable[[], Iterable[bytes]], *, pause: float = 0.0) -> Iterator[RawServer]:
    """Until the end of the `with`; every client has closed by then."""
    server = RawServer(say, pause)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.sock.shutdown(socket.SHUT_RDWR)
        server.sock.close()
        thread.join(DRIPS * PAUSE)
