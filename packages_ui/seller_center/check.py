"""Does Seller Center respond and accept our key? One request (PKG101, limit 1) and a plain answer."""

import socket
import ssl
from dataclasses import replace

import httpx
from msgspec import Struct

from packages_ui.messages import seller_center as words
from packages_ui.messages.message import Message, Template
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.errors import (
    AnswerLost,
    Malformed,
    NotFound,
    Redirected,
    SellerCenterError,
    Unauthorized,
    Unreachable,
)
from packages_ui.seller_center.types import PackageFilters

ABOUT = {
    AnswerLost: words.CHECK_NO_ANSWER,
    Malformed: words.CHECK_OTHER_HOST,
    NotFound: words.CHECK_NO_PACKAGES,
}
ABOUT_CONNECTION = (  # the first one that fits: a certificate's error is an error of TLS too
    ((socket.gaierror,), words.CHECK_NO_HOST),
    ((ssl.SSLCertVerificationError,), words.CHECK_CERTIFICATE),
    ((ssl.SSLError,), words.CHECK_NO_TLS),
    ((ConnectionRefusedError,), words.CHECK_CONNECTION_REFUSED),
    ((TimeoutError, httpx.TimeoutException), words.CHECK_CONNECTION_TIMEOUT),
)


class CheckResult(Struct, frozen=True):
    """`sentences` are what was found and, where something is wrong, what to do."""

    is_well: bool
    sentences: tuple[Message | str, ...]


def check(config: Config, transport: httpx.BaseTransport | None = None) -> CheckResult:
    """One request; after a 401 a second one with the other form of the key. Never raises a
    SellerCenterError."""
    error = _try_call(config, transport)
    if error is None:
        return CheckResult(is_well=True, sentences=(words.CHECK_WELL(host=config.host),))
    if isinstance(error, Unauthorized):
        return CheckResult(is_well=False, sentences=_about_key(config, transport))
    return CheckResult(
        is_well=False, sentences=(_about(error, config), words.CHECK_DETAILS(error=str(error)))
    )


def _try_call(config: Config, transport: httpx.BaseTransport | None) -> SellerCenterError | None:
    client = SellerCenter(replace(config, tries=1), transport=transport)
    try:
        client.list_packages(PackageFilters(limit=1))
    except SellerCenterError as error:
        return error
    finally:
        client.close()
    return None


def _about_key(config: Config, transport: httpx.BaseTransport | None) -> tuple[Message, ...]:
    """A 401 may be about the form of the header: the document names a scheme and shows a bare key."""
    other = "" if config.auth_scheme else "Token"
    if _try_call(replace(config, auth_scheme=other), transport) is not None:
        return words.CHECK_KEY_REFUSED(), words.CHECK_MAKE_KEY()
    if other:
        return words.CHECK_KEY_NEEDS_WORD(scheme=other), words.CHECK_SET_SCHEME(scheme=other)
    return words.CHECK_KEY_BARE(), words.CHECK_EMPTY_SCHEME()


def _about(error: SellerCenterError, config: Config) -> Message:
    host = config.host
    if isinstance(error, Unreachable):
        return _about_connection(error)(host=host)
    if isinstance(error, Redirected):
        if error.host:
            return words.CHECK_REDIRECTED(host=host, other=error.host)
        return words.CHECK_REDIRECTED_ELSEWHERE(host=host)
    for kind, template in ABOUT.items():
        if isinstance(error, kind):
            return template(host=host)
    return error.sentence


def _about_connection(error: SellerCenterError) -> Template:
    causes = _causes(error)
    for kinds, template in ABOUT_CONNECTION:
        if any(isinstance(cause, kinds) for cause in causes):
            return template
    return words.CHECK_UNREACHABLE


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what led to it, down to the operating system's own."""
    found: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in found:
        found.append(link)
        link = link.__cause__ or link.__context__
    return found
