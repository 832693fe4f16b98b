"""The signed-in user with all permissions, by one statement per request, which reads the session too where
this process knows already whose it is."""

from datetime import datetime
from threading import local
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat

from backoffice.compiled import SEPARATOR, Compiled, Joined


class _Read(local):
    """Who was read with the session of this thread's request, until that is used."""

    user: User | None = None


_read = _Read()


class Backend(ModelBackend):
    """Django's own reads the permissions by two more statements, when the first one is checked."""

    def get_user(self, user_id: int) -> User | None:
        """None for a user who was deleted or deactivated."""
        user, _read.user = _read.user, None
        if user is None or user.pk != int(user_id):
            user = next(iter(PERSON.objects(user_id=int(user_id))), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        if not user.is_superuser:  # a superuser's rights are not checked
            own, of_groups = vars(user).pop("own"), vars(user).pop("of_groups")
            vars(user)["_perm_cache"] = {*_each(own), *_each(of_groups)}
        return user


def read_with_session(*, user_id: int, key: str, now: datetime) -> str | None:
    """The data of the session, if it is there and has not run out. If it is not `user_id`'s, `forget` has to
    be called."""
    _read.user = next(iter(PERSON_AND_SESSION.objects(user_id=user_id, key=key, now=now)), None)
    data: str | None = vars(_read.user).pop("session_data") if _read.user else None
    return data


def forget() -> None:
    """Who was read with a session is read again."""
    _read.user = None


def _person(*, user_id: int) -> QuerySet[User]:
    own = Permission.objects.filter(user=OuterRef("pk"))
    of_groups = Permission.objects.filter(group__user=OuterRef("pk"))
    return User.objects.filter(pk=user_id).annotate(
        own=Subquery(_names(own)), of_groups=Subquery(_names(of_groups))
    )


def _person_and_session(*, user_id: int, key: str, now: datetime) -> QuerySet[User]:
    return _person(user_id=user_id).annotate(session_data=Subquery(live(key=key, now=now)))


def live(*, key: str, now: datetime) -> QuerySet[Session, Any]:
    """A session that has not run out: its data."""
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")


def _names(permissions: QuerySet[Permission]) -> QuerySet[Permission, Any]:
    name = Concat(F("content_type__app_label"), Value("."), F("codename"), output_field=TextField())
    return permissions.order_by().values(names=Joined(name))


def _each(joined: str | None) -> list[str]:
    return joined.split(SEPARATOR) if joined else []


PERSON, PERSON_AND_SESSION = Compiled(_person), Compiled(_person_and_session)
