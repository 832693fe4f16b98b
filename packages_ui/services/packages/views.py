"""Saved views of the list: a person's own first, then those that are shared."""

from dataclasses import dataclass

from django.db.models import Q

from packages_ui.models import SavedView

MOST = 50  # of one person: more are no help


class NotSaved(Exception):
    """`why` is `full` or `name`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class View:
    """`query` is an address without `?`. `owner` is empty where it is one's own."""

    id: int
    name: str
    query: str
    shared: bool
    owner: str


def views_of(*, user_id: int) -> list[View]:
    rows = SavedView.objects.filter(Q(owner_id=user_id) | Q(shared=True)).select_related("owner")
    found = [
        View(row.pk, row.name, row.query, row.shared, "" if row.owner_id == user_id else str(row.owner))
        for row in rows
    ]
    return sorted(found, key=lambda view: bool(view.owner))


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
