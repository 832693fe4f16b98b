"""A process that loads everything once and forks children, which share its memory and start at once.

Several processes may share it, each by a socket of its own, with children of its own. It draws nothing from
outside itself. It removes a child's status only on End: until then its number means that child.
`python -m packages_ui.drawing.template FD [DOOR]`, with one end of a SOCK_SEQPACKET pair, and a socket that
listens for others.
"""

import contextlib
import ctypes
import gc
import os
import select
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass, field
from time import monotonic

from msgspec import Struct, msgpack

from backoffice import priority
from packages_ui.drawing.child import serve
from packages_ui.drawing.orders import ORDER, End, Ended, Fork, Forked, Ready
from packages_ui.drawing.peer import is_of_this_user
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.papers import Slip
from packages_ui.labels.preview import preview
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import LABEL_100X150
from packages_ui.labels.slips import draw_slip

CHILD_IDLE_SECONDS = 60.0
IDLE_SECONDS = 900.0
REAP_SECONDS = 30.0
PR_SET_PDEATHSIG = 1
ALL_SIGNALS_OF_A_TERMINAL = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
TRIAL = "^XA^CI28^FO50,50^A0N,30,30^FDş^FS^FO60,300^BY3^BCN,160,Y,N,N^FDTEST12345678^FS^XZ"


@dataclass
class Served:
    """A socket by which orders come, and its children, each with how it ended, if it has."""

    control: socket.socket
    statuses: dict[int, int | None] = field(default_factory=dict)


class Template:
    """Serves the process that started it and those that come by its door."""

    def __init__(self, control: socket.socket, door: socket.socket | None) -> None:
        self.first, self.door, self.last_order = control, door, monotonic()
        self.served: dict[int, Served] = {}
        self.poll = select.poll()
        self.add(control)
        if door:
            self.poll.register(door, select.POLLIN)

    def add(self, control: socket.socket) -> None:
        """Take orders from this socket too."""
        self.served[control.fileno()] = Served(control)
        self.poll.register(control, select.POLLIN)
        _send(control, Ready())

    def serve(self) -> None:
        """Until the first client is gone or, where it is not shared, no order came for IDLE_SECONDS."""
        while True:
            for number, _ in self.poll.poll(REAP_SECONDS * 1000):
                if self.door and number == self.door.fileno():
                    self._let_in(self.door)
                    continue
                client = self.served[number]
                if not self._obey(client):
                    if client.control is self.first:
                        return
                    self._drop(client)
            for client in self.served.values():
                _reap(client.statuses)
            if not self.door and monotonic() - self.last_order > IDLE_SECONDS and not self._is_busy():
                return

    def _obey(self, client: Served) -> bool:
        """False where the client is gone."""
        try:
            message, received, _, _ = socket.recv_fds(client.control, 256, 1)
            if not message:
                return False
            self.last_order = monotonic()
            match ORDER.decode(message):
                case Fork(nice):
                    self._fork(client, received[0], nice)
                case End(pid):
                    _send(client.control, Ended(_end(pid, client.statuses)))
        except OSError:
            return False
        return True

    def _let_in(self, door: socket.socket) -> None:
        """Who comes there, unless it is another user or has gone again."""
        with contextlib.suppress(OSError):
            control, _ = door.accept()
            if is_of_this_user(control):
                self.add(control)
            else:
                control.close()

    def _drop(self, client: Served) -> None:
        self.poll.unregister(client.control)
        del self.served[client.control.fileno()]
        client.control.close()
        for pid in list(client.statuses):
            _end(pid, client.statuses)

    def _is_busy(self) -> bool:
        return any(None in client.statuses.values() for client in self.served.values())

    def _fork(self, client: Served, end: int, nice: int) -> None:
        pid = os.fork()
        if pid == 0:
            others = [other.control for other in self.served.values()]
            _be_child([*others, self.door] if self.door else others, end, nice)
        os.close(end)
        client.statuses[pid] = None
        _send(client.control, Forked(pid))


def main(control: socket.socket, door: socket.socket | None) -> None:
    """Load everything, then serve."""
    priority.step_back(max(os.nice(0), priority.PAPER), has_session=True)
    for number in ALL_SIGNALS_OF_A_TERMINAL:  # a service is stopped as a whole: labels under way are finished
        signal.signal(number, signal.SIG_IGN)
    _warm()
    _be_silent()
    Template(control, door).serve()


def _warm() -> None:
    """Draw once what our own hands have written, so that fonts and tables are loaded and shared."""
    to_pdf(b"<html><body><p>Label</p></body></html>", LabelFormat.HTML)
    with contextlib.suppress(LabelError):  # the renderer of ZPL may be left out
        to_pdf(TRIAL.encode(), LabelFormat.ZPL)
    slip = draw_slip(Slip(title="Ş", barcode_text="TEST"), size=LABEL_100X150)
    read_barcodes(slip)
    preview(slip)
    gc.collect()
    gc.freeze()


def _be_silent() -> None:
    """Libraries print parts of labels."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def _be_child(others: list[socket.socket], end: int, nice: int) -> None:
    """Never returns."""
    try:
        template = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        for other in others:
            other.close()
        os.nice(max(nice - os.nice(0), 0))
        if os.getppid() == template:
            serve(socket.socket(fileno=end), idle_seconds=CHILD_IDLE_SECONDS)
    except BaseException:  # noqa: BLE001, S110 - the other side sees its end, and nobody else needs to know
        pass
    finally:
        os._exit(0)


def _reap(statuses: dict[int, int | None]) -> None:
    """Note those that have ended by themselves."""
    for pid in [pid for pid, status in statuses.items() if status is None]:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            statuses[pid] = status


def _end(pid: int, statuses: dict[int, int | None]) -> int:
    """How it ended, now or before."""
    status = statuses.pop(pid, 0)
    if status is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return status


def _send(control: socket.socket, message: Struct) -> None:
    control.send(msgpack.encode(message))


if __name__ == "__main__":
    # WeasyPrint keeps the fonts of a page in files, which a child that is killed would leave behind.
    files = tempfile.TemporaryDirectory(prefix="labels-", ignore_cleanup_errors=True)
    with contextlib.suppress(OSError), files as tempfile.tempdir:  # OSError: the other side is gone
        control, *doors = [socket.socket(fileno=int(number)) for number in sys.argv[1:]]
        main(control, doors[0] if doors else None)
    os._exit(0)
