"""A PostgreSQL server of the test's own: its files in a temporary folder, its socket too, no TCP port."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from tests.prepared import made, migrate
from tests.printers.daemons import PATIENCE, kill, start, wait

TESTS = "test_postgres"  # as Django names it
NOBODY = "nobody"
HASTY = ("fsync", "synchronous_commit", "full_page_writes")
DEBIAN = Path("/usr/lib/postgresql")


class Postgres:
    """Every commit is on the disk, as in production, unless `hasty`. `crash()` kills it like a power cut,
    `restart()` lets it recover. `migrated`: pytest's database is there already."""

    def __init__(self, *, hasty: bool = False, migrated: bool = False) -> None:
        self._words = [word for name in HASTY for word in ("-c", f"{name}=off")] if hasty else []
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path may have 107 letters
        self._user = NOBODY if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, NOBODY, "nogroup")
        if migrated:
            subprocess.run(["cp", "-a", made("cluster", make_cluster), self.folder / "data"], check=True)
        else:
            initdb = [program("initdb"), "-D", "data", "-U", "test", "-A", "trust", "--no-instructions"]
            subprocess.run(initdb, cwd=self.folder, user=self._user, check=True, capture_output=True)
        self.restart()

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgres://test@{quote(str(self.folder), safe='')}/{database}"

    def crash(self) -> None:
        kill(self._process)

    def restart(self) -> None:
        (self.folder / "data/postmaster.pid").unlink(missing_ok=True)
        command = [
            program("postgres"),
            "-D",
            f"{self.folder}/data",
            "-k",
            str(self.folder),
            "-h",
            "",
            *self._words,
        ]
        self._process = start(command, self.folder.with_suffix(".log"), {}, self._user)
        assert wait(self.answers), self.folder.with_suffix(".log").read_text()[-2000:]

    def answers(self) -> bool:
        ready = [program("pg_isready"), "-q", "-h", str(self.folder), "-U", "test"]
        return subprocess.run(ready, check=False).returncode == 0

    def stop(self) -> None:
        """In order: its files are whole."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE)

    def close(self) -> None:
        kill(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.with_suffix(".log").unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def make_cluster(into: Path) -> None:
    """A server's files with the database that pytest works in."""
    with Postgres(hasty=True) as server:
        create = [program("createdb"), "-h", str(server.folder), "-U", "test", TESTS]
        subprocess.run(create, check=True)
        migrate(server.url_of(TESTS))
        server.stop()
        shutil.move(server.folder / "data", into)


def program(name: str) -> str:
    """Debian keeps them beside the PATH, by version."""
    found = sorted(DEBIAN.glob(f"*/bin/{name}"))
    return str(found[-1]) if found else name
