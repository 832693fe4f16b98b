"""Leases in the database: one holder at a time, across any number of processes and machines."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from uuid import uuid4

from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone

from packages_ui.models import Lease

logger = logging.getLogger(__name__)
MOST = timedelta(minutes=10)  # longer than any lease
TAKE = (
    "INSERT INTO packages_ui_lease (name, token, until) VALUES {values} "
    "ON CONFLICT (name) DO UPDATE SET token = excluded.token, until = excluded.until "
    "WHERE packages_ui_lease.until < %s OR packages_ui_lease.until > %s RETURNING name"
)
RELEASE = (
    "UPDATE \"packages_ui_lease\" SET token = '', until = %s "
    "WHERE id IN (SELECT id FROM packages_ui_lease WHERE {held} ORDER BY name {lock})"
)
APART = timedelta(seconds=30)  # by which the clocks of two machines may differ


def take(*, name: str, seconds: float, most: timedelta = MOST) -> str | None:
    """The token of a lease now held for `seconds`, or None while somebody else holds it. `most` is the
    longest that anybody takes this name for, and APART: what lasts longer is from before a clock was set
    back."""
    token, mine = _take([name], seconds, most)
    return token if mine else None


def take_all(*, names: Collection[str], seconds: float) -> tuple[str, set[str]]:
    """One token, and the names of the leases now held by it: those that were free."""
    return _take(sorted(set(names)), seconds, MOST) if names else (uuid4().hex, set())


def _take(names: Sequence[str], seconds: float, most: timedelta) -> tuple[str, set[str]]:
    """One statement, in the order of the names: what is free or new is ours, what is held stays as it is."""
    now, token = timezone.now(), uuid4().hex
    until, late = now + timedelta(seconds=seconds), now + most
    values = ", ".join(["(%s, %s, %s)"] * len(names))
    at = connection.ops.adapt_datetimefield_value
    rows = [value for name in names for value in (name, token, at(until))]
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(values=values), [*rows, at(now), at(late)])
        return token, {name for (name,) in cursor.fetchall()}


@contextmanager
def held(*, name: str, seconds: float) -> Iterator[str | None]:
    """The token of a lease that is released at the end; None while another process holds it."""
    token = take(name=name, seconds=seconds)
    try:
        yield token
    finally:
        if token:
            release(token=token)


@contextmanager
def kept(*, token: str, seconds: float) -> Iterator[None]:
    """Renew the lease while this process lives and works, then release it: so a short lease is enough,
    however long the work takes."""
    over = Event()
    Thread(target=_renew_until, args=(over, token, seconds), name="lease", daemon=True).start()
    try:
        yield
    finally:
        over.set()
        release(token=token)


def _renew_until(over: Event, token: str, seconds: float) -> None:
    """Uses its own database connection, opened only if the work takes long."""
    while not over.wait(seconds / 4):
        try:
            if not renew(token=token, seconds=seconds):
                return
        except DatabaseError:
            logger.warning("A lease could not be renewed; trying again while it lasts.")
        finally:
            connection.close()


def renew(*, token: str, seconds: float) -> bool:
    """Whether the lease was still ours and now lasts `seconds` more. An expired lease cannot be renewed: its
    rows may already belong to another process."""
    now = timezone.now()
    until = now + timedelta(seconds=seconds)
    return bool(Lease.objects.filter(token=token, until__gte=now).update(until=until))


def release(*, token: str, names: Collection[str] = ()) -> None:
    """Release the lease early; of several with this token only `names`, if given."""
    _release([token], sorted(names))


def release_all(*, tokens: Sequence[str]) -> None:
    """Release the leases of all these tokens early."""
    if tokens:
        _release(tokens, [])


def _release(tokens: Sequence[str], names: Sequence[str]) -> None:
    """One statement, which locks in the order of the names: others take several in that order too."""
    drop_broken_connection()
    held = "token" + _one_of(tokens) + (" AND name" + _one_of(names) if names else "")
    lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    ended = connection.ops.adapt_datetimefield_value(timezone.now() - timedelta(seconds=1))
    with connection.cursor() as cursor:
        cursor.execute(RELEASE.format(held=held, lock=lock), [ended, *tokens, *names])


def drop_broken_connection() -> None:
    """Before work is tidied up: that its connection has just broken may be why it is over."""
    if connection.errors_occurred and not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _one_of(values: Sequence[str]) -> str:
    return f" IN ({', '.join(['%s'] * len(values))})"


def live_tokens() -> QuerySet[Lease, str]:
    """The tokens of all leases that are held now (usable as a subquery)."""
    return Lease.objects.filter(until__gte=timezone.now()).values_list("token", flat=True)
