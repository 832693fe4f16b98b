"""Do what the packer chose about missing units, and say what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join

from packages_ui.forms.missing import MissingForm, texts_of
from packages_ui.models import Packing
from packages_ui.services.packing.desk import Desk, current
from packages_ui.services.packing.missing import RIGHTS, choices
from packages_ui.services.packing.missing_act import Wish, carry_out
from packages_ui.services.packing.missing_words import Way
from packages_ui.views.pack_missing_page import Elsewhere, elsewhere, show_missing, to_desk
from packages_ui.views.problem import FAILURES, Problem, problem_of

ANOTHER = "Nothing was sent: another package is open at this desk now."


def act(request: HttpRequest, desk: Desk, packing: Packing) -> HttpResponse:
    """422 for what is not filled in, 409, 502 or 503 where it failed: the page again, with nothing lost."""
    if request.POST.get("number") != packing.package_number:
        return to_desk(request, problem=ANOTHER)
    numbers = list(packing.units.values_list("number", flat=True))
    form = MissingForm(request.POST, numbers=numbers)
    if not form.is_valid():
        problem = Problem(status=422, sentence="", texts=texts_of(form))
        return show_missing(request, desk, packing, problem=problem)
    way = Way(form.cleaned_data["way"])
    if way in RIGHTS and RIGHTS[way] not in desk.rights:
        raise PermissionDenied
    return _act(request, desk, packing, way, form)


def _act(request: HttpRequest, desk: Desk, packing: Packing, way: Way, form: MissingForm) -> HttpResponse:
    missing = tuple(form.cleaned_data["missing"])
    wish = Wish(missing=missing, seen=form.seen, reason=form.cleaned_data["reason"])
    others = elsewhere(choices(packing=packing, missing=missing, rights=desk.rights), desk)
    try:
        sentence = carry_out(desk=desk, packing=packing, way=way, wish=wish)
    except FAILURES as error:
        now = current(desk)
        if now is None or now.pk != packing.pk:
            return to_desk(request, problem=error.sentence)
        return show_missing(request, desk, now, problem=problem_of(error))
    messages.success(request, sentence)
    if others and way is not Way.PARK:
        messages.warning(request, _hint(others))
    return to_desk(request)


def _hint(others: list[Elsewhere]) -> str:
    links = format_html_join(
        " ", '<a href="{}">{}: {}.</a>', ((one.url, one.product, one.words) for one in others)
    )
    return format_html("Other packages need what is missing too. {}", links)
