"""Find the packages that a scan may mean: by any number printed on paper, or by a product they need."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Document, Packing, StoredItem, StoredPackage
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.package_codes import KEPT, ON_BOX, numbers_of, numbers_within
from packages_ui.services.mirror import at_desk
from packages_ui.services.packages.listing import search
from packages_ui.services.packing.choices import choices_of, oldest_first
from packages_ui.services.packing.outage import copied_numbers
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.units import products_of
from packages_ui.services.printing.match_scan import bearing, sent_lately

MOST_NEEDING = 500
MOST = 9  # number keys
DOCUMENT = re.compile(r"D([0-9]{1,15})")
LONGEST_NUMBER = 64
PRODUCT_BARCODES = {8: "EAN-8", 12: "UPC", 13: "EAN-13"}
LONGEST_BARCODE = 30


@dataclass(frozen=True, slots=True)
class Found:
    """Package numbers, the likeliest first, and why they were found."""

    numbers: tuple[str, ...] = ()
    because: Message = NOTHING


def find_here(texts: Sequence[str]) -> Found:
    """Search our own rows only; sends nothing to Seller Center."""
    return _find_here(texts)[0]


def _find_here(texts: Sequence[str]) -> tuple[Found, bool]:
    """And whether any package that was here before may bear it."""
    for text in texts:
        if found := _by_code(text) or _of_document(text):
            return found, True
    known = numbers_of(texts, within=KEPT)
    if found := _in_progress(known, texts):
        return found, True
    own = bearing(texts=texts) if known else numbers_within(texts, kinds=ON_BOX)
    return _of_label(own) or _within(texts) or Found(), bool(own)


def find_anywhere(texts: Sequence[str]) -> Found:
    """The same; then by product; then at Seller Center (PKG101), and in the copy where that does not respond.
    Raises a SellerCenterError where the copy does not know it."""
    found, is_known = _find_here(texts)
    if found.numbers or (found := _needing(texts)).numbers:
        return found
    try:
        return _at_seller_center(texts, is_known=is_known)
    except SellerCenterError:
        if numbers := copied_numbers(texts):
            return Found(numbers, messages.SEVERAL_MATCH(text=texts[0]))
        raise


def _at_seller_center(texts: Sequence[str], *, is_known: bool) -> Found:
    for text in texts:
        if not 0 < len(text) <= LONGEST_NUMBER or not text.isprintable():
            continue
        if rows := search(q=text, filters=PackageFilters(limit=50), is_known=is_known).rows:
            return Found(tuple(row.number for row in rows), messages.SEVERAL_MATCH(text=text))
    return Found()


def several(found: Found) -> ScanResult:
    """One of them is chosen by its number key."""
    shown = found.numbers[:MOST]
    more = len(found.numbers) - len(shown)
    return ScanResult(
        outcome=ScanOutcome.SEVERAL,
        sentence=found.because or messages.SEVERAL_FIT(),
        next=messages.PRESS_NUMBER() + (messages.MORE_NOT_SHOWN(count=more) if more else NOTHING),
        choices=choices_of(shown),
    )


def nothing(texts: Sequence[str]) -> ScanResult:
    """What was scanned and, where that helps, what it looks like."""
    return ScanResult(
        outcome=ScanOutcome.NOTHING,
        sentence=messages.NOTHING_FOUND(text=texts[0]),
        next=_looks_like(texts[0]) + messages.SCAN_ANOTHER(),
        text=texts[0],
    )


def _by_code(text: str) -> Found | None:
    numbers = at_desk.numbers_of(text=text)
    return Found(tuple(numbers), messages.SEVERAL_MATCH(text=text)) if numbers else None


def _within(texts: Sequence[str]) -> Found | None:
    """By a carrier barcode that contains the number of exactly one package."""
    numbers = at_desk.find_within(texts=texts)
    return Found((numbers[0],)) if len(numbers) == 1 else None


def _in_progress(numbers: Sequence[str], texts: Sequence[str]) -> Found | None:
    """Open or set aside here: they may have left Preparing."""
    live = Packing.objects.filter(package_number__in=numbers, state__in=Packing.LIVE)
    found = tuple(live.values_list("package_number", flat=True)) if numbers else ()
    return Found(found, messages.SEVERAL_MATCH(text=texts[0])) if found else None


def _of_document(text: str) -> Found | None:
    """The packages on a pick list that are not packed yet."""
    match = DOCUMENT.fullmatch(plain(text))
    document = Document.objects.filter(pk=match[1]).first() if match else None
    if document is None:
        return None
    numbers: list[str] = document.about.get("numbers", [])
    packed = Packing.objects.filter(package_number__in=numbers, state=Packing.State.PACKED)
    done = set(packed.values_list("package_number", flat=True))
    left = tuple(number for number in numbers if number not in done)
    because = messages.NOT_PACKED_YET(document=document.code, left=len(left), total=len(numbers))
    return Found(left, because) if left else None


def _of_label(bearing_it: Sequence[str]) -> Found | None:
    """Match against recently printed labels."""
    numbers = sent_lately(numbers=bearing_it)
    return Found((numbers[0],)) if len(numbers) == 1 else None


def _needing(texts: Sequence[str]) -> Found:
    """Packages that need a unit of the product, the oldest first."""
    wanted = StoredItem.objects.filter(code__in=products_of(texts), package__number_code__isnull=False)
    packages = wanted.order_by("package").values_list("package", flat=True).distinct()[:MOST_NEEDING]
    found = StoredPackage.objects.filter(pk__in=packages).order_by()
    placed = dict(found.values_list("number", "placed_at"))
    taken = _live(placed)
    free = oldest_first({number: at for number, at in placed.items() if number not in taken})
    return Found(tuple(free), messages.NEEDED_FOR(text=texts[0], count=len(free))) if free else Found()


def _live(numbers: Iterable[str]) -> set[str]:
    rows = Packing.objects.filter(package_number__in=list(numbers)).exclude(state=Packing.State.DROPPED)
    return set(rows.values_list("package_number", flat=True))


def _looks_like(text: str) -> Message:
    """Empty where it could be anything."""
    code = plain(text)
    if code.isdecimal() and len(code) in PRODUCT_BARCODES:
        return messages.LOOKS_LIKE_PRODUCT(kind=PRODUCT_BARCODES[len(code)])
    return messages.LOOKS_LIKE_QR() if len(code) > LONGEST_BARCODE else NOTHING
