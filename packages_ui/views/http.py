"""What all views share in reading requests and building responses: row ids, permissions that
django.contrib.auth's decorators do not cover, redirects, and the status for each error of Seller Center. One
request counts as one page there: it waits as long as a person would, and only some wait at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget, trigger_client_event
from django_htmx.middleware import HtmxDetails

from packages_ui.messages.message import Message
from packages_ui.seller_center.errors import Limited, NotFound, Refused, SellerCenterError, TooLate
from packages_ui.seller_center.page import Room, page_of
from packages_ui.services.csv_table import MOST_BYTES, FileRefused, Imported

MOST_DIGITS = 18  # what a database's number holds
R = TypeVar("R", bound=HttpResponseBase)
MOST_OF_SCAN = 200
MOST_MEANT = 4
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of a signed-in user, with what the middlewares add."""

    htmx: HtmxDetails
    user: User


def respond(
    request: StaffRequest, template: str, context: Mapping[str, Any], *, part: str, status: int = 200
) -> HttpResponse:
    """The whole page; over htmx only its `part`, which finds `fragment` true."""
    is_part = bool(request.htmx)
    name = f"{template}#{part}" if is_part else template
    return render(request, name, {**context, "fragment": is_part}, status=status)


def show_in_dialog(
    request: StaffRequest, template: str, context: Mapping[str, Any], *, part: str, status: int
) -> HttpResponse:
    """A question: over htmx in the page's dialog, else a page of its own."""
    response = respond(request, template, context, part=part, status=status)
    return retarget(reswap(response, "innerHTML"), "#dialog-body") if request.htmx else response


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What takes an action back: a POST of `values` to `href`, whose response goes to `target`."""

    href: str
    values: Mapping[str, str]
    target: str
    swap: str = "outerHTML"


def report_done(
    response: HttpResponse, sentence: str, *, undo: Undo | None = None, keep: bool = False
) -> HttpResponse:
    """Over htmx: the event `done` with what is now true, and Undo beside it. `keep`: the dialog stays."""
    detail: dict[str, Any] = {"sentence": sentence} | ({"keep": True} if keep else {})
    return trigger_client_event(response, "done", detail | ({"undo": asdict(undo)} if undo else {}))


def id_of(text: str | None) -> int:
    """The id of a row; 0, which no row has, where the text is not one."""
    usable = text and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if usable and text else 0


def any_permission_required(*names: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """403 unless the user has one of them."""

    def decorate(view: Callable[..., R]) -> Callable[..., R]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> R:
            if not any(request.user.has_perm(name) for name in names):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def go(request: StaffRequest, address: str) -> HttpResponse:
    """A redirect that the browser itself follows, also over htmx."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def safe_next(request: HttpRequest) -> str:
    """`next` as it was sent, if it is an address of this host that begins at its root; else empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else ""


def status_of(error: SellerCenterError) -> int:
    """409 refused, 503 try again later, 502 not reachable (also for a refused key)."""
    if isinstance(error, Refused | NotFound):
        return 409
    return 503 if isinstance(error, TooLate | Limited) else 502


def scanned(sent: QueryDict, name: str) -> tuple[str, ...]:
    """The text of the field first, then other readings of the scan (`scan.js` puts them before the field,
    under the same name). At least one text, which may be empty."""
    texts = [text.strip()[:MOST_OF_SCAN] for text in reversed(sent.getlist(name))]
    return tuple(dict.fromkeys(texts))[:MOST_MEANT] or ("",)


def csv_download(lines: Iterator[str], *, name: str) -> StreamingHttpResponse:
    """A download, line by line."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def import_csv_file(
    request: StaffRequest,
    save: Callable[..., Imported],
    *,
    refuse: Callable[[Message | str, FileRefused | None], HttpResponse],
    back: str,
) -> HttpResponse:
    """The POST of `file`: saved by `save`, and on to the address named `back`; refused with a sentence, and
    the errors of the file where that was read."""
    upload = request.FILES.get("file")
    if upload is None:
        return refuse(_("No file was chosen. Nothing was imported."), None)
    try:
        counts = save(content=upload.read(MOST_BYTES + 1), user_id=request.user.pk)
    except FileRefused as error:
        return refuse(error.sentence, error)
    texts = {
        name: number_format(count, use_l10n=True, force_grouping=True)
        for name, count in asdict(counts).items()
    }
    sentence = _("File imported. New: {added}. Changed: {replaced}. Unchanged: {same}.")
    messages.success(request, sentence.format(**texts))
    return redirect(back)


def waiting_room(get_response: GetResponse) -> GetResponse:
    """Middleware. It admits fewer requests than gunicorn has threads: desks, sign-in and printing use the
    others while Seller Center hangs."""
    room = Room(settings.SELLER_CENTER_WAITING)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with page_of(room, settings.SELLER_CENTER_SECONDS):
            return get_response(request)

    return middleware
