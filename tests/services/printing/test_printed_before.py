"""Nobody prints a label twice without meaning it."""

from typing import Any

import pytest
from django.utils import timezone

from packages_ui.models import Label, LabelBatch, PrintJob
from packages_ui.services.batches.batch_create import PrintRequest, create
from packages_ui.services.errors import AlreadyPrinted, InvalidBatch
from packages_ui.services.printing.printed_before import printed_before
from tests.services.batch_makers import move, person
from tests.services.printing.makers import printer_of, ready_batch

State = PrintJob.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def wish(*packages: str, **more: Any) -> PrintRequest:
    return PrintRequest(user_id=person().pk, key="new", packages=packages, **more)


def test_it_says_when_where_and_by_whom() -> None:
    printer, at = printer_of(), timezone.now()
    batch = ready_batch(printer, "1", "2", owner=person("ayşe"))
    move(batch, State.PRINTED, 2, printer=printer, printed_at=at)
    move(batch, State.FAILED, 1)
    (one,) = printed_before(numbers=["1", "2", "3"])
    assert (one.number, one.when, one.where, one.who) == ("2", at, printer.name, "ayşe")


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.PRINTED, State.UNKNOWN])
def test_it_counts_all_that_may_be_on_paper(state: State) -> None:
    move(ready_batch(None, "1"), state)
    assert printed_before(numbers=["1"])


@pytest.mark.parametrize("state", [State.WANTED, State.FETCHING, State.READY])
def test_it_counts_what_a_printer_will_print_but_no_unopened_pdf(state: State) -> None:
    move(ready_batch(printer_of(), "1"), state)
    move(ready_batch(None, "2"), state)
    assert [one.number for one in printed_before(numbers=["1", "2"])] == ["1"]


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_it_does_not_count_what_never_came(state: State) -> None:
    move(ready_batch(printer_of(), "1"), state)
    assert not printed_before(numbers=["1"])


def test_it_does_not_count_a_label_that_is_out_of_date() -> None:
    move(ready_batch(None, "1"), State.PRINTED)
    Label.objects.update(stale_at=timezone.now())
    assert not printed_before(numbers=["1"])


def test_it_asks_before_it_makes_a_batch() -> None:
    move(ready_batch(None, "1"), State.PRINTED)
    with pytest.raises(AlreadyPrinted, match="1 of these 2 labels") as caught:
        create(wish("1", "2"))
    assert [one.number for one in caught.value.before] == ["1"]
    assert LabelBatch.objects.count() == 1


def test_it_prints_again_for_a_reason_that_it_keeps() -> None:
    move(ready_batch(None, "1"), State.PRINTED)
    batch, _ = create(wish("1", because="jam"))
    assert batch.jobs.get().reprint_because == "jam"


def test_it_prints_only_the_new_ones() -> None:
    move(ready_batch(None, "1"), State.PRINTED)
    batch, _ = create(wish("1", "2", only_new=True))
    assert [job.package_number for job in batch.jobs.all()] == ["2"]
    with pytest.raises(InvalidBatch, match="already printed"):
        create(wish("1", only_new=True))
