"""Typed readers of the environment. An invalid value stops the start with a sentence that names the variable.

Every variable that is read is noted in `NAMES`, so that a test can compare the documents with it.
"""

import os
from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values

from backoffice.early import gettext

NAMES: set[str] = set()
SECRETS: set[str] = set()
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


def read_file(path: Path) -> None:
    """Add the NAME=value lines of a file to the environment, word for word: no shell reads them. What is set
    there already wins, be it as NAME or as NAME_FILE."""
    given = {name for name, value in os.environ.items() if value.strip()}
    for name, value in dotenv_values(path, interpolate=False).items():
        other = name.removesuffix("_FILE") if name.endswith("_FILE") else f"{name}_FILE"
        if value and not given & {name, other}:
            os.environ[name] = value


def text(name: str, default: str = "") -> str:
    """The value without surrounding blanks; an empty value counts as not set."""
    NAMES.add(name)
    return os.environ.get(name, "").strip() or default


def secret(name: str, default: str = "") -> str:
    """A value that may also lie in a file: NAME, or the path of the file in NAME_FILE."""
    SECRETS.add(name)
    value, path = text(name), os.environ.get(f"{name}_FILE", "").strip()
    if value and path:
        raise ImproperlyConfigured(
            gettext("{name} and {name}_FILE are both set. Keep one of them.").format(name=name)
        )
    if not path:
        return value or default
    try:
        return Path(path).read_text(encoding="utf-8").strip() or default
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(
            gettext("{name}_FILE names {path}, which cannot be read as text.").format(name=name, path=path)
        ) from error


def flag(name: str, *, default: bool) -> bool:
    word = text(name).lower()
    if word and word not in YES + NO:
        raise ImproperlyConfigured(
            gettext("{name} must be yes or no, not {value!r}.").format(name=name, value=word)
        )
    return word in YES if word else default


def number(name: str, default: int, *, least: int, most: int) -> int:
    word = text(name, str(default))
    if not word.isascii() or not word.isdecimal() or not least <= int(word) <= most:
        raise ImproperlyConfigured(
            gettext("{name} must be a whole number from {least} to {most}, not {value!r}.").format(
                name=name, least=least, most=most, value=word
            )
        )
    return int(word)


def choice(name: str, default: str, *, allowed: Collection[str]) -> str:
    word = text(name, default)
    if word not in allowed:
        words = ", ".join(repr(word) for word in allowed)
        raise ImproperlyConfigured(
            gettext("{name} must be one of {words}, not {value!r}.").format(
                name=name, words=words, value=word
            )
        )
    return word


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks, with commas."""
    try:
        return [ip_network(word) for word in words(name)]
    except ValueError as error:
        raise ImproperlyConfigured(
            gettext("{name} must be addresses or networks such as 10.0.0.5 or 10.0.0.0/24: {error}.").format(
                name=name, error=error
            )
        ) from error


def path(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


def url(name: str, default: str = "") -> str:
    """Scheme and host, without a path or a closing slash; plain http only to this machine itself."""
    value = text(name, default).rstrip("/")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise ImproperlyConfigured(
            gettext("{name} is not an address: {value!r}.").format(name=name, value=value)
        ) from error
    if parts.scheme not in ("http", "https") or not host:
        raise ImproperlyConfigured(
            gettext("{name} must look like https://host, not {value!r}.").format(name=name, value=value)
        )
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured(
            gettext("{name} must be scheme and host only, without a path or a user.").format(name=name)
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise ImproperlyConfigured(
            gettext("{name} must begin with https://: over http the key could be read.").format(name=name)
        )
    return value


def is_loopback(host: str) -> bool:
    """Whether a host name (no port) is this machine itself."""
    return host.strip("[]") in {name.strip("[]") for name in LOOPBACK_HOSTS}


def time_zone(name: str, default: str) -> str:
    word = text(name, default)
    try:
        ZoneInfo(word)
    except (KeyError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            gettext("{name} must be a time zone such as Europe/Istanbul, not {value!r}.").format(
                name=name, value=word
            )
        ) from error
    return word
