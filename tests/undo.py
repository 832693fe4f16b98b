"""Undo, as the page's script presses it."""

import json
from typing import Any

from django.test import Client

HTMX = {"HX-Request": "true"}


def undo_of(answer: Any) -> dict[str, Any]:
    """What stands beside the sentence of what was done; empty where nothing does."""
    told: dict[str, Any] = json.loads(answer.headers["HX-Trigger"])["done"]
    return told.get("undo") or {}


def press_undo(client: Client, answer: Any) -> Any:
    undo = undo_of(answer)
    return client.post(undo["href"], undo["values"], headers=HTMX)
