"""What is known of a scanned box: by our own rows first (its numbers were scanned, or we printed its label),
then by Seller Center."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache

from packages_ui.models import Packing, PrintJob
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import Package, PackageFilters
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.package_codes import ON_BOX, numbers_of, numbers_within
from packages_ui.services.client import seller_center
from packages_ui.services.packages import package_cache

SECONDS = 4.0  # a person stands there with the box in the hands
AWAY_KEY = "handover:away"
AWAY_SECONDS = 15  # for so long nobody waits for a Seller Center that has just not answered
NO_COMPANY = "No shipping company"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box and its package. `package` is None where Seller Center lists none of this number, and where it is
    `away`: then our own rows are all that is known."""

    number: str
    packing: Packing | None = None
    package: Package | None = None
    away: bool = False

    @property
    def carrier(self) -> str:
        """The shipping company that takes it, as Seller Center names it."""
        if self.package:
            return package_cache.carrier_of(self.package) or NO_COMPANY
        noted = package_cache.of(numbers=[self.number]).get(self.number)
        return (
            (self.packing.carrier if self.packing else "") or (noted.carrier if noted else "") or NO_COMPANY
        )

    @property
    def tracking(self) -> str:
        """Its tracking number, else what was scanned of it."""
        told = self.package.tracking_number if self.package else ""
        return (told or (self.packing.tracking_number if self.packing else "") or "")[:64]


def find(*, texts: Sequence[str]) -> Box | None:
    """The box that bears what was scanned, which may be read in several ways; None where nobody knows it.
    `number` is empty where that cannot be told because Seller Center is away."""
    for text in texts:
        if number := number_of(text=text):
            return _box_of(number)
    try:
        package = next(filter(None, map(_asked, texts)), None)
    except SellerCenterError:
        return Box(number="", away=True)
    if package is None:
        return None
    return Box(number=package.number, package=package, packing=packing_of(number=package.number))


def _box_of(number: str) -> Box:
    packing = packing_of(number=number)
    if cache.get(AWAY_KEY):
        return Box(number=number, packing=packing, away=True)
    try:
        package = seller_center().get_package(number, deadline=SECONDS)
    except SellerCenterError:
        cache.set(AWAY_KEY, 1, AWAY_SECONDS)
        return Box(number=number, packing=packing, away=True)
    return Box(number=number, packing=packing, package=package)


def _asked(text: str) -> Package | None:
    """By its package number, else by its waybill number; PKG101 cannot be asked for a tracking number."""
    if not plain(text):
        return None
    client = seller_center()
    if package := client.get_package(text, deadline=SECONDS):
        return package
    found = client.list_packages(PackageFilters(waybill_number=text, limit=2), deadline=SECONDS).results
    return found[0] if len(found) == 1 else None


def number_of(*, text: str) -> str:
    """The package's number, empty where our rows do not tell it or tell several. A carrier's barcode may say
    more than the number."""
    wanted = plain(text)
    if not wanted:
        return ""
    return (
        _by_number(text, wanted)
        or _only(numbers_of([text], kinds=ON_BOX))
        or _only(numbers_within([text], kinds=ON_BOX))
    )


def packing_of(*, number: str) -> Packing | None:
    """How the package was packed here, the last time that it was."""
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
