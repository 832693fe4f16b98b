"""The dpi for which a shipping company makes its labels, where its labels do not say so themselves."""

from django.db import transaction

from packages_ui.models import Act, CarrierDpi, Label, Shelved
from packages_ui.services import audit

MOST_NAMES = 100


def made_for(*, carrier: str) -> int:
    """Dots per inch; 0 where nobody has said it."""
    if not carrier:
        return 0
    said = CarrierDpi.objects.filter(carrier=carrier).values_list("dpi", flat=True)
    return said.first() or 0


def said() -> list[CarrierDpi]:
    """What was said of any, by their names."""
    return list(CarrierDpi.objects.all())


def carriers() -> list[str]:
    """The names of shipping companies whose packages are here, to choose from."""
    names = Shelved.objects.exclude(carrier="").order_by("carrier").values_list("carrier", flat=True)
    return list(names.distinct()[:MOST_NAMES])


def say(*, carrier: str, dpi: int | None, user_id: int | None) -> bool:
    """From now on its labels are taken for made for `dpi`; None: by what they say alone. False where that is
    so already. What was drawn of them for the screen and for browsers is drawn anew."""
    with transaction.atomic():
        before = CarrierDpi.objects.select_for_update().filter(carrier=carrier).first()
        if (before.dpi if before else None) == dpi:
            return False
        if dpi is None:
            CarrierDpi.objects.filter(carrier=carrier).delete()
        else:
            CarrierDpi.objects.update_or_create(carrier=carrier, defaults={"dpi": dpi})
        Label.objects.filter(carrier=carrier).exclude(pages_path="").update(pages_path="")
        told = {"carrier": carrier}
        audit.note(
            Act.Verb.PRINTER,
            user_id=user_id,
            before=told | {"dpi": before.dpi if before else None},
            after=told | {"dpi": dpi},
        )
    return True
