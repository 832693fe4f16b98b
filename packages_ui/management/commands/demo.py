"""`manage.py demo`: users and stations for trying out the product with the sandbox."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext, gettext_lazy

from backoffice.paths import VAR
from packages_ui.models import Printer, Station
from packages_ui.services.demo import EMAIL, PRINTER, remove

GROUPS = {"admin": "Administrators", "lead": "Leads", "packer": "Packers", "viewer": "Viewers"}
REAL = gettext_lazy(
    "A real Seller Center is set, so there are no demo users. Make the first user with: "
    ".venv/bin/python manage.py createsuperuser"
)
STAFF = ("admin", "lead")  # may open Django's own admin site


class Command(BaseCommand):
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = gettext(
            "Makes the demo users admin, lead, packer and viewer and two stations; only with the sandbox."
        )
        parser.add_argument("--remove", action="store_true", help=gettext("deactivate them"))
        parser.add_argument(
            "--if-sandbox",
            action="store_true",
            help=gettext("with a real Seller Center, only say what to do next"),
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["remove"]:
            found = str(remove())
            self.stdout.write(
                gettext("Removed: {found}.").format(found=found)
                if found
                else gettext("Nothing of the demo is left.")
            )
            return
        if not settings.SELLER_CENTER_SANDBOX and options["if_sandbox"]:
            self.stdout.write(str(REAL))
            return
        if not settings.SELLER_CENTER_SANDBOX:
            raise CommandError(
                gettext(
                    "SELLER_CENTER_URL names a real Seller Center: no demo users are made. "
                    "Nothing was changed."
                )
            )
        path = VAR / "demo_users.json"
        passwords = read_or_make_passwords(path)
        for name, group in GROUPS.items():
            make_user(name=name, group=group, password=passwords[name])
        make_stations()
        self.stdout.write(
            gettext("Demo users: {names}. Their passwords are in {path}.").format(
                names=", ".join(GROUPS), path=path
            )
        )


def make_stations() -> None:
    """Desk 1 prints on the sandbox's own label printer, Desk 2 on the browser's. Made once: what a person
    changes or adds stays."""
    if Station.objects.exists() or Printer.objects.exists():
        return
    address = f"127.0.0.1:{settings.SANDBOX_PORT + 1}"
    labels = Printer.objects.create(name=PRINTER, kind="raw", address=address, counts=True)
    browser = Printer.objects.create(name="This browser", kind="browser")
    Station.objects.create(name="Desk 1", label_printer=labels, document_printer=browser)
    Station.objects.create(name="Desk 2", label_printer=browser)


def read_or_make_passwords(path: Path) -> dict[str, str]:
    """One random password per user and installation, kept in a file that only this user may read."""
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if known.keys() == GROUPS.keys():
        return known
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    passwords = {name: known.get(name) or secrets.token_urlsafe(9) for name in GROUPS}
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(passwords, file)
    return passwords


def make_user(*, name: str, group: str, password: str) -> None:
    """Makes the user, or gives the demo's own user its password back; never takes over somebody else's."""
    email = EMAIL.format(name)
    user, made = User.objects.get_or_create(username=name, defaults={"email": email})
    if user.email != email:
        raise CommandError(
            gettext("A user {name} exists who is not the demo's. That account was not changed.").format(
                name=name
            )
        )
    if made or not user.check_password(password):
        user.set_password(password)
    user.is_staff, user.is_active = name in STAFF, True
    user.save()
    user.groups.set([the_group(group)])


def the_group(name: str) -> Group:
    try:
        return Group.objects.get(name=name)
    except Group.DoesNotExist as error:
        raise CommandError(
            gettext("The group {name} is missing. Run manage.py migrate first.").format(name=name)
        ) from error
