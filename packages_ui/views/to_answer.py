"""What the header of every page says of labels that wait for a person's word."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from packages_ui.services.printing.to_answer import to_answer as counted


def to_answer(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - Django gives it
    """`to_answer`, asked for when used, at most once in two seconds."""
    return {"to_answer": SimpleLazyObject(counted)}
