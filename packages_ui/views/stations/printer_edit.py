"""The page that adds or changes a printer; its smaller buttons fill in fields without saving. A printer that
has printed nothing can be deleted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from packages_ui.forms.printer import TCP, PrinterForm
from packages_ui.messages import common
from packages_ui.messages import stations as words
from packages_ui.models import Printer
from packages_ui.services.errors import Busy, PrinterGone
from packages_ui.services.printing.check_printer import check
from packages_ui.services.printing.printer_setup import (
    LabelCount,
    NotReadable,
    read_agent_count,
    read_certificate,
    read_count,
    readdress,
)
from packages_ui.services.printing.stations import delete_printer, delete_refusal, save_printer
from packages_ui.views.http import StaffRequest, go, respond

SIZES = ((100, 150, ""), (100, 100, ""), (104, 120, ""), (105, 148, "A6"), (210, 297, "A4"))
COMPARE = gettext_lazy(
    "Compare this fingerprint with the one on the printer's display. Save only if they match."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of a button, shown beside the field `about`; `good`: the printer answered."""

    about: str
    sentence: str
    good: bool = True


def fill(data: QueryDict, step: str) -> Result | None:
    """Fill in `data` by the button `step` (`size-100x150`, `count`, `certificate`)."""
    name, _dash, rest = step.partition("-")
    return FILLERS[name](data, rest) if name in FILLERS else None


def _size(data: QueryDict, size: str) -> None:
    data["width_mm"], _x, data["height_mm"] = size.partition("x")


def _count(data: QueryDict, _rest: str) -> Result:
    try:
        found = _read_count(data)
    except NotReadable as error:
        return _not_read("counts", error)
    data["counted"] = found.address
    sentence = ngettext(
        "The printer has printed {labels} label. Tick this if only this back office prints on it.",
        "The printer has printed {labels} labels. Tick this if only this back office prints on it.",
        found.labels,
    ).format(labels=number_format(found.labels, use_l10n=True, force_grouping=True))
    return Result(about="counts", sentence=sentence)


def _read_count(data: QueryDict) -> LabelCount:
    """Raises NotReadable."""
    if data.get("kind") != Printer.Kind.AGENT:
        return read_count(address=data.get("address", ""))
    chosen = data.get("found", "")
    return read_agent_count(address=f"{chosen}{data.get('address', '')}" if chosen.endswith(TCP) else chosen)


def _certificate(data: QueryDict, _rest: str) -> Result:
    try:
        data["certificate"] = read_certificate(address=data.get("address", ""))
    except NotReadable as error:
        return _not_read("certificate", error)
    return Result(about="certificate", sentence=str(COMPARE))


def _not_read(about: str, error: NotReadable) -> Result:
    return Result(about=about, sentence=str(error.sentence + common.NOTHING_CHANGED()), good=False)


FILLERS: dict[str, Callable[[QueryDict, str], Result | None]] = {
    "size": _size,
    "count": _count,
    "certificate": _certificate,
}


def edit(request: StaffRequest, printer: Printer) -> HttpResponse:
    """GET: the form. POST: fill in (`step`) or save; 422 with the errors beside the fields."""
    if request.method != "POST":
        return _show(request, PrinterForm(instance=printer))
    if step := request.POST.get("step"):
        data = request.POST.copy()
        result = fill(data, step)
        typed = {**data.dict(), "counts": "counts" in data}
        return _show(request, PrinterForm(instance=printer, initial=typed), result=result)
    form = PrinterForm(request.POST, instance=printer)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        saved = _save(form, request.user.pk)
    except (Busy, PrinterGone) as error:
        result = Result(about="address", sentence=str(error.sentence), good=False)
        return _show(request, form, result=result, status=409)
    answers, tried = _try(form.instance)
    messages.add_message(
        request, messages.SUCCESS if answers else messages.WARNING, f"{saved} {tried}".strip()
    )
    if twins := _at_the_same_address(form.instance):
        warning = _("{printers}: same address. Keep one entry for each printer, or their labels get mixed.")
        messages.warning(request, warning.format(printers=", ".join(twins)))
    return go(request, reverse("packages_ui:stations"))


def _at_the_same_address(printer: Printer) -> list[str]:
    """Names of other entries for the same ZPL printer: each would be fed without regard to the other."""
    if printer.kind != Printer.Kind.RAW:
        return []
    others = Printer.objects.filter(kind=printer.kind, address=printer.address).exclude(pk=printer.pk)
    return list(others.order_by("name").values_list("name", flat=True))


def _try(printer: Printer) -> tuple[bool, str]:
    """Whether all is well with it, and what it answered just now. It is saved either way."""
    is_done = check(printer=printer)
    if printer.trouble:
        return False, _("It was tried: {trouble}").format(trouble=printer.trouble)
    return True, _("It was tried and is ready.") if is_done else ""


def _save(form: PrinterForm, user_id: int | None) -> str:
    """Save it and return the message for the person. Raises Busy, PrinterGone."""
    name, fields = form.cleaned_data["name"], list(form.Meta.fields)
    if form.instance.pk is None:
        save_printer(printer=form.instance, fields=fields, user_id=user_id)
        return _("{printer} is added. Print a pairing slip and scan it to verify the printer.").format(
            printer=name
        )
    if not form.is_another:
        save_printer(printer=form.instance, fields=fields, user_id=user_id)
        return _("{printer} is saved.").format(printer=name)
    count = readdress(printer=form.instance, fields=fields, user_id=user_id)
    saved = _("{printer} is saved. Verify it again: print a pairing slip and scan it.").format(printer=name)
    return f"{saved} {to_check(count)}" if count else saved


def to_check(count: int) -> str:
    """Of labels whose printer was given another address."""
    return ngettext(
        "{count} label sent to it needs checking.", "{count} labels sent to it need checking.", count
    ).format(count=count)


def _show(
    request: StaffRequest, form: PrinterForm, *, result: Result | None = None, status: int = 200
) -> HttpResponse:
    known = Printer.objects.filter(pk=form.instance.pk).first() if form.instance.pk else None
    context = {
        **_choices(form),
        "form": form,
        "result": result,
        "printer": known,
        "keep": delete_refusal(printer=known) if known else None,
        "action": request.get_full_path(),
    }
    return respond(request, "stations/printer_form.html", context, part="form", status=status)


def _choices(form: PrinterForm) -> dict[str, Any]:
    """Kinds and rotations with the chosen one, and the sizes that one click fills in."""
    kind, turn = form["kind"].value(), str(form["turn"].value())
    return {
        "kinds": [(value, label, kind == value) for value, label in Printer.Kind.choices],
        "turns": [(value, label, turn == str(value)) for value, label in Printer.Turn.choices],
        "sizes": [(f"{w}x{h}", f"{name} {w} × {h}".strip()) for w, h, name in SIZES],
    }


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.manage_stations", raise_exception=True)
def printer_add(request: StaffRequest) -> HttpResponse:
    """GET the form, POST the printer."""
    return edit(request, Printer())


@require_http_methods(["GET", "POST"])
@permission_required("packages_ui.manage_stations", raise_exception=True)
def printer_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """GET the form, POST the changes."""
    return edit(request, get_object_or_404(Printer, pk=pk))


@require_POST
@permission_required("packages_ui.manage_stations", raise_exception=True)
def printer_delete(request: StaffRequest, pk: int) -> HttpResponse:
    """A printer with jobs or a station is kept, and the message says why."""
    printer = get_object_or_404(Printer, pk=pk)
    name = printer.name
    if refusal := delete_printer(printer=printer, user_id=request.user.pk):
        messages.error(request, str(words.NAMED(printer=name, state=refusal)))
        return go(request, reverse("packages_ui:printer_edit", args=[pk]))
    messages.success(request, _("{printer} is deleted.").format(printer=name))
    return go(request, reverse("packages_ui:stations"))
