"""The steps of every write to a package: read, validate, record, send once, re-read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from packages_ui.messages import common
from packages_ui.messages import packages as words
from packages_ui.messages.message import Message, dump, message
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

LEASE_SECONDS = 15  # how long a package stays locked after the process that changes it has died


@dataclass(frozen=True, kw_only=True)
class Action:
    """What a person wants done to one package.

    `send` makes the one call. `is_done` checks on a later snapshot (None: the package is gone) whether the
    action took effect. `audited` is what the audit keeps of a snapshot. `why_not` adds to `allowed.why_not`.
    `stale` is why the cargo label is outdated afterwards; empty where it is not.
    """

    verb: Act.Verb
    send: Callable[[SellerCenter], object]
    is_done: Callable[[Reading | None], bool]
    audited: Callable[[Reading], dict[str, Any]]
    done: Message
    why_not: Callable[[Reading], Message | str] = lambda _reading: ""
    stale: Message | str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What is now true. `reading` is None where the package is gone or could not be read again."""

    sentence: Message
    reading: Reading | None
    before: Reading
    new_packages: tuple[str, ...] = field(default=())


def carry_out(*, user_id: int | None, number: str, seen: datetime | None, action: Action) -> Result:
    """Carry out `action` on what the person saw (`seen`: its `updated_at`).

    Raises ChangedSince, NotAllowed, Busy, PackageGone (nothing was sent), NotCarriedOut, OutcomeUnknown
    (sent, response lost), or the SellerCenterError that refused it.
    """
    with _alone(number) as token:
        before = read(number=number)
        _refuse_if_changed(number, seen, before)
        _refuse_if_not_allowed(action, before)
        if not lease.renew(token=token, seconds=LEASE_SECONDS):  # this process slept; another may be at it
            raise Busy(words.BUSY(number=number))
        act = Act.objects.create(
            package_number=number,
            verb=action.verb,
            outcome=Act.Outcome.UNKNOWN,
            user_id=user_id,
            before=action.audited(before),
        )
        try:
            sentence = _send(action, number, before, act)
        finally:
            listing.drop(number=number, user_id=user_id)
        return _finish(action, number, before, act, sentence)


@contextmanager
def _alone(number: str) -> Iterator[str]:
    """The token of the lease on the package, held for the whole block."""
    most = timedelta(seconds=LEASE_SECONDS) + lease.APART
    token = lease.take(name=f"package-{number}"[:64], seconds=LEASE_SECONDS, most=most)
    if token is None:
        raise Busy(words.BUSY(number=number))
    with lease.kept(token=token, seconds=LEASE_SECONDS):
        yield token


def _refuse_if_changed(number: str, seen: datetime | None, now: Reading) -> None:
    if seen is None or now.package.updated_at in (None, seen):
        return
    remember(now)
    raise ChangedSince(
        words.CHANGED_SINCE(number=number),
        differences(number=number, seen=seen, now=now),
    )


def _refuse_if_not_allowed(action: Action, reading: Reading) -> None:
    reason = why_not(action.verb, reading) or action.why_not(reading)
    if reason:
        raise NotAllowed(message(reason) + common.NOTHING_SENT())


def _send(action: Action, number: str, before: Reading, act: Act) -> Message:
    try:
        action.send(seller_center())
    except SellerCenterError as error:
        return _after_error(action, number, before, act, error)
    return action.done


def _after_error(action: Action, number: str, before: Reading, act: Act, error: SellerCenterError) -> Message:
    if error.changed is Changed.NO:
        if _already_true(action, number, error):
            return action.done + words.NO_CHANGE_NEEDED()
        _write(act, Act.Outcome.REFUSED, error.sentence)
        raise error
    try:
        now = _read_or_none(number)
    except SellerCenterError as again:
        sentence = words.STATE_UNKNOWN(number=number)
        _write(act, Act.Outcome.UNKNOWN, sentence)
        raise OutcomeUnknown(sentence) from again
    if action.is_done(now):
        return action.done + words.CONFIRMED_LATER()
    if now is not None and now.package.updated_at == before.package.updated_at:
        sentence = words.UNCHANGED(number=number)
        _write(act, Act.Outcome.UNCHANGED, sentence)
        raise NotCarriedOut(sentence) from error
    sentence = words.CHANGED_OTHERWISE(number=number)
    _write(act, Act.Outcome.UNKNOWN, sentence)
    raise OutcomeUnknown(sentence) from error


def _already_true(action: Action, number: str, error: SellerCenterError) -> bool:
    """PKG108: a refusal for an item that a re-read shows as released counts as done."""
    if action.verb is not Act.Verb.RELEASE or not isinstance(error, NotFound | Refused):
        return False
    try:
        return action.is_done(_read_or_none(number))
    except SellerCenterError:
        return False


def _finish(action: Action, number: str, before: Reading, act: Act, sentence: Message) -> Result:
    with transaction.atomic():  # whatever is printed after this is not the outdated label
        if action.stale:
            _make_stale(number, action.stale)
        _write(act, Act.Outcome.DONE, sentence)
    try:
        after = _read_or_none(number)
    except SellerCenterError:
        after = None
        sentence += words.NOT_READ_AGAIN()
    else:
        _refresh_copy(number, after)
    if after is not None:
        remember(after)
    _write(act, Act.Outcome.DONE, sentence, action.audited(after) if after else {})
    return Result(sentence=sentence, reading=after, before=before)


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


def _make_stale(number: str, because: Message | str) -> None:
    labels = Label.objects.filter(package_number=number, stale_at__isnull=True)
    labels.update(stale_at=timezone.now(), stale_because=dump(because))


def _write(act: Act, outcome: Act.Outcome, sentence: Message, after: dict[str, Any] | None = None) -> None:
    act.outcome, act.sentence, act.after = outcome, sentence, after or {}
    act.save(update_fields=["outcome", "sentence", "after"])
