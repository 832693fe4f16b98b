"""Addresses of screens on the wall: made, revoked, and what one of them opens."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from packages_ui.models import Act, WallScreen
from packages_ui.services import audit
from packages_ui.services.rate_limit import is_allowed

MOST_WRONG, MOST_SHOWN, SECONDS = 30, 120, 60  # requests of one browser, and of one screen
SEEN = timedelta(minutes=1)
MOST = 50


def make_screen(*, name: str, days: int, user_id: int | None) -> str:
    """The token, which is returned only here."""
    token = secrets.token_urlsafe(24)
    expires_at = timezone.now() + timedelta(days=days)
    with transaction.atomic():
        WallScreen.objects.create(
            name=name, token_hash=_hash(token), made_by_id=user_id, expires_at=expires_at
        )
        after = {"name": name, "days": days}
        audit.note(Act.Verb.OVERVIEW, user_id=user_id, after=after)
    return token


def revoke_screen(*, pk: int, user_id: int | None) -> bool:
    """False where it opens nothing anyway."""
    with transaction.atomic():
        if not _open().filter(pk=pk).update(revoked_at=timezone.now()):
            return False
        name = WallScreen.objects.values_list("name", flat=True).get(pk=pk)
        audit.note(Act.Verb.OVERVIEW, user_id=user_id, before={"name": name}, after={"deleted": True})
    return True


def open_screens() -> list[WallScreen]:
    """Those that are not revoked and have not expired."""
    return list(_open().select_related("made_by")[:MOST])


def screen_of(token: str) -> WallScreen | None:
    """The one that this token opens now."""
    found = _open().filter(token_hash=_hash(token)).first()
    if found and not (found.seen_at and timezone.now() - found.seen_at < SEEN):
        WallScreen.objects.filter(pk=found.pk).update(seen_at=timezone.now())
    return found


def may_try(*, address: str) -> bool:
    """Whether a browser may try another token; each wrong one is counted by `tried_wrong`."""
    return is_allowed(f"screen:wrong:{_hash(address)}", most=MOST_WRONG - 1, seconds=SECONDS, more=0)


def tried_wrong(*, address: str) -> None:
    is_allowed(f"screen:wrong:{_hash(address)}", most=MOST_WRONG, seconds=SECONDS)


def may_show(screen: WallScreen) -> bool:
    """Whether it has been requested less often than all its browsers together need."""
    return is_allowed(f"screen:{screen.pk}", most=MOST_SHOWN, seconds=SECONDS)


def _open() -> QuerySet[WallScreen]:
    return WallScreen.objects.filter(Q(expires_at__gt=timezone.now()), revoked_at=None)


def _hash(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
