"""The package of a scanned code: stored where codes become known, found by one indexed look-up.

Stored when a package is opened at a station or its numbers change there, when labels are requested, and when
the barcodes of a label are read. Packages in Preparing are found in the copy (services/mirror); this covers
all that was ever at a station or printed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled, OneOf
from backoffice.compiled import texts as written
from packages_ui.models import PackageCode
from packages_ui.services import bulk
from packages_ui.services.barcodes.codes import LONGEST, MOST_READINGS, is_gtin, plain, plain_all

Kind = PackageCode.Kind
NAMES = "abcdefghijkl"[:MOST_READINGS]
KEPT = timedelta(days=90)
RECENT = timedelta(days=14)  # older parcels have left the warehouse
LEAST_WITHIN = 8  # characters a code needs to be found inside a longer barcode
LONGEST_AROUND = 48  # characters of a barcode that is searched for codes
ON_BOX = (Kind.PACKAGE, Kind.WAYBILL, Kind.TRACKING, Kind.LABEL)  # an order may have several boxes
SEEN_AGAIN = (
    "(code, package_number) DO UPDATE SET seen_at = excluded.seen_at, kind = CASE"
    " WHEN packages_ui_packagecode.kind = 'order' THEN excluded.kind ELSE packages_ui_packagecode.kind END"
)


@dataclass(frozen=True, slots=True)
class CodesOf:
    """The codes of one package as they came, by their kind."""

    number: str
    texts: Mapping[Kind, Sequence[str]]


def note(known: Iterable[CodesOf], *, at: datetime | None = None) -> None:
    """Store the codes of these packages, the package numbers among them; one statement for any number. A code
    stored before counts as seen `at` (now). Call it where the texts themselves are saved."""
    rows = {(row["code"], row["package_number"]): row for package in known for row in _rows(package)}
    in_order = [rows[key] for key in sorted(rows)]  # so that writers of the same codes never deadlock
    bulk.insert(PackageCode, common={"seen_at": at or timezone.now()}, rows=in_order, on_conflict=SEEN_AGAIN)


def note_package(number: str, *, at: datetime | None = None, **texts: str) -> None:
    """The same for one package, by kind: `waybill="…", tracking="…", order="…"`."""
    note([CodesOf(number, {Kind(kind): (text,) for kind, text in texts.items()})], at=at)


def note_label(number: str, barcodes: Iterable[str]) -> None:
    """The same for the barcodes on its label."""
    note([CodesOf(number, {Kind.LABEL: tuple(barcodes)})])


def numbers_of(
    texts: Sequence[str], *, kinds: Iterable[Kind] = tuple(Kind), within: timedelta = RECENT
) -> list[str]:
    """The packages with the scanned code, which may have several readings: those of the first of `texts` that
    any package has, the newest first."""
    codes = plain_all(texts)
    found = _found(codes, kinds, within)
    return next((found[code] for code in codes if code in found), [])


def numbers_within(
    texts: Sequence[str], *, kinds: Iterable[Kind] = tuple(Kind), within: timedelta = RECENT
) -> list[str]:
    """The packages with a code that is part of what was scanned: a carrier's barcode may contain more than
    the number. The longest code counts."""
    found = _found(parts_of(texts), kinds, within)
    longest = max(map(len, found), default=0)
    return list(dict.fromkeys(number for code in found if len(code) == longest for number in found[code]))


def shared_codes(codes: Iterable[str], *, number: str) -> set[str]:
    """Those of these normalised codes that are also on the label of another package: a postcode, a route, a
    service."""
    rows = PackageCode.objects.filter(code__in=list(codes), kind=Kind.LABEL).exclude(package_number=number)
    return set(rows.order_by().values_list("code", flat=True))


def parts_of(texts: Iterable[str]) -> list[str]:
    """The parts of these codes that are long enough for a number. An article number has none."""
    return [part for code in plain_all(texts) if not is_gtin(code) for part in _parts(code)]


def _found(codes: Sequence[str], kinds: Iterable[Kind], within: timedelta) -> dict[str, list[str]]:
    if not codes:
        return {}
    since, wanted = timezone.now() - within, set(kinds)
    found: dict[str, list[str]] = {}
    for code, number, kind in _rows_of(codes, since):
        if kind in wanted:
            found.setdefault(code, []).append(number)
    return found


def _rows_of(codes: Sequence[str], since: datetime) -> Iterable[tuple[Any, ...]]:
    """Code, package and kind, the last seen first. One scan has few readings, but many parts."""
    if len(codes) > len(NAMES):
        return MANY.rows(since=since, codes=written(codes))
    return FEW.rows(since=since, **dict(zip(NAMES, [*codes, *[""] * len(NAMES)], strict=False)))


def _newest(bearing: Q | OneOf, since: datetime) -> QuerySet[PackageCode, tuple[str, str, str]]:
    rows = PackageCode.objects.filter(bearing, seen_at__gte=since).order_by("-seen_at", "-id")
    return rows.values_list("code", "package_number", "kind")


FEW = Compiled(lambda *, since, **codes: _newest(Q(code__in=list(codes.values())), since))
MANY = Compiled(lambda *, since, codes: _newest(OneOf("code", codes), since))


def _parts(code: str) -> list[str]:
    if len(code) > LONGEST_AROUND:
        return []
    starts = range(len(code) - LEAST_WITHIN + 1)
    return [code[start:end] for start in starts for end in range(start + LEAST_WITHIN, len(code) + 1)]


def _rows(known: CodesOf) -> list[dict[str, Any]]:
    """The first kind of a code counts: the package's own number before all others, the order's last."""
    kinds: dict[str, Kind] = {}
    for kind, texts in ((Kind.PACKAGE, (known.number,)), *known.texts.items()):
        for text in texts:
            kinds.setdefault(plain(text), kind)
    return [
        {"code": code, "package_number": known.number, "kind": kind.value}
        for code, kind in kinds.items()
        if 0 < len(code) <= LONGEST
    ]
