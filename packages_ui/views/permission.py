"""Rights that django.contrib.auth's decorators do not know."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)


def any_permission_required(*names: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """One of them is enough; else 403."""

    def decorate(view: Callable[..., R]) -> Callable[..., R]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> R:
            if not any(request.user.has_perm(name) for name in names):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
