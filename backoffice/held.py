"""Responses that are held back until there is something to send, without a thread for each.

A request that waits is taken from the server (gunicorn gives its socket away, as it does for WebSockets): its
thread goes back to the pool, and one thread of this process watches all that wait. Where the server gives no
socket away, or it is encrypted, nothing is held: the response is to poll again soon.
"""

import selectors
import socket
import ssl
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from threading import Lock, Thread
from time import monotonic
from typing import Any

from django.http import HttpRequest, HttpResponse

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Produce = Callable[[], bytes | None]
TICK = 1.0  # seconds between two checks of what has waited long
CHECK_SECONDS = 5.0  # each is checked so often for something, where nobody rings
SEND_SECONDS = 10.0
HEADERS = (
    "HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
    "Content-Length: {length}\r\nConnection: close\r\n\r\n"
)


class Taken(HttpResponse):
    """The request is answered by the holder: nothing is to be written by the server."""

    is_taken = True


@dataclass(eq=False)
class Held:
    """One that waits. `produce` gives its answer as soon as there is one, `last` the one at the end."""

    connection: socket.socket
    key: Hashable
    until: float
    produce: Produce
    last: bytes
    checked_at: float = field(default_factory=monotonic)
    left: memoryview | None = None


class Holder:
    """All that wait in this process, watched by one thread, which ends when none is left."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._selector = selectors.DefaultSelector()
        self._wake_out, self._wake_in = socket.socketpair()
        self._wake_out.settimeout(0)
        self._wake_in.settimeout(0)
        self._selector.register(self._wake_out, selectors.EVENT_READ)
        self._new: list[Held] = []
        self._rung: set[Hashable] = set()
        self._held: set[Held] = set()
        self._thread: Thread | None = None

    def add(self, held: Held) -> None:
        """`ring` finds it from here on; it is checked once before."""
        with self._lock:
            self._new.append(held)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="held", daemon=True)
                self._thread.start()
        self._wake()

    def ring(self, key: Hashable) -> None:
        """There may be something for those with this key."""
        with self._lock:
            self._rung.add(key)
        self._wake()

    def _wake(self) -> None:
        with suppress(OSError):
            self._wake_in.send(b"!")

    def _run(self) -> None:
        while True:
            self._round(self._selector.select(TICK))
            with self._lock:
                if not self._held and not self._new:
                    self._thread = None
                    return

    def _round(self, ready: list[tuple[selectors.SelectorKey, int]]) -> None:
        with self._lock:
            new, rung, self._new, self._rung = self._new, self._rung, [], set()
        for key, _mask in ready:
            if key.data is None:
                with suppress(OSError):
                    self._wake_out.recv(4096)
            else:
                self._on_event(key.data)
        for held in new:
            self._held.add(held)
            self._selector.register(held.connection, selectors.EVENT_READ, held)
        now = monotonic()
        for held in list(self._held):
            self._check(held, now, is_due=held in new or held.key in rung)

    def _check(self, held: Held, now: float, *, is_due: bool) -> None:
        if held.left is not None:
            if now > held.until:
                self._drop(held)
            return
        if now >= held.until:
            self._answer(held, held.last)
        elif is_due or now - held.checked_at >= CHECK_SECONDS:
            held.checked_at = now
            body = held.produce()
            if body is not None:
                self._answer(held, body)

    def _on_event(self, held: Held) -> None:
        """It can take more of its answer; or it has hung up, as no client sends before the answer."""
        if held.left is None:
            self._drop(held)
        else:
            self._send(held)

    def _answer(self, held: Held, body: bytes) -> None:
        head = HEADERS.format(date=formatdate(usegmt=True), length=len(body)).encode()
        held.left, held.until = memoryview(head + body), monotonic() + SEND_SECONDS
        self._selector.modify(held.connection, selectors.EVENT_WRITE, held)
        self._send(held)

    def _send(self, held: Held) -> None:
        try:
            while held.left:
                held.left = held.left[held.connection.send(held.left) :]
        except BlockingIOError:
            return
        except OSError:
            pass
        else:
            with suppress(OSError):
                held.connection.shutdown(socket.SHUT_WR)
        self._drop(held)

    def _drop(self, held: Held) -> None:
        self._held.discard(held)
        with suppress(KeyError):
            self._selector.unregister(held.connection)
        held.connection.close()


holder = Holder()


def can_hold(request: HttpRequest) -> bool:
    """Whether the server gives this request's socket away, and it is not encrypted."""
    connection = request.META.get("gunicorn.socket")
    return isinstance(connection, socket.socket) and not isinstance(connection, ssl.SSLSocket)


def hold(
    request: HttpRequest, *, key: Hashable, seconds: float, produce: Produce, last: bytes
) -> Taken | None:
    """Answer this request later. None where the server does not give its socket away."""
    if not can_hold(request):
        return None
    # what is left of it with the server is no socket any more
    own = socket.socket(fileno=request.META["gunicorn.socket"].detach())
    own.settimeout(0)
    holder.add(Held(own, key, monotonic() + seconds, produce, last))
    return Taken()


def giving_away(application: Application) -> Application:
    """For WSGI: where a request was taken, gunicorn learns so by the exception that it has for that."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response = application(environ, start_response)
        if getattr(response, "is_taken", False):
            response.close()  # type: ignore[attr-defined] # every response of Django's has it
            raise StopIteration
        return response

    return answer
