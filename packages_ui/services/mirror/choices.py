"""What can be chosen in filters: shipping companies and methods that packages go by these days."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from backoffice.compiled import Compiled
from packages_ui.codes.spelling import capitals
from packages_ui.models import StoredPackage
from packages_ui.services.cached import Cached

LAST = 3000  # packages that are read, so that a year of them costs nothing
KEPT_SECONDS = 600
KEY = "mirror:choices"


@dataclass(frozen=True, slots=True)
class Choices:
    carriers: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


CHOICES: Cached[Choices] = Cached(Choices)


def choices() -> Choices:
    """Shared by all for some minutes; of an empty copy nothing is remembered."""
    known = CHOICES.get(KEY)
    if known is None:
        known = _read_choices()
        if known.carriers:
            CHOICES.set(KEY, known, KEPT_SECONDS)
    return known


def known_carrier(name: str) -> str | None:
    """The shipping company of that name as it is on packages, whatever letters are capitals; None where no
    package has it."""
    spelt = {capitals(carrier): carrier for carrier in choices().carriers}
    return spelt.get(capitals(name))


def _read_choices() -> Choices:
    rows = NEWEST.rows()
    carriers, methods = ({row[place] for row in rows} - {""} for place in (0, 1))
    return Choices(tuple(sorted(carriers)), tuple(sorted(methods)))


def _newest() -> QuerySet[StoredPackage, Any]:
    newest = StoredPackage.objects.order_by("-placed_at", "-id")
    return newest.values_list("carrier", "shipping_method")[:LAST]


NEWEST = Compiled(_newest)
