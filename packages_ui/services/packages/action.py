"""The steps of every write to a package: read, validate, record, send once, re-read."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone

from packages_ui.messages import common
from packages_ui.messages import packages as words
from packages_ui.messages.message import Message, dump, message
from packages_ui.models import Act, Label
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.errors import Changed, NotFound, Refused, SellerCenterError
from packages_ui.seller_center.types import PackageStatus
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
from packages_ui.services.packages.snapshot import Snapshot, differences, read, remember

LEASE_SECONDS = 15  # how long a package stays locked after the process that changes it has died


@dataclass(frozen=True, kw_only=True)
class PackageAction(ABC):
    """What a person wants done to the package `number`: one subclass for each verb.

    `queued`: it was requested before, and `why_not` alone decides whether it fits the package as just
    read."""

    verb: ClassVar[Act.Verb]
    may_be_refused_when_done: ClassVar[bool] = False  # then a refusal is checked by `is_done`
    number: str
    queued: bool = False

    @classmethod
    def unavailable(cls, snapshot: Snapshot) -> Message | str:  # noqa: ARG003 - for those that depend on it
        """Why nobody can do this to the package now; empty where it is possible. Buttons, forms and services
        have this one rule."""
        return ""

    def why_not(self, snapshot: Snapshot) -> Message | str:  # noqa: ARG002 - for those that depend on it
        """What is wrong with this request for the package as just read; empty where nothing is."""
        return ""

    @abstractmethod
    def send(self, client: SellerCenter) -> None:
        """Make the one call."""

    @abstractmethod
    def is_done(self, snapshot: Snapshot | None) -> bool:
        """Whether a later snapshot (None: the package is gone) shows that the action took effect."""

    @abstractmethod
    def audited(self, snapshot: Snapshot) -> dict[str, Any]:
        """What the audit keeps of a snapshot: never names, addresses or notes."""

    @property
    @abstractmethod
    def done(self) -> Message:
        """What is true once it is done."""

    @property
    def stale(self) -> Message | str:
        """Why the cargo label is outdated afterwards; empty where it is not."""
        return ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What is now true. `snapshot` is None where the package is gone or could not be read again."""

    sentence: Message
    snapshot: Snapshot | None
    before: Snapshot
    new_packages: tuple[str, ...] = field(default=())


def only_preparing(snapshot: Snapshot) -> Message | str:
    """Why not, unless the package is in Preparing."""
    return "" if snapshot.package.status == PackageStatus.PREPARING else words.ONLY_PREPARING()


def carry_out(*, user_id: int | None, seen: datetime | None, action: PackageAction) -> Result:
    """Carry out `action` on what the person saw (`seen`: its `updated_at`; None of a package that has none,
    and where it was queued).

    Raises ChangedSince, NotAllowed, Busy, PackageGone (nothing was sent), NotCarriedOut, OutcomeUnknown
    (sent, response lost), or the SellerCenterError that refused it.
    """
    number = action.number
    with _alone(number) as token:
        before = read(number=number)
        if not action.queued:
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
            sentence = _send(action, before, act)
        finally:
            listing.drop(number=number, user_id=user_id)
        return _finish(action, before, act, sentence)


@contextmanager
def _alone(number: str) -> Iterator[str]:
    """The token of the lease on the package, held for the whole block."""
    most = timedelta(seconds=LEASE_SECONDS) + lease.APART
    token = lease.take(name=f"package-{number}"[:64], seconds=LEASE_SECONDS, most=most)
    if token is None:
        raise Busy(words.BUSY(number=number))
    with lease.kept(token=token, seconds=LEASE_SECONDS):
        yield token


def _refuse_if_changed(number: str, seen: datetime | None, now: Snapshot) -> None:
    """A request without what the person saw may not change a package whose changes can be seen."""
    if now.package.updated_at in (None, seen):
        return
    remember(now)
    _refresh_copy(number, now)
    raise ChangedSince(
        words.CHANGED_SINCE(number=number),
        differences(number=number, seen=seen, now=now) if seen else (),
    )


def _refuse_if_not_allowed(action: PackageAction, snapshot: Snapshot) -> None:
    reason = action.unavailable(snapshot) or action.why_not(snapshot)
    if reason:
        raise NotAllowed(message(reason) + common.NOTHING_SENT())


def _send(action: PackageAction, before: Snapshot, act: Act) -> Message:
    try:
        action.send(seller_center())
    except SellerCenterError as error:
        return _after_error(action, before, act, error)
    return action.done


def _after_error(action: PackageAction, before: Snapshot, act: Act, error: SellerCenterError) -> Message:
    number = action.number
    if error.changed is Changed.NO:
        if _already_true(action, error):
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


def _already_true(action: PackageAction, error: SellerCenterError) -> bool:
    if not action.may_be_refused_when_done or not isinstance(error, NotFound | Refused):
        return False
    try:
        return action.is_done(_read_or_none(action.number))
    except SellerCenterError:
        return False


def _finish(action: PackageAction, before: Snapshot, act: Act, sentence: Message) -> Result:
    number = action.number
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
    return Result(sentence=sentence, snapshot=after, before=before)


def confirm(*, user_id: int | None, action: PackageAction, was_begun: bool) -> bool:
    """Whether the package is as the action wants it. `was_begun`: a process that died may have sent it; what
    that did not write down is written now. Raises a SellerCenterError."""
    now = _read_or_none(action.number)
    if action.is_done(now) and now is not None and was_begun:
        listing.drop(number=action.number, user_id=user_id)
        act = Act(package_number=action.number, verb=action.verb, user_id=user_id)
        _finish(action, now, act, action.done + words.CONFIRMED_LATER())
    return action.is_done(now)


def _refresh_copy(number: str, after: Snapshot | None) -> None:
    """At once, so that a search or the list in an outage shows what was done."""
    if after is None:
        mirror.remove(numbers=[number])
    else:
        mirror.keep_with_items(snapshots={number: (after.package, after.items)})


def _read_or_none(number: str) -> Snapshot | None:
    try:
        return read(number=number)
    except PackageGone:
        return None


def _make_stale(number: str, because: Message | str) -> None:
    labels = Label.objects.filter(package_number=number, stale_at__isnull=True)
    labels.update(stale_at=timezone.now(), stale_because=dump(because))


def _write(act: Act, outcome: Act.Outcome, sentence: Message, after: dict[str, Any] | None = None) -> None:
    act.outcome, act.sentence, act.after = outcome, sentence, after or {}
    act.save(update_fields=["outcome", "sentence", "after"] if act.pk else None)
