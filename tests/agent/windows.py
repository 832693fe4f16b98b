"""Windows as far as the agent calls it: answers as its documentation has them, by the names of the calls."""

import ctypes
import struct
from typing import Any

from packages_ui.agent.packages_agent import (
    ERROR_IO_PENDING,
    ERROR_NO_MORE_ITEMS,
    ERROR_OPERATION_ABORTED,
    WAIT_OBJECT_0,
    WAIT_TIMEOUT,
    DocInfo,
    DriverInfo,
    Overlapped,
    PrinterInfo,
    detail_size,
)

DEVICES, FILE, EVENT = 0x100, 0x200, 0x300


class Windows:
    """`paths`: USB printers. `takes`: how many bytes each write takes, one after the other, then all; `says`:
    what is read, one after the other, then nothing. `open_error`: why a printer cannot be opened.
    `write_error`: how a write ends that is under way. `attributes`: the queues' drivers'; None where Windows
    does not tell them."""

    def __init__(self, *paths: str, queues: tuple[str, ...] = (), open_error: int = 0) -> None:
        self.write_error, self.datatype = 0, ""
        self.attributes: int | None = 0
        self.paths, self.queues, self.open_error = paths, queues, open_error
        self.takes: list[int] = []
        self.says: list[bytes] = []
        self.written = b""
        self.calls: list[str] = []
        self.spool_takes: int | None = None
        self._error = 0
        self._moved = 0

    def error(self) -> int:
        return self._error

    def _fail(self, code: int) -> int:
        self._error = code
        return 0

    def __getattribute__(self, name: str) -> Any:
        if name[0].isupper():
            self.calls.append(name)
        return super().__getattribute__(name)

    # --- setupapi

    def SetupDiGetClassDevsW(self, _guid: Any, _name: Any, _window: Any, flags: int) -> int:
        assert flags == 0x12
        return DEVICES

    def SetupDiEnumDeviceInterfaces(self, _set: int, _info: Any, _guid: Any, place: int, data: Any) -> int:
        assert data._obj.size == ctypes.sizeof(data._obj)
        data._obj.flags = place
        return 1 if place < len(self.paths) else self._fail(ERROR_NO_MORE_ITEMS)

    def SetupDiGetDeviceInterfaceDetailW(
        self, _set: int, data: Any, detail: Any, size: int, need: Any, _info: Any
    ) -> int:
        content = self.paths[data._obj.flags].encode("utf-16-le") + b"\0\0"
        if detail is None:
            need._obj.value = 4 + len(content)
            return self._fail(122)
        assert struct.unpack_from("<I", detail, 0)[0] == detail_size()
        assert size == 4 + len(content)
        struct.pack_into(f"{len(content)}s", detail, 4, content)
        return 1

    def SetupDiDestroyDeviceInfoList(self, _set: int) -> int:
        return 1

    # --- kernel32

    def CreateFileW(self, path: str, access: int, share: int, _security: Any, *rest: Any) -> int | None:
        assert (access, share, rest) == (0xC0000000, 3, (3, 0x40000000, None))
        if self.open_error or path not in self.paths:
            self._error = self.open_error or 2
            return ctypes.c_void_p(-1).value
        return FILE

    def CreateEventW(self, *_words: Any) -> int:
        return EVENT

    def WriteFile(self, handle: int, buffer: Any, size: int, _count: Any, overlapped: Any) -> int:
        assert handle == FILE
        assert isinstance(overlapped._obj, Overlapped)
        self._moved = min(self.takes.pop(0), size) if self.takes else size
        self.written += buffer.raw[: self._moved]
        return self._fail(ERROR_IO_PENDING)

    def ReadFile(self, _handle: int, buffer: Any, _size: int, _count: Any, _overlapped: Any) -> int:
        said = self.says.pop(0) if self.says else b""
        buffer[: len(said)] = said
        self._moved = len(said)
        return self._fail(ERROR_IO_PENDING)

    def WaitForSingleObject(self, _event: int, milliseconds: int) -> int:
        assert 0 < milliseconds <= 60_000
        return WAIT_OBJECT_0 if self._moved else WAIT_TIMEOUT

    def CancelIoEx(self, _handle: int, _overlapped: Any) -> int:
        return 1

    def GetOverlappedResult(self, _handle: int, _overlapped: Any, count: Any, wait: int) -> int:
        assert wait == 1
        if self.write_error:
            return self._fail(self.write_error)
        count._obj.value = self._moved
        return 1 if self._moved else self._fail(ERROR_OPERATION_ABORTED)

    def CloseHandle(self, _handle: int) -> int:
        return 1

    # --- winspool

    def EnumPrintersW(
        self, flags: int, _name: Any, level: int, buffer: Any, _size: int, need: Any, count: Any
    ) -> int:
        assert (flags, level) == (6, 4)
        need._obj.value = ctypes.sizeof(PrinterInfo) * len(self.queues)
        if buffer is None:
            return self._fail(122)
        rows = ctypes.cast(buffer, ctypes.POINTER(PrinterInfo))
        for place, name in enumerate(self.queues):
            rows[place].name = name
        count._obj.value = len(self.queues)
        return 1

    def OpenPrinterW(self, name: str, handle: Any, _defaults: Any) -> int:
        handle._obj.value = FILE
        return 1 if name in self.queues else self._fail(1801)

    def StartDocPrinterW(self, _handle: Any, level: int, info: Any) -> int:
        assert isinstance(info._obj, DocInfo)
        assert level == 1
        self.datatype = info._obj.datatype
        return 7

    def GetPrinterDriverW(
        self, _handle: Any, _environment: Any, level: int, buffer: Any, size: int, need: Any
    ) -> int:
        assert level == 8
        if self.attributes is None:
            return self._fail(1797)  # ERROR_UNKNOWN_PRINTER_DRIVER
        need._obj.value = ctypes.sizeof(DriverInfo) + 200  # its texts
        if buffer is None:
            return self._fail(122)
        assert size == need._obj.value
        DriverInfo.from_buffer(buffer).attributes = self.attributes
        return 1

    def StartPagePrinter(self, _handle: Any) -> int:
        return 1

    def WritePrinter(self, _handle: Any, buffer: Any, size: int, count: Any) -> int:
        took = size if self.spool_takes is None else self.spool_takes
        count._obj.value = took
        self.written += buffer.raw[:took]
        return 1

    def AbortPrinter(self, _handle: Any) -> int:
        return 1

    def EndPagePrinter(self, _handle: Any) -> int:
        return 1

    def EndDocPrinter(self, _handle: Any) -> int:
        return 1

    def ClosePrinter(self, _handle: Any) -> int:
        return 1
