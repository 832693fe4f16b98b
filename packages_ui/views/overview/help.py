"""Help: the product's own words, a sentence for each, in the reader's language and in the other ones."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from backoffice.letters import capitalised

# as docs/glossary.md has them
TERMS = (
    (pgettext_lazy("term", "package"), _("Items of one order that travel together under one number.")),
    (pgettext_lazy("term", "box"), _("The cardboard that a package is packed in.")),
    (pgettext_lazy("term", "item"), _("One unit in a package, with its own number.")),
    (
        pgettext_lazy("term", "station"),
        _("A desk with its label printer and document printer. A computer is assigned to one."),
    ),
    (
        pgettext_lazy("term", "batch"),
        _("Labels that were requested together, in one order, for one printer or one PDF."),
    ),
    (
        pgettext_lazy("term", "print job"),
        _("One label of a batch: requested, fetched, sent to the printer, printed."),
    ),
    (
        pgettext_lazy("term", "unconfirmed"),
        _("A label was sent, and neither the printer nor a person has said whether it came out."),
    ),
    (
        pgettext_lazy("term", "outdated"),
        _("The package has changed since its label was made: destroy the paper."),
    ),
    (
        pgettext_lazy("term", "separator"),
        _("A slip between labels: at start and end, or for each shipping company."),
    ),
    (
        pgettext_lazy("term", "set aside"),
        _("Packing stops for now. The scans are kept until somebody continues."),
    ),
    (
        pgettext_lazy("term", "read-back"),
        _("The scan of the label on the closed box. It proves that the label belongs to the package."),
    ),
    (
        pgettext_lazy("term", "prefetched"),
        _("Kept here with its label, so that packing continues without Seller Center."),
    ),
    (
        pgettext_lazy("term", "status update"),
        _("A packed or handed-over package waits until Seller Center has its new status."),
    ),
    (
        pgettext_lazy("term", "conflict"),
        _("A status update no longer fits what Seller Center shows: a person decides."),
    ),
    (pgettext_lazy("term", "handover"), _("Packed boxes are given to the driver of the shipping company.")),
    (
        pgettext_lazy("term", "handover list"),
        _("The paper with the boxes of one shipping company, signed by the driver."),
    ),
    (pgettext_lazy("term", "reserved stock"), _("Stock that Seller Center keeps for an item.")),
    (
        pgettext_lazy("term", "pairing slip"),
        _("A slip with a code. Scanning it shows which printer stands at which station."),
    ),
    (
        pgettext_lazy("term", "print agent"),
        _("A program on a desk's PC that prints on the printers of that PC."),
    ),
    (pgettext_lazy("term", "sandbox"), _("A made-up Seller Center to try things out.")),
)


@require_GET
@login_required
def help_(request: HttpRequest) -> HttpResponse:
    context = {"terms": list(_terms()), "administration": list(_administration(request))}
    return render(request, "overview/help.html", context)


def _administration(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Name and address of what this person may see of Django's own pages, the activity among it."""
    if not admin.site.has_permission(request):
        return
    for app in admin.site.get_app_list(request):
        for listed in app["models"]:
            if listed["admin_url"]:
                several = listed["model"]._meta.verbose_name_plural  # noqa: SLF001 - Django documents it
                yield capitalised(str(several)), listed["admin_url"]
    yield str(_("Change your password")), reverse("admin:password_change")


def _terms() -> Iterator[dict[str, Any]]:
    here = translation.get_language()
    others = [code for code, _name in settings.LANGUAGES if code != here]
    for term, sentence in TERMS:
        yield {"term": term, "sentence": sentence, "others": [(code, _in(code, term)) for code in others]}


def _in(code: str, term: Any) -> str:
    with translation.override(code):
        return str(term)
