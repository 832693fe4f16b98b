"""Django's sessions in the database, read with the person whose they are by a statement that is compiled
once."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

from backoffice import people
from backoffice.compiled import Compiled

DJANGO_BACKEND = "django.contrib.auth.backends.ModelBackend"
MOST_OWNERS = 10_000
_owners: dict[str, int] = {}  # whose a session was last: only what to try first


class SessionStore(db.SessionStore):
    """Not in Redis: after an outage somebody who signed out meanwhile would be signed in again."""

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        people.forget()
        data = self._with_owner(key)
        if data is None:
            found = LIVE.rows(key=key, now=timezone.now())
            data = self.decode(found[0][0]) if found else super().load()
        _note_owner(key, data)
        return _current(data)

    def _with_owner(self, key: str) -> dict[str, Any] | None:
        """None where it has to be read without its owner."""
        if (owner := _owners.get(key)) is None:
            return None
        text = people.read_with_session(user_id=owner, key=key, now=timezone.now())
        data = self.decode(text) if text is not None else None
        if data is None or data.get(SESSION_KEY) != str(owner):
            people.forget()
        return data


def _note_owner(key: str, data: dict[str, Any]) -> None:
    if SESSION_KEY not in data:
        _owners.pop(key, None)
        return
    if len(_owners) >= MOST_OWNERS:
        _owners.clear()
    _owners[key] = int(data[SESSION_KEY])


def _current(data: dict[str, Any]) -> dict[str, Any]:
    """Whoever signed in before there was a backend of our own stays signed in."""
    if data.get(BACKEND_SESSION_KEY) == DJANGO_BACKEND:
        data[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    return data


LIVE = Compiled(people.live)
