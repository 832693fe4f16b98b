"""Asking a printer now how it is."""

from typing import Any

import pytest
from ippx import Tag
from pytest_django import Settings

from packages_ui.messages.message import Message
from packages_ui.models import Printer
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services import lease
from packages_ui.services.printing import check_printer
from packages_ui.services.printing.check_printer import check
from packages_ui.services.printing.ledger import lease_name
from tests.printers.fake_ipp import IDLE, FakeIpp, Told, answers, ipp
from tests.services.station_makers import printer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]
Kind = Printer.Kind


def raw(peer: ZplPrinter, **fields: Any) -> Printer:
    return printer_of(address=f"{peer.host}:{peer.port}", **fields)


def said(printer: Printer) -> Message:
    """What stands in the database after it was asked."""
    assert check(printer=printer)
    kept = Printer.objects.get(pk=printer.pk)
    assert kept.looked_at
    assert kept.trouble == printer.trouble
    return kept.trouble


def test_it_tells_that_a_raw_printer_is_ready_or_not() -> None:
    with ZplPrinter() as peer:
        printer = raw(peer, trouble="It was open.")
        assert said(printer) == ""
        peer.set(paper=0)
        assert "is out of paper" in said(printer)


def test_it_tells_that_an_ipp_printer_is_ready_or_not() -> None:
    open_: Told = {**IDLE, "printer-state-reasons": (Tag.KEYWORD, ["cover-open-error"])}
    for told, trouble in ((IDLE, ""), (open_, "The printer is open: close it.")):
        with FakeIpp(answers(ipp(0, Tag.PRINTER_ATTRS, told))) as peer:
            assert said(printer_of(Kind.IPP, address=peer.uri)) == trouble


def test_it_tells_that_a_printer_cannot_be_reached() -> None:
    with ZplPrinter() as peer:
        printer = raw(peer)
    assert str(said(printer)).startswith("The printer could not be reached.")
    nowhere = printer_of(Kind.IPP, address="ipp://127.0.0.1:1631/x")
    assert "The printer could not be reached." in said(nowhere)


def test_it_does_not_wait_for_ever_for_one_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_printer, "ANSWER_SECONDS", 0.2)
    with ZplPrinter(mute=True) as peer:
        assert said(raw(peer)) == ""  # it never answered, so its silence means nothing
        assert "not responding" in said(raw(peer, answers=True))


def test_it_takes_its_address_as_seriously_as_a_feeder(settings: Settings) -> None:
    settings.PRINTERS_ON_THIS_MACHINE = False
    with ZplPrinter() as peer:
        assert "The printer's address is not allowed." in said(raw(peer))
        assert peer.connections == 0
    assert said(printer_of(address="no address!"))


def test_it_leaves_a_printer_alone_that_is_being_fed() -> None:
    with ZplPrinter() as peer:
        printer = raw(peer)
        token = lease.take(name=lease_name(printer.pk), seconds=500)
        Printer.objects.update(trouble="It is open.")
        assert not check(printer=printer)
        assert printer.trouble == "It is open."
        assert peer.connections == 0
        assert token
        lease.release(token=token)
        assert said(printer) == ""


def test_it_tells_nothing_of_a_printer_that_has_got_another_address(monkeypatch: pytest.MonkeyPatch) -> None:
    trouble_of = check_printer.trouble_of

    def trouble_and_readdress(printer: Printer) -> Message:
        trouble = trouble_of(printer)
        Printer.objects.update(address="127.0.0.1:9199")
        return trouble

    monkeypatch.setattr(check_printer, "trouble_of", trouble_and_readdress)
    with ZplPrinter() as peer:
        peer.set(paper=0)
        check(printer=raw(peer))
    now = Printer.objects.get()
    assert (now.looked_at, now.answers, str(now.trouble)) == (None, False, "")


def test_it_keeps_no_feeder_waiting_afterwards() -> None:
    with ZplPrinter() as peer:
        printer = raw(peer)
        check(printer=printer)
        assert lease.take(name=lease_name(printer.pk), seconds=20)


def test_it_cannot_ask_a_browser() -> None:
    printer = printer_of(Kind.BROWSER)
    assert not check(printer=printer)
    assert printer.looked_at is None
