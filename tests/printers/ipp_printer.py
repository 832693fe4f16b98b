"""CUPS' own IPP Everywhere printer as a peer: it keeps every document that it "printed", and can go wrong."""

import tempfile
from collections.abc import Sequence
from fcntl import LOCK_EX, flock
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.ports import free_port
from tests.printers.daemons import PATIENCE, kill, listens, listens_at, start, wait

# Runs once for each job. A folder that appears under printed/ is a printed label.
PRINT = """#!/bin/sh
cd "{folder}" || exit 1
said=
while [ "$(cat paper)" = 0 ]; do
    [ "$said" ] || echo "STATE: +media-empty-error" >&2
    said=1
    sleep 0.02
done
[ "$said" ] && echo "STATE: -media-empty-error,media-needed" >&2
while [ "$(cat held)" = 1 ]; do sleep 0.02; done
sleep "$(cat slow)"
[ "$(cat fails)" = 0 ] || exit 1
label=$(mktemp -d begun.XXXXXX)
cp "$1" "$label/content"
printf %s "$IPP_JOB_NAME" >"$label/name"
printf %s "$IPP_MEDIA $IPP_PRINT_SCALING ${{IPP_COPIES:-1}} $CONTENT_TYPE" >"$label/wished"
{{
    flock 9
    paper=$(cat paper)
    [ "$paper" -lt 0 ] || echo $((paper - 1)) >paper
}} 9>lock
mv "$label" "printed/$(date +%s%N)"
"""
ATTRIBUTES = """ATTR keyword media-supported {media}
ATTR keyword media-default {first}
ATTR keyword media-ready {first}
ATTR mimeMediaType document-format-supported {formats}
ATTR mimeMediaType document-format-default application/octet-stream
ATTR resolution pwg-raster-document-resolution-supported 203dpi,300dpi
ATTR keyword pwg-raster-document-type-supported black_1,sgray_8
ATTR keyword print-scaling-supported auto,none
ATTR keyword print-scaling-default auto
"""
LABEL = "om_label_100x150mm"


class IppEvePrinter:
    """ippeveprinter on 127.0.0.1 and ::1, ipp and ipps on one port. It takes one job at a time and answers
    "busy" to others; a job that waits for paper counts. Knobs, turned with set() while it runs: `slow`
    seconds per label, `held` 1 until it may print, `paper` labels left (-1 endless), `fails` 1 to abort each
    job.

    It wants a D-Bus to look for Avahi on, and is content when nobody there answers; so no name of it is ever
    told to a network, and neither root nor a system service is needed.
    """

    def __init__(self, *, media: Sequence[str] = (LABEL,), formats: str = "application/pdf") -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="ipp-printer-")
        self.folder = Path(self._temporary.name)
        self.port = free_port()
        self._formats = formats
        for name in ("spool", "keys", "printed"):
            (self.folder / name).mkdir()
        self.set(slow=0, held=0, paper=-1, fails=0)
        self._write_files(media)
        self._start_bus()
        try:
            self.restart()
        except BaseException:
            kill(self._bus)
            raise

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/ipp/print"

    @property
    def printed(self) -> list[tuple[str, bytes]]:
        """Job name and content of each label, in the order of printing."""
        return [((each / "name").read_text(), (each / "content").read_bytes()) for each in self._labels()]

    @property
    def wished(self) -> list[str]:
        """Media, scaling, copies and MIME type of each label."""
        return [(each / "wished").read_text() for each in self._labels()]

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def set(self, **knobs: float) -> None:
        with (self.folder / "lock").open("w") as lock:
            flock(lock, LOCK_EX)  # else the label that is being counted would take a new roll away
            for name, value in knobs.items():
                new = self.folder / f"{name}.new"
                new.write_text(str(value))
                new.rename(self.folder / name)  # the printer never reads half a number

    def feed(self, labels: int = -1) -> None:
        self.set(paper=labels)

    def load(self, *media: str) -> None:
        """Off, other paper, on again."""
        self.kill()
        self._write_files(media)
        self.restart()

    def wait_printed(self, count: int, *, seconds: float = PATIENCE) -> bool:
        return wait(lambda: len(self._labels()) >= count, seconds=seconds)

    def kill(self) -> None:
        """Power off: what it was printing is lost, and so is what it knows."""
        kill(self._process)
        assert wait(lambda: not listens(self.port))  # the command of a job has the port, too

    def restart(self) -> None:
        """Power on, on the same port. Ids begin at 1."""
        command = ["ippeveprinter", "-r", "off", "-n", "localhost", "-p", str(self.port)]
        for option, name in (("-K", "keys"), ("-a", "attributes"), ("-d", "spool"), ("-c", "print")):
            command += [option, str(self.folder / name)]
        env = {"HOME": str(self.folder), "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self.folder}/bus"}
        self._process = start([*command, "labels"], self.folder / "log", env)
        assert wait(lambda: listens(self.port)), self.log

    def close(self) -> None:
        self.kill()
        kill(self._bus)
        self._temporary.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _labels(self) -> list[Path]:
        return sorted((self.folder / "printed").iterdir())

    def _write_files(self, media: Sequence[str]) -> None:
        attributes = ATTRIBUTES.format(media=",".join(media), first=media[0], formats=self._formats)
        (self.folder / "attributes").write_text(attributes)
        command = self.folder / "print"
        command.write_text(PRINT.format(folder=self.folder))
        command.chmod(0o755)

    def _start_bus(self) -> None:
        address = f"--address=unix:path={self.folder}/bus"
        command = ["dbus-daemon", "--session", address, "--nofork", "--nopidfile"]
        self._bus = start(command, self.folder / "bus.log", {})
        assert wait(lambda: listens_at(self.folder / "bus")), (self.folder / "bus.log").read_text()
