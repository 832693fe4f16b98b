"""A package is found by what its products are called, too. Their names stand behind the codes of its items; a
name that is learned later comes to the packages that are still here, in pieces."""

from collections.abc import Collection, Iterable
from time import monotonic
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from backoffice.compiled import Compiled, OneOf, texts
from packages_ui.models import Product, StoredItem, StoredPackage
from packages_ui.services.mirror.stored import LIVE, products_text

WALK, ALL = "named:walk", -1  # up to which package
AGAIN = "named:again"
SECONDS, PIECE = 2.0, 200


def names_of(products: Iterable[str | None]) -> dict[str, str]:
    """What those of them are called that have a name, by code. One statement at most."""
    codes = {code for code in products if code}
    rows = NAMES.rows(codes=texts(codes)) if codes else ()
    found = {sku: own or name for sku, own, name in rows}
    return {sku: name for sku, name in found.items() if name}


def _names(*, codes: str) -> QuerySet[Product, Any]:
    return Product.objects.filter(OneOf("sku", codes)).order_by().values_list("sku", "own_name", "name")


NAMES = Compiled(_names)


def renamed() -> None:
    """A product is called otherwise now: what is here is gone through once more. After the transaction."""
    transaction.on_commit(lambda: cache.set(AGAIN, 1, None))


def catch_up(*, seconds: float = SECONDS) -> bool:
    """Names for the packages that are still here, for about so long; whether more are left. Once after an
    upgrade, and after each change of names."""
    until, after = monotonic() + seconds, cache.get(WALK, 0)
    if after == ALL:
        if cache.get(AGAIN) is None:
            return False
        after = 0
        cache.set(WALK, after, None)
        cache.delete(AGAIN)
    here = StoredPackage.objects.filter(status__in=LIVE, pk__gt=after).order_by("pk")
    left = list(here.values_list("pk", flat=True))
    while left:
        piece, left = left[:PIECE], left[PIECE:]
        _name(piece)
        cache.set(WALK, piece[-1], None)
        if monotonic() > until:
            break
    if not left:
        cache.set(WALK, ALL, None)
    return bool(left) or cache.get(AGAIN) is not None


def _name(packages: Collection[int]) -> None:
    rows = StoredItem.objects.filter(package__in=packages).order_by("package", "position")
    items: dict[int, list[str]] = {}
    for pk, product in rows.values_list("package", "product"):
        items.setdefault(pk, []).append(product)
    names = names_of(product for its in items.values() for product in its)
    texts = {pk: products_text(its, names) for pk, its in items.items()}
    stored = StoredPackage.objects.filter(pk__in=texts).order_by().values_list("pk", "products")
    behind = [pk for pk, products in stored if products != texts[pk]]
    if behind:
        _write({pk: texts[pk] for pk in behind})


def _write(texts: dict[int, str]) -> None:
    """Unless other items have come meanwhile: those were named as they came."""
    with transaction.atomic():
        rows = StoredPackage.objects.filter(pk__in=texts).order_by("pk").select_for_update()
        for pk, search, products, own_words in rows.values_list("pk", "search", "products", "own_words"):
            own_texts = search.removesuffix(own_words).removesuffix(products)
            changed = {"search": own_texts + texts[pk] + own_words, "products": texts[pk]}
            StoredPackage.objects.filter(pk=pk).update(**changed)
