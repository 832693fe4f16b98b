"""Saved views of the list: a person's own first, then those that are shared; at which a group starts; and the
columns that a person sees."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet, prefetch_related_objects

from backoffice.compiled import Compiled
from packages_ui.models import ListLayout, SavedView, StartView

MOST = 50  # of one person: more are no help
COLUMNS = ("order", "customer", "city", "status", "method", "items", "amount", "marks", "label", "age")


class NotSaved(Exception):
    """`why` is `full` or `name`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class View:
    """`query` is an address without `?`. `owner` is empty where it is one's own. `starts` names the groups
    that start at it."""

    id: int
    name: str
    query: str
    shared: bool
    owner: str
    starts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Names of COLUMNS in the order in which they are shown; a package's number is before them all."""

    columns: tuple[str, ...] = COLUMNS
    compact: bool = False


def views_of(*, user_id: int) -> list[View]:
    rows = VIEWS.objects(user_id=user_id)
    prefetch_related_objects(rows, "starts__group")
    found = [
        View(
            row.pk,
            row.name,
            row.query,
            row.shared,
            "" if row.owner_id == user_id else str(row.owner),
            tuple(start.group.name for start in row.starts.all()),
        )
        for row in rows
    ]
    return sorted(found, key=lambda view: bool(view.owner))


def _views(*, user_id: int) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(owner_id=user_id) | Q(shared=True)).select_related("owner")


def save_view(*, user_id: int, name: str, query: str, shared: bool) -> None:
    """Under a name that the person has already it takes the place of the old one. Raises NotSaved."""
    name = " ".join(name.split())
    if not name or len(name) > 60 or not name.isprintable():
        raise NotSaved("name")
    own = SavedView.objects.filter(owner_id=user_id)
    if own.exclude(name=name).count() >= MOST:
        raise NotSaved("full")
    SavedView.objects.update_or_create(
        owner_id=user_id, name=name, defaults={"query": query, "shared": shared}
    )


def delete_view(*, user_id: int, view_id: int, any_shared: bool = False) -> bool:
    """One's own; with `any_shared` also what others share. Whether there was one."""
    mine = Q(owner_id=user_id) | (Q(shared=True) if any_shared else Q(pk__in=[]))
    return bool(SavedView.objects.filter(mine, pk=view_id).delete()[0])


def set_start(*, view_id: int, group_id: int) -> bool:
    """The group starts at this shared view; without one (0), as everybody does. Whether both exist."""
    if not Group.objects.filter(pk=group_id).exists():
        return False
    if not view_id:
        StartView.objects.filter(group=group_id).delete()
        return True
    if not SavedView.objects.filter(pk=view_id, shared=True).exists():
        return False
    StartView.objects.update_or_create(group_id=group_id, defaults={"view_id": view_id})
    return True


def start_of(*, user_id: int) -> str | None:
    """The query of the view at which this person starts; of several groups by the first name. None where
    there is no such view."""
    rows = StartView.objects.filter(group__user=user_id, view__shared=True).order_by("group__name")
    return rows.values_list("view__query", flat=True).first()


def layout_of(*, user_id: int) -> Layout:
    row = next(iter(LAYOUT.objects(user_id=user_id)), None)
    if row is None:
        return Layout()
    return Layout(tuple(name for name in row.columns.split(",") if name in COLUMNS), row.compact)


def set_layout(*, user_id: int, columns: Sequence[str], compact: bool) -> None:
    """Those of COLUMNS that are named, in that order, each once."""
    chosen = ",".join(name for name in dict.fromkeys(columns) if name in COLUMNS)
    ListLayout.objects.update_or_create(pk=user_id, defaults={"columns": chosen, "compact": compact})


def reset_layout(*, user_id: int) -> None:
    ListLayout.objects.filter(pk=user_id).delete()


VIEWS, LAYOUT = Compiled(_views), Compiled(lambda *, user_id: ListLayout.objects.filter(pk=user_id))
