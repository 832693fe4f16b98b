"""The audit: written in the transaction of what it tells of, so that neither is there without the other. And
who did something, as pages name them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from packages_ui.models import Act
from packages_ui.services import bulk

NOBODY = "somebody who has left"


def note(
    verb: Act.Verb,
    *,
    user_id: int | None,
    number: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One act that was done: on the package `number`, or on what `before` and `after` name."""
    note_all(verb, user_id=user_id, numbers=[number], before=before, after=after)


def note_all(
    verb: Act.Verb,
    *,
    user_id: int | None,
    numbers: Iterable[str],
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """The same act on each package: one statement. RuntimeError outside of a transaction: what it tells of
    could then be there without it."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the audit belongs into the transaction of what it tells of")
    done = {"verb": verb, "outcome": Act.Outcome.DONE, "user_id": user_id, "at": timezone.now()}
    told = {"before": dict(before or {}), "after": dict(after or {})}
    bulk.insert(Act, common={**done, **told}, rows=[{"package_number": number[:64]} for number in numbers])


def name_of(user: AbstractBaseUser | None) -> str:
    return user.get_username() if user else NOBODY
