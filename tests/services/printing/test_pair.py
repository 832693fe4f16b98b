"""A slip with a code that proves a printer."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from packages_ui.drawing import draw
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.join import measure
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.papers import Slip as Drawing
from packages_ui.labels.read import read_barcodes
from packages_ui.models import Printer, Slip
from packages_ui.printers.line import clock
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services import label_files
from packages_ui.services.printing.connection import LeaseGuard
from packages_ui.services.printing.pairing import LENGTH, LETTERS, new_code, pair, spelled, verify
from packages_ui.services.printing.raw import RawConnection
from packages_ui.services.printing.slips import send_wanted
from tests.services.batch_makers import person
from tests.services.station_makers import printer_of, station_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "unhurried")]


@pytest.fixture
def user() -> User:
    return person()


def pdf_of(slip: Slip) -> bytes:
    return label_files.load(slip.path, digest=slip.sha256)


def code_of(printer: Printer) -> str:
    printer.refresh_from_db()
    return printer.pairing_code


def test_it_waits_for_the_printer(user: User) -> None:
    slip = pair(printer=printer_of(), user_id=user.pk)
    assert (slip.kind, slip.state, slip.asked_by) == (Slip.Kind.PAIRING, Slip.State.WANTED, user)


@pytest.mark.parametrize("paper", [(100, 150), (104, 120), (100, 100), (57, 32), (210, 297)])
def test_it_can_be_scanned_on_any_paper(user: User, paper: tuple[int, int]) -> None:
    printer = printer_of(width_mm=paper[0], height_mm=paper[1])
    pdf = pdf_of(pair(printer=printer, user_id=user.pk))
    assert [(size.width_mm, size.height_mm) for size in measure(pdf)] == [paper]
    assert read_barcodes(pdf) == [spelled(code_of(printer))]


def test_it_lies_on_the_paper_as_labels_do(user: User) -> None:
    printer = printer_of(width_mm=150, height_mm=100, turn=90)
    (size,) = measure(pdf_of(pair(printer=printer, user_id=user.pk)))
    assert (size.width_mm, size.height_mm) == (100, 150)


def test_it_proves_the_printer(user: User) -> None:
    printer = printer_of()
    (scanned,) = read_barcodes(pdf_of(pair(printer=printer, user_id=user.pk)))
    proof = verify(code=scanned, station=None, user_id=user.pk)
    assert proof
    assert proof.printer == printer


def test_it_comes_out_of_the_printer_and_can_be_scanned(user: User) -> None:
    with ZplPrinter() as peer:
        printer = printer_of(address=f"{peer.host}:{peer.port}")
        slip = pair(printer=printer, user_id=user.pk)
        conn = RawConnection(printer)
        conn.check()
        assert send_wanted(conn, LeaseGuard.around("token", requested_at=clock()), [])
        assert peer.wait_printed(1)
    slip.refresh_from_db()
    assert slip.state == Slip.State.SENT
    (scanned,) = read_barcodes(to_pdf(peer.printed[0], LabelFormat.ZPL))
    assert verify(code=scanned, station=None, user_id=user.pk)


def test_it_ends_the_code_of_the_slip_before(user: User) -> None:
    printer = printer_of()
    pair(printer=printer, user_id=user.pk)
    old = code_of(printer)
    pair(printer=printer, user_id=user.pk)
    assert code_of(printer) != old
    assert verify(code=old, station=None, user_id=user.pk) is None


def test_it_has_no_letter_that_can_be_mistaken() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert not set("01ILO") & set("".join(codes))
    assert {len(code) for code in codes} == {LENGTH}
    assert spelled("ABCD2345") == "PRINTER-ABCD-2345"


def test_it_gives_no_two_printers_one_code(monkeypatch: pytest.MonkeyPatch) -> None:
    printer_of(pairing_code=LETTERS[0] * LENGTH)
    drawn = iter(LETTERS[0] * LENGTH + LETTERS[1] * LENGTH)
    monkeypatch.setattr("secrets.choice", lambda _letters: next(drawn))
    assert new_code() == LETTERS[1] * LENGTH


def test_it_keeps_the_old_code_where_the_slip_cannot_be_made(
    user: User, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = printer_of(pairing_code="ABCD2345")
    media.write_text("a file where a folder should be")
    with pytest.raises(OSError, match="media"):
        pair(printer=printer, user_id=user.pk)
    assert code_of(printer) == "ABCD2345"
    assert not Slip.objects.exists()


def test_it_is_the_browsers_own_business_where_the_browser_prints(user: User) -> None:
    printer = printer_of(Printer.Kind.BROWSER, width_mm=150, height_mm=100, turn=90)
    slip = pair(printer=printer, user_id=user.pk)
    assert slip.state == Slip.State.SENT
    assert slip.sent_at
    (size,) = measure(pdf_of(slip))
    assert (size.width_mm, size.height_mm) == (150, 100)


def test_it_names_the_printer_and_its_stations(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Drawing] = []

    def draw_slip(slip: Drawing, **_: object) -> bytes:
        drawn.append(slip)
        return b"%PDF-"

    monkeypatch.setattr(draw, "draw_slip", draw_slip)
    printer = printer_of(name="Zebra ğüş")
    pair(printer=printer, user_id=user.pk)
    station_at(printer, name="Desk 7")
    station_at(name="Desk 8", document_printer=printer)
    pair(printer=printer, user_id=user.pk)
    assert drawn[0].lines[:2] == ("Zebra ğüş", "No station yet")
    assert drawn[1].lines[:2] == ("Zebra ğüş", "Desk 7, Desk 8")
    assert drawn[1].title == f"{code_of(printer)[:4]}-{code_of(printer)[4:]}"
