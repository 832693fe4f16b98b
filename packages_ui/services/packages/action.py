"""The walk that every act on a package takes: look, check, write down, send once, look again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Act, Label
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.errors import Changed, NotFound, Refused, SellerCenterError
from packages_ui.services import lease
from packages_ui.services.client import seller_center
from packages_ui.services.errors import (
    Busy,
    ChangedSince,
    NotAllowed,
    NotCarriedOut,
    OutcomeUnknown,
    PackageGone,
)
from packages_ui.services.mirror import keep as mirror
from packages_ui.services.packages import listing
from packages_ui.services.packages.allowed import why_not
from packages_ui.services.packages.snapshot import Reading, differences, read, remember

LEASE_SECONDS = 15  # so long a package waits for one that has died in the middle


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a person wants of one package.

    `send` makes the one call. `holds` tells from a later reading (None: the package is gone) whether the
    wish has come true. `touched` is what the audit keeps of a reading. `stale` says why the cargo label
    no longer fits afterwards; empty when it still does.
    """

    verb: Act.Verb
    send: Callable[[SellerCenter], object]
    holds: Callable[[Reading | None], bool]
    touched: Callable[[Reading], dict[str, Any]]
    done: str
    why_not: Callable[[Reading], str] = lambda _reading: ""
    stale: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What is now true. `reading` is None when the package is gone or could not be read again."""

    sentence: str
    reading: Reading | None
    before: Reading
    new_packages: tuple[str, ...] = field(default=())


def carry_out(*, user_id: int | None, number: str, seen: datetime | None, wish: Wish) -> Outcome:
    """Carry out `wish` on what the person saw (`seen`: its `updated_at`).

    Raises ChangedSince, NotAllowed, Busy, PackageGone (nothing was sent), NotCarriedOut, OutcomeUnknown
    (sent, answer lost), or the SellerCenterError that refused it.
    """
    with _alone(number) as token:
        before = read(number=number)
        _refuse_if_changed(number, seen, before)
        _refuse_if_not_allowed(wish, before)
        if not lease.renew(token=token, seconds=LEASE_SECONDS):  # this process slept; another may be at it
            raise _busy(number)
        act = Act.objects.create(
            package_number=number,
            verb=wish.verb,
            outcome=Act.Outcome.UNKNOWN,
            user_id=user_id,
            before=wish.touched(before),
        )
        try:
            sentence = _send(wish, number, before, act)
        finally:
            listing.drop(number=number, user_id=user_id)
        return _finish(wish, number, before, act, sentence)


@contextmanager
def _alone(number: str) -> Iterator[str]:
    """The token of the lease on the package, which lasts as long as we do."""
    most = timedelta(seconds=LEASE_SECONDS) + lease.APART
    token = lease.take(name=f"package-{number}"[:64], seconds=LEASE_SECONDS, most=most)
    if token is None:
        raise _busy(number)
    with lease.kept(token=token, seconds=LEASE_SECONDS):
        yield token


def _busy(number: str) -> Busy:
    return Busy(
        f"Somebody is acting on package {number} at this moment. "
        "Nothing was changed; look again in a few seconds."
    )


def _refuse_if_changed(number: str, seen: datetime | None, now: Reading) -> None:
    if seen is None or now.package.updated_at in (None, seen):
        return
    remember(now)
    raise ChangedSince(
        f"Package {number} has changed since you opened it. Nothing was sent. "
        "Look at what is new and decide again.",
        differences(number=number, seen=seen, now=now),
    )


def _refuse_if_not_allowed(wish: Wish, reading: Reading) -> None:
    reason = why_not(wish.verb, reading) or wish.why_not(reading)
    if reason:
        raise NotAllowed(f"{reason} Nothing was sent.")


def _send(wish: Wish, number: str, before: Reading, act: Act) -> str:
    try:
        wish.send(seller_center())
    except SellerCenterError as error:
        return _judge(wish, number, before, act, error)
    return wish.done


def _judge(wish: Wish, number: str, before: Reading, act: Act, error: SellerCenterError) -> str:
    if error.changed is Changed.NO:
        if _already_true(wish, number, error):
            return f"{wish.done} (It was so already.)"
        _write(act, Act.Outcome.REFUSED, str(error.sentence))
        raise error
    try:
        now = _read_or_none(number)
    except SellerCenterError as again:
        sentence = (
            f"The answer was lost and Seller Center could not be asked again, so it is unknown whether "
            f"package {number} has changed. Look again before you repeat anything."
        )
        _write(act, Act.Outcome.UNKNOWN, sentence)
        raise OutcomeUnknown(sentence) from again
    if wish.holds(now):
        return f"{wish.done} (The answer was lost; the package was read again and shows it.)"
    if now is not None and now.package.updated_at == before.package.updated_at:
        sentence = (
            f"The answer was lost. Package {number} was read again and is unchanged. "
            "Look once more in a moment, then try again."
        )
        _write(act, Act.Outcome.UNCHANGED, sentence)
        raise NotCarriedOut(sentence) from error
    sentence = (
        f"The answer was lost. Package {number} has changed, but not as asked. "
        "Open it and look before you repeat anything."
    )
    _write(act, Act.Outcome.UNKNOWN, sentence)
    raise OutcomeUnknown(sentence) from error


def _already_true(wish: Wish, number: str, error: SellerCenterError) -> bool:
    """PKG108: a refusal for an item that a re-read shows as released counts as done."""
    if wish.verb is not Act.Verb.RELEASE or not isinstance(error, NotFound | Refused):
        return False
    try:
        return wish.holds(_read_or_none(number))
    except SellerCenterError:
        return False


def _finish(wish: Wish, number: str, before: Reading, act: Act, sentence: str) -> Outcome:
    with transaction.atomic():  # what is printed from now on is not the outdated label
        if wish.stale:
            _make_stale(number, wish.stale)
        _write(act, Act.Outcome.DONE, sentence)
    try:
        after = _read_or_none(number)
    except SellerCenterError:
        after = None
        sentence += " Seller Center could not be read again just now: reload to see the package."
    else:
        _refresh_copy(number, after)
    if after is not None:
        remember(after)
    _write(act, Act.Outcome.DONE, sentence, wish.touched(after) if after else {})
    return Outcome(sentence=sentence, reading=after, before=before)


def _refresh_copy(number: str, after: Reading | None) -> None:
    """At once, so that a search or the list in an outage shows what was done."""
    if after is None:
        mirror.remove(numbers=[number])
    else:
        mirror.keep_with_items(readings={number: (after.package, after.items)})


def _read_or_none(number: str) -> Reading | None:
    try:
        return read(number=number)
    except PackageGone:
        return None


def _make_stale(number: str, because: str) -> None:
    labels = Label.objects.filter(package_number=number, stale_at__isnull=True)
    labels.update(stale_at=timezone.now(), stale_because=because)


def _write(act: Act, outcome: Act.Outcome, sentence: str, after: dict[str, Any] | None = None) -> None:
    act.outcome, act.sentence, act.after = outcome, sentence, after or {}
    act.save(update_fields=["outcome", "sentence", "after"])
