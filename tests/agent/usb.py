"""A pty that plays /dev/usb/lp*: what is written there goes to a ZPL printer, whose answers come back."""

import os
import pty
import socket
import tty
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from packages_ui.agent.packages_agent import Finder
from packages_ui.sandbox.zpl_printer import PATIENCE, ZplPrinter


class UsbPrinter:
    """Folders as the kernel makes them, below `folder`. It is plugged in from the start, and takes bytes
    until `takes` is cleared: then what the kernel holds fills up."""

    def __init__(self, printer: ZplPrinter, folder: Path, *, serial: str = "52J1234") -> None:
        self.printer, self.folder, self.serial = printer, folder, serial
        self.takes = Event()
        self.takes.set()
        self.usb, self.sys = folder / "usb", folder / "usbmisc"
        for each in (self.usb, self.sys):
            each.mkdir(parents=True, exist_ok=True)
        self.plug("lp0", socket_name="1-1")

    def plug(self, name: str, *, socket_name: str) -> None:
        """As the kernel would call it, at this socket."""
        self.name = name
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.slave = slave  # stays open: else the first reader that closes it hangs it up
        (self.usb / name).symlink_to(os.ttyname(slave))
        interface = self.folder / "devices" / socket_name / f"{socket_name}:1.0"
        interface.mkdir(parents=True, exist_ok=True)
        facts = {"manufacturer": "Zebra", "product": "ZD220", "idVendor": "0a5f", "idProduct": "0166"}
        facts |= {"serial": self.serial} if self.serial else {}
        for fact, text in facts.items():
            (interface.parent / fact).write_text(f"{text}\n")
        (self.sys / name).mkdir(exist_ok=True)
        (self.sys / name / "device").symlink_to(interface)
        self.line = socket.create_connection((self.printer.host, self.printer.port))
        self.threads = [Thread(target=each, daemon=True) for each in (self._down, self._up)]
        for thread in self.threads:
            thread.start()

    def unplug(self) -> None:
        """Whoever has it open finds it gone."""
        (self.usb / self.name).unlink()
        (self.sys / self.name / "device").unlink()
        os.close(self.slave)
        with suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)
        os.close(self.master)
        for thread in self.threads:
            thread.join(PATIENCE)

    def finder(self) -> Finder:
        return Finder(usb_folder=str(self.usb), sys_folder=str(self.sys))

    def _down(self) -> None:
        with suppress(OSError):
            while self.takes.wait() and (chunk := os.read(self.master, 4096)):
                self.line.sendall(chunk)

    def _up(self) -> None:
        with suppress(OSError):
            while chunk := self.line.recv(4096):
                os.write(self.master, chunk)
