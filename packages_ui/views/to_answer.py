"""What the header of every page says of labels: those that need an answer, and why none is fetched."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from packages_ui.services import fetch_pause
from packages_ui.services.printing.to_answer import to_answer as counted


def to_answer(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - Django gives it
    """`to_answer` and `fetch_pause` (why no label is fetched, while some wait), each asked for when used, at
    most once in two seconds."""
    return {"to_answer": SimpleLazyObject(counted), "fetch_pause": SimpleLazyObject(fetch_pause.notice)}
