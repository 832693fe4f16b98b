#!/usr/bin/env python3
"""Prints labels of the packages back-office on the printers of this PC. One file, Python 3.9 or newer, no
other package.

    python packages_agent.py --server https://packages.example.com --code 4F7K-92MQ     pair this PC
    python packages_agent.py                                                            run
    python packages_agent.py --check                                                    what is wrong?
    python packages_agent.py --install                                                  run at every log-on

It opens no port: it fetches work from the server (`POST /agent/next`, held for 25 seconds) and copies bytes
to the printer. Each label is a numbered hand-over: `begun ID` is on the disk before its first byte goes out,
`done ID` after the last. An ID is never printed twice, whatever the server or the network does; asked what
became of one that it does not know, it first writes down that it will never print it, and then answers
"never".

Label bytes are only ever in memory. The journal holds IDs and times, and is cut after 7 days.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import ctypes
import glob
import hashlib
import http.client
import json
import logging
import logging.handlers
import os
import platform
import queue
import random
import secrets
import select
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

if sys.platform == "win32":
    import msvcrt
    import winreg
else:
    import fcntl
    import termios

VERSION = "1.0"
SERVER = ""  # the downloaded file carries the server's address here
HOLD = 25.0  # seconds that the server holds a poll
LEAST_HOLD = 5.0
FINAL_SECONDS = 20.0  # until it ends, once the server has refused it for good
ANSWER_SECONDS = 15.0  # beyond the hold
LONGEST_RESPONSE = 24_000_000  # bytes
LONGEST_ANSWER = 4096  # bytes of a printer's answer
KEPT_SECONDS = 7 * 86_400  # of the journal
QUEUE_SECONDS = 60.0  # between two searches for queues; USB printers are searched for at each poll
RAW_PORTS = (*range(9100, 9110), 6101)  # where label printers listen; --allow-port adds another
CHUNK = 4096
LINGER = 0.1  # seconds to notice that the printer drops the line after it took all
SETTLE = 0.3  # seconds for a printer to read what it has received
SKEW = 300  # seconds that the clock may be wrong
HOST_STATUS, CANCEL_PARTIAL = b"~HS", b"~JX"
logger = logging.getLogger("packages_agent")
Message = Dict[str, Any]


def clock() -> float:
    """Seconds that only go forward, those counted in during which this PC slept."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC_RAW)
    return time.monotonic()  # on Windows it counts sleep


class Deadline:
    """So many seconds from now."""

    def __init__(self, seconds: float) -> None:
        self.at = clock() + seconds

    def left(self) -> float:
        """More than 0. Raises TimeoutError when there are none."""
        seconds = self.at - clock()
        if seconds <= 0:
            raise TimeoutError("the time is over")
        return seconds


class AgentError(Exception):
    """str() is a sentence for the person at the PC."""


# --- the journal


class Journal:
    """What became of each ID: `begun`, `done` or `void` (it will never be printed). Each line is on the disk
    when the method returns. `begun` counts all IDs ever begun or made void, those that were cut too."""

    def __init__(self, path: Path) -> None:
        self.path, self.lock = path, threading.Lock()
        self.states: Dict[str, Tuple[str, float]] = {}
        self.name, self.begun = "", 0
        if path.exists():
            self._read()
        self._write_all()

    def state(self, job: str) -> str:
        """`never` where it knows nothing of it."""
        with self.lock:
            return self.states.get(job, ("never", 0.0))[0]

    def begin(self, job: str) -> None:
        """Raises OSError: then nothing may be printed."""
        self._add("begun", job)

    def done(self, job: str) -> None:
        self._add("done", job)

    def void(self, job: str) -> None:
        """It will never be printed."""
        self._add("void", job)

    def fate(self, job: str) -> str:
        """never, begun or done. What is called `never` is void from now on."""
        state = self.state(job)
        if state == "never":
            self.void(job)
        return "never" if state == "void" else state

    def cut(self) -> None:
        """Forget what is older than 7 days."""
        with self.lock:
            self._write_all()

    def _add(self, state: str, job: str) -> None:
        now = time.time()
        with self.lock:
            with self.path.open("ab") as file:
                file.write(f"{now:.0f} {state} {job}\n".encode("ascii"))
                _sync(file.fileno())
            self.begun += job not in self.states
            self.states[job] = (state, now)

    def _read(self) -> None:
        """Half a line that a power cut left is none: it was never on the disk before a byte went out."""
        first, *lines = self.path.read_bytes().decode("ascii", "replace").split("\n")
        words = first.split()
        if len(words) != 3 or words[0] != "journal":
            raise AgentError(f"The journal {self.path} is damaged. Pair this PC again.")
        self.name, self.begun = words[1], int(words[2])
        for line in lines[:-1]:
            parts = line.split(" ")
            if len(parts) == 3 and parts[1] in ("begun", "done", "void") and parts[0].isdigit():
                self.begun += parts[2] not in self.states
                self.states[parts[2]] = (parts[1], float(parts[0]))

    def _write_all(self) -> None:
        """The header counts what is cut away. By this PC's own clock alone; one that was set far back keeps
        more, one that was set forward keeps what was written since it started."""
        since = time.time() - KEPT_SECONDS
        kept = {job: (state, at) for job, (state, at) in self.states.items() if at >= since}
        self.name = self.name or secrets.token_hex(8)
        lines = [f"journal {self.name} {self.begun - len(kept)}"]
        lines += [f"{at:.0f} {state} {job}" for job, (state, at) in kept.items()]
        _write_file(self.path, ("\n".join(lines) + "\n").encode("ascii"))
        self.states = kept


def _sync(fd: int) -> None:
    if sys.platform == "darwin":
        fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
    os.fsync(fd)


def _write_file(path: Path, content: bytes) -> None:
    """All of it or nothing, for this user alone, on the disk."""
    half = path.with_name(f"{path.name}.half")
    fd = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(content)
        file.flush()
        _sync(file.fileno())
    os.replace(half, path)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        with contextlib.suppress(OSError):
            os.fsync(folder)
        os.close(folder)


# --- ways to a printer


class Untouched(OSError):
    """Not one byte went out."""


class Doubtful(OSError):
    """It may have gone out although the system reports that nothing did."""


class Wire:
    """An open way to one printer."""

    def write(self, content: bytes, deadline: Deadline) -> None:
        """All of it. Raises Untouched where not one byte went out, else OSError."""
        raise NotImplementedError

    def read(self, deadline: Deadline) -> bytes:
        """What has come; empty at its end. Raises OSError, TimeoutError."""
        raise NotImplementedError

    def finish(self, deadline: Deadline) -> None:
        """The label is out of our hands. Raises OSError where that is not sure."""

    def close(self) -> None:
        """Throws away what has not gone out."""


class Way:
    """How a printer is reached. `key` is its name for the server, `name` for people."""

    key: str
    name: str
    two_way = True

    def open(self, deadline: Deadline) -> Wire:
        """Raises OSError: nothing has gone out."""
        raise NotImplementedError

    def entry(self) -> Message:
        """Its entry in the server's list."""
        return {"key": self.key, "name": self.name, "two_way": self.two_way}


def write_parts(content: bytes, put: Callable[[bytes], int]) -> None:
    """`put` takes a part and returns how much of it it took."""
    gone = 0
    try:
        while gone < len(content):
            gone += put(content[gone : gone + CHUNK])
    except OSError as error:
        if gone == 0 and not isinstance(error, Doubtful):
            raise Untouched(str(error)) from error
        raise


@dataclass
class TcpWay(Way):
    """A printer on the desk's own network."""

    host: str
    port: int

    def __post_init__(self) -> None:
        self.key = f"tcp:{self.host}:{self.port}"
        self.name = f"{self.host}:{self.port}"

    def open(self, deadline: Deadline) -> Wire:
        return TcpWire(socket.create_connection((self.host, self.port), timeout=min(deadline.left(), 3.0)))


CAN_TELL_UNTAKEN = sys.platform != "win32"


class TcpWire(Wire):
    def __init__(self, line: socket.socket) -> None:
        self.line, self.goes_on = line, False
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, content: bytes, deadline: Deadline) -> None:
        def put(part: bytes) -> int:
            self.line.settimeout(deadline.left())
            return self.line.send(part)

        write_parts(content, put)

    def read(self, deadline: Deadline) -> bytes:
        self.line.settimeout(deadline.left())
        return self.line.recv(LONGEST_ANSWER)

    def finish(self, deadline: Deadline) -> None:
        """Until the printer has acknowledged all, and a little longer: it may drop the line then."""
        self.line.shutdown(socket.SHUT_WR)
        patience = deadline.at
        while clock() < patience:
            if not self._untaken():
                patience = min(patience, clock() + LINGER)
            self.line.settimeout(0.02)
            with contextlib.suppress(socket.timeout):
                if not self.line.recv(LONGEST_ANSWER):
                    break
        if error := self.line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(error, "the printer dropped the line")
        if self._untaken():
            raise TimeoutError("the printer did not take all bytes")
        # it has all, but may not have read it yet: a line that is torn down now would cost it the label. On
        # Windows the system may still have to pass on the end.
        self.goes_on = True

    def close(self) -> None:
        if not self.goes_on:
            with contextlib.suppress(OSError):
                linger = "hh" if sys.platform == "win32" else "ii"
                self.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(linger, 1, 0))
        self.line.close()

    def _untaken(self) -> bool:
        """Whether bytes are not acknowledged yet."""
        if not CAN_TELL_UNTAKEN:
            return False
        if sys.platform == "linux":
            (count,) = struct.unpack("i", fcntl.ioctl(self.line, termios.TIOCOUTQ, bytes(4)))
            return int(count) > 1  # 1 is our own end mark
        if sys.platform == "darwin":
            return self.line.getsockopt(socket.SOL_SOCKET, 0x1024) > 0  # SO_NWRITE
        return False


if sys.platform == "win32":
    NO_WAITING = 0
else:
    NO_WAITING = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass
class LinuxUsbWay(Way):
    """/dev/usb/lp*: the kernel's own driver, both ways."""

    path: str
    key: str
    name: str

    def open(self, deadline: Deadline) -> Wire:  # noqa: ARG002 - it opens or it does not
        return FileWire(os.open(self.path, os.O_RDWR | NO_WAITING))


class FileWire(Wire):
    def __init__(self, fd: int) -> None:
        self.fd = fd

    def write(self, content: bytes, deadline: Deadline) -> None:
        def put(part: bytes) -> int:
            self._writable(deadline)
            try:
                return os.write(self.fd, part)
            except BlockingIOError:
                return 0

        write_parts(content, put)

    def read(self, deadline: Deadline) -> bytes:
        while select.select([self.fd], [], [], deadline.left())[0]:
            with contextlib.suppress(BlockingIOError):
                return os.read(self.fd, LONGEST_ANSWER)
        raise TimeoutError("the printer did not answer")

    def finish(self, deadline: Deadline) -> None:
        """The kernel takes more when the printer has taken the last."""
        self._writable(deadline)

    def close(self) -> None:
        os.close(self.fd)

    def _writable(self, deadline: Deadline) -> None:
        if not select.select([], [self.fd], [], deadline.left())[1]:
            raise TimeoutError("the printer takes no more bytes: is it out of paper, open or paused?")


@dataclass
class LpWay(Way):
    """A queue of CUPS, which takes the bytes as they are. Nothing comes back."""

    queue: str
    pages: bool = False
    two_way = False

    def __post_init__(self) -> None:
        self.key, self.name = f"queue:{self.queue}", f"{self.queue} (queue, one-way)"

    def open(self, deadline: Deadline) -> Wire:  # noqa: ARG002 - it is called when all bytes are there
        return LpWire(self.queue, self.pages)


class LpWire(Wire):
    def __init__(self, name: str, pages: bool) -> None:  # noqa: FBT001 - its name stands in the class
        self.name, self.pages = name, pages

    def write(self, content: bytes, deadline: Deadline) -> None:
        """`lp` accepts a job as a whole or not at all."""
        raw = [] if self.pages else ["-o", "raw"]
        command = ["lp", "-d", self.name, *raw, "-t", "label", "-"]
        try:
            done = subprocess.run(  # noqa: S603 - a queue that lpstat listed
                command, input=content, capture_output=True, timeout=deadline.left(), check=False
            )
        except FileNotFoundError as error:
            raise Untouched("this PC has no lp") from error
        except subprocess.TimeoutExpired as error:
            raise TimeoutError("lp did not end in time") from error
        if done.returncode:
            raise Untouched(done.stderr.decode("utf-8", "replace").strip()[:200] or "lp refused it")


# --- Windows: the usbprint device interface, and the spooler. Types have Windows' sizes on every system, so
# that their layout can be tested anywhere.

DWORD, WORD, BOOL, HANDLE = ctypes.c_uint32, ctypes.c_uint16, ctypes.c_int32, ctypes.c_void_p
POINTER_TO_DWORD = ctypes.POINTER(DWORD)
INVALID_HANDLE = ctypes.c_void_p(-1).value
GENERIC_READ, GENERIC_WRITE = 0x80000000, 0x40000000
SHARE_READ_WRITE, OPEN_EXISTING, OVERLAPPED_FLAG = 3, 3, 0x40000000
DIGCF_PRESENT, DIGCF_DEVICEINTERFACE = 0x2, 0x10
ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_NO_MORE_ITEMS, ERROR_IO_PENDING = 5, 32, 259, 997
ERROR_OPERATION_ABORTED, WAIT_OBJECT_0, WAIT_TIMEOUT = 995, 0, 258
PRINTER_ENUM_LOCAL, PRINTER_ENUM_CONNECTIONS, PRINTER_DRIVER_XPS = 2, 4, 2
VENDORS = {"0a5f": "Zebra", "1203": "TSC", "195f": "Godex", "0c2e": "Honeywell", "04f9": "Brother"}
VENDORS.update({"0922": "Dymo", "04b8": "Epson", "1504": "Bixolon", "0dd4": "Custom", "0519": "Star"})


class Guid(ctypes.Structure):
    _fields_ = (("data1", DWORD), ("data2", WORD), ("data3", WORD), ("data4", ctypes.c_ubyte * 8))


USBPRINT = Guid(0x28D78FAD, 0x5A12, 0x11D1, (0xAE, 0x5B, 0x00, 0x00, 0xF8, 0x03, 0xA8, 0xC2))


class InterfaceData(ctypes.Structure):
    """SP_DEVICE_INTERFACE_DATA: 28 bytes on 32 bit, 32 on 64."""

    _fields_ = (("size", DWORD), ("guid", Guid), ("flags", DWORD), ("reserved", ctypes.c_void_p))


class Overlapped(ctypes.Structure):
    """OVERLAPPED: 20 bytes on 32 bit, 32 on 64."""

    _fields_ = (
        ("internal", ctypes.c_void_p),
        ("internal_high", ctypes.c_void_p),
        ("offset", DWORD),
        ("offset_high", DWORD),
        ("event", HANDLE),
    )


class DocInfo(ctypes.Structure):
    """DOC_INFO_1W: three pointers."""

    _fields_ = (("name", ctypes.c_wchar_p), ("output", ctypes.c_wchar_p), ("datatype", ctypes.c_wchar_p))


class PrinterInfo(ctypes.Structure):
    """PRINTER_INFO_4W: two pointers and a DWORD, 12 bytes on 32 bit, 24 on 64."""

    _fields_ = (("name", ctypes.c_wchar_p), ("server", ctypes.c_wchar_p), ("attributes", DWORD))


class DriverInfo(ctypes.Structure):
    """DRIVER_INFO_8W: 120 bytes on 32 bit, 200 on 64. Its texts are never read."""

    _fields_ = (
        ("version", DWORD),
        ("names", ctypes.c_void_p * 10),
        ("date", DWORD * 2),
        ("driver_version", ctypes.c_uint64),
        ("more_names", ctypes.c_void_p * 8),
        ("attributes", DWORD),
        ("core_drivers", ctypes.c_void_p),
        ("least_date", DWORD * 2),
        ("least_version", ctypes.c_uint64),
    )


def detail_size(pointer: int = ctypes.sizeof(ctypes.c_void_p)) -> int:
    """cbSize of SP_DEVICE_INTERFACE_DETAIL_DATA_W: a DWORD and one character, as Windows packs them."""
    return 8 if pointer == 8 else 6


class WindowsFailure(OSError):
    """`code` is from GetLastError."""

    def __init__(self, what: str, code: int) -> None:
        super().__init__(f"{what}: Windows error {code}")
        self.code = code


SIGNATURES: Dict[str, Tuple[str, Any, Tuple[Any, ...]]] = {
    "SetupDiGetClassDevsW": ("setupapi", HANDLE, (ctypes.POINTER(Guid), ctypes.c_wchar_p, HANDLE, DWORD)),
    "SetupDiEnumDeviceInterfaces": (
        "setupapi",
        BOOL,
        (HANDLE, ctypes.c_void_p, ctypes.POINTER(Guid), DWORD, ctypes.POINTER(InterfaceData)),
    ),
    "SetupDiGetDeviceInterfaceDetailW": (
        "setupapi",
        BOOL,
        (HANDLE, ctypes.POINTER(InterfaceData), ctypes.c_void_p, DWORD, POINTER_TO_DWORD, ctypes.c_void_p),
    ),
    "SetupDiDestroyDeviceInfoList": ("setupapi", BOOL, (HANDLE,)),
    "CreateFileW": (
        "kernel32",
        HANDLE,
        (ctypes.c_wchar_p, DWORD, DWORD, ctypes.c_void_p, DWORD, DWORD, HANDLE),
    ),
    "CreateEventW": ("kernel32", HANDLE, (ctypes.c_void_p, BOOL, BOOL, ctypes.c_wchar_p)),
    "WriteFile": (
        "kernel32",
        BOOL,
        (HANDLE, ctypes.c_void_p, DWORD, POINTER_TO_DWORD, ctypes.POINTER(Overlapped)),
    ),
    "ReadFile": (
        "kernel32",
        BOOL,
        (HANDLE, ctypes.c_void_p, DWORD, POINTER_TO_DWORD, ctypes.POINTER(Overlapped)),
    ),
    "WaitForSingleObject": ("kernel32", DWORD, (HANDLE, DWORD)),
    "CancelIoEx": ("kernel32", BOOL, (HANDLE, ctypes.POINTER(Overlapped))),
    "GetOverlappedResult": (
        "kernel32",
        BOOL,
        (HANDLE, ctypes.POINTER(Overlapped), POINTER_TO_DWORD, BOOL),
    ),
    "CloseHandle": ("kernel32", BOOL, (HANDLE,)),
    "OpenPrinterW": ("winspool.drv", BOOL, (ctypes.c_wchar_p, ctypes.POINTER(HANDLE), ctypes.c_void_p)),
    "GetPrinterDriverW": (
        "winspool.drv",
        BOOL,
        (HANDLE, ctypes.c_wchar_p, DWORD, ctypes.c_void_p, DWORD, POINTER_TO_DWORD),
    ),
    "StartDocPrinterW": ("winspool.drv", DWORD, (HANDLE, DWORD, ctypes.POINTER(DocInfo))),
    "StartPagePrinter": ("winspool.drv", BOOL, (HANDLE,)),
    "WritePrinter": ("winspool.drv", BOOL, (HANDLE, ctypes.c_void_p, DWORD, POINTER_TO_DWORD)),
    "EndPagePrinter": ("winspool.drv", BOOL, (HANDLE,)),
    "EndDocPrinter": ("winspool.drv", BOOL, (HANDLE,)),
    "AbortPrinter": ("winspool.drv", BOOL, (HANDLE,)),
    "ClosePrinter": ("winspool.drv", BOOL, (HANDLE,)),
    "EnumPrintersW": (
        "winspool.drv",
        BOOL,
        (DWORD, ctypes.c_wchar_p, DWORD, ctypes.c_void_p, DWORD, POINTER_TO_DWORD, POINTER_TO_DWORD),
    ),
}


class Win32:
    """The calls of Windows that are used, by their names, each with its signature."""

    def __init__(self) -> None:
        libraries: Dict[str, Any] = {}
        for name, (library, result, arguments) in SIGNATURES.items():
            if library not in libraries:
                libraries[library] = getattr(ctypes, "WinDLL")(library, use_last_error=True)  # noqa: B009 - Windows alone has it
            function = getattr(libraries[library], name)
            function.restype, function.argtypes = result, arguments
            setattr(self, name, function)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    @staticmethod
    def error() -> int:
        """Of the last call of this thread."""
        return int(getattr(ctypes, "get_last_error")())  # noqa: B009 - Windows alone has it


def usb_paths(api: Any) -> List[str]:
    """The device paths of all printers that usbprint.sys drives and that are there."""
    devices = api.SetupDiGetClassDevsW(
        ctypes.byref(USBPRINT), None, None, DIGCF_PRESENT | DIGCF_DEVICEINTERFACE
    )
    if devices == INVALID_HANDLE:
        raise WindowsFailure("the USB printers cannot be listed", api.error())
    found: List[str] = []
    try:
        while (path := _usb_path(api, devices, len(found))) is not None:
            found.append(path)
    finally:
        api.SetupDiDestroyDeviceInfoList(devices)
    return found


def _usb_path(api: Any, devices: int, place: int) -> str | None:
    data = InterfaceData(size=ctypes.sizeof(InterfaceData))
    if not api.SetupDiEnumDeviceInterfaces(devices, None, ctypes.byref(USBPRINT), place, ctypes.byref(data)):
        if api.error() != ERROR_NO_MORE_ITEMS:
            raise WindowsFailure("a USB printer cannot be read", api.error())
        return None
    need = DWORD()
    api.SetupDiGetDeviceInterfaceDetailW(devices, ctypes.byref(data), None, 0, ctypes.byref(need), None)
    detail = ctypes.create_string_buffer(max(need.value, 8))
    struct.pack_into("<I", detail, 0, detail_size())
    if not api.SetupDiGetDeviceInterfaceDetailW(devices, ctypes.byref(data), detail, need.value, None, None):
        raise WindowsFailure("a USB printer cannot be read", api.error())
    return detail.raw[4 : need.value].decode("utf-16-le").partition("\0")[0]


@dataclass
class WindowsUsbWay(Way):
    r"""`\\?\usb#vid_0a5f&pid_0166#SERIAL#{28d78fad-…}`, opened as a file: no driver, no administrator."""

    path: str
    api: Any

    def __post_init__(self) -> None:
        self.key, self.name = usb_key(self.path)

    def open(self, deadline: Deadline) -> Wire:  # noqa: ARG002 - it opens or it does not
        handle = self.api.CreateFileW(
            self.path,
            GENERIC_READ | GENERIC_WRITE,
            SHARE_READ_WRITE,
            None,
            OPEN_EXISTING,
            OVERLAPPED_FLAG,
            None,
        )
        if handle in (None, INVALID_HANDLE):
            code = self.api.error()
            if code in (ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION):
                raise WindowsFailure("another program is using the printer", code)
            raise WindowsFailure("the printer cannot be opened", code)
        return WindowsWire(self.api, handle)


def usb_key(path: str) -> Tuple[str, str]:
    """The printer's key and name. One without a serial number has an `&` there: its socket is its name."""
    parts = path.lower().split("#")
    ids, serial = (parts[1], path.split("#")[2]) if len(parts) >= 3 else ("", path)
    vendor = ids.partition("vid_")[2][:4]
    name = VENDORS.get(vendor, f"vendor {vendor}")
    if "&" in serial:
        return f"usb:{ids}:{serial.lower()}", f"{name} on USB (no serial number: known by its socket)"
    return f"usb:{serial.upper()}", f"{name} on USB, {serial.upper()}"


class WindowsWire(Wire):
    """Overlapped, so that a printer that takes or sends nothing is left in time."""

    def __init__(self, api: Any, handle: int) -> None:
        self.api, self.handle = api, handle
        self.event = api.CreateEventW(None, 1, 0, None)

    def write(self, content: bytes, deadline: Deadline) -> None:
        def put(part: bytes) -> int:
            buffer = ctypes.create_string_buffer(part, len(part))
            gone = self._transfer("WriteFile", buffer, len(part), deadline)
            if gone == 0:
                raise Doubtful("the printer takes no more bytes: is it out of paper, open or paused?")
            return gone

        write_parts(content, put)

    def read(self, deadline: Deadline) -> bytes:
        buffer = ctypes.create_string_buffer(LONGEST_ANSWER)
        while (count := self._transfer("ReadFile", buffer, LONGEST_ANSWER, deadline)) == 0:
            time.sleep(min(0.02, deadline.left()))  # some printers return nothing at once
        return buffer.raw[:count]

    def close(self) -> None:
        self.api.CloseHandle(self.event)
        self.api.CloseHandle(self.handle)

    def _transfer(self, call: str, buffer: Any, size: int, deadline: Deadline) -> int:
        """How many bytes went over in time; what was under way then is cancelled, and counts as far as it
        went. Of what breaks once it is under way nobody knows how much went out."""
        milliseconds = max(int(deadline.left() * 1000), 1)
        overlapped, count = Overlapped(event=self.event), DWORD()
        if not getattr(self.api, call)(self.handle, buffer, size, None, ctypes.byref(overlapped)):
            code = self.api.error()
            if code != ERROR_IO_PENDING:
                raise WindowsFailure("the printer is gone", code)
        if self.api.WaitForSingleObject(self.event, milliseconds) != WAIT_OBJECT_0:
            self.api.CancelIoEx(self.handle, ctypes.byref(overlapped))
        if not self.api.GetOverlappedResult(self.handle, ctypes.byref(overlapped), ctypes.byref(count), 1):
            code = self.api.error()
            if code != ERROR_OPERATION_ABORTED:
                raise Doubtful(f"the printer is gone: Windows error {code}")
        return int(count.value)


@dataclass
class SpoolerWay(Way):
    """A queue of Windows in RAW mode. Nothing comes back: a complete job is no proof of paper."""

    queue: str
    api: Any
    two_way = False

    def __post_init__(self) -> None:
        self.key, self.name = f"queue:{self.queue}", f"{self.queue} (Windows queue, one-way)"

    def open(self, deadline: Deadline) -> Wire:  # noqa: ARG002 - it opens or it does not
        handle = HANDLE()
        if not self.api.OpenPrinterW(self.queue, ctypes.byref(handle), None):
            raise WindowsFailure("the queue cannot be opened", self.api.error())
        return SpoolerWire(self.api, handle)


class SpoolerWire(Wire):
    def __init__(self, api: Any, handle: Any) -> None:
        self.api, self.handle = api, handle

    def write(self, content: bytes, deadline: Deadline) -> None:  # noqa: ARG002 - the spooler takes all
        """A job as a whole: one that is not whole is thrown away by the spooler before it prints."""
        info = DocInfo(name="label", output=None, datatype=as_it_came(self.api, self.handle))
        if not self.api.StartDocPrinterW(self.handle, 1, ctypes.byref(info)):
            raise Untouched(f"the queue takes no job: Windows error {self.api.error()}")
        started = bool(self.api.StartPagePrinter(self.handle))
        count = DWORD()
        buffer = ctypes.create_string_buffer(content, len(content))
        wrote = started and self.api.WritePrinter(self.handle, buffer, len(content), ctypes.byref(count))
        if not wrote or count.value != len(content):
            code = self.api.error()
            self.api.AbortPrinter(self.handle)
            raise WindowsFailure("the queue did not take the whole label", code)

    def finish(self, deadline: Deadline) -> None:  # noqa: ARG002 - the spooler has it
        self.api.EndPagePrinter(self.handle)
        if not self.api.EndDocPrinter(self.handle):
            raise WindowsFailure("the queue did not take the end of the label", self.api.error())

    def close(self) -> None:
        self.api.ClosePrinter(self.handle)


def as_it_came(api: Any, handle: Any) -> str:
    """The datatype of bytes that go to the printer unchanged. A driver that is built on XPS, as all of
    version 4 are, makes an empty job of RAW (Microsoft, KB 2779300)."""
    need = DWORD()
    api.GetPrinterDriverW(handle, None, 8, None, 0, ctypes.byref(need))
    buffer = ctypes.create_string_buffer(max(need.value, ctypes.sizeof(DriverInfo)))
    if not api.GetPrinterDriverW(handle, None, 8, buffer, len(buffer), ctypes.byref(need)):
        return "RAW"
    is_xps = DriverInfo.from_buffer(buffer).attributes & PRINTER_DRIVER_XPS
    return "XPS_PASS" if is_xps else "RAW"


def spooler_queues(api: Any) -> List[str]:
    """The names of the queues of this PC."""
    flags = PRINTER_ENUM_LOCAL | PRINTER_ENUM_CONNECTIONS
    need, count = DWORD(), DWORD()
    api.EnumPrintersW(flags, None, 4, None, 0, ctypes.byref(need), ctypes.byref(count))
    if not need.value:
        return []
    buffer = ctypes.create_string_buffer(need.value)
    if not api.EnumPrintersW(flags, None, 4, buffer, need.value, ctypes.byref(need), ctypes.byref(count)):
        raise WindowsFailure("the queues cannot be listed", api.error())
    rows = ctypes.cast(buffer, ctypes.POINTER(PrinterInfo))
    return [str(rows[place].name) for place in range(count.value)]


# --- what printers there are


@dataclass
class Finder:
    """`ports` are those that a printer on the network may have. The folders are others in tests."""

    ports: Tuple[int, ...] = RAW_PORTS
    usb_folder: str = "/dev/usb"
    sys_folder: str = "/sys/class/usbmisc"
    windows: Any = None
    listed_at: float = -QUEUE_SECONDS
    queues: List[Way] = field(default_factory=list)

    def find(self) -> List[Way]:
        """USB printers, then queues. What cannot be listed is not there."""
        if clock() - self.listed_at >= QUEUE_SECONDS:
            self.queues, self.listed_at = list(_listed(self._queues)), clock()
        return [*_listed(self._usb), *self.queues]

    def way(self, key: str, *, pages: bool = False) -> Way:
        """Searched again each time: it may be at another socket. Raises OSError."""
        if key.startswith("tcp:"):
            return self._tcp(key)
        if key.startswith("queue:"):
            self.listed_at = -QUEUE_SECONDS if key not in [way.key for way in self.queues] else self.listed_at
        for way in self.find():
            if way.key == key:
                return _for_pages(way) if pages else way
        raise FileNotFoundError("the printer is not connected to this PC")

    def _tcp(self, key: str) -> Way:
        host, _, port = key[4:].rpartition(":")
        if not port.isdigit() or int(port) not in self.ports:
            raise PermissionError(f"port {port} is no printer's: allow it with --allow-port {port}")
        return TcpWay(host.strip("[]"), int(port))

    def _usb(self) -> Iterator[Way]:
        if self.windows is not None:
            yield from (WindowsUsbWay(path, self.windows) for path in usb_paths(self.windows))
            return
        for path in sorted(glob.glob(os.path.join(self.usb_folder, "lp[0-9]*"))):
            facts = os.path.join(self.sys_folder, os.path.basename(path), "device")
            key, name = _linux_key(os.path.realpath(facts))
            yield LinuxUsbWay(path, key, name)

    def _queues(self) -> Iterator[Way]:
        if self.windows is not None:
            yield from (SpoolerWay(name, self.windows) for name in spooler_queues(self.windows))
            return
        try:
            listed = subprocess.run(
                ["lpstat", "-e"],
                capture_output=True,
                timeout=3,
                check=False,
                env={**os.environ, "LC_ALL": "C"},
            )
        except (OSError, subprocess.TimeoutExpired):
            return
        yield from (LpWay(name) for name in listed.stdout.decode("utf-8", "replace").split())


def _for_pages(way: Way) -> Way:
    """PDF goes to a queue of CUPS alone: anything else would print its letters. Raises OSError."""
    if not isinstance(way, LpWay):
        raise PermissionError(
            "PDF goes to a queue of CUPS only. On Windows, documents print from the browser"
        )
    return LpWay(way.queue, pages=True)


def _listed(find: Callable[[], Iterator[Way]]) -> List[Way]:
    try:
        return list(find())
    except OSError as error:
        logger.warning("Printers could not be listed: %s", error)
        return []


def _linux_key(interface: str) -> Tuple[str, str]:
    """By the serial number of the device that the interface belongs to; without one, by its socket."""
    device = os.path.dirname(interface)

    def fact(name: str) -> str:
        with contextlib.suppress(OSError):
            return Path(device, name).read_text(encoding="utf-8", errors="replace").strip()
        return ""

    name = " ".join(filter(None, (fact("manufacturer"), fact("product")))) or "USB printer"
    if serial := fact("serial"):
        return f"usb:{serial.upper()}", f"{name} on USB, {serial}"
    where = f"{fact('idVendor')}:{fact('idProduct')}:{os.path.basename(device)}"
    return f"usb:{where}", f"{name} on USB (no serial number: known by its socket)"


# --- what is done with a printer


def is_partial(status: bytes) -> bool:
    """Whether ~HS reports that it waits for the rest of a label: the 8th field of the 1st string."""
    fields = status.partition(b"\x02")[2].partition(b"\x03")[0].split(b",")
    return len(fields) > 7 and fields[7].strip() == b"1"


def converse(wire: Wire, step: Message) -> bytes:
    """Send one request; what came until it was whole, or until the time was over."""
    answer, end = b"", base64.b64decode(step["end"])
    deadline = Deadline(float(step["seconds"]))
    try:
        wire.write(base64.b64decode(step["send"]), deadline)
        while answer.count(end) < int(step["times"]) and len(answer) < LONGEST_ANSWER:
            chunk = wire.read(deadline)
            if not chunk:
                break
            answer += chunk
    except OSError as error:
        logger.debug("A question was not answered to its end: %s", error)
    return answer


def ask(way: Way, steps: List[Message], deadline: Deadline) -> List[str]:
    """The answers, in base64. A step may be sent only `when` all before it were `silent`, or when one was
    answered and no half label waits (`whole`). One that is `fresh` has a connection of its own."""
    answers: List[bytes] = []
    wire = way.open(deadline)
    try:
        for step in steps:
            if not _is_due(step, answers):
                answers.append(b"")
                continue
            if step.get("fresh"):
                wire.close()
                wire = way.open(deadline)
            answers.append(converse(wire, step))
    finally:
        wire.close()
    return [base64.b64encode(answer).decode("ascii") for answer in answers]


def _is_due(step: Message, answers: List[bytes]) -> bool:
    when, received = step.get("when", "always"), b"".join(answers)
    if when == "silent":
        return not received
    return when == "always" or (bool(received) and not is_partial(received))


@dataclass
class Printing:
    """Labels and requests, one after the other, to one printer."""

    finder: Finder
    journal: Journal

    def obey(self, command: Message) -> Message:
        """The response. Nothing that goes wrong with a printer is raised."""
        try:
            return self._do(command)
        except OSError as error:
            return {"error": "unreachable", "detail": str(error)[:300]}
        except (KeyError, ValueError, TypeError) as error:
            return {"error": "unreachable", "detail": f"the server said something else: {error!r}"[:300]}

    def _do(self, command: Message) -> Message:
        what = command["do"]
        if what == "fate":
            return {"fates": {str(job): self.journal.fate(str(job)) for job in command["jobs"]}}
        if what == "print":
            return self.print_once(command)
        if what == "ask":
            way = self.finder.way(command["printer"])
            if not way.two_way:
                return {"error": "one_way"}
            return {"answers": ask(way, command["steps"], Deadline(float(command["seconds"])))}
        return {"error": "unreachable", "detail": "this agent is too old for that"}

    def print_once(self, command: Message) -> Message:
        """Print it unless its ID has been here before."""
        job = str(command["job"])
        known = self.journal.state(job)
        if known != "never":
            logger.warning("%s came again: %s.", job, known)
            return (
                {"done": True}
                if known == "done"
                else {"error": {"begun": "broken"}.get(known, "unreachable")}
            )
        content = base64.b64decode(command["bytes"], validate=True)
        deadline = Deadline(float(command["seconds"]))
        way = self.finder.way(command["printer"], pages=bool(command.get("pages")))
        wire = way.open(deadline)
        try:
            if command.get("clear") and way.two_way and self._is_stuck(wire):
                content = CANCEL_PARTIAL + content
            deadline.left()
            return self._send(job, content, wire, deadline)
        finally:
            wire.close()

    def _send(self, job: str, content: bytes, wire: Wire, deadline: Deadline) -> Message:
        self.journal.begin(job)
        try:
            wire.write(content, deadline)
            wire.finish(deadline)
        except Untouched as error:
            self.journal.void(job)
            return {"error": "unreachable", "detail": str(error)[:300]}
        except OSError as error:
            logger.warning("%s broke while it was sent: %s", job, error)
            return {"error": "broken", "detail": str(error)[:300]}
        self.journal.done(job)
        logger.info("%s sent, %s bytes.", job, len(content))
        return {"done": True}

    def _is_stuck(self, wire: Wire) -> bool:
        """Whether it waits for the rest of a label whose sender has died, and still does a while later."""
        step = {
            "send": base64.b64encode(HOST_STATUS).decode("ascii"),
            "end": base64.b64encode(b"\x03").decode("ascii"),
            "times": 3,
            "seconds": 1.0,
        }
        if not is_partial(converse(wire, step)):
            return False
        time.sleep(SETTLE)
        return is_partial(converse(wire, step))


# --- the server


class Refused(Exception):
    """The server answered with an error. `sentence` is its own."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{status}: {sentence}")
        self.status, self.sentence = status, sentence


@dataclass
class Link:
    """HTTP to the server, over a connection that is kept. https only, except to this PC itself; through the
    proxy that the system names (HTTPS_PROXY), trusting what it trusts and `ca`."""

    server: str
    token: str = ""
    ca: str = ""
    line: http.client.HTTPConnection | None = None
    date: str = ""

    def post(self, path: str, message: Message, seconds: float) -> Message:
        """Sent once. Raises OSError, http.client.HTTPException, Refused."""
        body = json.dumps(message).encode()
        headers = {"Content-Type": "application/json", "User-Agent": f"packages-agent/{VERSION}"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            line = self._line(seconds)
            line.request("POST", path, body, headers)
            response = line.getresponse()
            content = _whole(response)
        except BaseException:
            self.close()
            raise
        self.date = response.headers.get("Date") or ""
        if response.status != 200:
            self.close()
            raise Refused(response.status, _sentence(content))
        answer = json.loads(content)
        if not isinstance(answer, dict):
            raise ValueError("the server's answer is none of ours")  # noqa: TRY004 - as json.loads says it
        return answer

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None

    def _line(self, seconds: float) -> http.client.HTTPConnection:
        if self.line is None:
            self.line = self._connected(seconds)
        self.line.timeout = seconds
        if self.line.sock is not None:
            self.line.sock.settimeout(seconds)
        return self.line

    def _connected(self, seconds: float) -> http.client.HTTPConnection:
        parts = urllib.parse.urlsplit(self.server)
        host, port = parts.hostname or "", parts.port
        if parts.scheme != "https":
            return http.client.HTTPConnection(host, port, timeout=seconds)
        context = ssl.create_default_context()
        if self.ca:
            context.load_verify_locations(self.ca)
        proxy = "" if urllib.request.proxy_bypass(host) else urllib.request.getproxies().get("https", "")
        if not proxy:
            return http.client.HTTPSConnection(host, port, timeout=seconds, context=context)
        via = urllib.parse.urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        line = http.client.HTTPSConnection(
            via.hostname or "", via.port or 8080, timeout=seconds, context=context
        )
        line.set_tunnel(host, port or 443, _proxy_headers(via))
        return line


def _whole(response: http.client.HTTPResponse) -> bytes:
    """In parts: Python sets as much memory aside as it may read at most. Raises ValueError."""
    content = b""
    while chunk := response.read(65536):
        content += chunk
        if len(content) > LONGEST_RESPONSE:
            raise ValueError("the server's answer does not end")
    return content


def _proxy_headers(via: urllib.parse.SplitResult) -> Dict[str, str]:
    if not via.username:
        return {}
    words = f"{urllib.parse.unquote(via.username)}:{urllib.parse.unquote(via.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(words.encode()).decode('ascii')}"}


def _sentence(content: bytes) -> str:
    """A refusal's sentence, where it is our server's."""
    with contextlib.suppress(ValueError, AttributeError):
        return str(json.loads(content).get("error", ""))[:300]
    return ""


def checked_server(text: str) -> str:
    """The server's address as it is used. Raises AgentError."""
    parts = urllib.parse.urlsplit(text.strip().rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise AgentError(f"{text!r} is no address such as https://packages.example.com.")
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise AgentError("The address must begin with https://: labels bear names and addresses.")
    return f"{parts.scheme}://{parts.netloc}"


def machine() -> str:
    """The same for this PC always, and for no other one; it reveals nothing about it."""
    name = ""
    if sys.platform == "win32":
        with (
            contextlib.suppress(OSError),
            winreg.OpenKey(  # a Python of 32 bit finds none in the part of the registry that it is shown
                winreg.HKEY_LOCAL_MACHINE,
                r"SOFTWARE\Microsoft\Cryptography",
                0,
                winreg.KEY_READ | winreg.KEY_WOW64_64KEY,
            ) as key,
        ):
            name = str(winreg.QueryValueEx(key, "MachineGuid")[0])
    elif sys.platform == "darwin":
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            output = subprocess.run(
                ["ioreg", "-rd1", "-c", "IOPlatformExpertDevice"], capture_output=True, timeout=5, check=False
            ).stdout.decode("utf-8", "replace")
            name = output.partition("IOPlatformUUID")[2][:60]
    else:
        with contextlib.suppress(OSError):
            name = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    return hashlib.sha256(f"packages-agent {name or socket.gethostname()}".encode()).hexdigest()[:32]


def boot() -> str:
    """Another one when this PC was started again: the power cut may have taken its printers too."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{(time.time() - clock()) / 600:.0f}"  # a clock that is set counts as a start


# --- what is kept on this PC


def default_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "PackagesAgent"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "PackagesAgent"
    if os.geteuid() == 0:
        return Path("/var/lib/packages-agent")
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "packages-agent"


@dataclass
class Kept:
    """agent.json: the server's address, this PC's token, the journal that belongs to it."""

    folder: Path
    values: Dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return self.folder / "agent.json"

    def load(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.path.exists():
            try:
                found = json.loads(self.path.read_text(encoding="utf-8"))
            except ValueError as error:
                raise AgentError(f"{self.path} is damaged. Pair this PC again.") from error
            self.values = found if isinstance(found, dict) else {}

    def save(self, **values: Any) -> None:
        self.values.update(values)
        _write_file(self.path, json.dumps(self.values, indent=1).encode())

    def text(self, name: str) -> str:
        return str(self.values.get(name) or "")


class OneAtATime:
    """Held as long as this process lives. Raises AgentError where another agent holds it."""

    def __init__(self, path: Path) -> None:
        try:
            self.file = path.open("ab")
            if sys.platform == "win32":
                self.file.seek(0)
                msvcrt.locking(self.file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AgentError("The agent is running on this PC already. Nothing was started.") from error

    def release(self) -> None:
        self.file.close()


def locks(kept: Kept) -> List[OneAtATime]:
    """One agent for what is kept in this folder, and one on this PC for its token, wherever a copy of it
    lies: two would not know of each other what they have printed."""
    here = [kept.folder / "lock"]
    if kept.text("journal"):
        here.append(Path(tempfile.gettempdir()) / f"packages-agent-{kept.text('journal')}.lock")
    return [OneAtATime(path) for path in here]


def release(held: List[OneAtATime]) -> None:
    for lock in held:
        lock.release()


# --- the agent


class Hand(threading.Thread):
    """One printer's own thread: its commands, in order. It reports to the server itself, so that the poll
    is not held up by a slow printer."""

    def __init__(self, agent: Agent, key: str) -> None:
        super().__init__(name=key, daemon=True)
        self.agent, self.commands = agent, queue.Queue[Any]()
        self.link = agent.new_link()

    def run(self) -> None:
        while (command := self.commands.get()) is not None:
            late = clock() > command["until"]
            result = {"error": "late", "detail": "it came too late"} if late else None
            result = result or self.agent.printing.obey(command)
            self._report({**result, "id": command["id"]})

    def _report(self, result: Message) -> None:
        """Once more where the kept connection was dead. What is lost, the server requests."""
        if result.get("error") not in (None, "one_way"):
            self.agent.trouble = f"{self.name}: {result.get('detail') or result['error']}"
        if not self._send(result):
            self._send(result)

    def _send(self, result: Message) -> bool:
        try:
            self.agent.poll(self.link, hold=0.0, results=[result])
        except (OSError, http.client.HTTPException, ValueError) as error:
            logger.info("A result did not reach the server: %s", error)
            return False
        except Refused as error:
            logger.warning("A result was refused: %s", error)
        return True


class Agent:
    """Polls until it is stopped or refused for good."""

    def __init__(self, kept: Kept, finder: Finder, journal: Journal) -> None:
        self.kept, self.finder, self.journal = kept, finder, journal
        self.printing = Printing(finder, journal)
        self.session = secrets.token_hex(8)
        self.machine, self.boot = machine(), boot()
        self.hands: Dict[str, Hand] = {}
        self.hold, self.trouble = HOLD, ""
        self.found: List[Message] | None = None
        self.cut_at = clock()
        self.stop = threading.Event()
        self.update: Message | None = None

    def new_link(self) -> Link:
        return Link(self.kept.text("server"), self.kept.text("token"), self.kept.text("ca"))

    def run(self) -> None:
        """Raises AgentError where it makes no sense to go on."""
        link, failures = self.new_link(), 0
        while not self.stop.is_set() and self.update is None:
            began = clock()
            try:
                self._round(link)
                failures = 0
            except (OSError, http.client.HTTPException, ValueError) as error:
                failures = self._failed(error, clock() - began, failures)
            except Refused as error:
                _give_up_if_final(error)
                logger.warning("The server refuses: %s", error)
                failures += 1
                self.stop.wait(_pause(failures + 2))

    def poll(self, link: Link, *, hold: float, **more: Any) -> Message:
        """One request to the second address. Raises as Link.post does."""
        message = {
            "session": self.session,
            "journal": self.journal.name,
            "machine": self.machine,
            "version": VERSION,
            "begun": self.journal.begun,
            "hold": hold,
            **more,
        }
        return link.post("/agent/next", message, hold + ANSWER_SECONDS)

    def _round(self, link: Link) -> None:
        self._tidy()
        found = [way.entry() for way in self.finder.find()]
        news: Message = {
            "boot": self.boot,
            "refused": self.kept.text("refused"),
            "system": f"{platform.system()} {platform.release()}",
            "trouble": self.trouble,
        }
        if found != self.found:
            news["found"] = found
        requested_at = clock()
        answer = self.poll(link, hold=self.hold, **news)
        self.found = None if answer.get("tell") else found
        if self.trouble == news["trouble"]:  # else a printer has reported something meanwhile
            self.trouble = ""
        for command in answer.get("commands", []):
            self._give(command, requested_at + float(answer.get("held", 0)))
        if answer.get("update") and not answer.get("commands"):
            self.update = answer["update"]
        self.stop.wait(min(max(float(answer.get("pause", 0)), 0.0), 60.0))

    def _give(self, command: Message, sent: float) -> None:
        """`sent`: the latest moment at which the server can have answered, by our own clock."""
        command["until"] = sent + float(command["ttl"])
        key = str(command["printer"])
        if key not in self.hands or not self.hands[key].is_alive():
            self.hands[key] = Hand(self, key)
            self.hands[key].start()
        self.hands[key].commands.put(command)

    def _failed(self, error: Exception, seconds: float, failures: int) -> int:
        """A poll that was cut after a while: something in between ends what is silent. Ask for less."""
        if LEAST_HOLD <= seconds < self.hold + 1:
            self.hold = max(min(self.hold, seconds) - 3, LEAST_HOLD)
            logger.info(
                "A poll was cut after %.0f s (%s): it is held for %.0f s from now on.",
                seconds,
                error,
                self.hold,
            )
            return 0
        logger.warning("The server cannot be reached: %s", error)
        self.stop.wait(_pause(failures))
        return failures + 1

    def _tidy(self) -> None:
        if clock() - self.cut_at > 86_400:
            self.journal.cut()
            self.cut_at = clock()

    def end(self) -> None:
        """Labels that are under way are finished first."""
        for hand in self.hands.values():
            hand.commands.put(None)
        for hand in self.hands.values():
            hand.join(30)


def _pause(failures: int) -> float:
    """0.5, 1, 2 … 15 seconds, not all PCs at once."""
    return min(0.5 * 2.0 ** min(failures, 6), 15.0) * random.uniform(0.7, 1.3)  # noqa: S311 - no secret


def _give_up_if_final(error: Refused) -> None:
    """Raises AgentError where only a person can help. What starts this again soon must not do so at once."""
    if error.status in (401, 403, 409):
        time.sleep(FINAL_SECONDS)
        why = error.sentence or "The server does not know this PC."
        raise AgentError(why)


# --- update: the new file has to reach the server before it takes the old one's place


def put_in_place(update: Message, here: Path, arguments: List[str], release: Callable[[], None]) -> bool:
    """Whether the new file stands where this one stood; it goes back where the new one does not start."""
    content = base64.b64decode(str(update["content"]))
    is_whole = hashlib.sha256(content).hexdigest() == update["sha256"]
    # a file of nothing, or of zeros as after a power cut, starts and ends well in some versions of Python
    if not is_whole or f'VERSION = "{update["version"]}"'.encode() not in content:
        logger.error("The new version was not whole. This one goes on.")
        return False
    new, old = here.with_name(f"{here.name}.new"), here.with_name(f"{here.name}.old")
    _write_file(new, content)
    release()
    try:
        tried = subprocess.run([sys.executable, str(new), *arguments, "--try"], timeout=90, check=False)  # noqa: S603 - our own file
        works = tried.returncode == 0
    except (OSError, subprocess.TimeoutExpired) as error:
        logger.warning("The new version did not start: %s", error)
        works = False
    if not works:
        logger.error("Version %s does not start here. Version %s goes on.", update.get("version"), VERSION)
        new.unlink()
        return False
    _write_file(old, here.read_bytes())
    os.replace(new, here)
    return True


def restart(here: Path, arguments: List[str]) -> None:
    """Become the file that stands there now."""
    command = [sys.executable, str(here), *arguments]
    if sys.platform == "win32":
        subprocess.Popen(command)  # noqa: S603 - our own file
        sys.exit(0)
    os.execv(sys.executable, command)  # noqa: S606 - our own file


# --- install


def unit(command: str) -> str:
    """For systemd."""
    return (
        "[Unit]\nDescription=Print agent of the packages back-office\nAfter=network-online.target\n\n"
        f"[Service]\nExecStart={command}\nRestart=always\nRestartSec=5\nNoNewPrivileges=yes\n\n"
        "[Install]\nWantedBy=default.target\n"
    )


def plist(words: List[str]) -> str:
    """For launchd."""
    items = "".join(f"<string>{_xml(word)}</string>" for word in words)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
        '"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict>'
        "<key>Label</key><string>packages-agent</string>"
        f"<key>ProgramArguments</key><array>{items}</array>"
        "<key>RunAtLoad</key><true/><key>KeepAlive</key><true/></dict></plist>\n"
    )


def task(words: List[str], user: str) -> str:
    """For schtasks: at this user's own log-on, as an ordinary user, without end, on battery too, once. What
    has ended, be it killed or an update that the scheduler does not watch, is started again in 5 minutes."""
    arguments = subprocess.list2cmdline(words[1:])
    return (
        '<?xml version="1.0" encoding="UTF-16"?>\n'
        '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">'
        f"<Triggers><LogonTrigger><UserId>{_xml(user)}</UserId></LogonTrigger>"
        "<TimeTrigger><Repetition><Interval>PT5M</Interval></Repetition>"
        "<StartBoundary>2020-01-01T00:00:00</StartBoundary></TimeTrigger></Triggers>"
        f'<Principals><Principal id="me"><UserId>{_xml(user)}</UserId><LogonType>InteractiveToken</LogonType>'
        "<RunLevel>LeastPrivilege</RunLevel></Principal></Principals>"
        "<Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>"
        "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>"
        "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>"
        "<RestartOnFailure><Interval>PT1M</Interval><Count>255</Count></RestartOnFailure>"
        "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit></Settings>"
        f'<Actions Context="me"><Exec><Command>{_xml(words[0])}</Command>'
        f"<Arguments>{_xml(arguments)}</Arguments></Exec></Actions></Task>\n"
    )


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def install(here: Path, folder: Path) -> List[str]:
    """Start it now and at every log-on; what was done. Raises AgentError."""
    words = [sys.executable, str(here), "--folder", str(folder)]
    if sys.platform == "win32":
        return _install_windows(words, folder)
    if sys.platform == "darwin":
        path = Path.home() / "Library" / "LaunchAgents" / "packages-agent.plist"
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_file(path, plist(words).encode())
        _run(["launchctl", "unload", str(path)], must=False)
        return [f"Wrote {path}.", _run(["launchctl", "load", "-w", str(path)])]
    system = os.geteuid() == 0
    base = Path("/etc/systemd/system") if system else Path.home() / ".config" / "systemd" / "user"
    base.mkdir(parents=True, exist_ok=True)
    path, control = base / "packages-agent.service", ["systemctl", *([] if system else ["--user"])]
    text = unit(" ".join(_quoted(word) for word in words))
    _write_file(path, (text.replace("default.target", "multi-user.target") if system else text).encode())
    done = [f"Wrote {path}.", _run([*control, "daemon-reload"])]
    done.append(_run([*control, "enable", "--now", "packages-agent"]))
    return done if system else [*done, _run(["loginctl", "enable-linger"], must=False)]


def _quoted(word: str) -> str:
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{text}"'


def _install_windows(words: List[str], folder: Path) -> List[str]:
    """A task; where this user may make none, the Run key of the registry, which starts it at log-on too."""
    quiet = Path(words[0]).with_name("pythonw.exe")
    words = [str(quiet) if quiet.exists() else words[0], *words[1:]]
    user = f"{os.environ.get('USERDOMAIN', '')}\\{os.environ.get('USERNAME', '')}".strip("\\")
    path = folder / "task.xml"
    path.write_text(task(words, user), encoding="utf-16")
    name = "Packages print agent"
    try:
        made = _run(["schtasks", "/Create", "/F", "/TN", name, "/XML", str(path)])
        return [made, _run(["schtasks", "/Run", "/TN", name])]
    except AgentError as error:
        _run_at_log_on(name, words)
        subprocess.Popen(words)  # noqa: S603 - our own file
        return [f"{error}", "It is started at log-on by the registry's Run key instead, and is running now."]


def _run_at_log_on(name: str, words: List[str]) -> None:
    if sys.platform == "win32":
        run = r"Software\Microsoft\Windows\CurrentVersion\Run"
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, run, 0, winreg.KEY_SET_VALUE) as key:
            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, subprocess.list2cmdline(words))


def _run(command: List[str], *, must: bool = True) -> str:
    """Raises AgentError where it failed and `must` not."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)  # noqa: S603 - our own words
        failed, output = done.returncode != 0, (done.stderr or done.stdout).decode("utf-8", "replace").strip()
    except (OSError, subprocess.TimeoutExpired) as error:
        failed, output = True, str(error)
    if failed and must:
        raise AgentError(f"{' '.join(command[:3])} failed: {output[:300]}")
    return f"{' '.join(command[:4])}: {output[:200] or 'done'}"


# --- check


NOT_TRUSTED = "A company's own authority is named with --ca FILE. A wrong clock on this PC looks the same."


def check(kept: Kept, finder: Finder) -> Iterator[Tuple[bool, str]]:
    """Whether it is well, and a sentence; one for each thing that can be wrong."""
    server = kept.text("server")
    if not server:
        yield False, "This PC is not paired. Make a code on the page Stations, then run --server … --code …"
        return
    yield from _check_server(kept, server)
    ways = finder.find()
    if not ways:
        yield (
            False,
            "No printer was found. Connect it by USB and switch it on, or name it by host:port on Stations.",
        )
    for way in ways:
        yield _check_way(way)


def _check_server(kept: Kept, server: str) -> Iterator[Tuple[bool, str]]:
    link = Link(server, kept.text("token"), kept.text("ca"))
    try:
        link.post("/agent/next", {"hold": 0, "check": True}, 10)
    except Refused as error:
        if error.status == 401:
            yield False, "The server does not know this PC (any more). Pair it again on the page Stations."
        else:
            yield False, f"The server refuses: {error.status} {error.sentence}"
    except ssl.SSLCertVerificationError as error:
        yield (
            False,
            f"The server's certificate is not trusted: {error.verify_message}. {NOT_TRUSTED}",
        )
    except socket.gaierror:
        yield False, f"The name in {server} is not known in this network. Check the address."
    except (OSError, http.client.HTTPException, ValueError) as error:
        yield (
            False,
            f"{server} cannot be reached: {error}. Check the network, and HTTPS_PROXY where there is one.",
        )
    else:
        yield True, f"{server} answers and knows this PC."
    yield from _check_clock(link.date)


def _check_clock(date: str) -> Iterator[Tuple[bool, str]]:
    with contextlib.suppress(TypeError, ValueError):
        skew = float(time.time() - parsedate_to_datetime(date).timestamp())
        if abs(skew) > SKEW:
            yield (
                False,
                f"This PC's clock is {abs(skew) / 60:.0f} minutes off. Set it; labels print all the same.",
            )
        else:
            yield True, "The clock is right."


def _check_way(way: Way) -> Tuple[bool, str]:
    if not way.two_way:
        return True, f"{way.key}: {way.name}. It cannot be asked how it is."
    step = {
        "send": base64.b64encode(HOST_STATUS).decode("ascii"),
        "end": base64.b64encode(b"\x03").decode("ascii"),
        "times": 3,
        "seconds": 2.0,
    }
    try:
        (answer,) = ask(way, [step], Deadline(5))
    except OSError as error:
        return False, f"{way.key}: {way.name} cannot be opened: {error}"
    text = "It answers." if answer else "It does not answer: it is no ZPL printer, or out of paper or open."
    return bool(answer), f"{way.key}: {way.name}. {text}"


TEST_LABEL = b"^XA^FO40,40^A0N,40,40^FDPrint agent^FS^FO40,100^A0N,30,30^FDThis printer works.^FS^XZ\r\n"


def print_test(finder: Finder, key: str) -> str:
    """Raises AgentError."""
    deadline = Deadline(15)
    try:
        wire = finder.way(key).open(deadline)
        try:
            wire.write(TEST_LABEL, deadline)
            wire.finish(deadline)
        finally:
            wire.close()
    except OSError as error:
        raise AgentError(f"The test label was not printed: {error}") from error
    return "The test label was sent."


# --- the command line


def pair(kept: Kept, code: str, server: str) -> str:
    """Raises AgentError: then this PC is paired as it was. A new journal belongs to a new token."""
    path = kept.folder / "journal"
    new = path.with_name("journal.new")
    new.unlink(missing_ok=True)
    journal = Journal(new)
    message = {
        "code": code,
        "journal": journal.name,
        "machine": machine(),
        "host": socket.gethostname()[:60],
        "system": f"{platform.system()} {platform.release()}",
        "version": VERSION,
    }
    try:
        answer = Link(server, ca=kept.text("ca")).post("/agent/pair", message, 20)
    except Refused as error:
        raise AgentError(error.sentence or f"The server refuses: {error.status}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise AgentError(f"{server} cannot be reached: {error}") from error
    os.replace(new, path)
    kept.save(server=server, token=str(answer["token"]), journal=journal.name)
    return f"This PC is paired as {answer.get('name', '')}."


def open_journal(kept: Kept) -> Journal:
    """That of this token: with another one nobody would know what was printed. Raises AgentError."""
    path = kept.folder / "journal"
    if not kept.text("token"):
        raise AgentError(
            "This PC is not paired. Make a code on the page Stations, then run --server … --code …"
        )
    if not path.exists() or (journal := Journal(path)).name != kept.text("journal"):
        raise AgentError(f"The journal {path} is missing or another one's. Pair this PC again.")
    return journal


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Prints the labels of the packages back-office on this PC.")
    parser.add_argument("--server", default=SERVER, help="https://packages.example.com")
    parser.add_argument("--code", help="the code that the page Stations shows")
    parser.add_argument("--check", action="store_true", help="say what is wrong; prints nothing")
    parser.add_argument(
        "--print-test", metavar="PRINTER", help="print a test label on one of those that --check lists"
    )
    parser.add_argument("--install", action="store_true", help="run at every log-on")
    parser.add_argument("--ca", help="a file with the certificate of your company's own authority")
    parser.add_argument(
        "--allow-port", type=int, action="append", help="a printer's port besides 9100 to 9109"
    )
    parser.add_argument("--folder", type=Path, default=default_folder(), help="where it keeps what it keeps")
    parser.add_argument("--version", action="version", version=VERSION)
    for hidden in ("--usb-folder", "--sys-folder"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    parser.add_argument("--try", dest="trial", action="store_true", help=argparse.SUPPRESS)
    return parser


def _finder(kept: Kept, given: argparse.Namespace) -> Finder:
    finder = Finder(ports=(*RAW_PORTS, *kept.values.get("ports", [])))
    finder.usb_folder = given.usb_folder or finder.usb_folder
    finder.sys_folder = given.sys_folder or finder.sys_folder
    if sys.platform == "win32":
        finder.windows = Win32()
    return finder


def _log_to(folder: Path) -> None:
    file = logging.handlers.RotatingFileHandler(
        folder / "agent.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8"
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(file)
    if sys.stderr is not None:  # pythonw has none
        logger.addHandler(logging.StreamHandler())
    logger.setLevel(logging.INFO)


def main(words: List[str] | None = None) -> int:
    given = _arguments().parse_args(words)
    kept = Kept(given.folder.expanduser().absolute())
    try:
        kept.load()
        return _act(kept, given)
    except AgentError as error:
        if logger.handlers:
            logger.error("%s", error)  # noqa: TRY400 - a sentence for a person
        else:
            print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _act(kept: Kept, given: argparse.Namespace) -> int:
    if given.allow_port:
        kept.save(ports=sorted({*kept.values.get("ports", []), *given.allow_port}))
    if given.ca:
        kept.save(ca=str(Path(given.ca).absolute()))
    if given.code:
        held = locks(kept)
        server = checked_server(given.server or kept.text("server"))
        if not kept.text("token"):
            kept.save(server=server)  # so that --check can say what is wrong with it
        print(pair(kept, given.code, server))
        release(held)
    if given.install:
        print("\n".join(install(Path(__file__).absolute(), kept.folder)))
        return 0
    finder = _finder(kept, given)
    if given.check:
        results = list(check(kept, finder))
        print("\n".join(f"{'ok   ' if good else 'WRONG'}  {sentence}" for good, sentence in results))
        return 0 if all(good for good, _ in results) else 1
    if given.print_test:
        print(print_test(finder, given.print_test))
        return 0
    if given.code:
        return 0
    return _serve(kept, finder, trial=given.trial)


def _serve(kept: Kept, finder: Finder, *, trial: bool) -> int:
    held = locks(kept)
    agent = Agent(kept, finder, open_journal(kept))
    if trial:
        agent.poll(agent.new_link(), hold=0.0)
        return 0
    _log_to(kept.folder)
    logger.info("Agent %s, %s, journal %s.", VERSION, kept.text("server"), agent.journal.name)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _end(agent))
    try:
        agent.run()
    finally:
        agent.end()
    if agent.update is not None:
        arguments, here = sys.argv[1:], Path(__file__).absolute()
        if not put_in_place(agent.update, here, arguments, lambda: release(held)):
            kept.save(refused=agent.update.get("sha256"))
        restart(here, arguments)
    return 0


def _end(agent: Agent) -> None:
    agent.stop.set()
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
