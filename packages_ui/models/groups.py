"""The groups that a new installation begins with; an administrator may change them afterwards."""

from typing import Any

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


def make_groups(**_: Any) -> None:
    """Make each group that does not exist yet. Runs after every migration and leaves existing ones alone."""
    from django.contrib.auth.models import Group, Permission  # noqa: PLC0415 - needs the app registry

    for name, codenames in GROUPS.items():
        group, made = Group.objects.get_or_create(name=name)
        if made:
            found = Permission.objects.filter(content_type__app_label="packages_ui", codename__in=codenames)
            group.permissions.set(found)
