"""What an installer gets wrong: each mistake stops the start with a sentence of its own."""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from backoffice import env
from backoffice.paths import VAR

HOST = re.compile(r"\.?[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]", re.IGNORECASE)
OURS = ("SELLER_CENTER_", "PRINT_", "PRINTERS_", "PACK_", "SHELF_", "LABELS_", "SANDBOX_", "KEEP_")
NOT_OURS = {"WEB_CONCURRENCY"}  # gunicorn's
SIMILAR = 0.87  # as difflib measures it: a letter or two


@checks.register
def check_sandbox(**_: Any) -> list[checks.CheckMessage]:
    """The bundled sandbox is for this machine alone: its packages are made up."""
    signs = [f"ALLOWED_HOSTS names {host}" for host in _real_hosts()]
    signs += ["SELLER_CENTER_API_KEY is set"] if env.secret("SELLER_CENTER_API_KEY") else []
    if not settings.SELLER_CENTER_SANDBOX or not signs:
        return []
    return [
        checks.Error(
            f"{signs[0]}, but SELLER_CENTER_URL is not set: people would work on made-up packages.",
            hint="Set SELLER_CENTER_URL. The sandbox is for a look on this machine only.",
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
            f"DEBUG is on, and ALLOWED_HOSTS names {hosts[0]}: error pages would show secrets to everybody.",
            hint="Remove DEBUG, or remove the name.",
            id="backoffice.E011",
        )
    ]


@checks.register
def check_hosts(**_: Any) -> list[checks.CheckMessage]:
    """Names alone: `*` lets anybody choose where our links lead."""
    return [
        checks.Error(
            f"ALLOWED_HOSTS holds {host!r}, which is not the name of a host.",
            hint="Name it without https:// and without a port, such as packages.example.com.",
            id="backoffice.E012",
        )
        for host in settings.ALLOWED_HOSTS
        if not HOST.fullmatch(host)
    ]


@checks.register
def check_folders(**_: Any) -> list[checks.CheckMessage]:
    """Labels must be kept before they are printed."""
    return [
        checks.Error(
            f"{name} is {folder}, where this user may not write: no label could be kept.",
            hint=f"Give the folder to the user that runs this, or set {name} to another one.",
            id="backoffice.E013",
        )
        for name, folder in (("MEDIA_ROOT", Path(settings.MEDIA_ROOT)), ("var", VAR))
        if not _is_writable(folder)
    ]


@checks.register
def check_names(**_: Any) -> list[checks.CheckMessage]:
    """A mistyped variable is a setting that is not what its installer believes."""
    known = env.NAMES | {f"{name}_FILE" for name in env.SECRETS} | NOT_OURS
    return [
        checks.Error(
            f"The environment sets {name}, which nothing reads.",
            hint=f"Did you mean {meant}?" if meant else "README.md lists every variable. Remove this one.",
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


def _is_writable(folder: Path) -> bool:
    """It, or, where it is still to be made, the folder that it will lie in."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


CHECKS = (check_sandbox, check_debug, check_hosts, check_folders, check_names)
