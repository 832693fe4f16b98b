"""The audit: written in the transaction of the action itself, so that neither exists without the other."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from packages_ui.messages.common import SOMEBODY_GONE
from packages_ui.models import Act
from packages_ui.services import bulk


def note(
    verb: Act.Verb,
    *,
    user_id: int | None,
    number: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record one action: on the package `number`, or on what `before` and `after` name."""
    note_all(verb, user_id=user_id, numbers=[number], before=before, after=after)


def note_all(
    verb: Act.Verb,
    *,
    user_id: int | None,
    numbers: Iterable[str],
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record the same action on each package by one statement. RuntimeError outside of a transaction: the
    action could then exist without its record."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the audit must be written in the transaction of the action")
    done = {"verb": verb, "outcome": Act.Outcome.DONE, "user_id": user_id, "at": timezone.now()}
    changes = {"before": dict(before or {}), "after": dict(after or {})}
    bulk.insert(Act, common={**done, **changes}, rows=[{"package_number": number[:64]} for number in numbers])


def name_of(user: AbstractBaseUser | None) -> str:
    """As pages name who did something."""
    return user.get_username() if user else str(SOMEBODY_GONE())
