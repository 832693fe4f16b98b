"""The page on which a printer is added or changed, with smaller buttons that fill something in and save
nothing; one on which nothing was printed is taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from packages_ui.forms.printer import PrinterForm
from packages_ui.models import Printer
from packages_ui.services.errors import Busy, PrinterGone
from packages_ui.services.printing.printer_setup import NotTold, ask_certificate, ask_count, readdress
from packages_ui.services.printing.stations import delete_printer, save_printer, why_not_delete
from packages_ui.views.http import StaffRequest, go, respond

SIZES = ((100, 150, ""), (100, 100, ""), (104, 120, ""), (105, 148, "A6"), (210, 297, "A4"))
COMPARE = (
    "This is what the printer shows now. Compare it with the fingerprint on the printer’s own display; save "
    "only if both are the same."
)
TURNS = {0: "As it comes", 90: "A quarter to the right", 180: "Upside down", 270: "A quarter to the left"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a button came to: a sentence beside the field `about`; `good`: the printer answered."""

    about: str
    sentence: str
    good: bool = True


def fill(data: QueryDict, step: str) -> Said | None:
    """Change `data` as the button `step` wishes (`size-100x150`, `count`, `certificate`)."""
    name, _dash, rest = step.partition("-")
    return FILLERS[name](data, rest) if name in FILLERS else None


def _size(data: QueryDict, size: str) -> None:
    data["width_mm"], _x, data["height_mm"] = size.partition("x")


def _count(data: QueryDict, _rest: str) -> Said:
    try:
        told = ask_count(address=data.get("address", ""))
    except NotTold as error:
        return Said(about="counts", sentence=f"{error} Nothing was changed.", good=False)
    data["counted"] = told.address
    labels = "1 label" if told.labels == 1 else f"{told.labels:,} labels"
    sentence = f"It says that it has printed {labels}. Tick this if only this back-office prints on it."
    return Said(about="counts", sentence=sentence)


def _certificate(data: QueryDict, _rest: str) -> Said:
    try:
        data["certificate"] = ask_certificate(address=data.get("address", ""))
    except NotTold as error:
        return Said(about="certificate", sentence=f"{error} Nothing was changed.", good=False)
    return Said(about="certificate", sentence=COMPARE)


FILLERS: dict[str, Callable[[QueryDict, str], Said | None]] = {
    "size": _size,
    "count": _count,
    "certificate": _certificate,
}


def edit(request: StaffRequest, printer: Printer) -> HttpResponse:
    """GET: the form. POST: fill in (`step`), or save, or say beside the fields why not (422)."""
    if request.method != "POST":
        return _show(request, PrinterForm(instance=printer))
    if step := request.POST.get("step"):
        data = request.POST.copy()
        said = fill(data, step)
        typed = {**data.dict(), "counts": "counts" in data}
        return _show(request, PrinterForm(instance=printer, initial=typed), said=said)
    form = PrinterForm(request.POST, instance=printer)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        messages.success(request, _save(form, request.user.pk))
    except (Busy, PrinterGone) as error:
        said = Said(about="address", sentence=str(error.sentence), good=False)
        return _show(request, form, said=said, status=409)
    return go(request, reverse("packages_ui:stations"))


def _save(form: PrinterForm, user_id: int | None) -> str:
    """What was done. Raises Busy, PrinterGone."""
    name, fields = form.cleaned_data["name"], list(form.Meta.fields)
    if form.instance.pk is None:
        save_printer(printer=form.instance, fields=fields, user_id=user_id)
        return f"{name} is added. Print a pairing slip and scan it, so that everybody knows which one it is."
    if not form.is_another:
        save_printer(printer=form.instance, fields=fields, user_id=user_id)
        return f"{name} is saved."
    count = readdress(printer=form.instance, fields=fields, user_id=user_id)
    left = f" Say what became of {count} labels that were at it." if count else ""
    return f"{name} is saved. It counts as another printer now: print a pairing slip and scan it.{left}"


def _show(
    request: StaffRequest, form: PrinterForm, *, said: Said | None = None, status: int = 200
) -> HttpResponse:
    known = Printer.objects.filter(pk=form.instance.pk).first() if form.instance.pk else None
    context = {
        **_choices(form),
        "form": form,
        "said": said,
        "printer": known,
        "keep": why_not_delete(printer=known) if known else "",
        "action": request.get_full_path(),
    }
    return respond(request, "stations/printer_form.html", context, part="form", status=status)


def _choices(form: PrinterForm) -> dict[str, Any]:
    """Kinds and turns with the chosen one, and the sizes of one click."""
    kind, turn = form["kind"].value(), str(form["turn"].value())
    return {
        "kinds": [(value, words, kind == value) for value, words in Printer.Kind.choices],
        "turns": [(value, words, turn == str(value)) for value, words in TURNS.items()],
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
    """One that has jobs or a station stays, and the message says why."""
    printer = get_object_or_404(Printer, pk=pk)
    name = printer.name
    if why_not := delete_printer(printer=printer, user_id=request.user.pk):
        messages.error(request, f"{name} was not deleted. {why_not}")
        return go(request, reverse("packages_ui:printer_edit", args=[pk]))
    messages.success(request, f"{name} is deleted.")
    return go(request, reverse("packages_ui:stations"))
