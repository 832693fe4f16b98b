"""The data of `manage.py demo`, which must not stay in use with a real Seller Center."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext

from packages_ui.messages.message import dump
from packages_ui.messages.stations import SANDBOX_PRINTER
from packages_ui.models import Printer
from packages_ui.services.printing.control import pause_printer

EMAIL = "{}@demo.invalid"
PRINTER = "Sandbox Zebra"


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Names of active demo users, and of the sandbox's printers that are not paused."""

    users: tuple[str, ...]
    printers: tuple[str, ...]

    def __str__(self) -> str:
        users, printers = ", ".join(self.users), ", ".join(self.printers)
        if users and printers:
            return gettext(
                "the demo users {users} can sign in and the sandbox's printer {printers} is in use"
            ).format(users=users, printers=printers)
        if users:
            return gettext("the demo users {users} can sign in").format(users=users)
        return (
            gettext("the sandbox's printer {printers} is in use").format(printers=printers)
            if printers
            else ""
        )


def leftovers() -> Leftovers:
    """What is still in use; its text is empty where nothing is."""
    users = _users().order_by("username").values_list("username", flat=True)
    return Leftovers(tuple(users), tuple(_printers().values_list("name", flat=True)))


def remove() -> Leftovers:
    """Deactivate the demo users and pause the sandbox's printers; the audit is kept. Returns what was in
    use."""
    found = leftovers()
    _users().update(is_active=False)
    for printer in _printers():
        pause_printer(printer=printer, because=dump(SANDBOX_PRINTER()))
    return found


def _users() -> QuerySet[User]:
    return User.objects.filter(email__endswith=EMAIL.format(""), is_active=True)


def _printers() -> QuerySet[Printer]:
    return Printer.objects.filter(name=PRINTER, address__startswith="127.0.0.1:", paused_at=None)
