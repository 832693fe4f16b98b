"""What is shown beside the codes of products."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from packages_ui.models import Product

COLUMNS = ("sku", "own_name", "name", "colour", "size", "picture", "shelf")
HAS_ANY = ~Q(name="", picture="", own_name="", shelf="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """`picture` names its file, see services/goods/files.py; each text may be empty."""

    name: str
    colour: str
    size: str
    picture: str
    shelf: str

    @property
    def has_name_or_picture(self) -> bool:
        """Whether there is a name or a picture to show."""
        return bool(self.name or self.picture)

    @property
    def look(self) -> str:
        """What distinguishes its variant: `Kırmızı · M`."""
        return " · ".join(filter(None, (self.colour, self.size)))


def goods_of(skus: Iterable[str]) -> dict[str, Goods]:
    """The known ones by their codes; one statement."""
    rows = Product.objects.filter(HAS_ANY, sku__in={sku for sku in skus if sku})
    return {sku: goods(values) for sku, *values in rows.order_by().values_list(*COLUMNS)}


def known_products() -> QuerySet[Product, Any]:
    """All of which anything is known."""
    return Product.objects.filter(HAS_ANY).order_by()


def goods(values: Iterable[str]) -> Goods:
    """From the values of COLUMNS behind the sku."""
    own_name, name, colour, size, picture, shelf = values
    return Goods(name=own_name or name, colour=colour, size=size, picture=picture, shelf=shelf)
