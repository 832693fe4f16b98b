"""The printer of the sandbox, as senders meet it."""

import re
import socket

from packages_ui.sandbox.zpl_printer import ZplPrinter

MANY = 200


def send(printer: ZplPrinter, zpl: bytes) -> None:
    """As one does that does not wait until the printer has read it."""
    with socket.create_connection((printer.host, printer.port)) as line:
        line.sendall(zpl)


def test_it_prints_in_the_order_in_which_labels_were_sent() -> None:
    with ZplPrinter(mute=True) as printer:
        for number in range(MANY):
            send(printer, b"^XA^FD%d^FS^XZ" % number)
        assert printer.wait_printed(MANY)
    assert [int(found[0]) for each in printer.printed if (found := re.search(rb"\d+", each))] == [
        *range(MANY)
    ]


def test_it_waits_for_no_line_over_which_nothing_comes() -> None:
    with ZplPrinter(mute=True) as printer, socket.create_connection((printer.host, printer.port)) as asleep:
        send(printer, b"^XA^FDone^FS^XZ")
        assert printer.wait_printed(1)
        asleep.sendall(b"^XA^FDtwo^FS^XZ")
        assert printer.wait_printed(2)
