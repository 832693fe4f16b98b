"""Every state of a desk, one after the other."""

from collections.abc import Iterator

from django.utils import timezone
from playwright.sync_api import Page, expect

from packages_ui.messages.batches import NEVER_MADE
from packages_ui.messages.printers import PAPER_OUT
from packages_ui.models import Printer, PrintJob
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.marks.hold import hold
from tests.browser.scanner import Scanner
from tests.services.batch_makers import label_of
from tests.services.packing.shelves import shelved

State = PrintJob.State


def desk_states(desk: Page, sandbox: Sandbox) -> Iterator[str]:
    """Its name, once the desk is in it or will be when it is loaded again."""
    record = shelved(sandbox, "AKN-KIRMIZI-42", "AKN-MAVI", "AKN-MAVI")
    desk.goto("/pack/")
    hands = Scanner(desk)
    yield "1-idle"
    hands.scan(record.number)
    expect(desk.locator("#count")).to_be_visible()
    yield "2-units"
    hands.scan("UNKNOWN-1")
    expect(desk.locator(".desk-blocked")).to_be_visible()
    yield "3-blocked"
    hands.scan("OK", "AKN-KIRMIZI-42", "QTY-2")
    expect(desk.locator("#count")).to_have_text("3 / 3")
    yield "4-label-coming"
    Printer.objects.update(trouble=PAPER_OUT(), looked_at=timezone.now())
    yield "5-paper-out"
    Printer.objects.update(trouble="")
    label, now = label_of(record.number, b"%PDF"), timezone.now()
    PrintJob.objects.update(state=State.UNKNOWN, label=label, sent_at=now, unknown_at=now, cause="silent")
    yield "6-unconfirmed"
    PrintJob.objects.update(state=State.PRINTED, printed_at=now)
    yield "7-read-back"
    PrintJob.objects.update(state=State.FAILED, reason=NEVER_MADE())
    yield "8-failed"
    hold(number=record.number, because="Adres teyidi bekleniyor", user_id=None)
    yield "9-held"
