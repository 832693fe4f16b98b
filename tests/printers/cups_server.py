"""A private CUPS server as a peer: its own folder and port, no root, no system service."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.ports import free_port
from tests.printers.daemons import kill, listens, start, wait

DISK = ("spool", "cache")
NOBODY = "nobody"  # who it runs as where the tests are root: as root it would change its user for each job
BINARIES = Path("/usr/lib/cups")
# The policy is Debian's own, but anybody may pause the queue.
SETTINGS = """Listen 127.0.0.1:{port}
LogLevel info
Browsing No
WebInterface No
DirtyCleanInterval {dirty}
MaxJobs {most}
JobRetryInterval 1
<Location />
Order allow,deny
</Location>
<Policy default>
JobPrivateAccess default
JobPrivateValues default
<Limit Hold-Job Release-Job Cancel-Job>
Require user @OWNER @SYSTEM
Order deny,allow
</Limit>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
FILES = """ServerRoot {folder}/etc
ServerBin {folder}/bin
CacheDir {folder}/cache
StateDir {folder}/state
RequestRoot {folder}/spool
TempDir {folder}/temp
AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
User nobody
Group nogroup
SystemGroup root
"""
QUEUE = """<Printer labels>
PrinterId 1
Info labels
DeviceURI {device}
State Idle
Accepting Yes
Shared No
ErrorPolicy retry-job
</Printer>
"""


class CupsServer:
    """cupsd with one queue, "labels", that hands documents as they are to the IPP printer at `device`.

    `dirty`: seconds that it keeps what it has accepted in memory only (Debian's own: 30). `most`: jobs that
    it holds. Killed and restarted, it reads its folder again, as after a crash.
    """

    def __init__(self, device: str, *, dirty: int = 0, most: int = 500) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cups-server-"))
        self.port = free_port()
        self._started: list[subprocess.Popen[bytes]] = []
        for name in ("etc", "bin/backend", "cache", "state", "spool", "temp"):
            (self.folder / name).mkdir(parents=True)
        shutil.copy(BINARIES / "backend/ipp", self.folder / "bin/backend/ipp")  # Debian's is for root only
        (self.folder / "bin/daemon").symlink_to(BINARIES / "daemon")
        settings = SETTINGS.format(port=self.port, dirty=dirty, most=most)
        (self.folder / "etc/cupsd.conf").write_text(settings)
        (self.folder / "etc/cups-files.conf").write_text(FILES.format(folder=self.folder))
        (self.folder / "etc/printers.conf").write_text(QUEUE.format(device=device))
        self._user = NOBODY if os.geteuid() == 0 else None
        if self._user:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, NOBODY, "nogroup")
        (self.folder / "bin/backend/ipp").chmod(0o755)
        try:
            self.restart()
        except BaseException:
            self.close()
            raise

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/printers/labels"

    def kill(self) -> None:
        """SIGKILL for it alone: who hands a job to the printer at that moment goes on with it."""
        self._process.kill()
        self._process.wait()
        assert wait(lambda: not listens(self.port))

    def children(self) -> list[psutil.Process]:
        """Who hands jobs to the printer now."""
        return psutil.Process(self._process.pid).children(recursive=True)

    def restart(self) -> None:
        settings, files = (str(self.folder / "etc" / name) for name in ("cupsd.conf", "cups-files.conf"))
        log = self.folder / "log"
        self._process = start(["cupsd", "-f", "-c", settings, "-s", files], log, {}, self._user)
        self._started.append(self._process)
        assert wait(lambda: listens(self.port)), log.read_text()

    def keep_disk(self) -> None:
        """What it has written down by now is all that lose_since() leaves of it. It stands still meanwhile:
        what it renames or removes cannot be copied."""
        server = psutil.Process(self._process.pid)
        server.suspend()
        try:
            assert wait(lambda: server.status() == psutil.STATUS_STOPPED)
            self._copy(self.folder, self.folder / "kept")
        finally:
            server.resume()

    def lose_since(self) -> None:
        """While it is dead: as if it had been killed before it wrote down anything more."""
        for name in DISK:
            shutil.rmtree(self.folder / name)
        self._copy(self.folder / "kept", self.folder)

    def _copy(self, here: Path, there: Path) -> None:
        there.mkdir(exist_ok=True)
        subprocess.run(["cp", "-a", *(str(here / name) for name in DISK), str(there)], check=True)

    def close(self) -> None:
        for process in self._started:
            kill(process)
        shutil.rmtree(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
