"""Find stored packages: any part of any of their texts, in every filter, in any order, by indexes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache, reduce
from operator import and_, or_

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from packages_ui.codes.folding import fold, terms
from packages_ui.models import (
    HandoverBox,
    Label,
    PackageMark,
    PackageStop,
    PackageTag,
    Packing,
    PrintJob,
    StoredPackage,
)
from packages_ui.models.package_mark import MOST_OF_TAG
from packages_ui.services.cutoffs.schedule import schedule
from packages_ui.services.mirror.index import FTS, is_there
from packages_ui.services.mirror.label_order import RANK, is_by_label, is_few, ranked
from packages_ui.services.mirror.stored import LIVE
from packages_ui.services.mirror.wanted import NOBODY, SORTS, LabelFilter, Wanted

MOST_COUNTED = 5000  # beyond it people see "more than"
TRIGRAM = 3  # signs; a shorter word is in no index
EVERY_WORD = Q()
BETWEEN = {"status": ("placed_at",), "gift": ("note", "manual"), RANK: ("placed_at",)}  # a column and the id
HERE = Q(status__in=LIVE)  # of the others it does not matter whether they lack something
State = PrintJob.State


def find(wanted: Wanted) -> QuerySet[StoredPackage]:
    """All that match, in the wanted order; without their content. By the state of their labels only where
    no more than MOST_RANKED match: of others the oldest come first."""
    rows, sort = matching(wanted), wanted.sort
    if is_by_label(sort):
        rows, sort = (ranked(rows), sort) if is_few(rows) else (rows, "")
    return rows.order_by(*_order(sort)).defer("content", "search", "products", "own_words")


def matching(wanted: Wanted) -> QuerySet[StoredPackage]:
    """The same in no order."""
    rows = StoredPackage.objects.filter(**wanted.columns, **wanted.moments).order_by()
    rows = rows.filter(_text(wanted.q), _about(wanted))
    if wanted.label:
        rows = _with_label(rows, LabelFilter(wanted.label))
    if wanted.packed_by is not None:
        rows = rows.filter(number__in=_packed_by(wanted.packed_by))
    if wanted.stopped:
        stops = PackageStop.objects.filter(kind=wanted.stopped).order_by()
        rows = rows.filter(number__in=stops.values("number"))
    if wanted.tag or wanted.assigned or wanted.own_note:
        rows = _with_marks(rows, wanted)
    if wanted.handed_over is not None:
        boxes = HandoverBox.objects.filter(package_number=OuterRef("number"))
        boxes = boxes.filter(handover__closed_at__isnull=False)
        rows = rows.filter(Exists(boxes)) if wanted.handed_over else rows.filter(~Exists(boxes), HERE)
    return rows


def _with_marks(rows: QuerySet[StoredPackage], wanted: Wanted) -> QuerySet[StoredPackage]:
    """By what people wrote on them. Those of nobody are only searched among what is here."""
    if wanted.tag:
        tags = PackageTag.objects.filter(key=fold(wanted.tag)[:MOST_OF_TAG]).order_by()
        rows = rows.filter(number__in=tags.values("mark__number"))
    if wanted.own_note:
        rows = rows.filter(number__in=_marked(~Q(note="")))
    if wanted.assigned == NOBODY:
        assigned = Q(person__isnull=False) | Q(station__isnull=False)
        own = PackageMark.objects.filter(assigned, number=OuterRef("number")).order_by()
        return rows.filter(~Exists(own), HERE)
    if wanted.assigned:
        whose = "person" if wanted.assigned.startswith("p") else "station"
        rows = rows.filter(number__in=_marked(Q(**{whose: int(wanted.assigned[1:])})))
    return rows


def _marked(how: Q) -> QuerySet[PackageMark, str]:
    return PackageMark.objects.filter(how).order_by().values_list("number", flat=True)


def count(rows: QuerySet[StoredPackage]) -> int:
    """How many match, MOST_COUNTED + 1 for more than MOST_COUNTED."""
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


def counts_by_status(wanted: Wanted) -> dict[int | None, int] | None:
    """How many match in each status; None where they are more than MOST_COUNTED."""
    found = list(matching(wanted).values_list("status", flat=True)[: MOST_COUNTED + 1])
    if len(found) > MOST_COUNTED:
        return None
    return {status: found.count(status) for status in set(found)}


def bearing(codes: Iterable[str], *, most: int = 2) -> list[StoredPackage]:
    """Packages one of whose numbers is one of these, whole: what a scanned code means."""
    wanted = list(codes)
    if not wanted:
        return []
    own = Q(number__in=wanted) | Q(waybill_number__in=wanted) | Q(tracking_number__in=wanted)
    rows = StoredPackage.objects.filter(own | Q(order_number__in=wanted))
    return list(rows.order_by("pk").only("number")[:most])


def _order(sort: str) -> list[str]:
    """As the indexes are; of one status, and one state of labels, by age."""
    column, minus = SORTS.get(sort.lstrip("-"), "placed_at"), "-" if sort.startswith("-") else ""
    columns = (column, *BETWEEN.get(column, ()), "id")
    return [f"{minus}{name}" for name in columns]


def _text(q: str) -> Q:
    """Every word, each in one of the ways that it may be written."""
    found = terms(q)
    if connection.vendor == "sqlite" and found and _is_indexed():
        return _by_fts(found)
    return reduce(and_, (_any_way(ways) for ways in found), EVERY_WORD)


def _any_way(ways: Iterable[str]) -> Q:
    return reduce(or_, (Q(search__contains=way) for way in ways))


def _by_fts(found: list[tuple[str, ...]]) -> Q:
    """SQLite's index answers words of three signs and more, all at once."""
    long = [ways for ways in found if all(len(way) >= TRIGRAM for way in ways)]
    short = [_any_way(ways) for ways in found if ways not in long]
    if long:
        words = " AND ".join(f"({' OR '.join(map(_quoted, ways))})" for ways in long)
        rows = RawSQL(f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s", [words])  # noqa: S608, S611
        short.append(Q(pk__in=rows))
    return reduce(and_, short)


def _quoted(way: str) -> str:
    return '"' + way.replace('"', '""') + '"'


@cache
def _is_indexed() -> bool:
    return is_there()


def _about(wanted: Wanted) -> Q:
    """What its own columns say."""
    found = Q()
    if wanted.city:
        found &= Q(city_key=fold(wanted.city))
    if wanted.product:
        found &= _text(wanted.product) & Q(products__contains=fold(wanted.product))
    if wanted.items:
        least = wanted.items.endswith("+")
        found &= Q(**{"items_count__gte" if least else "items_count": int(wanted.items.rstrip("+"))})
    if wanted.older:
        found &= Q(placed_at__lt=timezone.now() - timedelta(hours=wanted.older))
    return found & due_by(timezone.now()) if wanted.late else found


def due_by(moment: datetime) -> Q:
    """Packages that are here and have to be ready by then: at `now`, those that are late."""
    pickups = schedule()
    found = Q(placed_at__lte=pickups.ordered_by("", moment)) & ~Q(carrier__in=list(pickups.rules))
    for carrier in pickups.rules:
        found |= Q(carrier=carrier, placed_at__lte=pickups.ordered_by(carrier, moment))
    return HERE & found


def _packed_by(user_id: int) -> QuerySet[Packing, str]:
    """Packed, or begun and not finished."""
    own = Packing.objects.filter(user_id=user_id).exclude(state=Packing.State.DROPPED)
    return own.order_by().values_list("package_number", flat=True)


def _with_label(rows: QuerySet[StoredPackage], label: LabelFilter) -> QuerySet[StoredPackage]:
    """By the newest job that is not cancelled, as the list shows it. What is rare is searched among the
    jobs, which have indexes for it."""
    if label is LabelFilter.NONE:
        return rows.filter(~Exists(_jobs(OuterRef("number"))), HERE)
    if label is LabelFilter.OUTDATED:
        return _outdated(rows)
    newest = _jobs(OuterRef("package_number")).filter(pk__gt=OuterRef("pk"))
    jobs = PrintJob.objects.filter(state__in=STATES[label]).filter(~Exists(newest)).order_by()
    rows = rows.filter(number__in=jobs.values("package_number"))
    return rows.filter(HERE) if label is LabelFilter.FAILED else rows


STATES = {
    LabelFilter.READY: (State.READY,),
    LabelFilter.PRINTED: (State.PRINTED,),
    LabelFilter.UNCONFIRMED: (State.UNKNOWN, State.SENDING, State.SENT),
    LabelFilter.FAILED: (State.FAILED,),
}


def _outdated(rows: QuerySet[StoredPackage]) -> QuerySet[StoredPackage]:
    """Labels of packages that are still here: those of others no longer matter."""
    labels = Label.objects.filter(package_number=OuterRef("number"))
    good = labels.filter(stale_at=None)
    return rows.filter(Exists(labels), ~Exists(good), status__in=LIVE)


def _jobs(number: OuterRef) -> QuerySet[PrintJob]:
    return PrintJob.objects.filter(package_number=number).exclude(state=State.CANCELLED)
