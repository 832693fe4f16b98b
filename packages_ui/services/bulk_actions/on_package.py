"""An action of one package (services/packages/action.py) as a part of one on many."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from packages_ui.messages import packages as words
from packages_ui.messages.bulk import CHANGED_MEANWHILE
from packages_ui.messages.common import NOTHING_SENT
from packages_ui.messages.message import Message, message
from packages_ui.models import StoredPackage
from packages_ui.services.errors import ChangedSince, NotAllowed
from packages_ui.services.mirror.stored import package_of
from packages_ui.services.packages.action import PackageAction, carry_out, confirm
from packages_ui.services.packages.snapshot import Snapshot

Make = Callable[[str, str, str], PackageAction]


def refusals(make: Make, packages: Sequence[StoredPackage], value: str, shown: str) -> Mapping[str, Message]:
    """By the rules of the single action, for the packages as they are in the copy."""
    return dict(_refused(make, packages, value, shown))


def _refused(
    make: Make, packages: Sequence[StoredPackage], value: str, shown: str
) -> Iterator[tuple[str, Message]]:
    for row in packages:
        action, snapshot = make(row.number, value, shown), Snapshot(package_of(row), ())
        if reason := action.unavailable(snapshot) or action.why_not(snapshot):
            yield row.number, message(reason)


def carry_out_once(
    *, user_id: int | None, seen: datetime | None, action: PackageAction, is_resumed: bool
) -> Message:
    """Raises as `carry_out` does, but NotAllowed instead of ChangedSince. A package that is as wanted by now
    is done: by whoever was at it before, or by another person."""
    try:
        return carry_out(user_id=user_id, seen=seen, action=action).sentence
    except (ChangedSince, NotAllowed) as error:
        if confirm(user_id=user_id, action=action, was_begun=is_resumed):
            return action.done + words.NO_CHANGE_NEEDED()
        if isinstance(error, ChangedSince):  # nobody opened it
            raise NotAllowed(CHANGED_MEANWHILE() + NOTHING_SENT()) from error
        raise
