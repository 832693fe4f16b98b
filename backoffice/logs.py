"""One line per request, without personal data; one id that ties lines together; no secret in any line."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from backoffice import metrics

logger = logging.getLogger(__name__)
request_id: ContextVar[str] = ContextVar("request_id", default="-")
GOOD_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestId(logging.Filter):
    """Gives each record the id of the request it was written for, or "-"."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class WithoutAddress(logging.Filter):
    """Django logs the address of a request that it refuses; it may hold a person's name."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if record.name.startswith("django.") and isinstance(request, HttpRequest):
            written = {request.path, request.path.encode("unicode_escape").decode()}
            arguments = record.args if isinstance(record.args, tuple) else ()
            record.args = tuple(route_of(request) if each in written else each for each in arguments)
        return True


class WithoutSecrets(logging.Formatter):
    """Masks the values of our secrets, also in tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for value in settings.SECRETS_IN_LOGS:
            line = line.replace(value, "***")
        return line


def request_log(get_response: GetResponse) -> GetResponse:
    """Middleware: takes or makes X-Request-ID, logs method, route, status, time and the user's number.

    The route is the pattern (`packages/<number>/`), never the address: that could hold a name searched for.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if GOOD_ID.fullmatch(given) else uuid.uuid4().hex)
        started = time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-ID"] = request_id.get()
            note(request, response, time.perf_counter() - started)
        finally:
            request_id.reset(token)
        return response

    return middleware


def note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    method = request.method if request.method in metrics.METHODS else "OTHER"
    user = getattr(request, "user", None)
    logger.info(
        "%s /%s %s %.0f ms user %s",
        method,
        route_of(request),
        response.status_code,
        seconds * 1000,
        user and user.pk,
    )
    metrics.requests.labels(method, route_of(request), response.status_code).observe(seconds)


def route_of(request: HttpRequest) -> str:
    """The pattern that its address fits, such as `packages/<str:number>/`."""
    return request.resolver_match.route if request.resolver_match else "-"
