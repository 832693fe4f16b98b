"""Leases in the database: one holder at a time, across any number of processes and machines."""

from collections.abc import Collection
from datetime import timedelta
from uuid import uuid4

from django.db.models import Q, QuerySet
from django.utils import timezone

from packages_ui.models import Lease

MOST = timedelta(minutes=10)  # longer than any lease


def take(*, name: str, seconds: float) -> str | None:
    """The token of a lease now held for `seconds`, or None while somebody else holds it."""
    now, token = timezone.now(), uuid4().hex
    until = now + timedelta(seconds=seconds)
    free = Q(until__lt=now) | Q(until__gt=now + MOST)  # of a clock that was set back since
    if Lease.objects.filter(free, name=name).update(token=token, until=until):
        return token
    Lease.objects.bulk_create([Lease(name=name, token=token, until=until)], ignore_conflicts=True)
    return token if Lease.objects.filter(name=name, token=token).exists() else None


def take_all(*, names: Collection[str], seconds: float) -> tuple[str, set[str]]:
    """One token, and those of the leases that are now held by it: nobody else held them."""
    now, token = timezone.now(), uuid4().hex
    until = now + timedelta(seconds=seconds)
    Lease.objects.filter(name__in=names, until__lt=now).update(token=token, until=until)
    rows = [Lease(name=name, token=token, until=until) for name in names]
    Lease.objects.bulk_create(rows, ignore_conflicts=True)
    return token, set(Lease.objects.filter(token=token).values_list("name", flat=True))


def renew(*, token: str, seconds: float) -> bool:
    """Whether the lease was still ours and now lasts `seconds` more. One that ran out cannot be renewed:
    its rows may already be somebody else's."""
    now = timezone.now()
    until = now + timedelta(seconds=seconds)
    return bool(Lease.objects.filter(token=token, until__gte=now).update(until=until))


def release(*, token: str, name: str = "") -> None:
    """Give the lease back early; of several with this token only `name`, where that is given."""
    held = Lease.objects.filter(token=token)
    (held.filter(name=name) if name else held).update(until=timezone.now() - timedelta(seconds=1), token="")


def live_tokens() -> QuerySet[Lease, str]:
    """The tokens of all leases that are held now (usable as a subquery)."""
    return Lease.objects.filter(until__gte=timezone.now()).values_list("token", flat=True)
