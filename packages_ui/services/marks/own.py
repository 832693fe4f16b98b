"""Our own marks on packages as they are read: by one statement for any number of packages."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery, Value

from backoffice.compiled import SEPARATOR, Compiled, Joined, OneOf, texts
from packages_ui.codes.folding import fold
from packages_ui.messages import marks as messages
from packages_ui.messages.message import Message
from packages_ui.models import PackageMark, PackageTag, Station

NOBODY = ""
COLUMNS = ("number", "note", "person_id", "station_id", "person__username", "station__name", "version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """`assigned` is what a form sends: `p7` for a person, `s3` for a station, NOBODY; `assignee` its name.
    `version` counts changes: 0 where there never was a mark."""

    note: str = ""
    tags: tuple[str, ...] = ()
    assigned: str = NOBODY
    assignee: str = ""
    version: int = 0

    def __bool__(self) -> bool:
        return bool(self.note or self.tags or self.assignee)


NONE = Own()


def own_marks(*, numbers: Collection[str]) -> Mapping[str, Own]:
    """Of those packages that have a mark."""
    if not numbers:
        return {}
    return {
        number: Own(
            note=note,
            tags=tags_in(joined),
            assigned=assigned_as(person_id, station_id),
            assignee=person or station or "",
            version=version,
        )
        for number, note, person_id, station_id, person, station, version, joined in MARKS.rows(
            numbers=texts(numbers)
        )
    }


def _marks(*, numbers: str) -> QuerySet[PackageMark, Any]:
    tags = PackageTag.objects.filter(mark=OuterRef("pk")).order_by().values(joined=Joined("tag"))
    rows = PackageMark.objects.filter(OneOf("number", numbers)).order_by()
    return rows.values_list(*COLUMNS, Subquery(tags))


def tags_in(joined: str | None) -> tuple[str, ...]:
    """As a statement gives them."""
    return tuple(sorted(joined.split(SEPARATOR))) if joined else ()


def own_of(*, number: str) -> Own:
    return own_marks(numbers=[number]).get(number, NONE)


def assigned_as(person_id: int | None, station_id: int | None) -> str:
    return f"p{person_id}" if person_id else f"s{station_id}" if station_id else NOBODY


def assignees() -> list[tuple[str, str]]:
    """Whom a package can be assigned to, as a form sends it and by name: people, then stations. By one
    statement."""
    rows = sorted(ASSIGNEES.rows(), key=lambda row: (row[0], fold(row[2])))
    return [(f"{kind}{pk}", name) for kind, pk, name in rows]


def _assignees() -> QuerySet[User, Any]:
    people = User.objects.filter(is_active=True).order_by().values_list(Value("p"), "pk", "username")
    return people.union(Station.objects.order_by().values_list(Value("s"), "pk", "name"), all=True)


def current_text(own: Own) -> Message:
    """All of it in sentences."""
    note = messages.NOTE_NOW(note=own.note) if own.note else messages.NO_NOTE_NOW()
    tags = messages.TAGS_NOW(tags=", ".join(own.tags)) if own.tags else messages.NO_TAGS_NOW()
    return note + tags + whose(own.assignee)


def whose(assignee: str) -> Message:
    return messages.ASSIGNED_NOW(who=assignee) if assignee else messages.ASSIGNED_TO_NOBODY()


MARKS, ASSIGNEES = Compiled(_marks), Compiled(_assignees)
