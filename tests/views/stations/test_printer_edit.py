"""Adding, changing and deleting a printer."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from packages_ui.forms import printer as form_module
from packages_ui.models import Printer, PrintJob
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services.printing.printer_setup import LabelCount, NotReadable
from packages_ui.views.stations import printer_edit
from tests.services.batch_makers import batch_of, move
from tests.services.station_makers import printer_of, station_at

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ADD = "/stations/printers/add/"
Kind = Printer.Kind
FINGERPRINT = "ab" * 32
GOOD = {
    "name": "Zebra",
    "kind": "raw",
    "address": "127.0.0.1:9100",
    "width_mm": "100",
    "height_mm": "150",
    "dpi": "203",
    "turn": "0",
    "check_barcodes": "ask",
}


@pytest.fixture(autouse=True)
def _only_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of the addresses are no printer's."""
    if "tries_printers" not in request.fixturenames:
        monkeypatch.setattr(printer_edit, "check", lambda **_: False)


@pytest.fixture
def tries_printers(settings: Settings) -> None:
    settings.PRINTERS_ON_THIS_MACHINE = True


def add(client: Client, **changes: Any) -> Printer:
    response = client.post(ADD, {**GOOD, **changes})
    assert response.status_code == 302, response.content.decode()
    return Printer.objects.get(name=changes.get("name", "Zebra"))


def refused(client: Client, at: str = ADD, **changes: Any) -> str:
    response = client.post(at, {**GOOD, **changes})
    assert response.status_code == 422
    return str(response.content.decode())


def edit(printer: Printer) -> str:
    return f"/stations/printers/{printer.pk}/edit/"


def test_it_adds_a_printer(packer_client: Client) -> None:
    response = packer_client.post(ADD, {**GOOD, "turn": "90", "dpi": "300"}, follow=True)
    assert b"Zebra is added. Print a pairing slip" in response.content
    printer = Printer.objects.get()
    assert (printer.address, printer.turn, printer.dpi, printer.counts) == ("127.0.0.1:9100", 90, 300, False)


def test_it_keeps_what_is_done_with_labels_that_cannot_be_checked(packer_client: Client) -> None:
    printer = add(packer_client, unread="refuse")
    assert printer.unread == "refuse"
    packer_client.post(edit(printer), GOOD)
    printer.refresh_from_db()
    assert printer.unread == "refuse"
    assert 'name="unread"' in packer_client.get(edit(printer)).content.decode()


@pytest.mark.usefixtures("tries_printers")
def test_it_tries_the_printer_and_says_what_it_answered(packer_client: Client) -> None:
    with ZplPrinter() as peer:
        sent = {**GOOD, "address": f"{peer.host}:{peer.port}"}
        page = packer_client.post(ADD, sent, follow=True).content.decode()
        assert "to verify the printer. It was tried and is ready." in page
        peer.set(paper=0)
        page = packer_client.post(edit(Printer.objects.get()), sent, follow=True).content.decode()
    assert "Zebra is saved. It was tried: " in page
    assert "out of paper" in page


@pytest.mark.usefixtures("tries_printers")
def test_it_saves_a_printer_that_does_not_answer(packer_client: Client) -> None:
    with ZplPrinter() as peer:
        nobody = f"{peer.host}:{peer.port}"
    page = packer_client.post(ADD, {**GOOD, "address": nobody}, follow=True).content.decode()
    assert "It was tried: " in page
    assert "alert-warning" in page
    assert Printer.objects.get().trouble


def test_it_works_over_htmx(packer_client: Client) -> None:
    assert packer_client.post(ADD, GOOD, headers=HTMX)["HX-Redirect"] == "/stations/"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("raw", " 127.0.0.1 ", "127.0.0.1:9100"),
        ("ipp", "ipp://127.0.0.1/printers/Zebra", "ipp://127.0.0.1:631/printers/Zebra"),
        ("browser", "127.0.0.1", ""),
        ("browser", "?!", ""),
    ],
)
def test_it_writes_an_address_in_one_way(packer_client: Client, kind: str, typed: str, kept: str) -> None:
    assert add(packer_client, kind=kind, address=typed).address == kept


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_keeps_what_was_typed_when_it_is_not_valid(packer_client: Client, headers: dict[str, str]) -> None:
    form = {**GOOD, "address": "http://<x>/", "width_mm": "7", "turn": "270"}
    response = packer_client.post(ADD, form, headers=headers)
    shown = response.content.decode()
    assert response.status_code == 422
    assert 'value="http://&lt;x&gt;/"' in shown
    assert 'value="7"' in shown
    assert 'name="turn" value="270" checked' in shown
    assert "Write only the host and the port" in shown
    assert ("<html" in shown) is not bool(headers)
    assert not Printer.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter a name."),
        ({"kind": ""}, "Choose how it is connected."),
        ({"kind": "fax"}, "Choose one of the options."),
        ({"address": ""}, "for example 192.0.2.7:9100."),
        ({"kind": "ipp", "address": ""}, "for example ipp://192.0.2.7/ipp/print."),
        ({"kind": "ipp"}, "Begin the address with ipp:// or ipps://."),
        ({"address": "169.254.169.254"}, "that is a service of the cloud"),
        ({"kind": "ipp", "address": "ipps://127.0.0.1/", "certificate": "abc"}, "64 digits"),
        ({"width_mm": "451"}, "450"),
        ({"counts": "on"}, "Read the counter from the printer first"),
    ],
)
def test_it_says_what_is_wrong(packer_client: Client, changes: dict[str, str], sentence: str) -> None:
    assert sentence in refused(packer_client, **changes)


def test_it_takes_no_printer_on_this_machine_unless_that_is_wished(
    packer_client: Client, settings: Settings
) -> None:
    settings.PRINTERS_ON_THIS_MACHINE = False
    assert "that is this machine itself" in refused(packer_client)


def test_it_refuses_a_name_that_there_is(packer_client: Client) -> None:
    printer_of(name="Zebra")
    assert "There is already a printer with this name." in refused(packer_client)


def test_it_says_that_another_entry_has_the_address(packer_client: Client) -> None:
    """Each would be fed without regard to the other, and neither could count its labels."""
    add(packer_client)
    told = "Zebra: same address. Keep one entry for each printer"
    assert told not in packer_client.get("/stations/").content.decode()
    add(packer_client, name="Zebra 2")
    assert told in packer_client.get("/stations/").content.decode()


def test_it_keeps_a_certificate_of_ipps_only(packer_client: Client) -> None:
    spelled = ":".join(["AB"] * 32)
    ipps = {"kind": "ipp", "address": "ipps://127.0.0.1/ipp/print", "certificate": spelled}
    assert add(packer_client, **ipps).certificate == FINGERPRINT
    ipp = {**ipps, "name": "Other", "address": "ipp://127.0.0.1/ipp/print"}
    assert add(packer_client, **ipp).certificate == ""


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_fills_in_a_usual_size(packer_client: Client, headers: dict[str, str]) -> None:
    form = {**GOOD, "name": "Ze<bra", "step": "size-105x148"}
    response = packer_client.post(ADD, form, headers=headers)
    shown = response.content.decode()
    assert response.status_code == 200
    assert 'name="width_mm" value="105"' in shown
    assert 'name="height_mm" value="148"' in shown
    assert 'value="Ze&lt;bra"' in shown
    assert not Printer.objects.exists()


def test_it_asks_nobody_while_it_fills_in(packer_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_module, "check_reachable_address", lambda *_a, **_k: pytest.fail("looked up"))
    packer_client.post(ADD, {**GOOD, "step": "size-100x100"})


def test_it_lets_a_counter_be_ticked_once_the_printer_has_told_it(
    packer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer_edit, "read_count", lambda **_: LabelCount("127.0.0.1:9100", 4711))
    asked = packer_client.post(ADD, {**GOOD, "step": "count"}).content.decode()
    assert "The printer has printed 4,711 labels." in asked
    assert 'name="counted" value="127.0.0.1:9100"' in asked
    assert add(packer_client, counts="on", counted="127.0.0.1:9100").counts


def test_it_says_when_the_printer_tells_no_count(
    packer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*, address: str) -> LabelCount:
        raise NotReadable(f"{address} did not say.")

    monkeypatch.setattr(printer_edit, "read_count", silent)
    shown = packer_client.post(ADD, {**GOOD, "step": "count"}).content.decode()
    assert "127.0.0.1:9100 did not say. Nothing was changed." in shown
    assert 'name="counted" value="127' not in shown


def test_it_reads_a_certificate_for_the_person_to_compare(
    packer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer_edit, "read_certificate", lambda **_: FINGERPRINT)
    form = {**GOOD, "kind": "ipp", "address": "ipps://127.0.0.1/", "step": "certificate"}
    shown = packer_client.post(ADD, form).content.decode()
    assert f'value="{FINGERPRINT}"' in shown
    assert "Compare this fingerprint" in shown
    assert not Printer.objects.exists()


@pytest.fixture
def known(packer: User) -> Printer:
    """Of which a lot is known."""
    now = timezone.now()
    return printer_of(
        name="Zebra", counts=True, answers=True, proved_at=now, proved_by=packer, pairing_code="ABCDEFGH",
        away_at=now, trouble="It is open.", looked_at=now,
    )  # fmt: skip


@pytest.mark.parametrize(
    "changes", [{"address": "127.0.0.1:9101"}, {"kind": "ipp", "address": "ipp://127.0.0.1/"}]
)
def test_it_forgets_what_was_known_of_another_machine(
    packer_client: Client, known: Printer, changes: dict[str, str]
) -> None:
    response = packer_client.post(edit(known), {**GOOD, **changes}, follow=True)
    assert b"Verify it again" in response.content
    known.refresh_from_db()
    assert (known.proved_at, known.proved_by, known.pairing_code) == (None, None, "")
    assert (known.answers, known.counts, known.away_at, str(known.trouble)) == (False, False, None, "")


def test_it_keeps_what_is_known_of_the_same_machine(packer_client: Client, known: Printer) -> None:
    packer_client.post(edit(known), {**GOOD, "name": "Big Zebra", "counts": "on"})
    known.refresh_from_db()
    assert (known.name, known.pairing_code) == ("Big Zebra", "ABCDEFGH")
    assert known.counts
    assert known.answers
    assert known.proved_at


def test_it_does_not_believe_the_old_counter_of_a_new_machine(packer_client: Client, known: Printer) -> None:
    changes = {"address": "127.0.0.1:9101", "counts": "on", "counted": "127.0.0.1:9100"}
    assert "Read the counter from the printer first" in refused(packer_client, edit(known), **changes)


def test_it_changes_nothing_while_a_label_is_being_sent(packer_client: Client, known: Printer) -> None:
    move(batch_of("1", printer=known), PrintJob.State.SENDING, printer=known)
    response = packer_client.post(edit(known), {**GOOD, "address": "127.0.0.1:9101"})
    assert response.status_code == 409
    assert b"Nothing was changed. Save again in a few" in response.content
    assert b'value="127.0.0.1:9101"' in response.content
    known.refresh_from_db()
    assert known.address == "127.0.0.1:9100"


def test_it_overwrites_nothing_that_a_feeder_writes_meanwhile(
    packer_client: Client, known: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pause(*_args: object, **_options: object) -> None:
        Printer.objects.update(paused_at=timezone.now())

    monkeypatch.setattr(form_module, "check_reachable_address", pause)
    packer_client.post(edit(known), {**GOOD, "name": "Big Zebra"})
    known.refresh_from_db()
    assert known.name == "Big Zebra"
    assert known.paused_at


def test_it_deletes_a_printer_on_which_nothing_was_printed(packer_client: Client, known: Printer) -> None:
    assert b"Delete this printer" in packer_client.get(edit(known)).content
    response = packer_client.post(f"/stations/printers/{known.pk}/delete/", follow=True)
    assert b"Zebra is deleted." in response.content
    assert not Printer.objects.exists()


def test_it_keeps_a_printer_that_a_station_or_a_label_needs(packer_client: Client, known: Printer) -> None:
    station = station_at(known, name="Desk 7")
    shown = packer_client.get(edit(known)).content.decode()
    assert "Cannot delete: station Desk 7 prints on it." in shown
    assert "/delete/" not in shown
    station.delete()
    batch_of("1", printer=known)
    response = packer_client.post(f"/stations/printers/{known.pk}/delete/", follow=True)
    assert b"Zebra: Cannot delete: the history of printed labels" in response.content
    assert Printer.objects.exists()


def test_it_keeps_what_a_printer_understands(packer_client: Client) -> None:
    printer = add(packer_client, language="both")
    assert printer.language == "both"
    packer_client.post(edit(printer), GOOD)
    printer.refresh_from_db()
    assert printer.language == "both"
    assert "Label languages" in packer_client.get(edit(printer)).content.decode()
