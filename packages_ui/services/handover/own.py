"""Which package a scanned box is of, by our own rows: its numbers were scanned, or we printed its label."""

from collections.abc import Iterable

from packages_ui.models import Packing, PrintJob
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.barcodes.package_codes import ON_BOX, numbers_of, numbers_within


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
