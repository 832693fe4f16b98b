"""Find a scanned box: in our own rows first (its numbers were scanned, or we printed its label), then at
Seller Center."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache

from packages_ui.messages import handover as messages
from packages_ui.models import Packing, PrintJob, StoredPackage
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import Package, PackageFilters
from packages_ui.services.barcodes.codes import plain, readings
from packages_ui.services.barcodes.package_codes import ON_BOX, numbers_of, numbers_within
from packages_ui.services.client import seller_center
from packages_ui.services.mirror.find import bearing
from packages_ui.services.packages import package_cache

SECONDS = 4.0  # a person is waiting with the box in hand
AWAY_KEY = "handover:away"
AWAY_SECONDS = 15  # after a failure Seller Center is not contacted for this long


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box and its package. `package` is None where Seller Center lists none with this number, or is `away`:
    then our own rows and the copy are all there is."""

    number: str
    packing: Packing | None = None
    package: Package | None = None
    away: bool = False
    copied: StoredPackage | None = None

    @property
    def carrier(self) -> str:
        """The shipping company that takes it, as Seller Center names it."""
        return self._carrier() or messages.NO_COMPANY.one

    def _carrier(self) -> str:
        if self.package:
            return package_cache.carrier_of(self.package)
        noted = package_cache.of(numbers=[self.number]).get(self.number)
        return (self.packing.carrier if self.packing else "") or (noted.carrier if noted else "")

    @property
    def order_number(self) -> str:
        """Empty where it is not known."""
        known = (self.package, self.packing)
        return next((part.order_number for part in known if part and part.order_number), "")

    @property
    def tracking(self) -> str:
        """Its tracking number, at Seller Center, as scanned here, or in the copy."""
        known = (self.package, self.packing, self.copied)
        return next((part.tracking_number for part in known if part and part.tracking_number), "")[:64]


def find(*, texts: Sequence[str]) -> Box | None:
    """The box with the scanned code, given in its possible readings; None where unknown. `number` is empty
    where Seller Center is needed and away."""
    for text in texts:
        if number := number_of(text=text):
            return _box_of(number)
    try:
        package = next(filter(None, map(_requested, texts)), None)
    except SellerCenterError:
        return _copied_box(texts)
    if package is None:
        return None
    return Box(number=package.number, package=package, packing=packing_of(number=package.number))


def _box_of(number: str) -> Box:
    packing = packing_of(number=number)
    if cache.get(AWAY_KEY):
        return _away_box(number, packing)
    try:
        package = seller_center().get_package(number, deadline=SECONDS)
    except SellerCenterError:
        cache.set(AWAY_KEY, 1, AWAY_SECONDS)
        return _away_box(number, packing)
    return Box(number=number, packing=packing, package=package)


def _copied_box(texts: Sequence[str]) -> Box:
    """The one package of the copy that has the code."""
    found = bearing(readings(texts))
    if len(found) != 1:
        return Box(number="", away=True)
    return _away_box(found[0].number, packing_of(number=found[0].number))


def _away_box(number: str, packing: Packing | None) -> Box:
    copied = StoredPackage.objects.only("status", "tracking_number").filter(number=number).first()
    return Box(number=number, packing=packing, away=True, copied=copied)


def _requested(text: str) -> Package | None:
    """By package number, else by waybill number; PKG101 has no filter for tracking numbers."""
    if not plain(text):
        return None
    client = seller_center()
    if package := client.get_package(text, deadline=SECONDS):
        return package
    found = client.list_packages(PackageFilters(waybill_number=text, limit=2), deadline=SECONDS).results
    return found[0] if len(found) == 1 else None


def number_of(*, text: str) -> str:
    """The package's number by our rows; empty where there is none, or several. A carrier's barcode may
    contain more than the number."""
    wanted = plain(text)
    if not wanted:
        return ""
    return (
        _by_number(text, wanted)
        or _only(numbers_of([text], kinds=ON_BOX))
        or _only(numbers_within([text], kinds=ON_BOX))
    )


def packing_of(*, number: str) -> Packing | None:
    """The package's last packing here."""
    packings = Packing.objects.filter(package_number=number).exclude(state=Packing.State.DROPPED)
    return packings.order_by("-id").first()


def _by_number(text: str, wanted: str) -> str:
    spelled = {text.strip(), text.strip().upper(), wanted}
    for model in (Packing, PrintJob):
        found = model.objects.filter(package_number__in=spelled).values_list("package_number", flat=True)
        if number := found.first():
            return str(number)
    return ""


def _only(numbers: Iterable[str]) -> str:
    found = set(numbers)
    return found.pop() if len(found) == 1 else ""
