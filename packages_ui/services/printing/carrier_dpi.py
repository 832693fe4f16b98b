"""The resolution a shipping company makes its labels for, where the labels do not state it."""

from django.db import transaction

from packages_ui.models import Act, CarrierDpi, Label, StoredPackage
from packages_ui.seller_center.types import PackageStatus
from packages_ui.services import audit

MOST_NAMES = 100


def made_for(*, carrier: str) -> int:
    """Dots per inch; 0 where none is set."""
    if not carrier:
        return 0
    found = CarrierDpi.objects.filter(carrier=carrier).values_list("dpi", flat=True)
    return found.first() or 0


def all_set() -> list[CarrierDpi]:
    """The companies with a resolution, sorted by name."""
    return list(CarrierDpi.objects.all())


def carriers() -> list[str]:
    """Names of shipping companies of packages in Preparing, to choose from."""
    here = StoredPackage.objects.filter(status=PackageStatus.PREPARING).exclude(carrier="")
    names = here.order_by("carrier").values_list("carrier", flat=True)
    return list(names.distinct()[:MOST_NAMES])


def set_dpi(*, carrier: str, dpi: int | None, user_id: int | None) -> bool:
    """Treat the company's labels as made for `dpi`; None: only as they state themselves. False when nothing
    changed. Pages drawn of its labels for screens and browsers are drawn again."""
    with transaction.atomic():
        before = CarrierDpi.objects.select_for_update().filter(carrier=carrier).first()
        if (before.dpi if before else None) == dpi:
            return False
        if dpi is None:
            CarrierDpi.objects.filter(carrier=carrier).delete()
        else:
            CarrierDpi.objects.update_or_create(carrier=carrier, defaults={"dpi": dpi})
        Label.objects.filter(carrier=carrier).exclude(pages_path="").update(pages_path="")
        named = {"carrier": carrier}
        audit.note(
            Act.Verb.PRINTER,
            user_id=user_id,
            before=named | {"dpi": before.dpi if before else None},
            after=named | {"dpi": dpi},
        )
    return True
