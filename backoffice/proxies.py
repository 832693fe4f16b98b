"""The browser's address: proxies' headers are trusted only from TRUSTED_PROXIES, as anybody can send them."""

import logging
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]
FORWARDED_FOR = "HTTP_X_FORWARDED_FOR"
OTHERS = tuple(f"HTTP_X_FORWARDED_{name}" for name in ("PROTO", "PROTOCOL", "SSL", "HOST", "PORT"))
MOST_PROXIES = 20  # in a row
_warned: set[str] = set()


def believe_proxies(get_response: GetResponse) -> GetResponse:
    """Middleware: REMOTE_ADDR is the browser's address. Where proxies are named, no other client's
    claim of https is believed either."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        forwarded = meta.pop(FORWARDED_FOR, "")
        if is_trusted(meta.get("REMOTE_ADDR", "")):
            meta["REMOTE_ADDR"] = browser(forwarded) or meta["REMOTE_ADDR"]
        else:
            _distrust(request, forwarded)
        return get_response(request)

    return middleware


def is_trusted(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in settings.TRUSTED_PROXIES)


def browser(forwarded: str) -> str:
    """The last address that is not one of ours: the browser may have written those before it. "" where that
    is no address."""
    found = ""
    for text in reversed(forwarded.split(",")[-MOST_PROXIES:]):
        found = _address(text.strip())
        if not found or not is_trusted(found):
            break
    return found


def _address(text: str) -> str:
    """As it is written everywhere; some proxies add a port."""
    host, colon, port = text.rpartition(":")
    for each in (text, host if colon and port.isdecimal() else ""):
        try:
            return str(ip_address(each.strip("[]")))
        except ValueError:
            continue
    return ""


def _distrust(request: HttpRequest, forwarded: str) -> None:
    meta, address = request.META, request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES and any(meta.pop(name, "") for name in OTHERS):
        request.environ["wsgi.url_scheme"] = "http"  # type: ignore[attr-defined] # every request of a server has it
    if forwarded and address not in _warned and len(_warned) < MOST_PROXIES:
        _warned.add(address)
        logger.warning(
            "X-Forwarded-For of %s is not believed. If that is your proxy, name it in TRUSTED_PROXIES: wrong "
            "passwords are counted by the browser's address.",
            address or "a socket",
        )
