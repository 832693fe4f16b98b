"""Is Seller Center there, and does it take our key? One call (PKG101, limit 1), and plain words."""

import socket
import ssl
from dataclasses import replace

import httpx
from msgspec import Struct

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


class CheckResult(Struct, frozen=True):
    """`sentences` say what is so, and when it is not well what to do."""

    is_well: bool
    sentences: tuple[str, ...]


def check(config: Config, transport: httpx.BaseTransport | None = None) -> CheckResult:
    """Ask once; a 401 is asked again with the other form of the key. Never raises a SellerCenterError."""
    error = _ask(config, transport)
    if error is None:
        return CheckResult(
            is_well=True, sentences=(f"Seller Center at {config.host} answers and takes our key.",)
        )
    if isinstance(error, Unauthorized):
        return CheckResult(is_well=False, sentences=_about_key(config, transport))
    return CheckResult(is_well=False, sentences=(_about(error, config), f"Technically: {error}"))


def _ask(config: Config, transport: httpx.BaseTransport | None) -> SellerCenterError | None:
    client = SellerCenter(replace(config, tries=1), transport=transport)
    try:
        client.list_packages(PackageFilters(limit=1))
    except SellerCenterError as error:
        return error
    finally:
        client.close()
    return None


def _about_key(config: Config, transport: httpx.BaseTransport | None) -> tuple[str, ...]:
    """A 401 may be about the form of the header: the document names a scheme and shows a bare key."""
    other = "" if config.auth_scheme else "Token"
    form = f"with the word {other} before it" if other else "bare, without a word before it"
    if _ask(replace(config, auth_scheme=other), transport) is None:
        return (
            f"Seller Center takes our key only {form}.",
            f"Set SELLER_CENTER_AUTH_SCHEME to {other or 'nothing (empty)'}.",
        )
    return (
        f"Seller Center refuses our key, as set and also {form}: it is wrong, has expired or was revoked.",
        "A seller's administrator makes a new one under Settings, Access Tokens; set SELLER_CENTER_API_KEY.",
    )


def _about(error: SellerCenterError, config: Config) -> str:
    host = config.host
    if isinstance(error, Unreachable):
        return _about_connection(error, host)
    if isinstance(error, Redirected):
        return f"{host} points to {error.host or 'another address'}; set SELLER_CENTER_URL to the right one."
    if isinstance(error, AnswerLost):
        return f"{host} took the call and did not answer in time; try again, then ask its operator."
    if isinstance(error, Malformed):
        return f"{host} answers, but not as Seller Center does: SELLER_CENTER_URL is probably another host."
    if isinstance(error, NotFound):
        return f"{host} has no /api/i2/packages/: SELLER_CENTER_URL is probably another host."
    return error.sentence


def _about_connection(error: SellerCenterError, host: str) -> str:
    causes = _causes(error)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"There is no host named {host}: check SELLER_CENTER_URL and this machine's DNS."
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return (
            f"The certificate of {host} cannot be trusted: check the host, this machine's clock and its CAs."
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return (
            f"No encrypted connection with {host} can be made: check the host and port in SELLER_CENTER_URL."
        )
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return f"{host} refuses the connection: check the port in SELLER_CENTER_URL, or its operator."
    if any(isinstance(cause, TimeoutError | httpx.TimeoutException) for cause in causes):
        return f"{host} does not answer the connection: check SELLER_CENTER_URL and the firewall."
    return f"{host} could not be reached: check SELLER_CENTER_URL and this machine's network."


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what led to it, down to the operating system's own."""
    found: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in found:
        found.append(link)
        link = link.__cause__ or link.__context__
    return found
