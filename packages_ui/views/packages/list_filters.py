"""The list's filters on screen: fields to choose from, a chip for each that is set, columns to sort by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.forms.filter import PackageFilterForm, address
from packages_ui.models import PackageStop
from packages_ui.services.marks.own import assignees
from packages_ui.services.mirror.choices import choices
from packages_ui.services.mirror.label_order import MOST_RANKED, is_by_label
from packages_ui.services.mirror.wanted import NOBODY, LabelFilter
from packages_ui.services.packages.rows import status_name
from packages_ui.services.packages.views import COLUMNS, Layout
from packages_ui.views.packages.status_counts import shown

Text = str | Promise
NAMES: dict[str, Text] = {
    "q": gettext_lazy("Search"),
    "status": gettext_lazy("Status"),
    "number": gettext_lazy("Package number"),
    "order__number": gettext_lazy("Order number"),
    "waybill_number": gettext_lazy("Waybill number"),
    "carrier": gettext_lazy("Shipping company"),
    "shipping_method": gettext_lazy("Shipping method"),
    "city": gettext_lazy("City"),
    "label": gettext_lazy("Label"),
    "stopped": gettext_lazy("Stopped"),
    "tag": gettext_lazy("Tag"),
    "assigned": gettext_lazy("Assigned to"),
    "own_note": gettext_lazy("Internal note"),
    "late": gettext_lazy("Late"),
    "gift": gettext_lazy("Gift"),
    "note": gettext_lazy("Note"),
    "manual": gettext_lazy("Waybill entered by hand"),
    "mine": gettext_lazy("Packed by me"),
    "packed_by": gettext_lazy("Packed by"),
    "handed_over": gettext_lazy("Handed over"),
    "items": gettext_lazy("Items"),
    "product": gettext_lazy("Product"),
    "older": gettext_lazy("Older than"),
}
LABELS: dict[str, Text] = {
    LabelFilter.NONE: gettext_lazy("no label"),
    LabelFilter.READY: gettext_lazy("label ready"),
    LabelFilter.PRINTED: gettext_lazy("printed"),
    LabelFilter.UNCONFIRMED: gettext_lazy("unconfirmed"),
    LabelFilter.OUTDATED: gettext_lazy("outdated"),
    LabelFilter.FAILED: gettext_lazy("failed"),
}
ASSIGNED: dict[str, Text] = {"me": gettext_lazy("me"), NOBODY: gettext_lazy("nobody")}
HOURS = (4, 12, 24, 48, 72, 168)
ITEMS = ("1", "2", "3+", "5+", "10+")
HEADS: tuple[tuple[str, Text, str], ...] = (
    ("number", gettext_lazy("Package"), ""),
    ("order", gettext_lazy("Order"), "mid"),
    ("customer", gettext_lazy("Customer"), ""),
    ("city", gettext_lazy("City"), "city"),
    ("status", gettext_lazy("Status"), ""),
    ("method", gettext_lazy("Shipping method"), "how"),
    ("items", gettext_lazy("Items"), "end"),
    ("amount", gettext_lazy("Amount"), "end sum"),
    ("marks", gettext_lazy("Notes"), ""),
    ("label", gettext_lazy("Label"), ""),
    ("age", gettext_lazy("Age"), "end"),
)
TOO_MANY_LABELS = gettext_lazy(
    "At most {most} packages can be sorted by their labels. Choose a status or a filter first."
)
SHOWN_ELSEWHERE = ("q", "status", "sort")


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is set; `without` is the address of the list without it."""

    name: Text
    value: Text
    without: str


@dataclass(frozen=True, slots=True)
class Head:
    """One column. `href` sorts by it; `sorted` is ascending, descending or empty; `why_not`: why it cannot be
    sorted now."""

    name: Text
    classes: str
    href: str = ""
    sorted: str = ""
    why_not: str = ""


def chips(form: PackageFilterForm) -> list[Chip]:
    """What narrows the list, but for the words and the tab, which are on screen anyway."""
    query, limit = form.query(), form.data.get("limit")
    return [
        Chip(NAMES.get(name, name), value_of(name, value), address(_but(query, name), limit=limit) or "?")
        for name, value in query.items()
        if name not in SHOWN_ELSEWHERE
    ]


def heads(form: PackageFilterForm, columns: Sequence[str], *, count: int) -> list[Head]:
    """The number, then these columns, of a list of so many packages."""
    known = {head[0]: head for head in HEADS}
    return [_head(form, *known[name], count) for name in ("number", *columns)]


def column_choices(layout: Layout) -> list[tuple[str, Text, bool, int]]:
    """Of each column its name, its words, whether it is shown, and its place; those that are shown first."""
    hidden = [name for name in COLUMNS if name not in layout.columns]
    words = {name: text for name, text, _classes in HEADS}
    ordered = enumerate((*layout.columns, *hidden), start=1)
    return [(name, words[name], name in layout.columns, place) for place, name in ordered]


def filter_fields(form: PackageFilterForm) -> list[dict[str, Any]]:
    """Fields to choose from: `options` of value, words and whether it is chosen; without them text."""
    typed = {name: form.data.get(name, "") for name in form.fields}
    found, whom = choices(), assignees()
    options: dict[str, list[tuple[str, Text]]] = {
        "carrier": [(carrier, carrier) for carrier in found.carriers],
        "shipping_method": [(method, method) for method in found.methods],
        "label": list(LABELS.items()),
        "stopped": list(PackageStop.Kind.choices),
        "assigned": [*ASSIGNED.items(), *whom],
        "own_note": [("1", _("yes"))],
        "late": [("1", _("yes"))],
        "gift": [("1", _("yes"))],
        "note": [("1", _("yes"))],
        "manual": [("1", _("yes"))],
        "items": [(count, count) for count in ITEMS],
        "older": [(str(hours), value_of("older", str(hours))) for hours in HOURS],
        "mine": [("1", _("yes"))],
        "packed_by": [(value[1:], name) for value, name in whom if value.startswith("p")],
        "handed_over": [("1", _("yes")), ("0", _("no"))],
    }
    text = ("city", "product", "tag")
    return [_field(form, name, options.get(name, []), typed[name]) for name in (*options, *text)]


def value_of(name: str, value: str) -> Text:
    """As people read it."""
    if name == "status":
        return str(status_name(int(value)))
    if name in ("label", "stopped"):
        return LABELS[value] if name == "label" else PackageStop.Kind(value).label
    if name == "older":
        return _("{hours} hours").format(hours=value)
    if name in ("assigned", "packed_by"):
        known = {**ASSIGNED, **dict(assignees())}
        return known.get(value if name == "assigned" else f"p{value}", value)
    if name in ("own_note", "late", "gift", "note", "manual", "mine", "handed_over"):
        return _("no") if value == "0" else _("yes")
    return value


def _head(form: PackageFilterForm, column: str, name: Text, classes: str, count: int) -> Head:
    if is_by_label(column) and count > MOST_RANKED:
        return Head(name, classes, why_not=too_many_labels())
    query, limit = form.query(), form.data.get("limit")
    now = query.get("sort", "")
    turns = {column: f"-{column}", f"-{column}": ""}
    href = address({**query, "sort": turns.get(now, column)}, limit=limit) or "?"
    return Head(name, classes, href, {column: "ascending", f"-{column}": "descending"}.get(now, ""))


def too_many_labels() -> str:
    return str(TOO_MANY_LABELS).format(most=shown(MOST_RANKED))


def _field(form: PackageFilterForm, name: str, options: list[tuple[str, Text]], typed: str) -> dict[str, Any]:
    known = [(value, words, value == typed) for value, words in options]
    if options and typed and typed not in dict(options):
        known.append((typed, typed, True))
    field = {"name": name, "label": NAMES[name], "options": known, "value": typed}
    return field | {"errors": form.errors.get(name, [])}


def _but(query: dict[str, str], name: str) -> dict[str, str]:
    return {other: value for other, value in query.items() if other != name}
