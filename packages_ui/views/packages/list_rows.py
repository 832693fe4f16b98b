"""Rows of the list as plain strings, so that the template only prints them; a single row after an action."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Literal, TypedDict
from urllib.parse import quote

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from packages_ui.codes.folding import marked, terms
from packages_ui.services.batches.label_states import LabelState, LabelWord, label_states
from packages_ui.services.cutoffs.schedule import Schedule, Urgency, schedule
from packages_ui.services.marks.own import NONE, Own, own_marks
from packages_ui.services.marks.stops import sentence_of, stops_of
from packages_ui.services.mirror.stored import LIVE
from packages_ui.services.packages import listing
from packages_ui.services.packages.rows import Row, age, local
from packages_ui.services.packages.views import layout_of
from packages_ui.templatetags.look import drawn

STATUS_LOOKS = {2: "st-prep", 3: "st-ready", 4: "st-sent", 5: "st-done", 6: "st-fail"}
LABEL_WORDS: dict[LabelWord, Promise | str] = {
    LabelWord.NONE: "",
    LabelWord.FETCHING: gettext_lazy("Fetching"),
    LabelWord.READY: gettext_lazy("Label ready"),
    LabelWord.FAILED: gettext_lazy("Failed"),
    LabelWord.STALE: gettext_lazy("Outdated"),
    LabelWord.AT_PRINTER: gettext_lazy("At the printer"),
    LabelWord.HANDED: gettext_lazy("Sent"),
    LabelWord.PRINTED: gettext_lazy("Printed"),
    LabelWord.UNKNOWN: gettext_lazy("Unconfirmed"),
}


class FlatRow(TypedDict):
    """What `list.html#row` prints."""

    number: str
    href: str
    order: str
    order_href: str
    customer: str
    city: str
    status: str
    look: str
    method: str
    items: str
    amount: str
    marks: SafeString
    stop: str
    own_note: str
    tags: tuple[str, ...]
    more_tags: str
    assignee: str
    label: str
    label_look: str
    label_href: str
    label_why: str
    age: str
    placed: str
    due: str
    due_look: str
    number_shown: str
    hit: str
    q: str


class Due(TypedDict):
    """The same two of FlatRow."""

    due: str
    due_look: str


NOT_DUE = Due(due="", due_look="")
MARKED: tuple[Literal["number_shown", "order", "customer", "city", "method", "hit"], ...] = (
    *("number_shown", "order", "customer", "city", "method", "hit"),
)
FEW_TAGS = 3  # more would push the other columns out
CELL, CELL_END, LAST = "<!--", "-->", "end"
MARK = "<mark>{}</mark>"
NO_HITS: Mapping[str, str] = {}


def flat_rows(rows: Iterable[Row], *, q: str = "", hits: Mapping[str, str] = NO_HITS) -> list[FlatRow]:
    """Each row with its label's state and, where known, the number of its items; what `q` found is marked."""
    rows = tuple(rows)
    flat = _flat_rows(rows, listing.cached_item_counts(rows={row.number: row.updated_at for row in rows}))
    words = terms(q)
    return [_marked_row(row, q, words, hits.get(row["number"], "")) for row in flat] if words else flat


def _marked_row(row: FlatRow, q: str, words: list[tuple[str, ...]], hit: str) -> FlatRow:
    """`q` is a part of the row, so that a row that is drawn marked is never taken for one that is not."""
    row["hit"], row["q"] = hit, q
    for name in MARKED:
        row[name] = _mark(row[name], words)
    row["tags"] = tuple(_mark(tag, words) for tag in row["tags"])
    return row


def _mark(text: str, words: list[tuple[str, ...]]) -> SafeString:
    pieces = ((MARK if is_found else "{}", piece) for piece, is_found in marked(text, words))
    return mark_safe("".join(format_html(form, piece) for form, piece in pieces))  # noqa: S308 - each escaped


def _flat_rows(rows: tuple[Row, ...], items: dict[str, int]) -> list[FlatRow]:
    states = label_states(rows)
    numbers = [row.number for row in rows]
    pickups, own, stops = schedule(), own_marks(numbers=numbers), stops_of(numbers=numbers)
    flat = [
        _flat(row, states[row.number], items.get(row.number), pickups, own.get(row.number, NONE))
        for row in rows
    ]
    for row in flat:
        row["stop"] = str(sentence_of(stops[row["number"]])) if row["number"] in stops else ""
    return flat


def drawn_rows(rows: Iterable[FlatRow], *, may_print: bool) -> list[SafeString]:
    """The rows as `list.html#row` renders them. Most rows have not changed since the last request, so each
    process caches them."""
    language = get_language()
    return [_drawn_row(tuple(row.items()), may_print=may_print, language=language) for row in rows]


@lru_cache(maxsize=2000)
def _drawn_row(
    fields: tuple[tuple[str, object], ...],
    *,
    may_print: bool,
    language: str | None,  # noqa: ARG001 - part of the key
) -> SafeString:
    return render_to_string("packages/list.html#row", {"r": dict(fields), "may_print": may_print})


def arranged(rows: Iterable[SafeString], columns: Sequence[str]) -> list[SafeString]:
    """Drawn rows with these columns, in this order: each begins with a comment that names it."""
    return [_arranged(row, columns) for row in rows]


def _arranged(row: SafeString, columns: Sequence[str]) -> SafeString:
    head, *marked = row.split(CELL)
    cells = dict(cell.split(CELL_END, 1) for cell in marked)
    shown = [cells[name].rstrip() for name in columns if name in cells]
    return mark_safe("".join([head, *shown, cells[LAST]]))  # noqa: S308 - parts of what a template drew


def render_row(request: HttpRequest, row: Row, *, items: int) -> str:
    """`<template><tr id="row-NUMBER" hx-swap-oob="true">…`: added to an action's response it
    replaces the row of that package, where one is on the screen."""
    context = {"r": _flat_rows((row,), {row.number: items})[0], "oob": True, "may_print": may_print(request)}
    drawn_row = render_to_string("packages/list.html#row_alone", context)
    return _arranged(drawn_row, layout_of(user_id=request.user.pk or 0).columns)


@cache
def _addresses() -> tuple[str, str]:
    """The addresses of packages and batches; they do not change while the process lives."""
    return reverse("packages_ui:list"), reverse("packages_ui:batches")


def may_print(request: HttpRequest) -> bool:
    """Whether the person may select packages for printing."""
    return request.user.has_perm("packages_ui.print_labels")


def _flat(row: Row, label: LabelState, items: int | None, pickups: Schedule, own: Own) -> FlatRow:
    language = get_language()
    base, batches = _addresses()
    short_age, placed = _ages(row.placed_at, row.minutes, language) if row.placed_at else ("", "")
    return FlatRow(
        number=row.number,
        href=f"{base}{quote(row.number, safe='')}/",
        order=row.order_number,
        order_href=f"{base}?order__number={quote(row.order_number, safe='')}",
        customer=row.customer,
        city=row.city,
        status=row.status_name,
        look=STATUS_LOOKS.get(row.status or 0, "st-other"),
        method=row.shipping_method,
        items="" if items is None else str(items),
        amount=row.amount,
        marks=_marks(gift=row.gift, note=row.note, manual=row.manual, language=language),
        stop="",
        own_note=own.note,
        tags=own.tags[:FEW_TAGS],
        more_tags=", ".join(own.tags[FEW_TAGS:]),
        assignee=own.assignee,
        label=_label(label.word, language),
        label_look=f"lb-{label.word}",
        label_href=f"{batches}batches/{label.batch_id}/" if label.batch_id else "",
        label_why=str(label.reason),
        age=short_age,
        placed=placed,
        **_due(row, pickups),
        number_shown=row.number,
        hit="",
        q="",
    )


def _due(row: Row, pickups: Schedule) -> Due:
    """What stands beside its age: that it is late, or when it has to be ready where that is soon."""
    if row.status not in LIVE or row.placed_at is None:
        return NOT_DUE
    urgency, due = pickups.urgency(row.carrier, row.placed_at, row.as_of)
    if not urgency:
        return NOT_DUE
    shown = _("Late") if urgency is Urgency.LATE else timezone.localtime(due).strftime("%H:%M")
    return Due(due=shown, due_look=f"due-{urgency}")


@lru_cache(maxsize=4096)
def _ages(placed_at: datetime, minutes: int, language: str | None) -> tuple[str, str]:  # noqa: ARG001 - part of the key
    """The age in one unit, and the sentence with the moment and the age in two."""
    span = timedelta(minutes=minutes)
    ordered = _("Ordered {time}, {age} ago").format(time=local(placed_at), age=age(span))
    return str(age(span, units=1)), ordered


@cache
def _label(word: LabelWord, language: str | None) -> str:  # noqa: ARG001 - part of the key
    return str(LABEL_WORDS[word])


@cache
def _marks(*, gift: bool, note: bool, manual: bool, language: str | None) -> SafeString:  # noqa: ARG001 - part of the key
    """Eight combinations in each language, each rendered once."""
    wanted = [
        (gift, "gift", _("Gift")),
        (note, "note", _("Note")),
        (manual, "writing", _("Enter waybill")),
    ]
    drawings = (
        format_html(
            '<span class="sign sign-{}" title="{}">{}<span class="visually-hidden">{}</span></span>',
            icon,
            word,
            drawn(icon),
            word,
        )
        for there, icon, word in wanted
        if there
    )
    return mark_safe(" ".join(drawings))  # noqa: S308 - made above from our own texts
