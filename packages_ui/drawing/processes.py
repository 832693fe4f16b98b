"""Our side of the template process and of its children."""

import os
import secrets
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TypeVar

from msgspec import DecodeError, Struct, msgpack

from packages_ui.drawing.orders import REPLY, End, Ended, Fork, Forked, Ready
from packages_ui.drawing.peer import is_of_this_user

ROOT = Path(__file__).resolve().parents[2]
SHARED_AT = "DRAWING_AT"  # the environment's name for the address of a template that others share
START_SECONDS = 60.0
REPLY_SECONDS = 20.0
END_SECONDS = 1.0
SLOW_NICENESS = 15
# Fonts, languages and where Python is; no key, no address of a database.
KEPT = {"PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "PYTHONPATH"}
KEPT_GROUPS = ("LC_", "XDG_", "FONTCONFIG_", "PANGO_")
# glibc: what one label has used is kept for the next. Given back after each, it would be zeroed page by page.
OF_MALLOC = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}

Reply = TypeVar("Reply", Ready, Forked, Ended)


class TemplateLost(Exception):
    """The template process has ended or does not answer: another one has to be started."""


def start(door: socket.socket | None = None) -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
    """A template process, and the socket by which it takes orders. It ends when nobody holds that. Others may
    come by `door`."""
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        ends = [end.fileno() for end in (theirs, door) if end]
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "packages_ui.drawing.template", *map(str, ends)],
            cwd=ROOT,
            env=_environment(),
            pass_fds=ends,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # signals of a terminal are not for it
        )
    return control, process


def start_shared() -> tuple[str, socket.socket]:
    """The address of a template process that others may share, in the environment as SHARED_AT; it ends when
    nobody holds the socket. Raises OSError."""
    address = f"packages-drawing-{secrets.token_hex(16)}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(f"\0{address}")  # not a file: nothing stays behind
        door.listen()
        return address, start(door)[0]


def connect(address: str) -> socket.socket:
    """The socket by which a template that others share takes our orders. Raises OSError, also where another
    user is at that address."""
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        control.settimeout(REPLY_SECONDS)
        control.connect(f"\0{address}")
        if not is_of_this_user(control):
            raise PermissionError("another user's process")
    except OSError:
        control.close()
        raise
    return control


class Template:
    """A template process, our own or one that others share, by its address. Our children end with this
    process, however that dies, and so does our own template."""

    def __init__(self, address: str = "") -> None:
        """Until it has loaded all it needs. Raises TemplateLost or OSError."""
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        if address:
            self._control = connect(address)
        else:
            self._control, self._process = start()
        try:
            self._reply(Ready, START_SECONDS)
        except TemplateLost:
            self.close()
            raise

    def fork(self) -> "Child":
        """A new child. Raises TemplateLost."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                return Child(self, self._request(Fork(os.nice(0)), Forked, theirs.fileno()).pid, ours)
            except TemplateLost:
                ours.close()
                raise

    def end(self, pid: int) -> int | None:
        """End that child; its status as from `waitpid`, None where the template is lost."""
        try:
            return self._request(End(pid), Ended).status
        except TemplateLost:
            return None

    def close(self) -> None:
        """End it, and with it its children; of a shared one, our children."""
        self._control.close()
        if self._process:
            with suppress(subprocess.TimeoutExpired):  # by itself it removes its files
                self._process.wait(END_SECONDS)
            self._process.kill()
            self._process.wait()

    def leave(self) -> None:
        """In a process that was forked from the one that started it: it is not ours."""
        self._control.close()
        if self._process:
            self._process.returncode = 0

    def _request(self, order: Struct, kind: type[Reply], *ends: int) -> Reply:
        with self._lock:
            try:
                self._control.settimeout(REPLY_SECONDS)
                socket.send_fds(self._control, [msgpack.encode(order)], ends)
            except OSError as error:
                raise TemplateLost from error
            return self._reply(kind, REPLY_SECONDS)

    def _reply(self, kind: type[Reply], seconds: float) -> Reply:
        try:
            self._control.settimeout(seconds)
            reply = REPLY.decode(self._control.recv(256))
        except (OSError, DecodeError) as error:
            raise TemplateLost from error
        if not isinstance(reply, kind):
            raise TemplateLost
        return reply


@dataclass(slots=True)
class Child:
    """One child and the socket that it serves."""

    template: Template
    pid: int
    sock: socket.socket
    ended: str = field(default="", init=False)
    is_slow: bool = field(default=False, init=False)

    def be_slow(self) -> None:
        """What takes long may take longer: others go first, for good. Its number means it until `end`."""
        self.is_slow = True
        try:
            os.setpriority(os.PRIO_PROCESS, self.pid, SLOW_NICENESS)
        except OSError:  # it has ended just now
            return

    def cpu(self) -> float:
        """Seconds of the processor that it has used."""
        try:
            fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:  # it has ended just now
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> str:
        """End it, if it has not ended; how it ended, in words for the log."""
        if not self.ended:
            self.sock.close()
            self.ended = _words(self.template.end(self.pid))
        return self.ended


def _words(status: int | None) -> str:
    if status is None:
        return "with its template"
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    return f"with code {os.WEXITSTATUS(status)}"


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith(KEPT_GROUPS)}
    return kept | OF_MALLOC
