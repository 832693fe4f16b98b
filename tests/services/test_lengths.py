"""Every text of Seller Center that we store fits its column, however long it is: cut, or refused at the door.

On PostgreSQL a text that does not fit is an error; on SQLite it is found by its length.
"""

from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db.models import CharField, Max, Model
from django.db.models.functions import Length

from packages_ui.models import HandoverBox, LabelBatch, Packing, PrintJob, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import READY, Record
from packages_ui.seller_center.errors import Malformed
from packages_ui.services.ahead.fetch_ahead import fetch_ahead
from packages_ui.services.barcodes.products import add_barcode
from packages_ui.services.batches import fetch
from packages_ui.services.handover.handovers import close
from packages_ui.services.handover.scan import scan as hand_over
from packages_ui.services.packages.snapshot import read, remember
from packages_ui.services.packages.stored_snapshot import snapshot_of
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.results import ScanOutcome
from tests.services.batch_makers import batch_of, label_of, person
from tests.services.packing.at_desk import outcomes
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at

O = ScanOutcome  # noqa: E741 - some of them follow
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
LONG = 1000
SELLER_CENTER = {
    "Act.package_number",
    "Handover.carrier",
    "HandoverBox.package_number",
    "HandoverBox.tracking_number",
    "Label.carrier",
    "Label.package_number",
    "PackageCode.package_number",
    "Packing.carrier",
    "Packing.order_number",
    "Packing.package_number",
    "Packing.tracking_number",
    "Packing.waybill_number",
    "PackingUnit.number",
    "PackingUnit.product",
    "PrintJob.codes",
    "PrintJob.heading",
    "PrintJob.package_number",
    "ProductBarcode.product",
    "StatusChange.package_number",
    "StatusChange.tracking_number",
    "StatusChange.waybill_number",
    "StoredItem.code",
    "StoredItem.number",
    "StoredItem.product",
    "StoredPackage.carrier",
    "StoredPackage.city",
    "StoredPackage.city_key",
    "StoredPackage.customer",
    "StoredPackage.customer_key",
    "StoredPackage.number",
    "StoredPackage.order_number",
    "StoredPackage.shipping_method",
    "StoredPackage.tracking_number",
    "StoredPackage.waybill_number",
}
OTHERS = {  # our own, or of people, scanners and printers
    "BulkAction": {"shown", "value", "verb"},
    "BulkPackage": {"claim", "number"},
    "CarrierDpi": {"carrier"},
    "CutOff": {"carrier"},
    "CartSlot": {"package_number"},
    "Document": {"claim", "key", "path", "sha256"},
    "FallbackShippingMethod": {"name"},
    "FetchPause": {"name"},
    "Holiday": {"name"},
    "Invoice": {  # a page's own number is refused, a lead's words by the form
        *("path", "package_number", "sha256", "url_digest", "without_because"),
    },
    "Label": {"fingerprint", "format", "pages_path", "path", "sha256"},
    "LabelBatch": {"digest", "key", "name", "pdf_path"},
    "Lease": {"name", "token"},
    "PackageCode": {"code"},  # cut out of the others
    "PackageMark": {"note", "number"},  # refused where they are longer
    "PackageTag": {"key", "tag"},  # the same; the key is cut
    "PackageStop": {"because", "claim", "item", "number"},  # a page's own, or cut
    "Packing": {"no_invoice_because", "no_label_because"},
    "PrintHold": {"database", "name"},
    "PrintJob": {"claim", "fingerprint", "handle"},
    "PrintAgent": {
        *("boot", "code_hash", "host", "journal", "machine", "name", "session", "system", "token_hash"),
        *("trouble", "version"),
    },
    "ListLayout": {"columns"},
    "SavedView": {"name", "query"},
    "Printer": {"address", "certificate", "name", "pairing_code"},
    "Product": {
        "colour",
        "image",
        "name",
        "own_name",
        "picture",
        "shelf",
        "size",
        "sku",
    },  # by services/goods
    "ProductBarcode": {"barcode", "text"},
    "RejectReason": {"text"},
    "Scan": {"key", "outcome", "text"},
    "Shelved": {"carrier", "number", "order_number"},  # nothing writes them any more
    "ShelvedCode": {"code"},
    "ShelvedItem": {"code", "number", "product"},
    "Slip": {"key", "path", "sha256"},
    "Station": {"name"},
    "StatusChange": {"claim"},
    "ForgottenPerson": {"digest"},
    "StoredPackage": {
        *("bare_fingerprint", "currency", "fingerprint"),
        *("number_code", "order_code", "tracking_code", "waybill_code"),  # cut out of the others
    },
    "SyncWalk": {"name"},
    "UserLanguage": {"language"},
    "WallScreen": {"name", "token_hash"},
}


@pytest.fixture
def desk(db: None) -> Desk:
    cache.clear()
    return Desk(user_id=person("ayse").pk, station=station_at(), rights=frozenset({"teach_barcode"}))


def filled(sandbox: Sandbox, **body: Any) -> Record:
    """A package whose every text is as long as it can be; its own number and its item's are of 64 signs."""
    record = shelved(sandbox, "P" * LONG)
    StoredPackage.objects.all().delete()
    del sandbox._store.packages[record.number]
    for name in ("order_number", "shipping_method", "waybill_number", "tracking_number", "notes"):
        record.body[name] = f"{name}-{'X' * LONG}"
    record.body["shipping_address"] |= dict.fromkeys(("line", "city", "first_name", "notes"), "Y" * LONG)
    record.body |= {"shipping_company": {"name": "C" * LONG, "slug": "s" * LONG}, **body}
    record.body["number"] = record.number.ljust(64, "7")
    record.items[0]["number"] = str(record.items[0]["number"]).ljust(64, "8")
    sandbox._store.add(record)
    return record


def fields() -> dict[str, tuple[type[Model], "CharField[Any, Any]"]]:
    """Every text of limited length in our tables, by model and field."""
    return {
        f"{model.__name__}.{field.name}": (model, field)
        for model in apps.get_app_config("packages_ui").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField) and not field.choices
    }


def longest(model: type[Model], name: str) -> int:
    return int(model._default_manager.aggregate(longest=Max(Length(name)))["longest"] or 0)


def pack(desk: Desk, record: Record) -> None:
    """By scans; its label as the feeder leaves it."""
    opened = [record.number, "OK", "P" * 200]
    assert outcomes(desk, *opened) == [O.OPENED, O.CONFIRMED, O.ALL_COUNTED]
    state = {"state": PrintJob.State.PRINTED, "label": label_of(record.number, b"%PDF")}
    PrintJob.objects.filter(package_number=record.number).update(**state)
    assert outcomes(desk, Packing.objects.latest("pk").tracking_number)[-1] is O.PACKED


def walk(desk: Desk, sandbox: Sandbox) -> None:
    """Wherever such packages go."""
    record = filled(sandbox)
    while fetch_ahead(seconds=3600):
        pass
    remember(read(number=record.number))
    batch_of(record.number, printer=desk.station.label_printer, slips=LabelBatch.Slips.CARRIER)
    fetch.fetch_labels(on_settled=lambda _pk: None)
    pack(desk, record)
    manual = filled(sandbox, is_requires_manual_entry=True)
    pack(desk, manual)
    add_barcode(text="8690000000012", product="P" * 200, user_id=desk.user_id)
    for one in (record, manual):
        one.body["status"] = READY
        said = hand_over(texts=[one.number], station=desk.station, user_id=desk.user_id)
        assert said.outcome == "in", said
    close(handover=HandoverBox.objects.latest("pk").handover, user_id=desk.user_id)


def test_every_text_of_seller_center_fits_its_column(desk: Desk, sandbox: Sandbox) -> None:
    walk(desk, sandbox)
    lengths = {name: longest(*(model, field.name)) for name, (model, field) in fields().items()}
    wanted = {name: fields()[name][1].max_length for name in SELLER_CENTER}
    assert {name: lengths[name] for name in SELLER_CENTER} == wanted
    assert [name for name, (_, field) in fields().items() if lengths[name] > (field.max_length or 0)] == []


def test_it_knows_of_every_column() -> None:
    others = {f"{model}.{name}" for model, names in OTHERS.items() for name in names}
    assert set(fields()) == SELLER_CENTER | others


def test_a_package_with_too_long_an_item_number_is_refused(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-A")
    StoredPackage.objects.filter(number=record.number).delete()
    record.items[0]["number"] = "9" * 65
    with pytest.raises(Malformed):
        read(number=record.number)
    assert outcomes(desk, record.number) == [O.AWAY]
    assert not Packing.objects.exists()
    while fetch_ahead(seconds=3600):
        pass
    assert snapshot_of(number=record.number) is None
    assert StoredPackage.objects.exclude(items_at=None).exists()  # the others are there


def test_a_stored_package_of_before_is_read_anew(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-A")
    row = StoredPackage.objects.get(number=record.number)
    row.content = row.content.replace(f'"{record.number}"', f'"{"9" * 65}"')
    row.save()
    assert snapshot_of(number=record.number) is None
    assert outcomes(desk, record.number) == [O.OPENED]


def test_a_too_long_package_number_hides_no_other(sandbox: Sandbox, desk: Desk) -> None:
    record = shelved(sandbox, "AKN-A")
    del sandbox._store.packages[record.number]
    record.body["number"] = "9" * 65
    sandbox._store.add(record)
    StoredPackage.objects.all().delete()
    while fetch_ahead(seconds=3600):
        pass
    assert StoredPackage.objects.exists()
    assert outcomes(desk, "9" * 65) == [O.NOTHING]
