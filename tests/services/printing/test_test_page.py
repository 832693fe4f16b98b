"""A page that shows whether the paper is as believed."""

import pytest
from django.contrib.auth.models import User

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.join import measure
from packages_ui.labels.read import read_barcodes
from packages_ui.models import Printer, Slip
from packages_ui.services import label_files
from packages_ui.services.printing.connection import media_of
from packages_ui.services.printing.slips import print_test_page
from tests.services.batch_makers import person
from tests.services.station_makers import printer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def user() -> User:
    return person()


def pdf_of(slip: Slip) -> bytes:
    return label_files.load(slip.path, digest=slip.sha256)


def test_it_waits_for_the_printer(user: User) -> None:
    printer = printer_of()
    slip = print_test_page(printer=printer, user_id=user.pk)
    assert (slip.printer, slip.kind, slip.state) == (printer, Slip.Kind.TEST, Slip.State.WANTED)
    assert slip.asked_by == user


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_it_fills_the_paper_however_labels_are_turned(user: User, turn: int) -> None:
    printer = printer_of(width_mm=100, height_mm=60, dpi=300, turn=turn)
    pdf = pdf_of(print_test_page(printer=printer, user_id=user.pk))
    (size,) = measure(pdf)
    assert sorted((size.width_mm, size.height_mm)) == [60, 100]
    assert (size.width_mm > size.height_mm) is (turn % 180 == 0)
    pages = to_pages(pdf, LabelFormat.PDF, media=media_of(printer))
    (laid,) = measure(pages.content)
    assert (round(laid.width_mm), round(laid.height_mm)) == (100, 60)
    assert pages.barcodes == (f"TEST-{printer.pk}",)
    assert to_zpl(pdf, LabelFormat.PDF, media=media_of(printer)).barcodes == pages.barcodes


def test_it_can_be_read_back(user: User) -> None:
    printer = printer_of(name="Zebra <ğüş>")
    assert read_barcodes(pdf_of(print_test_page(printer=printer, user_id=user.pk))) == [f"TEST-{printer.pk}"]


def test_it_is_the_browsers_own_business_where_the_browser_prints(user: User) -> None:
    slip = print_test_page(printer=printer_of(Printer.Kind.BROWSER), user_id=user.pk)
    assert slip.state == Slip.State.SENT
