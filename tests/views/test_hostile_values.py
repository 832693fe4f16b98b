"""Every address answers in words, whatever is put into it: nothing that can be typed is worth a 500."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from packages_ui.models import Document, Handover
from packages_ui.sandbox.app import Sandbox
from tests.services.batch_makers import batch_of, label_of
from tests.services.station_makers import printer_of, slip_of, station_at

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("media", "woken", "woken_feeders", "sandbox"),
]
VALUES = {
    "NUL": "a\0b",
    "year 1": "0001-01-01T00:00",
    "year 1 in the east": "0001-01-01T00:00:00+14:00",
    "year 9999 in the west": "9999-12-31T23:59:59-12:00",
    "5,000 digits": "7" * 5000,
    "beyond 64 bits": str(2**63),
    "minus": "-1",
    "long": "x" * 300,
    "letters": "abc",
    "digit of another kind": "²",
}
# What the pages read, by the name of the field.
NAMES = """
next page limit status number q order__number waybill_number waybill tracking_number tracking_url
updated_at updated_at__gt updated_at__gte updated_at__lt updated_at__lte created_at created_at__gte
created_at__lte initial-status initial-shipment_date initial-waybill_number shipment_date delivery_date
invoice_date invoice_number invoice_url shipping_company shipping_method shipping_method-0 reason items
item-1 parts packages step seen quarter own_reason acts way slips job came_out printer all product but
missing address batch certificate handover name station kind counted because again width_mm
height_mm dpi turn gap key only_new new quiet stale change download text own print_it owner of paper
carrier city label late gift note manual mine handed_over items older packed_by sort query shared
language username password label_printer document_printer barcodes before after
at weekdays notice cut_off change day holiday copies sku
"""


@pytest.mark.in_turn("value", one_in=10)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_answers_whatever_is_typed(
    packer_client: Client, rows: dict[str, int | str], method: str, value: str
) -> None:
    packer_client.raise_request_exception = False
    data = dict.fromkeys(NAMES.split(), value)

    found = {
        path: getattr(packer_client, method)(path, data).status_code
        for path in addresses(rows)
        if path != "/logout/"
    }

    assert len(found) > 70
    assert {
        path: status for path, status in found.items() if status >= 500 and status not in (502, 503)
    } == {}


@pytest.mark.in_turn("value", one_in=10)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_it_answers_whatever_is_typed_into_a_form_that_is_fresh(
    packer_client: Client, sandbox: Sandbox, rows: dict[str, int | str], value: str
) -> None:
    packer_client.raise_request_exception = False
    seen = sandbox.packages[str(rows["number"])].body["updated_at"]
    data = {**dict.fromkeys(NAMES.split(), value), "updated_at": seen}

    forms = [path for path in addresses(rows) if path.startswith("/packages/")]

    assert broken({path: packer_client.post(path, data).status_code for path in forms}) == {}


@pytest.mark.in_turn("value", one_in=10)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_it_answers_whatever_the_address_names(packer_client: Client, value: str) -> None:
    packer_client.raise_request_exception = False
    anything: dict[str, int | str] = {"pk": value, "number": value, "item": value, "code": value}

    found = {path: packer_client.get(path).status_code for path in addresses(anything)}

    assert {
        path: status for path, status in found.items() if status >= 500 and status not in (502, 503)
    } == {}


def broken(found: dict[str, int]) -> dict[str, int]:
    """Those that failed; that Seller Center does not answer is no failure of ours."""
    return {path: status for path, status in found.items() if status >= 500 and status not in (502, 503)}


@pytest.fixture
def rows(packer_client: Client, sandbox: Sandbox) -> dict[str, int | str]:
    """A row for every address that names one, by the beginning of its route; a package and its item."""
    printer = printer_of()
    station = station_at(printer)
    packer_client.post(f"/stations/{station.pk}/use/")
    number = next(number for number, record in sandbox.packages.items() if record.body["status"] == 2)
    return {
        "labels/batches/": batch_of(number).pk,
        "labels/": label_of(number, b"%PDF-1.7").pk,
        "documents/": Document.objects.create(kind=Document.Kind.PICK_LIST, about={"numbers": [number]}).pk,
        "handover/": Handover.objects.create(carrier="Aras Kargo").pk,
        "stations/printers/": printer.pk,
        "stations/slips/": slip_of(printer).pk,
        "stations/": station.pk,
        "number": number,
        "item": f"{number}-1",
        "code": "tr",
    }


def addresses(values: dict[str, int | str]) -> Iterator[str]:
    """Every address of the site with these values in it, as a browser would send them."""
    for route in routes(get_resolver().url_patterns):
        by_route = (values[name] for name in values if route.startswith(name))
        named = {**values, "pk": values.get("pk") or next(by_route, 1)}
        for part in re.findall(r"<\w+:\w+>", route):
            value = named.get(
                part[1:-1].split(":")[1], named["pk"]
            )  # one that is not listed takes a number too
            route = route.replace(part, quote(str(value), safe=""))  # noqa: PLW2901
        yield f"/{route}"


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Those of Django's own admin left out, which take what our own tables take."""
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield route
        elif not route.startswith("admin"):
            yield from routes(pattern.url_patterns, route)
