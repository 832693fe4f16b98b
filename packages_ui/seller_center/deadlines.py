"""The time at which an exchange ends in any case. httpx limits each read and write separately, which a server
that sends a byte now and then never exceeds."""

import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from math import inf
from queue import Empty, SimpleQueue
from threading import Thread, local
from time import monotonic
from typing import Any

import httpcore
import httpx

Addresses = list[tuple[Any, ...]]
Allows = Callable[[str], bool]


class _Until(local):
    """When this thread's exchange ends, in monotonic seconds."""

    at: float = inf


_until = _Until()


@contextmanager
def ends_in(seconds: float) -> Iterator[None]:
    """What this thread sends and reads over a client with `enforce` ends by then."""
    _until.at = monotonic() + seconds
    try:
        yield
    finally:
        _until.at = inf


def enforce(client: httpx.Client, *, allows: Allows | None = None) -> httpx.Client:
    """Make its connections, also those through a proxy, obey `ends_in`, and go to those addresses only that
    `allows` accepts."""
    for transport in (client._transport, *client._mounts.values()):  # noqa: SLF001 - no public way
        if isinstance(transport, httpx.HTTPTransport):
            transport._pool._network_backend = _Backend(allows)  # noqa: SLF001 - the same
    return client


class _Backend(httpcore.NetworkBackend):
    """Plain sockets. What is checked is the very address that is connected to."""

    def __init__(self, allows: Allows | None) -> None:
        self._plain = httpcore.SyncBackend()
        self._allows = allows

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Each address of the host gets the remaining time, not all of it."""
        ends = monotonic() + _left(timeout, httpcore.ConnectTimeout)
        error: Exception = httpcore.ConnectError("the host has no address")
        for found in _addresses(host, port, ends):
            if self._allows and not self._allows(found[4][0]):
                error = httpcore.ConnectError("an address that is not allowed")
                continue
            try:
                stream = self._plain.connect_tcp(
                    found[4][0], port, max(ends - monotonic(), 0.001), local_address, socket_options
                )
                return _Stream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error

    def sleep(self, seconds: float) -> None:
        self._plain.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    """One connection."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, over: type[Exception]) -> float:
    left = _until.at - monotonic()
    if left <= 0:
        raise over("the deadline ran out")
    return min(left, 3600.0 if timeout is None else timeout)


def _addresses(host: str, port: int, ends: float) -> Addresses:
    """The look-up has no limit of its own either; one that is given up ends when it ends."""
    answers: SimpleQueue[Addresses | OSError] = SimpleQueue()
    Thread(target=_look_up, args=(host, port, answers), daemon=True).start()
    try:
        found = answers.get(timeout=max(ends - monotonic(), 0.001))
    except Empty:
        raise httpcore.ConnectTimeout("the name was not found in time") from None
    if isinstance(found, OSError):
        raise httpcore.ConnectError(str(found))
    return found


def _look_up(host: str, port: int, answers: "SimpleQueue[Addresses | OSError]") -> None:
    try:
        answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        answers.put(error if isinstance(error, OSError) else OSError(str(error)))
