"""What the agent decides on Windows, from recorded answers, and how large what it hands to Windows is."""

import base64
import ctypes
from pathlib import Path
from typing import Any

import pytest

from packages_ui.agent import packages_agent as agent
from packages_ui.agent.packages_agent import Finder, Journal, Message, Printing
from tests.agent.windows import Windows

ZEBRA = r"\\?\usb#vid_0a5f&pid_0166#52j204700123#{28d78fad-5a12-11d1-ae5b-0000f803a8c2}"
NAMELESS = r"\\?\usb#vid_1203&pid_0172#7&2c1a4f&0&3#{28d78fad-5a12-11d1-ae5b-0000f803a8c2}"
KEY = "usb:52J204700123"
LABEL = b"^XA^FDSam^FS^XZ"
SIZES = [  # documented for Windows: 32 bit, 64 bit
    (agent.Guid, 16, 16),
    (agent.InterfaceData, 28, 32),
    (agent.Overlapped, 20, 32),
    (agent.DocInfo, 12, 24),
    (agent.PrinterInfo, 12, 24),
    (agent.DriverInfo, 120, 200),
]


def size_of(kind: Any, pointer: int) -> tuple[int, int]:
    """Size and alignment where a pointer has so many bytes, by the rules of C."""
    if issubclass(kind, ctypes.Structure):
        at, widest = 0, 1
        for _name, each in kind._fields_:
            size, align = size_of(each, pointer)
            at, widest = -(-at // align) * align + size, max(widest, align)
        return -(-at // widest) * widest, widest
    if issubclass(kind, ctypes.Array):
        size, align = size_of(kind._type_, pointer)
        return size * kind._length_, align
    if kind in (ctypes.c_void_p, ctypes.c_wchar_p):
        return pointer, pointer
    return ctypes.sizeof(kind), ctypes.alignment(kind)


@pytest.mark.parametrize(("kind", "small", "large"), SIZES, ids=lambda it: getattr(it, "__name__", str(it)))
def test_it_lays_out_what_windows_reads_as_documented(kind: Any, small: int, large: int) -> None:
    assert (size_of(kind, 4)[0], size_of(kind, 8)[0]) == (small, large)
    assert ctypes.sizeof(kind) == size_of(kind, ctypes.sizeof(ctypes.c_void_p))[0]


def test_it_says_the_size_of_a_detail_as_windows_packs_it() -> None:
    assert (agent.detail_size(4), agent.detail_size(8)) == (6, 8)


def test_it_knows_the_usbprint_interface() -> None:
    text = bytes(agent.USBPRINT)
    assert text.hex() == "ad8fd728125ad111ae5b0000f803a8c2"  # {28d78fad-5a12-11d1-ae5b-0000f803a8c2}


def test_it_names_each_call_with_as_many_arguments_as_windows_has() -> None:
    """Counted in Microsoft's documentation."""
    counts = {name: len(arguments) for name, (_, _, arguments) in agent.SIGNATURES.items()}
    assert counts["CreateFileW"] == 7
    assert counts["SetupDiGetDeviceInterfaceDetailW"] == 6
    assert counts["SetupDiEnumDeviceInterfaces"] == 5
    assert counts["GetOverlappedResult"] == 4
    assert counts["EnumPrintersW"] == 7
    assert counts["WritePrinter"] == 4
    assert counts["GetPrinterDriverW"] == 6


@pytest.fixture
def windows() -> Windows:
    return Windows(ZEBRA, NAMELESS, queues=("ZDesigner ZD220",))


def printing_on(windows: Windows, folder: Path) -> Printing:
    return Printing(Finder(windows=windows), Journal(folder / "journal"))


def to_print(printer: str, label: bytes = LABEL) -> Message:
    content = base64.b64encode(label).decode()
    return {"do": "print", "job": "one", "printer": printer, "bytes": content, "seconds": 0.2}


def test_it_finds_printers_by_their_serial_number(windows: Windows) -> None:
    told = [way.entry() for way in Finder(windows=windows).find()]
    assert [(way["key"], way["two_way"]) for way in told] == [
        (KEY, True),
        ("usb:vid_1203&pid_0172:7&2c1a4f&0&3", True),
        ("queue:ZDesigner ZD220", False),
    ]
    assert told[0]["name"] == "Zebra on USB, 52J204700123"
    assert "no serial number" in told[1]["name"]


def test_it_writes_past_the_spooler(windows: Windows, tmp_path: Path) -> None:
    assert printing_on(windows, tmp_path).obey(to_print(KEY)) == {"done": True}
    assert windows.written == LABEL
    assert "OpenPrinterW" not in windows.calls
    assert windows.calls.count("CloseHandle") == 2


def test_it_writes_in_as_many_parts_as_the_printer_takes(windows: Windows, tmp_path: Path) -> None:
    windows.takes = [100, 3]
    assert printing_on(windows, tmp_path).obey(to_print(KEY, LABEL * 1000)) == {"done": True}
    assert windows.written == LABEL * 1000


def test_it_calls_a_label_broken_that_was_taken_in_part(windows: Windows, tmp_path: Path) -> None:
    windows.takes = [4, *[0] * 1000]
    printing = printing_on(windows, tmp_path)
    assert printing.obey(to_print(KEY))["error"] == "broken"
    assert printing.journal.state("one") == "begun"


def test_it_does_not_trust_a_write_that_was_cancelled(windows: Windows, tmp_path: Path) -> None:
    """Windows may say that nothing went out of what the printer has in part."""
    windows.takes = [0] * 1000
    assert printing_on(windows, tmp_path).obey(to_print(KEY))["error"] == "broken"
    assert "CancelIoEx" in windows.calls


def test_it_does_not_call_a_label_untouched_whose_cable_was_pulled(windows: Windows, tmp_path: Path) -> None:
    """The write was under way: some of it may be on the paper, and it must not be printed again unasked."""
    windows.write_error = 31  # ERROR_GEN_FAILURE
    printing = printing_on(windows, tmp_path)
    assert printing.obey(to_print(KEY))["error"] == "broken"
    assert printing.journal.state("one") == "begun"


def test_it_reads_what_the_printer_answers(windows: Windows, tmp_path: Path) -> None:
    windows.says = [b"\x02030,0,0\x03", b"\x02001\x03\x02", b"12\x03"]
    step = {"send": "fkhT", "end": "Aw==", "times": 3, "seconds": 1}
    said = printing_on(windows, tmp_path).obey({"do": "ask", "printer": KEY, "steps": [step], "seconds": 1})
    assert base64.b64decode(said["answers"][0]) == b"\x02030,0,0\x03\x02001\x03\x0212\x03"


def test_it_says_that_another_program_has_the_printer(tmp_path: Path) -> None:
    windows = Windows(ZEBRA, open_error=agent.ERROR_SHARING_VIOLATION)
    said = printing_on(windows, tmp_path).obey(to_print(KEY))
    assert said["error"] == "unreachable"
    assert "another program" in said["detail"]


def test_it_hands_a_queue_a_raw_job_and_asks_it_nothing(windows: Windows, tmp_path: Path) -> None:
    printing = printing_on(windows, tmp_path)
    queue = "queue:ZDesigner ZD220"
    assert printing.obey({"do": "ask", "printer": queue, "steps": [], "seconds": 1}) == {"error": "one_way"}
    assert printing.obey(to_print(queue)) == {"done": True}
    assert (windows.written, windows.datatype) == (LABEL, "RAW")
    assert windows.calls[-3:] == ["EndPagePrinter", "EndDocPrinter", "ClosePrinter"]


@pytest.mark.parametrize(("attributes", "datatype"), [(0, "RAW"), (3, "XPS_PASS"), (None, "RAW")])
def test_it_says_to_each_kind_of_driver_that_bytes_go_as_they_came(
    windows: Windows, tmp_path: Path, attributes: int | None, datatype: str
) -> None:
    windows.attributes = attributes
    assert printing_on(windows, tmp_path).obey(to_print("queue:ZDesigner ZD220")) == {"done": True}
    assert windows.datatype == datatype


def test_it_throws_a_job_away_that_the_queue_did_not_take_whole(windows: Windows, tmp_path: Path) -> None:
    windows.spool_takes = 3
    assert printing_on(windows, tmp_path).obey(to_print("queue:ZDesigner ZD220"))["error"] == "broken"
    assert "AbortPrinter" in windows.calls


def test_it_starts_at_the_log_on_of_this_user_without_an_end() -> None:
    xml = agent.task([r"C:\Py 3\pythonw.exe", r"C:\agent.py", "--folder", r"C:\a b"], "DESK1\\sam")
    assert "<LogonTrigger><UserId>DESK1\\sam</UserId></LogonTrigger>" in xml
    assert "<TimeTrigger><Repetition><Interval>PT5M</Interval></Repetition>" in xml
    assert "<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>" in xml
    assert "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>" in xml
    assert "<Count>255</Count>" in xml  # an unsignedByte, by the schema
    assert r"<Arguments>C:\agent.py --folder &quot;C:\a b&quot;</Arguments>" in xml
    assert "LeastPrivilege" in xml


def test_it_gives_no_pages_to_a_queue_of_windows(windows: Windows, tmp_path: Path) -> None:
    command = {**to_print("queue:ZDesigner ZD220"), "pages": True}
    assert printing_on(windows, tmp_path).obey(command)["error"] == "unreachable"
    assert windows.written == b""
