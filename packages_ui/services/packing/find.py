"""Which packages were meant by a scan: by any number that stands on paper, or by a product that they need."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from packages_ui.models import Document, Packing, Shelved, ShelvedItem
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.package_codes import KEPT, numbers_of
from packages_ui.services.packages.listing import search
from packages_ui.services.packing.results import Choice, Outcome, Word
from packages_ui.services.packing.units import products_of
from packages_ui.services.printing.match_scan import on_paper_lately
from packages_ui.services.shelf import shelf

MOST_NEEDING = 500
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
        if found := _shelved(text) or _of_document(text):
            return found
    return _begun(texts) or _of_label(texts) or _within(texts) or Found()


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
        choices=tuple(Choice(number, words) for number, words in _words(shown).items()),
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
    numbers = shelf.numbers_of(text=text)
    return Found(tuple(numbers), f"{text} stands on several packages.") if numbers else None


def _within(texts: Sequence[str]) -> Found | None:
    """A carrier's barcode that holds the number of one package, and of no other."""
    numbers = shelf.find_within(texts=texts)
    return Found((numbers[0],)) if len(numbers) == 1 else None


def _begun(texts: Sequence[str]) -> Found | None:
    """Live ones: their package may have left the shelf."""
    numbers = numbers_of(texts, within=KEPT)
    live = Packing.objects.filter(package_number__in=numbers, state__in=Packing.LIVE)
    found = tuple(live.values_list("package_number", flat=True)) if numbers else ()
    return Found(found, f"{texts[0]} stands on several packages.") if found else None


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


def _of_label(texts: Sequence[str]) -> Found | None:
    """The label in the hand."""
    numbers = on_paper_lately(texts=texts)
    return Found((numbers[0],)) if len(numbers) == 1 else None


def _needing(texts: Sequence[str]) -> Found:
    """Packages that want a unit of the product, those with the fewest units first."""
    wanted = ShelvedItem.objects.filter(code__in=products_of(texts)).values_list("shelved", flat=True)
    found = Shelved.objects.filter(pk__in=wanted.distinct().order_by("shelved")[:MOST_NEEDING])
    sizes = dict(found.annotate(size=Count("items")).values_list("number", "size"))
    begun = _live(sizes)
    free = [number for number in sizes if number not in begun]
    free.sort(key=lambda number: (sizes[number], number))
    return (
        Found(tuple(free), f"{texts[0]} is needed for {len(free)} packages that wait.") if free else Found()
    )


def _live(numbers: Iterable[str]) -> set[str]:
    rows = Packing.objects.filter(package_number__in=list(numbers)).exclude(state=Packing.State.DROPPED)
    return set(rows.values_list("package_number", flat=True))


def _words(numbers: Sequence[str]) -> dict[str, str]:
    """What is said of each: more of one on the shelf."""
    shelved = Shelved.objects.filter(number__in=numbers).annotate(size=Count("items"))
    said = {
        number: f"Package {number} · order {order} · {size} {'unit' if size == 1 else 'units'}"
        for number, order, size in shelved.values_list("number", "order_number", "size")
    }
    return {number: said.get(number, f"Package {number}") for number in numbers}


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
