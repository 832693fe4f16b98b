"""What administrators may edit."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from packages_ui.models import Act, FallbackShippingMethod, RejectReason
from packages_ui.services.change_shipping_method import METHODS_KEY


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    return client


def test_it_shows_the_audit_and_lets_nobody_touch_it(admin: Client) -> None:
    act = Act.objects.create(package_number="1001", verb="update", outcome="done", sentence="Said.")
    base = "/admin/packages_ui/act/"

    assert b"1001" in admin.get(base).content
    assert admin.get(f"{base}add/").status_code == 403
    assert admin.post(f"{base}{act.pk}/change/", {"outcome": "refused"}).status_code == 403
    assert admin.post(f"{base}{act.pk}/delete/", {"post": "yes"}).status_code == 403


def test_it_takes_new_reasons(admin: Client) -> None:
    admin.post("/admin/packages_ui/rejectreason/add/", {"text": "Fell off", "position": "9"})

    assert RejectReason.objects.filter(text="Fell off").exists()


def test_it_offers_a_new_method_at_once(admin: Client) -> None:
    cache.set(METHODS_KEY, ())
    admin.post("/admin/packages_ui/fallbackshippingmethod/add/", {"uuid": str(uuid4()), "name": "By van"})

    assert FallbackShippingMethod.objects.filter(name="By van").exists()
    assert cache.get(METHODS_KEY) is None
