"""Bytes to a printer on the desk's network, and to one on a USB cable."""

import base64
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from packages_ui.agent import packages_agent
from packages_ui.agent.packages_agent import Finder, Journal, Message, Printing
from packages_ui.sandbox.zpl_printer import PATIENCE, ZplPrinter
from tests.agent.usb import UsbPrinter

LABEL = b"^XA^FO40,40^A0N,40,40^FDSam^FS^XZ"
USB = "usb:52J1234"
STATUS = {"send": "fkhT", "end": "Aw==", "times": 3, "seconds": PATIENCE}
ERRORS = {"send": "fkhRRVM=", "end": "Aw==", "times": 1, "seconds": PATIENCE, "when": "silent"}
GETVAR = base64.b64encode(b'! U1 getvar "odometer.total_label_count"\r\n').decode()
COUNT = {"send": GETVAR, "end": "Ig==", "times": 2, "seconds": PATIENCE, "when": "whole", "fresh": True}


def to_print(job: str, printer: str, **more: Any) -> Message:
    label = base64.b64encode(more.pop("label", LABEL)).decode()
    return {"do": "print", "job": job, "printer": printer, "bytes": label, "seconds": PATIENCE, **more}


def asked(printing: Printing, printer: str, *steps: Message) -> list[bytes]:
    said = printing.obey({"do": "ask", "printer": printer, "steps": list(steps), "seconds": PATIENCE})
    return [base64.b64decode(answer) for answer in said["answers"]]


@pytest.fixture
def printer() -> Iterator[ZplPrinter]:
    with ZplPrinter() as made:
        yield made


@pytest.fixture
def usb(printer: ZplPrinter, tmp_path: Path) -> UsbPrinter:
    return UsbPrinter(printer, tmp_path / "kernel")


@pytest.fixture(params=["tcp", "usb"])
def way(request: pytest.FixtureRequest, printer: ZplPrinter, usb: UsbPrinter) -> tuple[Finder, str]:
    if request.param == "usb":
        return usb.finder(), USB
    return Finder(ports=(printer.port,)), f"tcp:{printer.host}:{printer.port}"


@pytest.fixture
def printing(way: tuple[Finder, str], tmp_path: Path) -> Printing:
    return Printing(way[0], Journal(tmp_path / "journal"))


def test_it_prints_an_id_once(printing: Printing, way: tuple[Finder, str], printer: ZplPrinter) -> None:
    for _ in range(3):
        assert printing.obey(to_print("one", way[1])) == {"done": True}
    assert printer.wait_printed(1)
    assert printing.obey(to_print("two", way[1])) == {"done": True}
    assert printer.wait_printed(2)
    assert len(printer.printed) == 2


def test_it_never_prints_what_it_has_called_never(
    printing: Printing, way: tuple[Finder, str], printer: ZplPrinter
) -> None:
    assert printing.obey({"do": "fate", "jobs": ["one"]}) == {"fates": {"one": "never"}}
    assert printing.obey(to_print("one", way[1])) == {"error": "unreachable"}
    assert printing.obey(to_print("two", way[1])) == {"done": True}
    assert printer.wait_printed(1)
    assert printing.obey({"do": "fate", "jobs": ["two"]}) == {"fates": {"two": "done"}}


def test_it_passes_questions_both_ways(
    printing: Printing, way: tuple[Finder, str], printer: ZplPrinter
) -> None:
    printer.set(counter=41)
    status, errors, count = asked(printing, way[1], STATUS, ERRORS, COUNT)
    assert status.count(b"\x03") == 3
    assert errors == b""
    assert count == b'"41"\r\n'


def test_it_asks_for_errors_where_the_status_is_silent(
    printing: Printing, way: tuple[Finder, str], printer: ZplPrinter
) -> None:
    printer.set(silent_in_trouble=True, paper=0)
    status, errors, _count = asked(printing, way[1], {**STATUS, "seconds": 0.1}, ERRORS, COUNT)
    assert status == b""
    assert b"ERRORS:         1" in errors


def test_it_clears_half_a_label_of_a_sender_that_died(
    printing: Printing, way: tuple[Finder, str], printer: ZplPrinter
) -> None:
    assert printing.obey(to_print("half", way[1], label=b"^XA^FO10,10^FDhal")) == {"done": True}
    (status, count) = asked(printing, way[1], STATUS, COUNT)
    assert packages_agent.is_partial(status)
    assert count == b""  # to a printer that waits for the rest of a label the question is text
    assert printing.obey(to_print("whole", way[1], clear=True)) == {"done": True}
    assert printer.wait_printed(1)
    assert b"hal" not in printer.printed[0]


def test_it_says_that_nothing_went_out_where_there_is_no_printer(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    said = Printing(Finder(usb_folder=str(tmp_path)), journal).obey(to_print("one", USB))
    assert said["error"] == "unreachable"
    assert journal.state("one") == "never"


def test_it_prints_nothing_where_the_journal_cannot_be_written(
    printing: Printing, way: tuple[Finder, str], printer: ZplPrinter
) -> None:
    with patch.object(packages_agent, "_sync", side_effect=OSError(28, "No space left on device")):
        assert printing.obey(to_print("one", way[1]))["error"] == "unreachable"
    assert printing.obey(to_print("two", way[1])) == {"done": True}
    assert printer.wait_printed(1)
    assert len(printer.printed) == 1


def test_it_finds_a_printer_again_at_another_socket(usb: UsbPrinter, printer: ZplPrinter) -> None:
    finder = usb.finder()
    assert [way.entry() for way in finder.find()] == [
        {"key": USB, "name": "Zebra ZD220 on USB, 52J1234", "two_way": True}
    ]
    usb.unplug()
    assert finder.find() == []
    usb.plug("lp1", socket_name="2-4")
    assert [way.key for way in finder.find()] == [USB]
    printing = Printing(finder, Journal(usb.folder / "journal"))
    assert printing.obey(to_print("one", USB)) == {"done": True}
    assert printer.wait_printed(1)


def test_it_names_one_without_a_serial_number_by_its_socket(printer: ZplPrinter, tmp_path: Path) -> None:
    usb = UsbPrinter(printer, tmp_path / "kernel", serial="")
    (way,) = usb.finder().find()
    assert way.key == "usb:0a5f:0166:1-1"


def test_it_calls_a_label_broken_that_the_printer_did_not_take_to_its_end(
    usb: UsbPrinter, tmp_path: Path
) -> None:
    usb.takes.clear()
    journal = Journal(tmp_path / "journal")
    long = to_print("one", USB, label=LABEL * 5_000, seconds=2)
    assert Printing(usb.finder(), journal).obey(long)["error"] == "broken"
    assert journal.state("one") == "begun"


def test_it_does_not_print_again_what_broke_when_the_cable_was_pulled(
    usb: UsbPrinter, tmp_path: Path
) -> None:
    printing = Printing(usb.finder(), Journal(tmp_path / "journal"))
    real, calls = os.write, []

    def pulled(fd: int, part: bytes) -> int:
        calls.append(fd)
        if len(calls) > 3:
            raise OSError(19, "No such device")
        return real(fd, part)

    with patch.object(os, "write", pulled):
        said = printing.obey(to_print("one", USB, label=LABEL * 5_000))
    assert said["error"] == "broken"
    assert printing.obey(to_print("one", USB)) == {"error": "broken"}
    assert printing.obey({"do": "fate", "jobs": ["one"]}) == {"fates": {"one": "begun"}}


def test_it_leaves_to_the_system_what_a_slow_printer_has_not_taken_yet(tmp_path: Path) -> None:
    """Where nobody can tell what is under way, as on Windows, the rest of a label goes out after we have
    closed: a line that is torn down then would cut the label that was called done."""
    content = LABEL * 20_000
    with (
        socket.create_server(("127.0.0.1", 0)) as peer,
        patch.object(packages_agent, "CAN_TELL_UNTAKEN", False),
    ):
        port = peer.getsockname()[1]
        printing = Printing(Finder(ports=(port,)), Journal(tmp_path / "journal"))
        assert printing.obey(to_print("one", f"tcp:127.0.0.1:{port}", label=content)) == {"done": True}
        line, _address = peer.accept()
        with line, line.makefile("rb") as file:
            assert file.read() == content


def test_it_lets_go_gently_of_a_printer_that_has_all_and_read_nothing_yet(tmp_path: Path) -> None:
    """A line that is torn down takes with it what the printer still wanted to do, on some its label too."""
    with socket.create_server(("127.0.0.1", 0)) as peer:
        port = peer.getsockname()[1]
        printing = Printing(Finder(ports=(port,)), Journal(tmp_path / "journal"))
        assert printing.obey(to_print("one", f"tcp:127.0.0.1:{port}")) == {"done": True}
        line, _address = peer.accept()
        with line, line.makefile("rb") as file:
            assert file.read() == LABEL
            assert line.send(b"status") == 6  # refused where the line was torn down


def test_it_speaks_to_no_port_that_is_none_of_a_printer(tmp_path: Path) -> None:
    printing = Printing(Finder(), Journal(tmp_path / "journal"))
    said = printing.obey(to_print("one", "tcp:127.0.0.1:5432"))
    assert said["error"] == "unreachable"
    assert "--allow-port 5432" in said["detail"]


@pytest.mark.parametrize("command", [{}, {"do": "fly"}, {"do": "print", "job": "x", "printer": 7}])
def test_it_survives_a_server_that_says_something_else(command: Message, tmp_path: Path) -> None:
    printing = Printing(Finder(usb_folder=str(tmp_path)), Journal(tmp_path / "journal"))
    assert printing.obey(command)["error"] == "unreachable"
