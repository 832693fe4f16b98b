"""The page on which a printer is added or changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from packages_ui.forms.printer import PrinterForm
from packages_ui.models import Printer
from packages_ui.services.errors import Busy, PrinterGone
from packages_ui.services.printing.readdress import readdress
from packages_ui.services.stations import save_printer, why_not_delete
from packages_ui.views.go import go
from packages_ui.views.printer_fill import SIZES, Said, fill
from packages_ui.views.station_page import finish

TURNS = {0: "As it comes", 90: "A quarter to the right", 180: "Upside down", 270: "A quarter to the left"}


def edit(request: HttpRequest, printer: Printer) -> HttpResponse:
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
        said = Said(about="address", sentence=error.sentence, good=False)
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
    request: HttpRequest, form: PrinterForm, *, said: Said | None = None, status: int = 200
) -> HttpResponse:
    fragment = bool(getattr(request, "htmx", False))
    known = Printer.objects.filter(pk=form.instance.pk).first() if form.instance.pk else None
    context = {
        **_choices(form),
        "form": form,
        "said": said,
        "printer": known,
        "keep": why_not_delete(printer=known) if known else "",
        "fragment": fragment,
        "action": request.get_full_path(),
    }
    template = f"stations/printer_form.html{'#form' if fragment else ''}"
    return finish(render(request, template, context, status=status))


def _choices(form: PrinterForm) -> dict[str, Any]:
    """Kinds and turns with the chosen one, and the sizes of one click."""
    kind, turn = form["kind"].value(), str(form["turn"].value())
    return {
        "kinds": [(value, words, kind == value) for value, words in Printer.Kind.choices],
        "turns": [(value, words, turn == str(value)) for value, words in TURNS.items()],
        "sizes": [(f"{w}x{h}", f"{name} {w} × {h}".strip()) for w, h, name in SIZES],
    }
