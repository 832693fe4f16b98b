"""Django's sessions in the database, with a statement that is compiled once."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled

DJANGO_BACKEND = "django.contrib.auth.backends.ModelBackend"


class SessionStore(db.SessionStore):
    """Not in Redis: after an outage somebody who signed out meanwhile would be signed in again."""

    def load(self) -> dict[str, Any]:
        found = LIVE.rows(key=self.session_key or "", now=timezone.now())
        return _current(self.decode(found[0][0])) if found else super().load()


def _current(data: dict[str, Any]) -> dict[str, Any]:
    """Whoever signed in before there was a backend of our own stays signed in."""
    if data.get(BACKEND_SESSION_KEY) == DJANGO_BACKEND:
        data[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    return data


def _live(*, key: str, now: datetime) -> QuerySet[Session, Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")


LIVE = Compiled(_live)
