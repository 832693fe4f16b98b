"""Test pages and pairing slips, asked for and followed."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.test import Client
from django.utils import timezone

from packages_ui.models import Printer, Slip
from packages_ui.services import label_files
from packages_ui.views.stations import printer_slips
from tests.services.station_makers import printer_of, slip_of

pytestmark = pytest.mark.usefixtures("media")
HTMX = {"HX-Request": "true"}
State = Slip.State
BOTH = pytest.mark.parametrize(("verb", "kind"), [("test", Slip.Kind.TEST), ("pair", Slip.Kind.PAIRING)])


@pytest.fixture
def zebra(db: None) -> Printer:
    return printer_of(name="Zebra")


def ask(printer: Printer, verb: str) -> str:
    return f"/stations/printers/{printer.pk}/{verb}/"


def follow(client: Client, slip: Slip, *, htmx: bool = True) -> str:
    response = client.get(f"/stations/slips/{slip.pk}/", headers=HTMX if htmx else {})
    assert response.status_code == 200
    return str(response.content.decode())


@BOTH
def test_it_asks_for_paper_and_wakes_the_feeder(
    packer_client: Client, zebra: Printer, woken_feeders: Mock, verb: str, kind: Slip.Kind
) -> None:
    response = packer_client.post(ask(zebra, verb))
    slip = Slip.objects.get()
    assert (slip.kind, slip.printer, slip.state, str(slip.asked_by)) == (kind, zebra, State.WANTED, "packer")
    assert response["Location"] == f"/stations/slips/{slip.pk}/"
    woken_feeders.assert_called_once_with()


@BOTH
def test_it_answers_htmx_with_what_follows_it(
    packer_client: Client, zebra: Printer, woken_feeders: Mock, verb: str, kind: Slip.Kind
) -> None:
    shown = packer_client.post(ask(zebra, verb), headers=HTMX).content.decode()
    assert "<html" not in shown
    assert f'hx-get="/stations/slips/{Slip.objects.get().pk}/" hx-trigger="every 1s"' in shown
    assert ("data-pairing" in shown) is (kind == Slip.Kind.PAIRING)


@BOTH
def test_it_opens_the_pdf_where_the_browser_prints(
    packer_client: Client, woken_feeders: Mock, verb: str, kind: Slip.Kind
) -> None:
    response = packer_client.post(ask(printer_of(Printer.Kind.BROWSER), verb))
    slip = Slip.objects.get()
    assert slip.state == State.SENT
    assert response["Location"] == f"/stations/slips/{slip.pk}.pdf"
    woken_feeders.assert_not_called()
    pdf = packer_client.get(response["Location"])
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")


def test_it_says_when_the_queue_is_out(packer_client: Client, zebra: Printer, woken_feeders: Mock) -> None:
    woken_feeders.return_value = False
    sentence = b"will be sent when the queue is back"
    assert sentence in packer_client.post(ask(zebra, "test"), headers=HTMX).content
    assert sentence in packer_client.post(ask(zebra, "test"), follow=True).content


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_says_when_the_paper_cannot_be_made(
    packer_client: Client, zebra: Printer, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    monkeypatch.setattr(printer_slips, "print_test_page", Mock(side_effect=OSError("the disk is full")))
    response = packer_client.post(ask(zebra, "test"), headers=headers)
    assert response.status_code == 503
    assert b"The slip could not be created. Nothing was printed." in response.content


@pytest.mark.parametrize(
    ("state", "said", "asks"),
    [
        (State.WANTED, "Waiting for Zebra…", True),
        (State.SENDING, "Sending to Zebra…", True),
        (State.SENT, "Sent to Zebra", False),
        (State.FAILED, "The &lt;printer&gt; refused it.", False),
    ],
)
def test_it_follows_it_to_its_end(
    packer_client: Client, zebra: Printer, state: Slip.State, said: str, asks: bool
) -> None:
    slip = slip_of(zebra, state=state, sentence="The <printer> refused it.", sent_at=timezone.now())
    shown = follow(packer_client, slip)
    assert said in shown
    assert ("hx-trigger" in shown) is asks
    whole = follow(packer_client, slip, htmx=False)
    assert said in whole
    assert ('http-equiv="refresh"' in whole) is asks


def test_it_says_what_to_do_with_the_paper(packer_client: Client, zebra: Printer) -> None:
    pairing = slip_of(zebra, Slip.Kind.PAIRING, state=State.SENT, sent_at=timezone.now())
    assert "scan its barcode into the field" in follow(packer_client, pairing)
    assert 'id="code"' in follow(packer_client, pairing, htmx=False)
    page = slip_of(zebra, state=State.SENT, sent_at=timezone.now())
    assert "complete on all sides" in follow(packer_client, page)


def test_it_says_what_to_look_at_after_half_a_minute(packer_client: Client, zebra: Printer) -> None:
    slip = slip_of(zebra)
    Slip.objects.update(asked_at=timezone.now() - timedelta(seconds=31))
    shown = follow(packer_client, slip)
    assert "Not sent after 30 seconds. Zebra may be busy" in shown
    assert "hx-trigger" not in shown
    Printer.objects.update(trouble="The printer is open: close it.")
    assert "The printer is open: close it. It will be sent automatically" in follow(packer_client, slip)


def test_it_says_when_the_file_is_gone(packer_client: Client, zebra: Printer) -> None:
    slip = slip_of(zebra)
    (label_files.root() / slip.path).unlink()
    response = packer_client.get(f"/stations/slips/{slip.pk}.pdf")
    assert response.status_code == 404
    assert b"The stored slip is missing." in response.content
