"""A slip does not stay on its way for ever when its sender has died."""

import pytest
from django.utils import timezone

from packages_ui.models import Printer, Slip
from packages_ui.services.printing import slips
from packages_ui.services.sweep import sweep
from tests.services.printing.makers import hold, let_go, printer_of

State = Slip.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def slip(db: None) -> Slip:
    sent = {"state": State.SENDING, "sending_at": timezone.now()}
    return Slip.objects.create(printer=printer_of(), kind=Slip.Kind.TEST, path="a.pdf", sha256="", **sent)


def test_it_is_left_alone_while_somebody_holds_the_printer(slip: Slip) -> None:
    hold(slip.printer)
    sweep()
    slip.refresh_from_db()
    assert slip.state == State.SENDING


def test_it_fails_when_its_sender_has_died_and_says_what_to_do(slip: Slip) -> None:
    let_go(hold(slip.printer))
    sweep()
    slip.refresh_from_db()
    assert slip.state == State.FAILED
    assert "may or may not have printed" in slip.sentence


def test_it_fails_when_another_takes_the_printer_and_no_other_slip_does(slip: Slip) -> None:
    other = Slip.objects.create(printer=printer_of(), kind=Slip.Kind.TEST, path="a", state=State.SENDING)
    assert slips.abandon(printer_id=slip.printer_id) == 1
    other.refresh_from_db()
    assert (other.state, Printer.objects.count()) == (State.SENDING, 2)
