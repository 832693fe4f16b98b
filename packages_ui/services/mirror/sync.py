"""Keep the copy like Seller Center: follow its changes, go on with a round, read what is in packages. One
process at a time; a run that ended anyhow goes on where it was."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Lease, StoredPackage, SyncWalk
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.services import lease
from packages_ui.services.mirror import changes, rounds
from packages_ui.services.mirror.items import read_items
from packages_ui.services.mirror.walk import CHANGES, ROUND, Run

logger = logging.getLogger(__name__)
LEASE, LEASE_SECONDS = "packages", 120


def sync(run: Run) -> bool:
    """For as long as the run may last; whether more is to do at once. Never raises for Seller Center's
    faults: they are written down for people to read."""
    token = lease.take(name=LEASE, seconds=LEASE_SECONDS)
    if token is None:
        return False
    with lease.kept(token=token, seconds=LEASE_SECONDS):
        try:
            changes.follow(run)
            more = rounds.go_on(run)
            more = read_items(run) or more
        except SellerCenterError as error:
            logger.info("The copy of packages falls behind: %s", type(error).__name__)
            _note(error.sentence)
            return False
        _note("")
        return more


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyState:
    """How good the copy is. `as_of`: it held all changes of before then. `is_whole`: every package has been
    read once. `seen` of `expected` in the round that is under way. `problem`: why it falls behind."""

    as_of: datetime | None = None
    is_whole: bool = False
    seen: int = 0
    expected: int | None = None
    problem: Message = NOTHING
    ignores_time: bool = False

    @property
    def stored(self) -> int:
        """How many packages there are, by another query."""
        return StoredPackage.objects.count()


def copy_state() -> CopyState:
    """By one query."""
    rows = {walk.name: walk for walk in WALKS.objects()}
    following, round_ = rows.get(CHANGES), rows.get(ROUND)
    if following is None:
        return CopyState()
    by_round = following.ignores_time and round_ is not None
    return CopyState(
        as_of=round_.finished_at if by_round and round_ else following.finished_at,
        is_whole=bool(round_ and round_.first_at),
        seen=round_.seen if round_ else 0,
        expected=round_.expected if round_ else None,
        problem=following.problem,
        ignores_time=following.ignores_time,
    )


def is_running() -> bool:
    """Whether somebody reads at this moment."""
    return Lease.objects.filter(name=LEASE, until__gte=timezone.now()).exists()


def _note(problem: Message | str) -> None:
    SyncWalk.objects.filter(name=CHANGES).exclude(problem=problem).update(problem=problem)


WALKS = Compiled(lambda: SyncWalk.objects.filter(name__in=(CHANGES, ROUND)))
