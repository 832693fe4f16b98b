"""Between the agent and the web: a line that can be slow, cut, or that somebody cuts when it is silent."""

import socket
import ssl
import time
from contextlib import suppress
from threading import Condition, Thread
from types import TracebackType
from typing import Self


class CuttingProxy:
    """TCP to `port` of this machine. `delay`: seconds that each chunk takes, one way. `idle`: seconds after
    which a connection on which nothing moves is cut. `cut()` cuts all that there are; while `is_down` none is
    let through. With `tls` it ends that, as a proxy in front of the web does."""

    def __init__(
        self, port: int, *, delay: float = 0, idle: float = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.target, self.delay, self.idle, self.is_down = port, delay, idle, False
        self.tls = tls
        self.cuts = 0
        self._lines: set[socket.socket] = set()
        self._changed = Condition()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}" if self.tls else f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        with self._changed:
            lines, self._lines = self._lines, set()
        self.cuts += 1
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        if self.is_down:
            near.close()
            return
        try:
            near = self.tls.wrap_socket(near, server_side=True) if self.tls else near
            far = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            near.close()
            return
        for line in (near, far):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._changed:
            self._lines |= {near, far}
        if self.delay:
            time.sleep(2 * self.delay)  # the handshake
        threads = [Thread(target=self._pump, args=pair, daemon=True) for pair in ((near, far), (far, near))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for line in (near, far):
            line.close()
        with self._changed:
            self._lines -= {near, far}

    def _pump(self, here: socket.socket, there: socket.socket) -> None:
        here.settimeout(self.idle or None)
        try:
            while chunk := here.recv(65536):
                if self.delay:
                    time.sleep(self.delay)
                there.sendall(chunk)
        except TimeoutError:
            self.cuts += 1
        except OSError:
            pass
        for line in (here, there):
            with suppress(OSError):
                line.shutdown(socket.SHUT_WR if self.idle == 0 else socket.SHUT_RDWR)
