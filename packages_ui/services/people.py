"""Who did something, as pages name them."""

from django.contrib.auth.models import AbstractBaseUser

NOBODY = "somebody who has left"


def name_of(user: AbstractBaseUser | None) -> str:
    return user.get_username() if user else NOBODY
