"""Products, made for tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from packages_ui.models import Product
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.mirror.sync import sync
from packages_ui.services.mirror.walk import run_for


def product(sku: str, **known: Any) -> Product:
    """One that Seller Center was asked for just now."""
    now = timezone.now()
    times = {"used_at": now, "due_at": now + timedelta(days=1), "found_at": now}
    return Product.objects.create(sku=sku, **times | known)


def copied(sandbox: Sandbox) -> None:
    """All packages of the sandbox with their items are in the copy."""
    while sync(run_for(60)):
        pass
