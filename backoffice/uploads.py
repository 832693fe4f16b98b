"""What a browser may send: its size is checked before a byte of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase

NOT_UTF_8 = "Forms must be sent in UTF-8. Nothing was changed.\n"
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def bound_uploads(get_response: GetResponse) -> GetResponse:
    """Middleware: 400 for more bytes than a form has, or than UPLOADS lets an address take as a file, and for
    letters that are not UTF-8. Django reads no body without a length."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.UPLOADS.get(request.path, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        if not length.isdecimal() or len(length) > 18 or int(length) > most:
            raise RequestDataTooBig("The request is larger than any of our forms.")
        if (request.encoding or "utf-8").lower() != "utf-8":  # Django's own page for it fails in the same way
            return HttpResponseBadRequest(NOT_UTF_8, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware
