"""How far an action on many packages is, and what became of those that were not changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from packages_ui.messages.message import Message
from packages_ui.models import BulkAction, BulkPackage
from packages_ui.services.bulk_actions.verbs import VERBS

State = BulkPackage.State
LEFT_OUT = (State.FAILED, State.REFUSED, State.STOPPED)
MOST_SHOWN = 100
NEWEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A package that was not changed, and why."""

    number: str
    sentence: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Counts of packages. `left_out` are the first MOST_SHOWN that were not changed."""

    total: int
    done: int
    failed: int
    refused: int
    stopped: int
    waiting: int
    left_out: tuple[LeftOut, ...]

    @property
    def settled(self) -> int:
        return self.total - self.waiting

    @property
    def unshown(self) -> int:
        """How many more were not changed."""
        return self.failed + self.refused + self.stopped - len(self.left_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One action in the list of the newest."""

    id: int
    title: Message
    shown: str
    who: str
    started_at: datetime
    total: int
    failed: int
    is_over: bool


def progress(action: BulkAction) -> Progress:
    """By two queries."""
    counted = action.packages.order_by().values_list("state").annotate(count=Count("pk"))
    counts: dict[str, int] = dict(counted)
    rows = action.packages.filter(state__in=LEFT_OUT).order_by("position")
    left_out = rows.values_list("number", "sentence")[:MOST_SHOWN]
    return Progress(
        total=sum(counts.values()),
        waiting=sum(counts.get(state, 0) for state in (*BulkPackage.WAITING, State.ASKED)),
        left_out=tuple(LeftOut(number=number, sentence=sentence) for number, sentence in left_out),
        **{state.value: counts.get(state, 0) for state in (State.DONE, *LEFT_OUT)},
    )


def newest(*, verbs: Collection[str]) -> list[Listed]:
    """Those that were started, of these verbs, newest first."""
    rows = BulkAction.objects.filter(verb__in=[*verbs], started_at__isnull=False)
    failed = Count("packages", filter=Q(packages__state=State.FAILED))
    rows = rows.select_related("user").annotate(total=Count("packages"), failed=failed).order_by("-pk")
    return [
        Listed(
            id=row.pk,
            title=VERBS[row.verb].title,
            shown=row.shown,
            who=str(row.user or ""),
            started_at=row.started_at,
            total=row.total,
            failed=row.failed,
            is_over=row.ended_at is not None,
        )
        for row in rows[:NEWEST]
        if row.started_at
    ]
