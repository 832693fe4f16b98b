"""Every page is translated whole: each address is opened in a language whose letters are wide."""

import json
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from packages_ui.messages.bulk import NOT_IN_COPY
from packages_ui.models import (
    BulkAction,
    BulkPackage,
    Document,
    Handover,
    HandoverBox,
    Printer,
    PrintJob,
    ProductBarcode,
    Slip,
    StatusChange,
)
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.methods import METHODS
from tests.services.batch_makers import batch_of, label_of
from tests.services.station_makers import printer_of, slip_of, station_at
from tests.views.pseudo import in_pseudo, strings, texts_of, untranslated
from tests.views.test_hostile_values import addresses

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("media", "woken", "woken_feeders", "sandbox", "reasons", "pseudo"),
]
# Units, currencies, formats and codes, which are the same in every language; and names of keys.
ALLOWED = frozenset(
    [
        *("mm", "dpi", "TRY", "TL", "PDF", "ZPL", "Ctrl", "Enter", "Esc"),
        *("PRINTER-XXXX-XXXX", "QTY-n", "STATION-n"),
    ]
)
FOR_MACHINES = ("/livez", "/readyz", "/metrics", "/language/")
State = PrintJob.State


@pytest.fixture
def pseudo() -> Iterator[None]:
    cache.clear()
    with in_pseudo():
        yield


@pytest.fixture
def turk(packer_client: Client) -> Client:
    packer_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "tr"
    return packer_client


@pytest.fixture
def rows(turk: Client, packer: User, sandbox: Sandbox) -> dict[str, int | str]:
    """For every address that names a row; and rows in all states for the pages that list them."""
    printer = printer_of(name="7001", counts=True, proved_at=timezone.now(), proved_by=packer)
    station = station_at(printer, name="8001", document_printer=printer_of(Printer.Kind.IPP, name="7002"))
    station_at(printer_of(Printer.Kind.BROWSER, name="7003"), name="8002")
    turk.post(f"/stations/{station.pk}/use/")
    numbers = [number for number, record in sandbox.packages.items() if record.body["status"] == 2]
    batch = batch_of(*numbers[: len(State)], owner=packer, printer=printer, station=station)
    for position, state in enumerate(State, start=1):
        batch.jobs.filter(position=position).update(state=state, printer=printer, sending_at=timezone.now())
    for step in Document.State:
        Document.objects.create(key=step, kind=Document.Kind.PICK_LIST, state=step, user=packer, total=2)
    for kind in Document.Kind:
        Document.objects.create(key=kind, kind=kind, about={}, user=packer)
    handover = Handover.objects.create(carrier="Aras Kargo", user=packer, station=station)
    HandoverBox.objects.create(handover=handover, package_number=numbers[0])
    for change in StatusChange.State:
        StatusChange.objects.create(
            package_number=numbers[len(change)], status=5, state=change, wanted_at=timezone.now(),
            due_at=timezone.now(), user=packer,
        )  # fmt: skip
    bulk = BulkAction.objects.create(verb="shipping_method", user=packer, started_at=timezone.now())
    for place, stage in enumerate(BulkPackage.State):
        bulk.packages.create(number=numbers[place], position=place, state=stage, sentence=NOT_IN_COPY())
    ProductBarcode.objects.create(barcode="8690001", text="8690001", product="869", taught_by=packer)
    return {
        "packages/bulk/": bulk.pk,
        "labels/batches/": batch.pk,
        "labels/": label_of(numbers[0], b"%PDF-1.7").pk,
        "documents/": Document.objects.earliest("pk").pk,
        "handover/": handover.pk,
        "stations/printers/": printer.pk,
        "stations/slips/": slip_of(printer, Slip.Kind.PAIRING).pk,
        "stations/": station.pk,
        "code": "tr",
        "number": numbers[0],
        "item": f"{numbers[0]}-1",
    }


@pytest.fixture
def data(rows: dict[str, int | str], sandbox: Sandbox) -> set[str]:
    """What is no sentence of ours: names and texts of people, printers and Seller Center."""
    found = {"packer", *Document.Language.labels}
    found |= set(Printer.objects.values_list("address", flat=True))
    found |= {method.name for method in METHODS}
    for record in sandbox.packages.values():
        found |= {*strings(record.body), *strings(record.items)}
    return {" ".join(text.split()) for text in found if len(text.strip()) > 1}


def english(response: HttpResponseBase, data: set[str]) -> list[str]:
    return untranslated(texts_of(response), data=data, allowed=ALLOWED)


def pages(rows: dict[str, int | str]) -> list[str]:
    return [path for path in addresses(rows) if not path.startswith(FOR_MACHINES)]


def listed(found: dict[str, list[str]]) -> str:
    """Each text once, with the first page that shows it."""
    first: dict[str, str] = {}
    for path, texts in found.items():
        for text in texts:
            first.setdefault(text, path)
    return "\n".join(f"{path}: {text}" for text, path in first.items())


def test_every_page_is_translated(turk: Client, rows: dict[str, int | str], data: set[str]) -> None:
    found = {path: english(turk.get(path), data) for path in pages(rows)}
    assert len(found) > 70
    assert not (left := listed(found)), left


def test_what_a_page_answers_is_translated(turk: Client, rows: dict[str, int | str], data: set[str]) -> None:
    """To an empty form, and what it says of that on the next page."""
    found = {}
    for path in pages(rows):
        if path != "/logout/":
            found[path] = english(turk.post(path, headers={"HX-Request": "true"}), data)
            found[f"{path} next"] = english(turk.get("/documents/"), data)
    assert not (left := listed(found)), left


WRONG = ("8690001", "https://example.com/a", "STATION-99999", "{item}")
SCANS = (*WRONG, "OK", "NEXT", "UNDO", "SKIP", "REPRINT")


def test_what_a_desk_says_is_translated(
    turk: Client, rows: dict[str, int | str], data: set[str], sandbox: Sandbox
) -> None:
    """From nothing open to the last item, with wrong codes and every command between."""
    number = str(rows["number"])
    items = [str(item["product"]) for item in sandbox.packages[number].items]
    codes = [*SCANS, number, *SCANS, "OK", *SCANS, *items, "OK", *items, "MISSING", "PARK", number, "PARK"]
    data |= {code.format(item=items[0]) for code in WRONG}  # a later scan lists what was not counted
    found = {}
    for place, code in enumerate(codes):
        text = code.format(item=items[0])
        found[f"{place} {text}"] = english(scan(turk, text, place), data | {text})
    for place, code in enumerate((*WRONG, number, number)):
        sent = {"text": code, "handover": rows["handover/"], "key": f"box-{place}"}
        response = turk.post("/handover/scan/", sent, headers={"HX-Request": "true"})
        found[f"handover {place} {code}"] = english(response, data | {code})
    assert not (left := listed(found)), left


def scan(client: Client, text: str, place: int) -> HttpResponseBase:
    body = {"scans": [{"key": f"scan-{place:04}", "texts": [text], "clock": place * 1000}]}
    return client.post("/pack/scan/", json.dumps(body), content_type="application/json")
