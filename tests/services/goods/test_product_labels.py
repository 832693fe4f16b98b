"""Labels for products: found, drawn, printed once as one job, and counted at the desk."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from packages_ui.labels.pdfium import count_pages, opened
from packages_ui.labels.read import read_barcodes
from packages_ui.models import Act, Printer, Product, Slip
from packages_ui.services import label_files
from packages_ui.services.barcodes.products import add_barcode
from packages_ui.services.goods.product_labels import LabelsRefused, find, print_labels
from tests.services.batch_makers import person
from tests.services.station_makers import printer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
SKU = "AKN-HAT-01"


@pytest.fixture
def user() -> User:
    return person()


def product_named(sku: str, name: str, **fields: str) -> Product:
    now = timezone.now()
    return Product.objects.create(sku=sku, name=name, due_at=now, used_at=now, **fields)


def printed(
    user: User, *, sku: str = SKU, copies: int = 3, key: str = "k", printer: Printer | None = None
) -> Slip:
    printer = printer or printer_of()
    return print_labels(sku=sku, copies=copies, printer=printer, user_id=user.pk, key=key)


def pdf_of(slip: Slip) -> bytes:
    return label_files.load(slip.path, digest=slip.sha256)


def skus(text: str) -> list[str]:
    return [one.sku for one in find(text=text)]


def test_it_waits_for_its_printer_with_its_count(user: User) -> None:
    slip = printed(user)
    assert (slip.kind, slip.state, slip.copies) == (Slip.Kind.PRODUCT, Slip.State.WANTED, 3)
    assert count_pages(pdf_of(slip)) == 1


def test_a_long_name_does_not_hide_which_variant_it_is(user: User) -> None:
    product_named(SKU, "Very warm and very long winter hat " * 5, colour="Red", size="M")
    with opened(pdf_of(printed(user))) as document:
        words = document[0].get_textpage().get_text_range()
    assert words.startswith("Red · M · Very warm")


def test_its_code_is_a_saved_barcode_else_the_product_code(user: User) -> None:
    assert read_barcodes(pdf_of(printed(user))) == [SKU]
    add_barcode(text="869-0001", product=SKU, user_id=user.pk)
    assert read_barcodes(pdf_of(printed(user, key="later"))) == ["869-0001"]


def test_a_browser_gets_every_copy_as_a_page(user: User) -> None:
    slip = printed(user, printer=printer_of(Printer.Kind.BROWSER))
    assert slip.state == Slip.State.SENT
    assert count_pages(pdf_of(slip)) == 3
    assert read_barcodes(pdf_of(slip)) == [SKU] * 3


def test_the_same_form_prints_once(user: User) -> None:
    printer = printer_of()
    first = printed(user, printer=printer)
    assert printed(user, printer=printer) == first
    assert printed(user, printer=printer, copies=4) != first
    assert printed(user, printer=printer, key="another") != first
    assert Act.objects.count() == Slip.objects.count() == 3


def test_it_is_audited(user: User) -> None:
    slip = printed(user)
    act = Act.objects.get()
    assert (act.verb, act.user) == (Act.Verb.PRINTER, user)
    assert act.after == {
        "product": SKU,
        "barcode": SKU,
        "printer": slip.printer_id,
        "copies": 3,
        "slip": slip.pk,
    }


@pytest.mark.parametrize(
    ("sku", "copies"), [("", 1), ("--", 1), ("x" * 201, 1), ("a\x07", 1), (SKU, 0), (SKU, 201)]
)
def test_it_refuses_what_cannot_be_printed(user: User, sku: str, copies: int) -> None:
    with pytest.raises(LabelsRefused, match=r"Nothing was printed\."):
        printed(user, sku=sku, copies=copies)
    assert not Slip.objects.exists()


def test_it_finds_by_code_barcode_and_name(user: User) -> None:
    product_named(SKU, "Red hat")
    product_named("AKN-HAT-02", "Hat", own_name="Blue hat")
    add_barcode(text="869-0001", product="AKN-X", user_id=user.pk)
    assert skus(SKU) == [SKU]
    assert skus("8690001") == ["AKN-X"]
    assert skus("AKN-X") == ["AKN-X"]
    assert skus("hat") == [SKU, "AKN-HAT-02"]
    assert skus("blue") == ["AKN-HAT-02"]
    assert skus("") == skus("shoe") == []
    assert skus("bl\x00ue") == ["AKN-HAT-02"]  # which PostgreSQL does not compare with anything
    assert [one.name for one in find(text="blue")] == ["Blue hat"]
