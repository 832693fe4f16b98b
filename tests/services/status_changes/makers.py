"""Status changes that are wanted, made for tests."""

from typing import Any

from packages_ui.models import StatusChange
from packages_ui.services.status_changes import status_changes


def want(*, package_number: str, status: int, **fields: Any) -> StatusChange:
    """The newest one of the package: while one is wanted already, that one."""
    status_changes.want(package_number=package_number, status=status, **fields)
    return StatusChange.objects.filter(package_number=package_number, status=status).latest("id")
