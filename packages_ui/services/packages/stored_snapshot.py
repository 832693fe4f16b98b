"""A package out of the copy, for while Seller Center cannot be asked for it."""

from dataclasses import dataclass
from datetime import datetime

from packages_ui.models import StoredPackage
from packages_ui.models.stored_package import UNKNOWN
from packages_ui.services.mirror.stored import item_of, package_of
from packages_ui.services.packages.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSnapshot:
    """As it was told last, at `read_at`. `fingerprints` are of the whole package, with what is not stored of
    it. `has_items`: whether what is in it was ever read; `is_complete`: since it last changed, too."""

    snapshot: Snapshot
    read_at: datetime
    fingerprints: tuple[str, str]
    has_items: bool
    is_complete: bool


def is_stored(*, number: str) -> bool:
    return StoredPackage.objects.filter(number=number).exists()


def stored_snapshot(*, number: str) -> StoredSnapshot | None:
    """None where it is not stored."""
    row = StoredPackage.objects.filter(number=number).first()
    if row is None:
        return None
    items = tuple(item_of(item) for item in row.items.order_by("position"))
    return StoredSnapshot(
        snapshot=Snapshot(package_of(row), items),
        read_at=row.read_at,
        fingerprints=(row.fingerprint, row.bare_fingerprint),
        has_items=row.items_count != UNKNOWN,
        is_complete=row.items_count != UNKNOWN and row.items_at == row.updated_at,
    )
