"""The groups that a new installation begins with; an administrator may change them afterwards."""

from typing import Any

from django.db import connections

PACKERS = ("view_packages", "update_package", "print_labels", "pack_packages", "hand_over")
LEADS = (
    *PACKERS,
    "share_view",
    "split_package",
    "reject_package",
    "change_shipping_method",
    "release_reservation",
    "hold_package",
    "take_over_packing",
    "view_packers",
    "manage_screens",
    "pack_without_label",
    "pack_without_invoice",
    "teach_barcode",
    "view_act",
    "view_rejectreason",
    "add_rejectreason",
    "change_rejectreason",
    "delete_rejectreason",
)
ADMINISTRATORS = (*LEADS, "manage_stations", "manage_cutoffs")
GROUPS = {
    "Viewers": ("view_packages",),
    "Packers": PACKERS,
    "Leads": LEADS,
    "Administrators": ADMINISTRATORS,
}


_before: set[str] = set()  # permissions that there were before this migration


def note_permissions(*, using: str = "default", **_: Any) -> None:
    """Runs before every migration."""
    from django.contrib.auth.models import Permission  # noqa: PLC0415 - needs the app registry

    _before.clear()
    if "auth_permission" in connections[using].introspection.table_names():
        _before.update(_ours(Permission).values_list("codename", flat=True))


def make_groups(**_: Any) -> None:
    """Make each group that does not exist yet. Runs after every migration and leaves existing ones alone, but
    for permissions that came with this migration: nobody can have taken those away."""
    from django.contrib.auth.models import Group, Permission  # noqa: PLC0415 - needs the app registry

    for name, codenames in GROUPS.items():
        group, made = Group.objects.get_or_create(name=name)
        if made:
            group.permissions.set(_ours(Permission).filter(codename__in=codenames))
        elif _before:
            new = _ours(Permission).filter(codename__in=codenames).exclude(codename__in=_before)
            group.permissions.add(*new)
    _before.clear()


def _ours(permissions: Any) -> Any:
    return permissions.objects.filter(content_type__app_label="packages_ui")
