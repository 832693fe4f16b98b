"""What a desk finds in the copy: packages in Preparing, by any of the numbers on their papers as scans are
compared, and by what they need."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from backoffice.compiled import Compiled, OneOf
from backoffice.compiled import texts as written
from packages_ui.models import StatusChange, StoredPackage
from packages_ui.services.barcodes.codes import LONGEST, plain
from packages_ui.services.barcodes.package_codes import parts_of

HERE = Q(number_code__isnull=False)  # in Preparing, and not of somebody who must not be kept
SAME_ITEMS = Q(items_at=F("updated_at")) | Q(
    updated_at=None, items_at=None, items_count__gte=0, items_wanted=False
)
WHOLE = HERE & SAME_ITEMS  # its items were read as well, and it has not changed since


@dataclass(frozen=True, slots=True, kw_only=True)
class Needing:
    """A package that needs `units` of a product."""

    number: str
    order_number: str
    carrier: str
    units: int


def bearing_code(code: str) -> Q:
    """Those on which it stands, normalised."""
    own = Q(number_code=code) | Q(waybill_code=code) | Q(tracking_code=code)
    return own | Q(order_code=code)


def numbers_of(*, text: str) -> list[str]:
    """The packages whose package, order, waybill or tracking number it is; compared as scans are."""
    code = plain(text)
    return [number for (number,) in NUMBERS.rows(code=code)] if code else []


def _numbers(*, code: str) -> QuerySet[StoredPackage, Any]:
    return StoredPackage.objects.filter(bearing_code(code)).order_by("number").values_list("number")


NUMBERS = Compiled(_numbers)


def find_within(*, texts: Iterable[str]) -> list[str]:
    """Numbers of the packages of which a number stands inside of what was scanned, as a carrier's barcode may
    say more than the tracking number; those of the longest number that does. Not an order's number."""
    parts = set(parts_of(texts))
    matches = WITHIN.rows(parts=written(parts)) if parts else ()
    found = [(code, number) for number, *codes in matches for code in codes if code in parts]
    longest = max((len(code) for code, _ in found), default=0)
    return list(dict.fromkeys(number for code, number in found if len(code) == longest))


def _within(*, parts: str) -> QuerySet[StoredPackage, Any]:
    own = [OneOf(name, parts) for name in ("number_code", "waybill_code", "tracking_code")]
    rows = StoredPackage.objects.filter(Q(own[0]) | Q(own[1]) | Q(own[2])).order_by("number")
    return rows.values_list("number", "number_code", "waybill_code", "tracking_code")


WITHIN = Compiled(_within)


def needing(*, product: str, but: str) -> list[Needing]:
    """The packages other than `but` that need the product, by number; not those that are packed and wait."""
    code = plain(product)[:LONGEST]
    same = Q(items__code=code) if code else Q(items__product=product)
    packed = StatusChange.objects.filter(state__in=StatusChange.WAITING).values("package_number")
    rows = StoredPackage.objects.filter(HERE & same).exclude(number=but).exclude(number__in=packed)
    counted = rows.order_by().values("number", "order_number", "carrier").annotate(units=Count("items"))
    return [Needing(**row) for row in counted.order_by("number")]
