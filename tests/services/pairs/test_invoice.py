"""Two at one invoice: it prints once by itself and is never lost, wherever the other one comes between."""

from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone

from packages_ui.models import Invoice, Printer, Slip
from packages_ui.services import label_files
from packages_ui.services.invoices import fetch, paper
from packages_ui.services.invoices.fetch import Paper
from tests.services.batch_makers import person
from tests.services.pairs.at_once import Actors, Verb
from tests.services.station_makers import printer_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]
PDF = b"%PDF-1.7 invoice"
NUMBER = "P1"
Make = Callable[[Printer, int], Verb]


def kept() -> Invoice:
    path, digest = label_files.store(PDF, folder="invoices", suffix="pdf")
    told = {"path": path, "sha256": digest, "state": Invoice.State.KEPT}
    return Invoice.objects.create(package_number=NUMBER, wanted_at=timezone.now(), **told)


def wanted() -> Invoice:
    now = timezone.now()
    return Invoice.objects.create(package_number=NUMBER, wanted_at=now, due_at=now)


def desk(printer: Printer, _user: int) -> Verb:
    """The last item."""
    return partial(paper.request_print, number=NUMBER, printer=printer)


def worker(_printer: Printer, _user: int) -> Verb:
    """It has fetched the invoice, or takes over from one that died."""
    row = Invoice.objects.get()

    def work() -> None:
        fetch._note(row, "", Paper(PDF, 1))
        paper.print_kept(pk=row.pk)

    return work


def person_prints(printer: Printer, user: int) -> Verb:
    return partial(paper.print_again, number=NUMBER, printer=printer, user_id=user, key="a-page")


def lead_goes_without(_printer: Printer, _user: int) -> Verb:
    return partial(paper.give_up, number=NUMBER)


def everything(two: Actors, make: Callable[[], Invoice], first: Make, second: Make) -> list[int]:
    """How many prints there are after each way in which the second can come between."""
    user, counts, stop_at = person().pk, [], 1
    while stop_at:
        Invoice.objects.all().delete()
        Slip.objects.all().delete()
        make()
        printer = printer_of()
        _, stop_at = two.at_once(first(printer, user), second(printer, user), stop_at=stop_at)
        while fetch.due().exists():  # the next worker
            worker(printer, user)()
        counts.append(Slip.objects.count())
        assert not Invoice.objects.filter(slip=None, printer__isnull=False).exists()
    return counts


@pytest.mark.parametrize("make", [kept, wanted])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (desk, desk),
        (desk, worker),
        (worker, desk),
        (person_prints, desk),
        (desk, person_prints),
        (person_prints, person_prints),
        (person_prints, worker),
    ],
)
def test_it_prints_once(two: Actors, make: Callable[[], Invoice], first: Make, second: Make) -> None:
    assert set(everything(two, make, first, second)) == {1}


@pytest.mark.parametrize("make", [kept, wanted])
@pytest.mark.parametrize(("first", "second"), [(desk, lead_goes_without), (worker, lead_goes_without)])
def test_it_never_prints_twice_where_a_lead_goes_without_it(
    two: Actors, make: Callable[[], Invoice], first: Make, second: Make
) -> None:
    assert set(everything(two, make, first, second)) <= {0, 1}
