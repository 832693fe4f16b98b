"""Mistakes of an installation: each one stops the start with a sentence of its own."""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext

from backoffice import env
from backoffice.paths import VAR

HOST = re.compile(r"\.?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]", re.IGNORECASE)
OURS = ("SELLER_CENTER_", "PRINT_", "PRINTERS_", "PACK_", "SHELF_", "LABELS_", "SANDBOX_", "KEEP_")
ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9_.-]+(:[0-9]{1,5})?", re.IGNORECASE)
NOT_OURS = {"WEB_CONCURRENCY"}  # gunicorn's
SIMILAR = 0.87  # as difflib measures it: a letter or two


@checks.register
def check_sandbox(**_: Any) -> list[checks.CheckMessage]:
    """The bundled sandbox is for this machine only: its packages are made up."""
    hosts, has_key = _real_hosts(), bool(env.secret("SELLER_CENTER_API_KEY"))
    if not settings.SELLER_CENTER_SANDBOX or not (hosts or has_key):
        return []
    named = gettext(
        "ALLOWED_HOSTS names {host}, but SELLER_CENTER_URL is not set: people would work on made-up packages."
    )
    keyed = gettext(
        "SELLER_CENTER_API_KEY is set, but SELLER_CENTER_URL is not set: "
        "people would work on made-up packages."
    )
    return [
        checks.Error(
            named.format(host=hosts[0]) if hosts else keyed,
            hint=gettext("Set SELLER_CENTER_URL. The sandbox is for trying out on this machine only."),
            id="backoffice.E010",
        )
    ]


@checks.register
def check_debug(**_: Any) -> list[checks.CheckMessage]:
    """Django's error pages show settings and what people typed."""
    hosts = _real_hosts()
    if not settings.DEBUG or not hosts:
        return []
    return [
        checks.Error(
            gettext(
                "DEBUG is on, and ALLOWED_HOSTS names {host}: error pages would show secrets to everybody."
            ).format(host=hosts[0]),
            hint=gettext("Remove DEBUG, or remove the name."),
            id="backoffice.E011",
        )
    ]


@checks.register
def check_hosts(**_: Any) -> list[checks.CheckMessage]:
    """Names only: `*` lets anybody choose where our links lead."""
    return [
        checks.Error(
            gettext("ALLOWED_HOSTS holds {host!r}, which is not a host name.").format(host=host),
            hint=gettext("Name it without https:// and without a port, such as packages.example.com."),
            id="backoffice.E012",
        )
        for host in settings.ALLOWED_HOSTS
        if not HOST.fullmatch(host)
    ]


@checks.register
def check_origins(**_: Any) -> list[checks.CheckMessage]:
    """Django refuses the forms of an origin that it cannot parse."""
    return [
        checks.Error(
            gettext("CSRF_TRUSTED_ORIGINS holds {origin!r}, which is no origin.").format(origin=origin),
            hint=gettext(
                "Name scheme and host without a path, separated by commas: https://packages.example.com."
            ),
            id="backoffice.E015",
        )
        for origin in settings.CSRF_TRUSTED_ORIGINS
        if not ORIGIN.fullmatch(origin)
    ]


@checks.register
def check_proxies(**_: Any) -> list[checks.CheckMessage]:
    """Whoever can claim another address can try passwords for ever."""
    return [
        checks.Error(
            gettext("TRUSTED_PROXIES holds {network}, which is everybody.").format(network=network),
            hint=gettext("Name the addresses of your own proxies."),
            id="backoffice.E016",
        )
        for network in settings.TRUSTED_PROXIES
        if network.prefixlen == 0
    ]


@checks.register
def check_secrets(**_: Any) -> list[checks.CheckMessage]:
    """A guessable value is no secret; a header takes plain letters only."""
    return [
        checks.Error(
            gettext("{name} has fewer than {least} letters, or others than plain ones.").format(
                name=name, least=least
            ),
            hint=gettext("Make one with: openssl rand -hex {least}.").format(least=least),
            id="backoffice.E017",
        )
        for name, least, value in (
            ("SECRET_KEY", 32, settings.SECRET_KEY),
            ("METRICS_TOKEN", 16, settings.METRICS_TOKEN),
        )
        if value and (len(value) < least or not (value.isascii() and value.isprintable()))
    ]


@checks.register
def check_seller_center(**_: Any) -> list[checks.CheckMessage]:
    """Seller Center's own settings."""
    from packages_ui.services.client import config  # noqa: PLC0415 - reads the settings

    try:
        config()
    except ValueError as error:
        hint = gettext(
            "Check SELLER_CENTER_URL, SELLER_CENTER_API_KEY and SELLER_CENTER_SHIPPING_METHODS_PATH."
        )
        return [checks.Error(str(error), hint=hint, id="backoffice.E018")]
    return []


@checks.register
def check_folders(**_: Any) -> list[checks.CheckMessage]:
    """Labels are stored before they are printed."""
    return [
        checks.Error(
            gettext("{name} is {folder}, where this user may not write: no label could be kept.").format(
                name=name, folder=folder
            ),
            hint=gettext("Give the folder to the user that runs this, or set {name} to another one.").format(
                name=name
            ),
            id="backoffice.E013",
        )
        for name, folder in (("MEDIA_ROOT", Path(settings.MEDIA_ROOT)), ("var", VAR))
        if not _is_writable(folder)
    ]


@checks.register
def check_database(**_: Any) -> list[checks.CheckMessage]:
    """SQLite creates its file, but not the folder."""
    database = settings.DATABASES["default"]
    folder = Path(database["NAME"]).absolute().parent
    if not database["ENGINE"].endswith("sqlite3") or folder == VAR or _is_writable(folder, is_there=True):
        return []
    return [
        checks.Error(
            gettext(
                "DATABASE_URL names a file in {folder}, which is missing or not writable for this user."
            ).format(folder=folder),
            hint=gettext("Make the folder, or name another one."),
            id="backoffice.E019",
        )
    ]


@checks.register
def check_names(**_: Any) -> list[checks.CheckMessage]:
    """A mistyped variable leaves a setting unchanged without notice."""
    known = env.NAMES | {f"{name}_FILE" for name in env.SECRETS} | NOT_OURS
    return [
        checks.Error(
            gettext("The environment sets {name}, which nothing reads.").format(name=name),
            hint=gettext("Did you mean {name}?").format(name=meant)
            if meant
            else gettext("README.md lists every variable. Remove this one."),
            id="backoffice.E014",
        )
        for name, meant in _unread(known)
    ]


def _unread(known: set[str]) -> Iterator[tuple[str, str]]:
    for name in sorted(os.environ.keys() - known):
        meant = get_close_matches(name, known, n=1, cutoff=SIMILAR)
        if meant or name.startswith(OURS):
            yield name, meant[0] if meant else ""


def _real_hosts() -> list[str]:
    return [host for host in settings.ALLOWED_HOSTS if not env.is_loopback(host)]


def _is_writable(folder: Path, *, is_there: bool = False) -> bool:
    """It, or, where it is still to be made, the folder that it will lie in."""
    if is_there and not folder.is_dir():
        return False
    there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


CHECKS = (
    check_sandbox,
    check_debug,
    check_hosts,
    check_origins,
    check_proxies,
    check_secrets,
    check_seller_center,
    check_folders,
    check_database,
    check_names,
)
