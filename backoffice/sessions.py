"""Django's sessions in the database, whose statement is written once."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from backoffice.compiled import Compiled


class SessionStore(db.SessionStore):
    """Not in Redis: with it lost, whoever signed out meanwhile would be signed in again when it is back."""

    def load(self) -> dict[str, Any]:
        found = LIVE.rows(key=self.session_key or "", now=timezone.now())
        return self.decode(found[0][0]) if found else super().load()


def _live(*, key: str, now: datetime) -> QuerySet[Session, Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")


LIVE = Compiled(_live)
