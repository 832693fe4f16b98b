"""Barcodes that people teach."""

import pytest
from django.contrib.auth.models import User

from packages_ui.models import Act, ProductBarcode
from packages_ui.services.barcodes.products import (
    BarcodeRefused,
    TaughtOtherwise,
    add_barcode,
    forget,
    product_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return User.objects.create_user("lead")


def test_it_knows_a_taught_barcode_however_the_scanner_garbles_it(lead: User) -> None:
    add_barcode(text="abc-123/ı", product="AKN-TSHRT-RD", user_id=lead.pk)
    assert product_of(text="ABC*123.İ") == "AKN-TSHRT-RD"
    assert product_of(text="ABC124I") is None


def test_it_knows_nothing_by_an_empty_scan(lead: User) -> None:
    assert product_of(text=" - ") is None


def test_it_audits_what_is_taught(lead: User) -> None:
    add_barcode(text="8690001", product="AKN-HAT", user_id=lead.pk, package_number="P1")
    act = Act.objects.get()
    assert (act.verb, act.outcome, act.user, act.package_number) == ("teach", "done", lead, "P1")
    assert act.after == {"barcode": "8690001", "product": "AKN-HAT"}


def test_it_teaches_the_same_again_without_a_word(lead: User) -> None:
    first = add_barcode(text="8690001", product="AKN-HAT", user_id=lead.pk)
    assert add_barcode(text="869 0001", product="AKN-HAT", user_id=lead.pk) == first
    assert Act.objects.count() == 1


def test_it_refuses_a_barcode_of_another_product(lead: User) -> None:
    add_barcode(text="8690001", product="AKN-HAT", user_id=lead.pk)
    with pytest.raises(TaughtOtherwise, match="already saved for product AKN-HAT") as refused:
        add_barcode(text="8690001", product="AKN-SHOE", user_id=lead.pk)
    assert refused.value.product == "AKN-HAT"
    assert product_of(text="8690001") == "AKN-HAT"


def test_it_replaces_when_told_to(lead: User) -> None:
    add_barcode(text="8690001", product="AKN-HAT", user_id=lead.pk)
    add_barcode(text="8690001", product="AKN-SHOE", user_id=lead.pk, replace=True)
    assert product_of(text="8690001") == "AKN-SHOE"
    act = Act.objects.latest("pk")
    assert (act.before["product"], act.after["product"]) == ("AKN-HAT", "AKN-SHOE")


@pytest.mark.parametrize(
    ("text", "product"), [("--", "A"), ("1", " "), ("1" * 201, "A"), ("1", "A" * 201), ("1", "A\x00B")]
)
def test_it_refuses_what_is_no_barcode_or_no_product(lead: User, text: str, product: str) -> None:
    with pytest.raises(BarcodeRefused, match="Nothing was changed"):
        add_barcode(text=text, product=product, user_id=lead.pk)
    assert not ProductBarcode.objects.exists()


def test_it_forgets_once(lead: User) -> None:
    row = add_barcode(text="8690001", product="AKN-HAT", user_id=lead.pk)
    assert forget(barcode=row, user_id=lead.pk)
    assert product_of(text="8690001") is None
    assert not forget(barcode=row, user_id=lead.pk)
    assert Act.objects.filter(verb="teach", after__product=None).count() == 1
