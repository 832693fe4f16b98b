"""People to sign in with, for a look at the product with the sandbox."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError

from backoffice.paths import VAR

GROUPS = {"lead": "Leads", "packer": "Packers", "viewer": "Viewers"}
DEMO_EMAIL = "{}@demo.invalid"


class Command(BaseCommand):
    help = "Makes the demo users lead, packer and viewer; only with the sandbox."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.SELLER_CENTER_SANDBOX:
            raise CommandError(
                "SELLER_CENTER_URL names a real Seller Center: no demo users here. Nothing changed."
            )
        path = VAR / "demo_users.json"
        passwords = read_or_make_passwords(path)
        for name, group in GROUPS.items():
            make_user(name=name, group=group, password=passwords[name])
        self.stdout.write(f"Demo users: {', '.join(GROUPS)}. Their passwords are in {path}.")


def read_or_make_passwords(path: Path) -> dict[str, str]:
    """One random password per user and installation, kept in a file that only this user may read."""
    if path.is_file():
        known: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        if known.keys() == GROUPS.keys():
            return known
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    passwords = {name: secrets.token_urlsafe(9) for name in GROUPS}
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(passwords, file)
    return passwords


def make_user(*, name: str, group: str, password: str) -> None:
    """Makes the user, or gives the demo's own user its password back; never takes over somebody else's."""
    email = DEMO_EMAIL.format(name)
    user, made = User.objects.get_or_create(username=name, defaults={"email": email})
    if user.email != email:
        raise CommandError(f"There is a user {name} who is not the demo's. That account was left as it is.")
    if made or not user.check_password(password):
        user.set_password(password)
    user.is_staff = name == "lead"
    user.save()
    user.groups.set([the_group(group)])


def the_group(name: str) -> Group:
    try:
        return Group.objects.get(name=name)
    except Group.DoesNotExist as error:
        raise CommandError(f"The group {name} is missing. Run manage.py migrate first.") from error
