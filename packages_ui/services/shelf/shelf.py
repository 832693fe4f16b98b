"""Prefetched packages: stored, found by any of their numbers, removed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Label, Packing, Shelved, ShelvedCode, ShelvedItem, StatusChange
from packages_ui.seller_center.types import Package
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.package_codes import parts_of
from packages_ui.services.packages.package_cache import bare_fingerprint, carrier_of, fingerprint
from packages_ui.services.packages.snapshot import Snapshot

MOST_OF_NUMBER = 64
MOST_OF_TEXT = 200
WRITTEN = (
    "order_number",
    "carrier",
    "reading",
    "updated_at",
    "read_at",
    "label",
    "label_at",
    "label_problem",
)
NO_LABELS = (LabelFormat.UNKNOWN, LabelFormat.URL)
Kind = ShelvedCode.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Needing:
    """A package that needs `units` of a product."""

    number: str
    order_number: str
    carrier: str
    units: int


def shelve(*, snapshot: Snapshot) -> Shelved:
    """Keep what was read of a package just now; one that was read later stays. Its label stays while it fits;
    without one the newest that fits is taken. What went wrong with its label is forgotten with a change."""
    return shelve_all(snapshots=[snapshot])[snapshot.package.number]


def shelve_all(*, snapshots: Iterable[Snapshot]) -> dict[str, Shelved]:
    """The same for many packages, in as many statements as for one. The rows by number."""
    by_number = {snapshot.package.number: snapshot for snapshot in snapshots}
    with transaction.atomic():
        rows = _locked(by_number)
        newer = {number: row for number, row in rows.items() if not _is_older(by_number[number].package, row)}
        fits = _fitting(by_number[number].package for number in newer)
        changed = [row for number, row in newer.items() if _rewrite(row, by_number[number])]
        for number, row in newer.items():
            row.read_at = timezone.now()
            if row.label_id not in {label.pk for label in fits[number]}:
                row.label = next(iter(fits[number]), None)
            _settle(row.label_id, fits[number], by_number[number].package)
        _save(list(newer.values()))
        _replace(changed, by_number)
    return rows


def snapshot_of(*, number: str) -> Snapshot | None:
    """The package and its items as they were last read; None where it is not on the shelf."""
    found = SNAPSHOT.rows(number=number)
    return decoded(found[0][0]) if found and found[0][0] else None


SNAPSHOT = Compiled(lambda *, number: Shelved.objects.filter(number=number).values_list("reading").order_by())


def decoded(text: str) -> Snapshot | None:
    """A prefetched snapshot; None for one from before its form was what it is now."""
    try:
        return msgspec.json.decode(text, type=Snapshot)
    except msgspec.ValidationError:
        return None


def shelved_at(*, number: str) -> datetime | None:
    """When it was last read from Seller Center."""
    return Shelved.objects.filter(number=number).values_list("read_at", flat=True).first()


def numbers_of(*, text: str) -> list[str]:
    """The packages whose package, order, waybill or tracking number it is; compared as scans are."""
    code = plain(text)
    return [number for (number,) in NUMBERS.rows(code=code)] if code else []


def _numbers(*, code: str) -> QuerySet[Shelved, Any]:
    return Shelved.objects.filter(codes__code=code).order_by("number").values_list("number").distinct()


NUMBERS = Compiled(_numbers)


def find_within(*, texts: Iterable[str]) -> list[str]:
    """Numbers of the packages of which a number stands inside of what was scanned, as a carrier's barcode may
    say more than the tracking number; those of the longest number that does."""
    rows = ShelvedCode.objects.filter(code__in=parts_of(texts)).exclude(kind=Kind.ORDER)
    found = sorted(rows.values_list("code", "shelved__number"), key=lambda row: -len(row[0]))
    return list(dict.fromkeys(number for code, number in found if len(code) == len(found[0][0])))


def needing(*, product: str, but: str) -> list[Needing]:
    """The packages other than `but` that need the product, by number; not those that are packed and wait."""
    code = plain(product)[:MOST_OF_TEXT]
    same = Q(items__product=product) | (Q(items__code=code) if code else Q())
    packed = StatusChange.objects.filter(state__in=StatusChange.WAITING).values("package_number")
    rows = Shelved.objects.filter(same).exclude(number=but).exclude(number__in=packed)
    counted = rows.values("number", "order_number", "carrier").annotate(units=Count("items"))
    return [Needing(**row) for row in counted.order_by("number")]


def label_ready(*, number: str) -> Label | None:
    """The newest label of the carrier that fits the package as it was last read."""
    snapshot = snapshot_of(number=number)
    return fitting(snapshot.package).first() if snapshot else None


def fitting(package: Package) -> QuerySet[Label]:
    """The carrier's labels that were made from the package as it is, newest first."""
    labels = Label.objects.filter(package_number=package.number, source=Label.Source.CARRIER, stale_at=None)
    made_from = (fingerprint(package), bare_fingerprint(package))
    return labels.filter(fingerprint__in=made_from).exclude(format__in=NO_LABELS)


def forget(*, number: str) -> None:
    """Remove it from the shelf in any case."""
    Shelved.objects.filter(number=number).delete()


def shed(*, numbers: Iterable[str]) -> int:
    """Take off those that are not being packed; how many rows went."""
    live = Packing.objects.filter(state__in=Packing.LIVE).values("package_number")
    rows = Shelved.objects.filter(number__in=list(numbers)).exclude(number__in=live)
    gone = rows.count()
    rows.delete()
    return gone


def _is_older(package: Package, row: Shelved) -> bool:
    return bool(row.updated_at and package.updated_at and package.updated_at < row.updated_at)


def _locked(numbers: Collection[str]) -> dict[str, Shelved]:
    """A row for each, made where there is none, and ours until the transaction ends."""
    there = Shelved.objects.filter(number__in=numbers)
    missing = set(numbers) - set(there.values_list("number", flat=True))
    if missing:
        now = timezone.now()
        new = [Shelved(number=number, reading="", read_at=now) for number in sorted(missing)]
        Shelved.objects.bulk_create(new, ignore_conflicts=True)
    return {row.number: row for row in there.select_for_update().order_by("pk")}


def _fitting(packages: Iterable[Package]) -> dict[str, list[Label]]:
    """As `fitting`, for many: by number, the newest first."""
    made_from = {one.number: (fingerprint(one), bare_fingerprint(one)) for one in packages}
    labels = Label.objects.filter(package_number__in=made_from, source=Label.Source.CARRIER, stale_at=None)
    found: dict[str, list[Label]] = {number: [] for number in made_from}
    for label in labels.exclude(format__in=NO_LABELS).order_by("-made_at", "-id"):
        if label.fingerprint in made_from[label.package_number]:
            found[label.package_number].append(label)
    return found


def _settle(label_id: int | None, labels: Iterable[Label], package: Package) -> None:
    """Numbers that the carrier has given out since are the label's own: another one later is a change."""
    bare, now = bare_fingerprint(package), fingerprint(package)
    ours = [label.pk for label in labels if label.pk == label_id and label.fingerprint == bare]
    if bare != now and ours:
        Label.objects.filter(pk__in=ours, fingerprint=bare).update(fingerprint=now)


def _rewrite(row: Shelved, snapshot: Snapshot) -> bool:
    """Whether it is not as it was."""
    package, text = snapshot.package, msgspec.json.encode(snapshot).decode()
    if row.reading == text:
        return False
    if package.updated_at != row.updated_at:
        row.label_at, row.label_problem = None, ""
    row.reading, row.updated_at = text, package.updated_at
    row.order_number = _cut(package.order_number, MOST_OF_NUMBER)
    row.carrier = _cut(carrier_of(package), MOST_OF_TEXT)
    return True


def _save(rows: Sequence[Shelved]) -> None:
    """They are there and locked, so that each is a conflict: one UPDATE for all."""
    if rows:
        Shelved.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["number"], update_fields=WRITTEN
        )


def _replace(rows: Sequence[Shelved], snapshots: Mapping[str, Snapshot]) -> None:
    """The items and codes of rows that are not as they were."""
    if not rows:
        return
    ShelvedItem.objects.filter(shelved__in=rows).delete()
    ShelvedCode.objects.filter(shelved__in=rows).delete()
    items = [item for row in rows for item in _items(row, snapshots[row.number])]
    ShelvedItem.objects.bulk_create(items, ignore_conflicts=True)
    ShelvedCode.objects.bulk_create(
        code for row in rows for code in _codes(row, snapshots[row.number].package)
    )


def _items(row: Shelved, snapshot: Snapshot) -> Sequence[ShelvedItem]:
    return [
        ShelvedItem(
            shelved=row,
            number=_cut(item.number, MOST_OF_NUMBER),
            product=_cut(item.product, MOST_OF_TEXT),
            code=plain(item.product or "")[:MOST_OF_TEXT],
            has_reservation=bool(item.has_reservation),
            position=position,
        )
        for position, item in enumerate(snapshot.items, start=1)
    ]


def _codes(row: Shelved, package: Package) -> Sequence[ShelvedCode]:
    told = {
        Kind.PACKAGE: package.number,
        Kind.ORDER: package.order_number,
        Kind.WAYBILL: package.waybill_number,
        Kind.TRACKING: package.tracking_number,
    }
    codes = {kind: plain(text or "")[:MOST_OF_TEXT] for kind, text in told.items()}
    return [ShelvedCode(shelved=row, kind=kind, code=code) for kind, code in codes.items() if code]


def _cut(text: str | None, most: int) -> str:
    """As the database takes it."""
    return (text or "").replace("\0", "")[:most]
