"""The signed-in user with all permissions, by one statement per request."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User
from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat

from backoffice.compiled import SEPARATOR, Compiled, Joined


class Backend(ModelBackend):
    """Django's own reads the permissions by two more statements, when the first one is checked."""

    def get_user(self, user_id: int) -> User | None:
        """None for a user who was deleted or deactivated."""
        sql, parameters = PERSON.statement(user_id=int(user_id))
        user = next(iter(User.objects.raw(sql, parameters)), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        if not user.is_superuser:  # who has all rights is asked about none
            own, of_groups = vars(user).pop("own"), vars(user).pop("of_groups")
            vars(user)["_perm_cache"] = {*_each(own), *_each(of_groups)}
        return user


def _person(*, user_id: int) -> QuerySet[User]:
    own = Permission.objects.filter(user=OuterRef("pk"))
    of_groups = Permission.objects.filter(group__user=OuterRef("pk"))
    return User.objects.filter(pk=user_id).annotate(
        own=Subquery(_names(own)), of_groups=Subquery(_names(of_groups))
    )


def _names(permissions: QuerySet[Permission]) -> QuerySet[Permission, Any]:
    name = Concat(F("content_type__app_label"), Value("."), F("codename"), output_field=TextField())
    return permissions.order_by().values(names=Joined(name))


def _each(joined: str | None) -> list[str]:
    return joined.split(SEPARATOR) if joined else []


PERSON = Compiled(_person)
