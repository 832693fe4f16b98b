"""What the header of every page says of labels: those that need an answer, why none is fetched or printed."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from packages_ui.services.head import head


def to_answer(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - Django gives it
    """`to_answer`, `fetch_pause` (why no label is fetched, while some wait) and `restored` (why none is
    printed), read when used."""
    read = SimpleLazyObject(head)
    return {
        "to_answer": SimpleLazyObject(lambda: read.to_answer),
        "fetch_pause": SimpleLazyObject(lambda: read.fetch_pause),
        "restored": SimpleLazyObject(lambda: read.restored),
    }
