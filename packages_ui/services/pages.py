"""Keyset pagination for lists that grow for years: each page begins where the last one ended, so that nothing
is counted or skipped."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Generic[M]):
    """Some rows, the newest first. `newer` and `older` are the query strings of the neighbouring pages, such
    as `before=17`; empty where there is none. `here` is this page's own."""

    rows: tuple[M, ...]
    newer: str
    older: str
    here: str


def newest_first(
    rows: QuerySet[M], *, size: int, before: str | None = None, after: str | None = None, by: str = "pk"
) -> Slice[M]:
    """`size` of `rows` in the order of `by` (indexed; ties in the order of their ids): those older than the
    row with the id `before`, or newer than that with the id `after`, else the newest. An unknown id is
    ignored."""
    if anchor := _anchor(rows, after, by):
        found = list(rows.filter(_beyond(by, "gt", *anchor)).order_by(by, "pk")[: size + 1])
        if len(found) > size:
            return _slice(found[:size][::-1], newer=True, older=True, here=f"after={after}")
        return newest_first(rows, size=size, by=by)
    anchor = _anchor(rows, before, by)
    older = rows.filter(_beyond(by, "lt", *anchor)) if anchor else rows
    found = list(older.order_by(f"-{by}", "-pk")[: size + 1])
    here = f"before={before}" if anchor else ""
    return _slice(found[:size], newer=bool(anchor), older=len(found) > size, here=here)


def _slice(rows: list[M], *, newer: bool, older: bool, here: str) -> Slice[M]:
    return Slice(
        rows=tuple(rows),
        newer=f"after={rows[0].pk}" if newer and rows else "",
        older=f"before={rows[-1].pk}" if older and rows else "",
        here=here,
    )


def _anchor(rows: QuerySet[M], pk: str | None, by: str) -> tuple[Any, int] | None:
    if not pk or not (pk.isascii() and pk.isdecimal()) or len(pk) > 18:
        return None
    if by == "pk":
        return int(pk), int(pk)
    value = rows.order_by().filter(pk=pk).values_list(by, flat=True).first()
    return None if value is None else (value, int(pk))


def _beyond(by: str, side: str, value: Any, pk: int) -> Q:
    if by == "pk":
        return Q(**{f"pk__{side}": pk})
    return Q(**{f"{by}__{side}": value}) | Q(**{by: value, f"pk__{side}": pk})
