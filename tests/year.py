"""A year of a busy warehouse, made by SQL: `make_year(packages=1_000_000)` in some minutes on PostgreSQL.

Package n of N has the label, print job, packing, audit row, box and status change of id n; the newest is N.
Of each hundred packages 50 are one batch and 50 were printed one by one at the desks. One hundred in twenty
went to a browser (ready in a PDF that nobody opened), one to a printer that never says what came out (sent).
Each package's invoice came out of the one document printer, at desks that print those that there are.
What is live (`live` of each kind) is the newest. Besides there are notes, tags, holds, cancellations,
products, cut-off times, and actions on many packages.
"""

from collections.abc import Iterator
from datetime import time, timedelta

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from packages_ui import models as m
from packages_ui.seller_center.types import Item, Package, PackageStatus
from packages_ui.services.mirror.keep import keep_with_items
from tests.year_sql import Expressions, Sql, ago, check_keys, insert, least, settle_postgres

SECONDS = 365 * 24 * 3600
DESKS = 6  # as many printers of their own; then one that is silent, and a browser
SILENT, BROWSER, LASER = DESKS + 1, DESKS + 2, DESKS + 3
Rows = Iterator[tuple[type[Model], int, Expressions]]

BLOCK, PLACE = "((n - 1) / 100)", "((n - 1) % 100)"
BATCH = f"({BLOCK} * 51 + CASE WHEN {PLACE} < 50 THEN 1 ELSE {PLACE} - 48 END)"
PRINTER = f"CASE {{0}} % 20 WHEN 0 THEN {BROWSER} WHEN 1 THEN {SILENT} ELSE 1 + {{0}} % {DESKS} END"
NUMBER, TRACKING = Sql("'P' || (10000000 + n)"), Sql("'TRK' || (700000000 + n)")
SLIP: Expressions = {"path": "slips/1.pdf", "sha256": "0" * 64, "state": "sent"}
USER, DESK = Sql("1 + n % 5"), Sql(f"1 + n % {DESKS}")


def make_year(*, packages: int, live: int = 30) -> None:
    """Into an empty database. `packages` are rounded down to hundreds."""
    rows = max(packages // 100, 1) * 100
    check_keys(on=False)
    first = (_people, _labels, _jobs, _packings, _scans, _codes, _handovers, _papers, _invoices)
    for part in (*first, _marks, _goods, _bulk):
        for model, count, expressions in part(rows):
            insert(model, count, expressions)
    check_keys(on=True)
    _settle()
    _live(rows, min(live, rows // 10))


def _settle() -> None:
    """New rows go on from the last number, and the planner knows what there is, as after a night."""
    models: list[type[Model]] = [User, *(getattr(m, name) for name in m.__all__)]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            settle_postgres(cursor)
        elif not connection.in_atomic_block:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("ANALYZE")


def _moment(count: int) -> Sql:
    """Of row n among `count` over the year."""
    return Sql(ago(f"({count} - n) * {SECONDS / count}"))


def _people(rows: int) -> Rows:
    yield User, 5, {"username": Sql("'packer' || n"), "password": "!", "date_joined": timezone.now()}
    yield m.Printer, LASER, _printers()
    printers = {"label_printer_id": Sql("n"), "document_printer_id": LASER}
    yield m.Station, DESKS, {"name": Sql("'Desk ' || n"), "invoices": m.Station.Invoices.ANY, **printers}
    barcode = Sql("'869' || (1000000000 + n)")
    taught = {"barcode": barcode, "text": barcode, "product": Sql("'SKU' || n"), "taught_by_id": 1}
    yield m.ProductBarcode, min(rows // 50, 20_000), {**taught, "taught_at": timezone.now()}


def _printers() -> Expressions:
    kind = f"CASE WHEN n = {BROWSER} THEN 'browser' WHEN n = {SILENT} OR n % 2 = 0 THEN 'raw' ELSE 'ipp' END"
    return {
        "name": Sql("'Printer ' || n"),
        "kind": Sql(kind),
        "address": Sql("'127.0.0.1:' || (59100 + n)"),
        "answers": Sql(f"n % 2 = 0 AND n < {SILENT}"),
        "counts": Sql(f"n % 4 = 0 AND n < {SILENT}"),
    }


def _labels(rows: int) -> Rows:
    batches = rows // 100 * 51
    at, block = _moment(batches), "((n - 1) / 51)"
    yield (
        m.LabelBatch,
        batches,
        {
            "owner_id": USER,
            "key": Sql("'key-' || n"),
            "digest": Sql("'digest-' || n"),
            "created_at": at,
            "queued_at": at,
            "printer_id": Sql(PRINTER.format(block)),
            "pdf_path": Sql(f"CASE WHEN {block} % 20 = 0 THEN 'batches/' || n || '.pdf' ELSE '' END"),
            "pdf_at": Sql(f"CASE WHEN {block} % 20 = 0 THEN {at.text} END"),
            "from_desk": Sql("(n - 1) % 51 > 0"),
            "settled_at": at,
        },
    )
    yield (
        m.Label,
        rows,
        {
            "package_number": NUMBER,
            "format": "zpl",
            "size": 900,
            "sha256": "0" * 64,
            "path": Sql("'labels/' || n"),
            "barcodes": TRACKING,
            "fingerprint": "f" * 64,
            "made_at": _moment(rows),
        },
    )


def _jobs(rows: int) -> Rows:
    at = _moment(rows)
    handed = Sql(f"CASE WHEN {BLOCK} % 20 = 0 THEN NULL ELSE {at.text} END")
    out = Sql(f"CASE WHEN {BLOCK} % 20 > 1 THEN {at.text} END")
    yield (
        m.PrintJob,
        rows,
        {
            "batch_id": Sql(BATCH),
            "package_number": NUMBER,
            "position": Sql(f"CASE WHEN {PLACE} < 50 THEN {PLACE} + 1 ELSE 1 END"),
            "state": Sql(f"CASE {BLOCK} % 20 WHEN 0 THEN 'ready' WHEN 1 THEN 'sent' ELSE 'printed' END"),
            "label_id": Sql("n"),
            "codes": TRACKING,
            "printer_id": Sql(PRINTER.format(BLOCK)),
            "handle": Sql("'label-' || n"),
            "wanted_at": at,
            "ready_at": at,
            "sending_at": handed,
            "sent_at": handed,
            "printed_at": out,
            "read_back_at": out,
            "count_before": Sql("CASE WHEN n % 2 = 0 THEN n END"),
        },
    )


def _packings(rows: int) -> Rows:
    times = ("seen_at", "opened_at", "touched_at", "units_done_at", "read_back_at", "packed_at")
    yield (
        m.Packing,
        rows,
        {
            "package_number": NUMBER,
            "order_number": Sql("'ORD' || (500000 + n)"),
            "carrier": Sql("'Carrier ' || (n % 4)"),
            "user_id": USER,
            "station_id": DESK,
            "state": "packed",
            "tracking_number": TRACKING,
            "batch_id": Sql(f"CASE WHEN {PLACE} >= 50 THEN {BATCH} END"),
            **dict.fromkeys(times, _moment(rows)),
        },
    )
    yield (
        m.PackingUnit,
        rows * 2,
        {
            "packing_id": Sql("(n + 1) / 2"),
            "number": Sql("'I' || n"),
            "product": Sql("'SKU' || (n % 5000)"),
            "position": Sql("(n - 1) % 2"),
            "done_at": _moment(rows * 2),
            "how": "scan",
        },
    )


def _scans(rows: int) -> Rows:
    yield (
        m.Scan,
        rows * 5,
        {
            "key": Sql("'scan-' || n"),
            "text": Sql("'SKU' || (n % 5000)"),
            "user_id": USER,
            "station_id": DESK,
            "packing_id": Sql("(n + 4) / 5"),
            "clock": Sql("n * 6000"),
            "at": _moment(rows * 5),
            "outcome": "counted",
        },
    )
    yield (
        m.Act,
        rows,
        {
            "package_number": NUMBER,
            "verb": Sql("CASE WHEN n % 3 = 0 THEN 'pack' ELSE 'print' END"),
            "outcome": "done",
            "user_id": USER,
            "at": _moment(rows),
            "after": {"units": 2},
        },
    )


def _codes(rows: int) -> Rows:
    """Those of the last quarter: older ones are pruned."""
    package = f"({rows} - (n - 1) / 2)"
    code = f"CASE WHEN n % 2 = 0 THEN 'P' || (10000000 + {package}) ELSE 'TRK' || (700000000 + {package}) END"
    kind = Sql("CASE WHEN n % 2 = 0 THEN 'package' ELSE 'tracking' END")
    seen_at = Sql(ago(f"((n - 1) / 2) * {SECONDS / rows}"))
    number = Sql(f"'P' || (10000000 + {package})")
    yield (
        m.PackageCode,
        rows // 4 * 2,
        {"code": Sql(code), "package_number": number, "kind": kind, "seen_at": seen_at},
    )


def _handovers(rows: int) -> Rows:
    handovers, at = max(rows // 500, 1), _moment(rows)
    carrier = {"carrier": Sql("'Carrier ' || (n % 4)"), "user_id": USER, "station_id": DESK}
    yield m.Handover, handovers, {**carrier, "opened_at": _moment(handovers), "closed_at": _moment(handovers)}
    of_one = {"handover_id": Sql(least("1 + (n - 1) / 500", handovers)), "user_id": USER}
    box = {"package_number": NUMBER, "tracking_number": TRACKING, "scanned_at": at}
    yield m.HandoverBox, rows, {**of_one, **box}
    change = {"package_number": NUMBER, "status": 3, "items": [], "packing_id": Sql("n"), "state": "sent"}
    yield (
        m.StatusChange,
        rows,
        {**of_one, **change, "attempts": 1, "wanted_at": at, "due_at": at, "sent_at": at},
    )


def _papers(rows: int) -> Rows:
    count, at = max(rows // 500, 10), Sql(ago("n"))
    document = {"kind": "pick_list", "about": {"numbers": ["P10000001"]}, "state": "made", "user_id": USER}
    yield m.Document, count, {**document, "key": Sql("'document-' || n"), "wanted_at": at, "made_at": at}
    yield m.Slip, count, {**SLIP, "printer_id": DESK, "kind": "test", "asked_at": at, "count_after": Sql("n")}
    yield m.Lease, max(rows // 5, 10), {"name": Sql("'package-P' || n"), "until": at, "token": ""}
    dead = {"session_key": Sql("'dead-' || n"), "session_data": "-", "expire_date": at}
    yield Session, count, dead


def _invoices(rows: int) -> Rows:
    """Each was fetched and printed once."""
    before, at = max(rows // 500, 10), _moment(rows)
    printed = {
        "id": Sql(f"n + {before}"),
        "printer_id": LASER,
        "kind": "document",
        "asked_at": at,
        "sent_at": at,
    }
    yield m.Slip, rows, {**SLIP, **printed}
    kept = {"state": "kept", "url_digest": "d" * 64, "path": "invoices/1.pdf", "sha256": "0" * 64, "pages": 1}
    times = {"wanted_at": at, "kept_at": at}
    yield m.Invoice, rows, {"package_number": NUMBER, "slip_id": Sql(f"n + {before}"), **kept, **times}


def _marks(rows: int) -> Rows:
    """On every twentieth package of the last quarter, each with two tags; holds and cancellations among the
    newest."""
    count, at = max(rows // 80, 2), Sql(ago("n * 60"))
    newest = f"'P' || (10000000 + {rows} - {{0}})"
    whose = {
        "person_id": Sql("CASE WHEN n % 3 = 0 THEN 1 + n % 5 END"),
        "station_id": Sql(f"CASE WHEN n % 3 = 1 THEN 1 + n % {DESKS} END"),
    }
    note = Sql("CASE WHEN n % 2 = 0 THEN 'Call before ' || n ELSE '' END")
    own = {"number": Sql(newest.format("(n - 1) * 20")), "note": note, "version": 1, "by_id": USER, "at": at}
    yield m.PackageMark, count, {**own, **whose}
    tag = Sql("'tag' || (n % 41)")
    yield m.PackageTag, count * 2, {"mark_id": Sql("(n + 1) / 2"), "tag": tag, "key": tag}
    stop = {"number": Sql(newest.format("n * 17")), "because": Sql("'Because of ' || n"), "at": at}
    kind = Sql("CASE WHEN n % 2 = 0 THEN 'hold' ELSE 'cancel' END")
    claim = {"claim": Sql("CASE WHEN n % 2 = 0 THEN '' ELSE 'C' || n END"), "seen_at": at}
    yield m.PackageStop, max(rows // 2000, 2), {**stop, **claim, "kind": kind, "by_id": USER}


def _goods(rows: int) -> Rows:
    product = {"sku": Sql("'SKU' || n"), "name": Sql("'Product ' || n"), "colour": "Red", "shelf": "A-1"}
    later, at = timezone.now() + timedelta(days=1), Sql(ago("n"))
    asked = {"found_at": at, "due_at": later, "used_at": at}
    yield m.Product, min(max(rows // 50, 10), 5000), {**product, **asked}


def _bulk(rows: int) -> Rows:
    """Each of a hundred packages, of which one could not be done."""
    actions = max(rows // 5000, 2)
    times = dict.fromkeys(("made_at", "started_at", "ended_at"), _moment(actions))
    action = {"verb": "ready_to_ship", "value": "", "shown": "", "user_id": USER}
    yield m.BulkAction, actions, {**action, **times}
    package = {"action_id": Sql("1 + (n - 1) / 100"), "number": NUMBER, "position": Sql("1 + (n - 1) % 100")}
    state = Sql("CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'done' END")
    yield m.BulkPackage, actions * 100, {**package, "state": state, "attempts": 1}


def _live(rows: int, live: int) -> None:
    """The newest: unknown labels, then ready ones that wait for their printers (some are asked about), then
    failed ones; begun packings, status changes that wait, conflicts, packages to pack, an open handover. Of
    the ready ones no invoice is printed: some are kept, some are not made yet."""
    now, jobs = timezone.now(), m.PrintJob.objects
    unknown, ready, failed = (_newest(rows, live, place) for place in range(3))
    at_printer = {"printer": 2, "sending_at": now, "sent_at": now}
    jobs.filter(pk__in=unknown).update(state="unknown", unknown_at=now, cause="silent", **at_printer)
    jobs.filter(pk__in=ready).update(state="ready", printer=None, sending_at=None, printed_at=None)
    jobs.filter(pk__in=[pk for pk in ready if pk % 10 == 0]).update(question="Is it the right one?")
    jobs.filter(pk__in=failed).update(state="failed", reason="No label.", printed_at=None)
    batches = jobs.filter(pk__in=[*unknown, *ready, *failed]).values("batch")
    m.LabelBatch.objects.filter(pk__in=batches).update(printer=2, pdf_path="", queued_at=now, settled_at=None)
    m.Packing.objects.filter(pk__in=unknown).update(state="parked", read_back_at=None, packed_at=None)
    m.Packing.objects.filter(pk__in=ready).update(units_done_at=None, read_back_at=None, packed_at=None)
    m.Packing.objects.filter(pk__in=ready).update(state="parked", notes=[])
    at_desks = ready[: DESKS * 5]  # a packer has one package open at a desk
    m.Packing.objects.filter(pk__in=at_desks).update(state="open")
    m.PackingUnit.objects.filter(packing__in=ready).update(done_at=None, how="")
    m.StatusChange.objects.filter(pk__in=failed).update(state="conflict", sentence="It has changed.")
    m.StatusChange.objects.filter(pk__in=ready).update(state="wanted", due_at=now + timedelta(hours=1))
    not_printed = m.Invoice.objects.filter(pk__in=ready)
    not_printed.update(slip=None)
    missing = {"state": "wanted", "reason": "Not made yet.", "due_at": now + timedelta(hours=1)}
    not_printed.filter(pk__in=ready[::2]).update(**missing, path="", sha256="", kept_at=None)
    opened = m.Handover.objects.create(carrier="Carrier 0", user_id=1)
    m.HandoverBox.objects.filter(pk__gt=rows - live).update(handover=opened)
    pickups = [(f"Carrier {n % 4}", time(11 + n)) for n in range(6)]
    m.CutOff.objects.bulk_create(m.CutOff(carrier=name, at=at, weekdays=127) for name, at in pickups)
    _in_preparing(live * 10)


def _newest(rows: int, live: int, place: int) -> list[int]:
    last = rows - place * live
    return list(range(last - live + 1, last + 1))


def _in_preparing(count: int) -> None:
    """All of them need one product."""
    numbers = [f"W{n}" for n in range(count)]
    items = {number: [Item(number=f"{number}-{n}", product="HOT1") for n in (1, 2)] for number in numbers}
    packages = {
        number: Package(number=number, order_number=f"O{number}", status=PackageStatus.PREPARING)
        for number in numbers
    }
    keep_with_items(snapshots={number: (packages[number], items[number]) for number in numbers})
