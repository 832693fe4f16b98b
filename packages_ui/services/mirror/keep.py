"""Write what Seller Center returned of packages into the copy; take out what it no longer has.

A row that was read later stays: the statement itself compares, so any number of writers may do so at once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from packages_ui.messages import batches as messages
from packages_ui.models import Label, StoredItem, StoredPackage
from packages_ui.models.stored_package import UNKNOWN
from packages_ui.seller_center.types import Item, Package
from packages_ui.services import bulk
from packages_ui.services.marks.searched import follow
from packages_ui.services.mirror.at_desk import WHOLE
from packages_ui.services.mirror.forgotten import without_forgotten
from packages_ui.services.mirror.named import names_of
from packages_ui.services.mirror.stored import LIVE, Fields, columns, item_columns, moment, products_of

TABLE = "packages_ui_storedpackage"
AT_ONCE = 500  # rows in one statement
OWN = ("number", "products", "items_wanted")
NOT_OLDER = (
    f"WHERE {TABLE}.updated_at IS NULL OR excluded.updated_at IS NULL"
    f" OR excluded.updated_at >= {TABLE}.updated_at"
)
HAS_CHANGED = (
    f"(COALESCE({TABLE}.updated_at <> excluded.updated_at, true) OR {TABLE}.content <> excluded.content)"
)


def keep(*, packages: Iterable[Package]) -> int:
    """As they were listed (PKG101); how many. What is in them is kept, and read again where the package has
    changed and is still here. Finished ones that would be forgotten at once are left out."""
    whole = [package for package in _once(packages) if not is_old(package)]
    found = [columns(stored, read) for stored, read in zip(without_forgotten(whole), whole, strict=True)]
    for start in range(0, len(found), AT_ONCE):
        _write(found[start : start + AT_ONCE], with_items=False)
    follow(numbers=[package.number for package in whole])
    return len(found)


def keep_with_items(*, snapshots: Mapping[str, tuple[Package, Sequence[Item]]]) -> None:
    """The same with all items of each (PKG102), by number."""
    whole = [package for package, _ in snapshots.values() if not is_old(package)]
    if not whole:
        return
    items = {package.number: snapshots[package.number][1] for package in whole}
    names = names_of(item.product for its in items.values() for item in its)
    rows = [
        _with_items(columns(stored, read), items[stored.number], names)
        for stored, read in zip(without_forgotten(whole), whole, strict=True)
    ]
    with transaction.atomic():
        _write(rows, with_items=True)
        _replace_items(items, rows)
    follow(numbers=items)


def keep_items(*, row: StoredPackage, items: Sequence[Item]) -> None:
    """What is in a stored package, unless that has changed since the row was read."""
    products = products_of(items, names_of(item.product for item in items))
    with transaction.atomic():
        same = StoredPackage.objects.filter(pk=row.pk, updated_at=row.updated_at)
        now = same.select_for_update().only("search", "products", "own_words").first()
        if now is None:
            return
        own_texts = now.search.removesuffix(now.own_words).removesuffix(now.products)
        same.update(
            search=own_texts + products + now.own_words,
            products=products,
            items_count=len({item.number for item in items}),
            items_at=row.updated_at,
            items_wanted=False,
        )
        _replace({row.pk: items})


def remove(*, numbers: Collection[str]) -> int:
    """These are no longer at Seller Center; how many were stored."""
    gone = StoredPackage.objects.filter(number__in=numbers)
    return gone.delete()[1].get("packages_ui.StoredPackage", 0)


def doubt(*, numbers: Collection[str]) -> int:
    """These packages may have changed, or left Preparing: what is in them is read again before a desk relies
    on it. How many are not doubted already."""
    rows = StoredPackage.objects.filter(WHOLE, number__in=numbers)
    return rows.update(items_at=None, items_wanted=True)


def is_old(package: Package) -> bool:
    """Whether it is finished, for longer than finished packages are kept."""
    days = settings.KEEP_PACKAGES_DAYS
    if not days or package.status in LIVE or package.updated_at is None:
        return False
    return package.updated_at < timezone.now() - timedelta(days=days)


def _once(packages: Iterable[Package]) -> Iterable[Package]:
    """One statement writes no row twice: the last one of each counts. In order, so that writers of the
    same rows never deadlock."""
    found = {package.number: package for package in packages}
    return [found[number] for number in sorted(found)]


def _with_items(row: Fields, items: Sequence[Item], names: Mapping[str, str]) -> Fields:
    products = products_of(items, names)
    return {
        **row,
        "search": row["search"] + products,
        "products": products,
        "items_count": len({item.number for item in items}),
        "items_at": row["updated_at"],
        "items_wanted": False,
    }


def _write(rows: Sequence[Fields], *, with_items: bool) -> None:
    ordered = sorted(rows, key=lambda row: str(row["number"]))
    common = {} if with_items else {"items_count": UNKNOWN, "items_at": None}
    conflict = _conflict(ordered, with_items=with_items)
    bulk.insert(StoredPackage, common=common, rows=ordered, on_conflict=conflict)


def _conflict(rows: Sequence[Fields], *, with_items: bool) -> str:
    if not rows:
        return ""
    names = [name for name in rows[0] if name != "number" and (with_items or name not in OWN)]
    names.remove("search")
    assignments = [f"{name} = excluded.{name}" for name in names]
    if with_items:
        assignments.append(f"search = excluded.search || {TABLE}.own_words")
    else:
        assignments += [
            f"search = excluded.search || {TABLE}.products || {TABLE}.own_words",
            f"items_wanted = ({TABLE}.items_wanted OR {HAS_CHANGED}) AND excluded.items_wanted",
        ]
    return f"(number) DO UPDATE SET {', '.join(assignments)} {NOT_OLDER}"


def _replace_items(items: Mapping[str, Sequence[Item]], rows: Sequence[Fields]) -> None:
    """Only of rows that are as just read: those read later keep their own."""
    at = {str(row["number"]): row["updated_at"] for row in rows}
    kept = StoredPackage.objects.filter(number__in=at).values_list("pk", "number", "updated_at")
    _replace({pk: items[number] for pk, number, updated_at in kept if moment(updated_at) == at[number]})


def _replace(items: Mapping[int, Sequence[Item]]) -> None:
    """By the key of the package, which is locked. A label of other items than the package has now is out of
    date: its amount may be the same."""
    _outdate_labels(items)
    StoredItem.objects.filter(package__in=items).delete()
    found = [{**item, "package_id": pk} for pk, its in items.items() for item in item_columns(its)]
    for start in range(0, len(found), AT_ONCE):
        bulk.insert(StoredItem, common={}, rows=found[start : start + AT_ONCE])


def _outdate_labels(items: Mapping[int, Sequence[Item]]) -> None:
    before: dict[str, tuple[int, Counter[str]]] = {}
    rows = StoredItem.objects.filter(package__in=items).order_by()
    for pk, number, product in rows.values_list("package", "package__number", "product"):
        before.setdefault(number, (pk, Counter()))[1][product] += 1
    now = {pk: Counter(item["product"] for item in item_columns(its)) for pk, its in items.items()}
    other = [number for number, (pk, had) in before.items() if had != now[pk]]
    if other:
        labels = Label.objects.filter(package_number__in=other, stale_at=None)
        labels.update(stale_at=timezone.now(), stale_because=messages.CHANGED_AT_SELLER_CENTER())
