"""The sandbox over HTTP/1.1: one gunicorn process with threads."""

import socket
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it publishes none

from packages_ui.sandbox.app import DroppedError, Sandbox

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

THREADS = 160


class Dropping:
    """Round the app: a dropped connection is really closed, with nothing or half an answer sent."""

    def __init__(self, app: Sandbox) -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """As the app. Afterwards gunicorn finds the socket shut and forgets it."""
        try:
            return self._app(environ, start_response)
        except DroppedError as dropped:
            connection: socket.socket = environ["gunicorn.socket"]
            connection.sendall(half_of(dropped))
            connection.shutdown(socket.SHUT_RDWR)
            raise


def half_of(dropped: DroppedError) -> bytes:
    """All headers and half of the body; nothing at all for an answer without a body."""
    answer = dropped.answer
    if answer is None or not answer.body:
        return b""
    lines = [f"HTTP/1.1 {answer.status_line}", *(f"{name}: {value}" for name, value in answer.header_list())]
    return "\r\n".join([*lines, "", ""]).encode() + answer.body[: len(answer.body) // 2]


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn publishes no types
    """gunicorn on a socket that is already bound, so that a taken port is known before anything starts."""

    def __init__(self, *, listener: socket.socket, make_sandbox: Callable[[], Sandbox], threads: int) -> None:
        self._settings: dict[str, Any] = {
            "bind": f"fd://{listener.fileno()}",
            "worker_class": "gthread",
            "workers": 1,  # the state is in its memory
            "threads": threads,
            "worker_connections": threads * 8,
            "keepalive": 75,
            "timeout": 0,
            "graceful_timeout": 5,  # above the 2 s that gunicorn leaves idle connections
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "sandbox",
        }
        self._make_sandbox = make_sandbox
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Dropping:
        """Called by gunicorn in the worker, after the fork."""
        return Dropping(self._make_sandbox())


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; OSError when the address is taken or not ours."""
    return socket.create_server((host, port), backlog=2048)


def serve(listener: socket.socket, make_sandbox: Callable[[], Sandbox], *, threads: int = THREADS) -> None:
    """Serve until SIGTERM or SIGINT. Does not return: gunicorn ends the process."""
    listener.set_inheritable(True)
    Server(listener=listener, make_sandbox=make_sandbox, threads=threads).run()
