"""What is left at a station when its shift ends: nothing, or what somebody has to deal with."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from backoffice.compiled import Compiled
from packages_ui.messages.common import SOMEBODY_GONE
from packages_ui.models import Packing, Station
from packages_ui.services.audit import name_of
from packages_ui.services.packing.desk import packed_today
from packages_ui.services.packing.job import jobs_of
from packages_ui.services.packing.steps import Step, before_label, with_label
from packages_ui.services.printing.answers import UnknownRow, unknown_labels
from packages_ui.services.printing.history import Paper, maybe_twice
from packages_ui.services.printing.queue import WaitingBatch, waiting
from packages_ui.services.status_changes import status_changes
from packages_ui.services.status_changes.status_changes import Change

WITHOUT_LABEL = (Step.NUMBER, Step.LABEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class InProgress:
    """A package in progress here: `done` of `total` units are in the box. `since` is when it was last
    touched."""

    number: str
    who: str
    since: datetime
    step: Step
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """`unknown` and `twice` are labels to check, `batches` still print here. Packages: `unfinished` lack
    units, `unlabelled` lack their label, `unread` were not scanned on the closed box. `changes` are pending
    at Seller Center, and `conflicts` need a decision. `packed` is how many packages each person packed here
    today, the most first."""

    unknown: tuple[UnknownRow, ...]
    twice: tuple[Paper, ...]
    batches: tuple[WaitingBatch, ...]
    unfinished: tuple[InProgress, ...]
    unlabelled: tuple[InProgress, ...]
    unread: tuple[InProgress, ...]
    changes: tuple[Change, ...]
    conflicts: tuple[Change, ...]
    packed: tuple[tuple[str, int], ...]

    @property
    def left(self) -> int:
        """How many in all; 0: the next shift starts with an empty station."""
        in_progress = (*self.unfinished, *self.unlabelled, *self.unread)
        return sum(
            map(len, (self.unknown, self.twice, self.batches, in_progress, self.changes, self.conflicts))
        )


def left_at(*, station: Station) -> Shift:
    """Contacts neither Seller Center nor the printer."""
    printer = station.label_printer
    in_progress = _in_progress(station)
    return Shift(
        unknown=unknown_labels(printer),
        twice=maybe_twice(printer=printer),
        batches=tuple(batch for batch in waiting(printer=printer) if _still_comes(batch)),
        unfinished=tuple(one for one in in_progress if one.step in (Step.NOTES, Step.UNITS)),
        unlabelled=tuple(one for one in in_progress if one.step in WITHOUT_LABEL),
        unread=tuple(one for one in in_progress if one.step is Step.READ_BACK),
        changes=tuple(status_changes.waiting(station=station)),
        conflicts=tuple(status_changes.conflicts(station=station)),
        packed=_packed(station),
    )


def _still_comes(batch: WaitingBatch) -> bool:
    """Or waits for an answer. Unconfirmed labels are listed separately."""
    return batch.total > batch.printed + batch.failed + batch.unknown


def _in_progress(station: Station) -> tuple[InProgress, ...]:
    """The longest untouched first."""
    rows = LIVE_AT.objects(station=station.pk)
    jobs = jobs_of([row for row in rows if not before_label(row)])
    return tuple(
        InProgress(
            number=row.package_number,
            who=name_of(row.user),
            since=row.touched_at,
            step=before_label(row) or with_label(row, jobs.get(row.pk)),
            done=row.done,
            total=row.total,
        )
        for row in rows
    )


def _live_at(*, station: int) -> QuerySet[Packing]:
    rows = Packing.objects.filter(station=station, state__in=Packing.LIVE).select_related("user")
    return rows.annotate(total=Count("units"), done=Count("units__done_at")).order_by("touched_at")


LIVE_AT = Compiled(_live_at)


def _packed(station: Station) -> tuple[tuple[str, int], ...]:
    counted = packed_today().filter(station=station).values("user__username")
    counted = counted.annotate(count=Count("pk")).order_by("-count", "user__username")
    return tuple((row["user__username"] or str(SOMEBODY_GONE()), row["count"]) for row in counted)
