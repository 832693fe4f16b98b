"""A process that loads everything once and forks children, which share its memory and start at once.

It draws nothing from outside itself. It reaps a child only when told to: until then its number means it.
`python -m packages_ui.drawing.template FD`, with one end of a SOCK_SEQPACKET pair.
"""

import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
from time import monotonic

from msgspec import Struct, msgpack

from packages_ui.drawing.child import serve
from packages_ui.drawing.orders import ORDER, End, Ended, Fork, Forked, Ready
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
LOOK_SECONDS = 30.0
PR_SET_PDEATHSIG = 1
ALL_SIGNALS_OF_A_TERMINAL = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
TRIAL = "^XA^CI28^FO50,50^A0N,30,30^FDş^FS^FO60,300^BY3^BCN,160,Y,N,N^FDTEST12345678^FS^XZ"


def main(control: socket.socket) -> None:
    """Serve orders until the other side is gone, or nothing was wanted for IDLE_SECONDS."""
    for number in ALL_SIGNALS_OF_A_TERMINAL:  # a service is stopped as a whole: labels under way are finished
        signal.signal(number, signal.SIG_IGN)
    _warm()
    _be_silent()
    _tell(control, Ready())
    statuses: dict[int, int | None] = {}
    asked = monotonic()
    control.settimeout(LOOK_SECONDS)
    while True:
        try:
            message, received, _, _ = socket.recv_fds(control, 256, 1)
        except TimeoutError:
            _reap(statuses)
            if monotonic() - asked > IDLE_SECONDS and None not in statuses.values():
                return
            continue
        if not message:
            return
        asked = monotonic()
        match ORDER.decode(message):
            case Fork():
                _fork(control, received[0], statuses)
            case End(pid):
                _tell(control, Ended(_end(pid, statuses)))


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
    """Libraries write of what stands on labels."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def _fork(control: socket.socket, end: int, statuses: dict[int, int | None]) -> None:
    pid = os.fork()
    if pid == 0:
        _be_child(control, end)
    os.close(end)
    statuses[pid] = None
    _tell(control, Forked(pid))


def _be_child(control: socket.socket, end: int) -> None:
    """Never returns."""
    try:
        template = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        control.close()
        if os.getppid() == template:
            serve(socket.socket(fileno=end), idle_seconds=CHILD_IDLE_SECONDS)
    except BaseException:  # noqa: BLE001, S110 - the other side sees its end, and there is nobody else to tell
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


def _tell(control: socket.socket, message: Struct) -> None:
    control.send(msgpack.encode(message))


if __name__ == "__main__":
    with contextlib.suppress(OSError):  # the other side is gone
        main(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)
