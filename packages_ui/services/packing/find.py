"""Which packages were meant by a scan: by any number that stands on paper, or by a product that they need."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from packages_ui.models import Document, Packing, PrintJob, ShelvedItem
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.packing.units import products_of
from packages_ui.services.packing.words import Choice, Outcome, Word
from packages_ui.services.printing.scan import plain, scanned_among
from packages_ui.services.search import search
from packages_ui.services.shelf import shelf

RECENT = timedelta(days=7)
MOST = 9  # number keys
DOCUMENT = re.compile(r"D([0-9]{1,15})")
LONGEST_NUMBER = 64


@dataclass(frozen=True, slots=True)
class Found:
    """Package numbers, the likeliest first, and why they were found."""

    numbers: tuple[str, ...] = ()
    because: str = ""


def find_here(texts: Sequence[str]) -> Found:
    """What our own rows tell; asks Seller Center nothing."""
    for text in texts:
        for look in (_shelved, _packing, _of_document, _of_label):
            if found := look(text):
                return found
    return Found()


def find_anywhere(texts: Sequence[str]) -> Found:
    """The same; then by a product; then what Seller Center knows (PKG101). Raises a SellerCenterError."""
    if (found := find_here(texts)).numbers or (found := _needing(texts)).numbers:
        return found
    for text in texts:
        if not 0 < len(text) <= LONGEST_NUMBER or not text.isprintable():
            continue
        if rows := search(q=text, filters=PackageFilters(limit=50)).rows:
            return Found(tuple(row.number for row in rows), f"{text} is the number of several packages.")
    return Found()


def several(found: Found) -> Word:
    """One of them is chosen by its number key."""
    shown = found.numbers[:MOST]
    more = len(found.numbers) - len(shown)
    return Word(
        outcome=Outcome.SEVERAL,
        sentence=found.because or "Several packages fit.",
        next="Press the number of the one in front of you"
        + (f"; {more} more are not shown." if more else "."),
        choices=tuple(Choice(number, _words(number)) for number in shown),
    )


def nothing(texts: Sequence[str]) -> Word:
    """What was scanned and what it looks like."""
    return Word(
        outcome=Outcome.NOTHING,
        sentence=f"No package is found by {texts[0]}.",
        next=f"It looks like {_looks_like(texts[0])}. Scan another code of the parcel, or type its number.",
        text=texts[0],
    )


def _shelved(text: str) -> Found | None:
    found = shelf.find(text=text)
    return Found(tuple(one.number for one in found), f"{text} stands on several packages.") if found else None


def _packing(text: str) -> Found | None:
    """Live ones: their package may have left the shelf."""
    wanted = plain(text)
    live = Packing.objects.filter(state__in=Packing.LIVE)
    rows = live.values_list("package_number", "order_number", "tracking_number")
    numbers = [row[0] for row in rows if wanted and wanted in map(plain, row)]
    return Found(tuple(numbers), f"{text} stands on several packages.") if numbers else None


def _of_document(text: str) -> Found | None:
    """What stands on a pick list and is not packed yet."""
    match = DOCUMENT.fullmatch(plain(text))
    document = Document.objects.filter(pk=match[1]).first() if match else None
    if document is None:
        return None
    numbers: list[str] = document.about.get("numbers", [])
    packed = Packing.objects.filter(package_number__in=numbers, state=Packing.State.PACKED)
    done = set(packed.values_list("package_number", flat=True))
    left = tuple(number for number in numbers if number not in done)
    said = f"{document}: {len(left)} of {len(numbers)} are not packed yet."
    return Found(left, said) if left else None


def _of_label(text: str) -> Found | None:
    """The label in the hand."""
    wanted = text.strip()
    if len(wanted) < 6:
        return None
    bears = Q(codes__icontains=wanted) | Q(label__barcodes__icontains=wanted) | Q(package_number=wanted)
    recent = PrintJob.objects.filter(bears, sending_at__gte=timezone.now() - RECENT).select_related("label")
    job = scanned_among(recent.order_by("-sending_at")[:20], wanted)
    return Found((job.package_number,)) if job else None


def _needing(texts: Sequence[str]) -> Found:
    """Packages that want a unit of the product, those with the fewest units first."""
    items = ShelvedItem.objects.filter(code__in=products_of(texts)).select_related("shelved")
    sizes: dict[str, int] = {}
    for item in items[:500]:
        sizes.setdefault(item.shelved.number, item.shelved.items.count() if len(sizes) < MOST * 3 else 999)
    free = [number for number in sizes if number not in _live(sizes)]
    free.sort(key=lambda number: sizes[number])
    return (
        Found(tuple(free), f"{texts[0]} is needed for {len(free)} packages that wait.") if free else Found()
    )


def _live(numbers: Iterable[str]) -> set[str]:
    rows = Packing.objects.filter(package_number__in=list(numbers)).exclude(state=Packing.State.DROPPED)
    return set(rows.values_list("package_number", flat=True))


def _words(number: str) -> str:
    found = shelf.find(text=number)
    if not found:
        return f"Package {number}"
    one = found[0]
    units = one.items.count()
    return f"Package {number} · order {one.order_number} · {units} {'unit' if units == 1 else 'units'}"


def _looks_like(text: str) -> str:
    code = plain(text)
    if not code:
        return "no code at all"
    if code.isdecimal():
        kinds = {
            8: "an EAN-8 barcode of a product",
            12: "a UPC barcode of a product",
            13: "an EAN-13 barcode of a product",
        }
        return kinds.get(len(code), f"a number of {len(code)} digits")
    if len(code) > 30:
        return "a long text, perhaps a QR code"
    return f"a code of {len(code)} letters and digits" if any(map(str.isdecimal, code)) else "a word"
