"""What waits for a person: a table of providers. A new kind of it is one entry."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef

from packages_ui.messages import marks
from packages_ui.messages import overview as words
from packages_ui.messages.message import Message, Template
from packages_ui.models import PackageStop, Packing, Printer, StoredPackage
from packages_ui.services.claims.poll import minutes_unknown
from packages_ui.services.mirror.find import count, matching
from packages_ui.services.mirror.stored import LIVE
from packages_ui.services.mirror.wanted import LabelFilter, Wanted
from packages_ui.services.printing.condition import condition_of
from packages_ui.services.printing.progress import to_answer
from packages_ui.services.status_changes import status_changes


class Severity(StrEnum):
    """How it is shown: `red` stops parcels or may print twice, `amber` will do so."""

    RED = "red"
    AMBER = "amber"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One kind. `sentence` takes `count`; `count` is one statement whose rows have an index. `page` is the
    name of the address where it is dealt with, `query` what is put behind it; `permission` (without the
    app's name) is what that page requires of its reader. `fine` is shown where the count is none."""

    key: str
    sentence: Template
    count: Callable[[], int]
    page: str
    query: str = ""
    permission: str = "view_packages"
    severity: Severity = Severity.RED
    fine: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many of one kind wait, which may be none: its place on the page stays."""

    key: str
    count: int
    sentence: Message
    page: str
    query: str
    permission: str
    severity: Severity


def waits() -> tuple[Waiting, ...]:
    """Every kind, in the table's order."""
    return tuple(_waiting(provider, provider.count()) for provider in PROVIDERS)


def _waiting(provider: Provider, found: int) -> Waiting:
    return Waiting(
        key=provider.key,
        count=found,
        sentence=provider.fine() if provider.fine and not found else provider.sentence(count=found),
        page=provider.page,
        query=provider.query,
        permission=provider.permission,
        severity=provider.severity,
    )


def _failed() -> int:
    return count(matching(Wanted(label=LabelFilter.FAILED)))


def _aside() -> int:
    return Packing.objects.filter(state=Packing.State.PARKED).count()


def _printers() -> int:
    """There are few of them."""
    return sum(condition_of(printer).bad for printer in Printer.objects.select_related("agent"))


def _cancelled() -> int:
    """Of packages that are still here, or that nobody knows."""
    left = StoredPackage.objects.filter(number=OuterRef("number")).exclude(status__in=LIVE)
    stops = PackageStop.objects.filter(~Exists(left), kind=PackageStop.Kind.CANCEL)
    return stops.values("number").distinct().count()


PROVIDERS: tuple[Provider, ...] = (
    Provider(
        key="cancelled",
        sentence=marks.CANCELS,
        count=_cancelled,
        page="packages_ui:list",
        query="stopped=cancel",
    ),
    Provider(
        key="claims",
        sentence=marks.CLAIMS_UNKNOWN,
        count=minutes_unknown,
        page="packages_ui:overview",
        severity=Severity.AMBER,
        fine=marks.CLAIMS_KNOWN,
    ),
    Provider(
        key="held",
        sentence=marks.HOLDS,
        count=lambda: PackageStop.objects.filter(kind=PackageStop.Kind.HOLD).count(),
        page="packages_ui:list",
        query="stopped=hold",
        severity=Severity.AMBER,
    ),
    Provider(
        key="answers",
        sentence=words.ANSWERS,
        count=lambda: to_answer().count,
        page="packages_ui:unknown",
    ),
    Provider(
        key="printers",
        sentence=words.PRINTERS,
        count=_printers,
        page="packages_ui:stations",
    ),
    Provider(
        key="failed",
        sentence=words.FAILED,
        count=_failed,
        page="packages_ui:list",
        query="label=failed",
    ),
    Provider(
        key="conflicts",
        sentence=words.CONFLICTS,
        count=lambda: status_changes.counts().conflicts,
        page="packages_ui:pack_waiting",
        permission="pack_packages",
    ),
    Provider(
        key="aside",
        sentence=words.ASIDE,
        count=_aside,
        page="packages_ui:stations",
        severity=Severity.AMBER,
    ),
)
