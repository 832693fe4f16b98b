"""A worker that slept while it sent is taken for dead, and wakes with the label in its hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from packages_ui.labels.papers import Printable
from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.printers.errors import NotConnected, SendBroken
from packages_ui.printers.line import FOREVER, Deadline
from packages_ui.services.printing import ledger, restored
from packages_ui.services.printing.connection import LeaseGuard
from packages_ui.services.printing.submit import submit
from tests.services.batch_makers import states
from tests.services.printing.makers import hold, job_at, let_go, printer_of, ready_batch

State = PrintJob.State
PAPER = Printable(b"^XA^FDx^FS^XZ", pieces=1, barcodes=())
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@dataclass
class Sleeper:
    """While it sends, `others` do what they do without it; then it answers `how`."""

    printer: Printer
    others: Callable[[], object]
    how: Exception | int
    reached: bool = True
    trouble: Any = ""

    def count_before(self, _jobs: list[PrintJob]) -> None:
        return None

    def send(self, _printable: Printable, *, handle: str, until: Deadline) -> int:  # noqa: ARG002 - as asked
        self.others()
        if isinstance(self.how, Exception):
            raise self.how
        return self.how


@pytest.fixture
def printer(db: None) -> Printer:
    restored.mark()
    return printer_of()


def wakes(
    batch: LabelBatch, printer: Printer, token: str, others: Callable[[], object], how: Exception | int
) -> PrintJob:
    conn: Any = Sleeper(printer, others, how)
    submit(job_at(batch, 1), PAPER, conn=conn, guard=LeaseGuard(token, FOREVER), jobs=[])
    return job_at(batch, 1)


def begin(batch: LabelBatch, printer: Printer, token: str) -> bool:
    job = job_at(batch, 1)
    return ledger.begin(job, printer=printer, token=token, handle="another", pieces=1, count_before=None)


@pytest.mark.parametrize(
    ("how", "told"), [(7, True), (SendBroken("cut"), True), (OSError(), True), (NotConnected("off"), False)]
)
@pytest.mark.parametrize("sent_again", [True, False])
def test_it_says_that_a_label_which_was_given_to_another_may_be_out_twice(
    printer: Printer, sent_again: bool, how: Exception | int, told: bool
) -> None:
    batch, token = ready_batch(printer, "1"), hold(printer)

    def give_to_another() -> None:
        let_go(token)
        other = hold(printer)
        assert ledger.abandon(printer_id=printer.pk, token=other)
        assert ledger.requeue_unprinted(job_at(batch, 1))
        assert not sent_again or begin(batch, printer, other)

    job = wakes(batch, printer, token, give_to_another, how)
    assert states(batch) == [State.SENDING if sent_again else State.READY]
    assert job.maybe_twice is told


def test_a_label_that_was_found_at_the_printer_is_out_once(printer: Printer) -> None:
    batch, token = ready_batch(printer, "1"), hold(printer)

    def find_it() -> None:
        let_go(token)
        assert ledger.abandon(printer_id=printer.pk, token=hold(printer))
        assert ledger.confirm_found(job_at(batch, 1), remote_id=7)

    assert wakes(batch, printer, token, find_it, 7).maybe_twice is False
    assert states(batch) == [State.SENT]


def test_what_is_sent_after_that_says_so_still(printer: Printer) -> None:
    batch = ready_batch(printer, "1")
    PrintJob.objects.update(maybe_twice=True)
    assert begin(batch, printer, hold(printer))
    assert job_at(batch, 1).maybe_twice
