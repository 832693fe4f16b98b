"""A limit on wrong passwords, by name and by address: after a few, each wrong one makes the next wait longer.

Counted in the cache: where Redis is away nobody is counted. An address is allowed more, since all desks of a
warehouse may share one.
"""

import logging
import time
from collections.abc import Iterator
from hashlib import sha256
from math import ceil
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

logger = logging.getLogger(__name__)
FREE = {"name": 5, "address": 50}  # wrong passwords without a wait
FIRST_WAIT, LONGEST_WAIT = 5, 900  # seconds
FORGET = 3600  # seconds after the last wrong one


class Limited(AuthenticationForm):
    """Checks no password while its name or its address has to wait."""

    def clean(self) -> dict[str, Any]:
        name = str(self.cleaned_data.get("username") or "")
        wait = seconds_to_wait(name=name, address=address_of(self.request))
        if wait:
            raise forms.ValidationError(_too_many(wait), code="wait")
        return super().clean()


class LimitedForStaff(Limited, AdminAuthenticationForm):
    """The same for Django's own admin."""


def seconds_to_wait(*, name: str, address: str) -> int:
    """0 where a password may be tried."""
    until: dict[str, float] = cache.get_many([f"{key}:until" for _kind, key in _keys(name, address)])
    return max([0, *(ceil(each - time.time()) for each in until.values())])


def address_of(request: HttpRequest | None) -> str:
    """The browser's: backoffice/proxies.py has already evaluated the proxies' headers."""
    return request.META.get("REMOTE_ADDR", "") if request else ""


@receiver(user_login_failed)
def count(credentials: dict[str, Any], request: HttpRequest | None = None, **_kwargs: Any) -> None:
    """An unknown name is not logged: somebody may have typed a password there."""
    name, address = str(credentials.get("username") or ""), address_of(request)
    for kind, key in _keys(name, address):
        cache.add(key, 0, FORGET)
        wrong = _one_more(key)
        if wrong >= FREE[kind]:
            wait = min(FIRST_WAIT * 2 ** min(wrong - FREE[kind], 16), LONGEST_WAIT)
            cache.set(f"{key}:until", time.time() + wait, wait)
    user = User.objects.filter(username=name).first()
    logger.warning("Wrong password for user %s from %s", user.pk if user else "unknown", address or "-")


@receiver(user_logged_in)
def forget(user: User, **_kwargs: Any) -> None:
    """A correct password clears the count of the name; that of the address stays."""
    name_key = next(key for kind, key in _keys(user.get_username(), "") if kind == "name")
    cache.delete_many([name_key, f"{name_key}:until"])


def _keys(name: str, address: str) -> Iterator[tuple[str, str]]:
    for kind, text in (("name", name.casefold()), ("address", address)):
        yield kind, f"sign-in:{kind}:{sha256(text.encode(errors='replace')).hexdigest()[:32]}"


def _one_more(key: str) -> int:
    try:
        return int(cache.incr(key) or 0)
    except ValueError:  # Redis is away, or has just forgotten it
        return 0


def _too_many(seconds: int) -> str:
    if seconds <= 60:
        wait = ngettext("{count} second", "{count} seconds", seconds).format(count=seconds)
    else:
        minutes = -(-seconds // 60)
        wait = ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    return _("Too many wrong passwords. Wait before you try again: {time}.").format(time=wait)
