"""A printer that has become another machine."""

import pytest
from django.db import connection
from django.utils import timezone

from packages_ui.models import Printer, PrintJob, Slip
from packages_ui.services.errors import Busy
from packages_ui.services.printing.printer_setup import readdress
from packages_ui.services.printing.slips import counted_up_to
from tests.services.batch_makers import batch_of, move, states
from tests.services.station_makers import printer_of, slip_of

pytestmark = pytest.mark.django_db
State, Cause = PrintJob.State, PrintJob.Cause


@pytest.fixture
def printer() -> Printer:
    return printer_of(
        answers=True,
        proved_at=timezone.now(),
        pairing_code="ABCDEFGH",
        trouble="It is open.",
        quiet_since=timezone.now(),
    )


def test_it_forgets_what_was_known(printer: Printer) -> None:
    printer.address, printer.name = "127.0.0.1:9101", "another name"
    assert readdress(printer=printer, fields=["address"]) == 0
    printer.refresh_from_db()
    assert printer.address == "127.0.0.1:9101"
    assert printer.name != "another name"
    assert (printer.answers, printer.proved_at, printer.pairing_code) == (False, None, "")
    assert not printer.trouble
    assert printer.quiet_since is None


def test_it_lets_a_person_say_what_became_of_labels_at_the_old_machine(printer: Printer) -> None:
    batch = batch_of("1", "2", "3", "4", printer=printer)
    move(batch, State.SENT, 1, printer=printer, count_before=5)
    move(batch, State.UNKNOWN, 2, printer=printer, count_before=6, cause=Cause.DISCONNECTED)
    move(batch, State.PRINTED, 3, printer=printer, count_before=4)
    assert readdress(printer=printer, fields=["address"]) == 1
    assert states(batch) == [State.UNKNOWN, State.UNKNOWN, State.PRINTED, State.WANTED]
    first, second, third, _fourth = batch.jobs.order_by("position")
    assert (first.cause, first.count_before, second.count_before) == (Cause.OFFLINE, None, None)
    assert "address was changed" in first.reason
    assert third.count_before == 4


@pytest.mark.usefixtures("media")
def test_it_does_not_go_on_counting_where_the_old_machine_was(printer: Printer) -> None:
    slip_of(printer, state=Slip.State.SENT, count_after=5000)
    assert counted_up_to(printer) == 5000
    readdress(printer=printer, fields=["address"])
    assert counted_up_to(printer) == 0


def test_it_waits_for_a_label_that_is_being_sent(printer: Printer) -> None:
    move(batch_of("1", printer=printer), State.SENDING, printer=printer)
    printer.address = "127.0.0.1:9101"
    with pytest.raises(Busy, match="Nothing was changed"):
        readdress(printer=printer, fields=["address"])
    printer.refresh_from_db()
    assert printer.address == "127.0.0.1:9100"
    assert printer.answers


def test_what_a_printer_counted_is_found_by_an_index() -> None:
    """However many slips it has had: it is asked again and again."""
    if connection.vendor == "postgresql":  # which reads a small table from end to end
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    sent = Slip.objects.filter(printer=1, state=Slip.State.SENT, count_after__isnull=False)
    assert "slip_counted" in sent.order_by("-id").values_list("count_after")[:1].explain()
