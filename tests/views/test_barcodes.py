"""The page of taught barcodes."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from packages_ui.models import Act, Printer, Product, ProductBarcode, Slip
from packages_ui.services.barcodes.products import add_barcode, product_of
from tests.services.batch_makers import person
from tests.services.station_makers import station_at
from tests.views.print_makers import stand_at

HTMX = {"HX-Request": "true"}
SEE, TEACH, PRINT = "pack_packages", "teach_barcode", "print_labels"
CASES = {
    "/pack/barcodes/": ("GET", SEE),
    "/pack/barcodes/barcodes.csv": ("GET", TEACH),
    "/pack/barcodes/import/": ("POST", TEACH),
    "/pack/barcodes/labels/": ("POST", PRINT),
    "/pack/barcodes/teach/": ("POST", TEACH),
    "/pack/barcodes/{pk}/forget/": ("POST", TEACH),
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> ProductBarcode:
    return add_barcode(text="869-0001", product="AKN-<HAT>", user_id=person("lead").pk)


def shown(client: Client, **query: str) -> str:
    return str(client.get("/pack/barcodes/", query).content.decode())


def bring(client: Client, content: bytes) -> tuple[int, str]:
    file = BytesIO(content)
    file.name = "barcodes.csv"
    response = client.post("/pack/barcodes/import/", {"file": file}, follow=True)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("template", CASES)
def test_it_needs_login_permission_and_its_method(
    client: Client, packer_client: Client, row: ProductBarcode, template: str
) -> None:
    path, (method, needed) = template.format(pk=row.pk), CASES[template]
    assert client.generic(method, path)["Location"] == f"/login/?next={path}"
    other = User.objects.create_user("other")
    other.user_permissions.set(Permission.objects.exclude(codename=needed))
    client.force_login(other)
    assert client.generic(method, path).status_code == 403
    wrong = "POST" if method == "GET" else "GET"
    assert packer_client.generic(wrong, path).status_code == 405
    assert ProductBarcode.objects.exists()


def test_it_shows_what_was_taught_and_by_whom(packer_client: Client, row: ProductBarcode) -> None:
    page = shown(packer_client)
    assert "869-0001" in page
    assert "AKN-&lt;HAT&gt;" in page
    assert "lead" in page


@pytest.mark.parametrize(
    ("q", "found"), [("690001", True), ("869.0001", True), ("hat", True), ("--", False), ("7", False)]
)
def test_it_searches(packer_client: Client, row: ProductBarcode, q: str, found: bool) -> None:
    assert ("AKN-&lt;HAT&gt;" in shown(packer_client, q=q)) is found


def test_it_gives_only_the_rows_over_htmx(packer_client: Client, row: ProductBarcode) -> None:
    page = packer_client.get("/pack/barcodes/", headers=HTMX).content.decode()
    assert page.strip().startswith('<div id="rows">')


def test_it_turns_pages(packer_client: Client) -> None:
    ProductBarcode.objects.bulk_create(
        ProductBarcode(barcode=str(n), text=str(n), product="A") for n in range(60)
    )
    assert "Page 2 of 2, 60 barcodes" in shown(packer_client, page="2")


def test_it_offers_no_teaching_to_one_who_may_not(client: Client, row: ProductBarcode) -> None:
    user = User.objects.create_user("plain")
    user.user_permissions.set(Permission.objects.filter(codename=SEE))
    client.force_login(user)
    page = shown(client)
    assert "869-0001" in page
    assert 'method="post" action="/pack/barcodes/' not in page


def test_it_teaches(packer_client: Client, packer: User) -> None:
    sent = {"text": "123-4", "product": "AKN-HAT"}
    response = packer_client.post("/pack/barcodes/teach/", sent, follow=True)
    assert "Barcode 123-4: saved for product AKN-HAT." in response.content.decode()
    assert Act.objects.get().user == packer


def test_it_keeps_what_was_entered_when_it_is_not_right(packer_client: Client) -> None:
    response = packer_client.post("/pack/barcodes/teach/", {"text": "--", "product": "AKN-<1>"})
    assert response.status_code == 422
    assert 'value="AKN-&lt;1&gt;"' in response.content.decode()


def test_it_replaces_only_when_told_to(packer_client: Client, row: ProductBarcode) -> None:
    sent = {"text": "8690001", "product": "AKN-SHOE"}
    response = packer_client.post("/pack/barcodes/teach/", sent)
    assert response.status_code == 409
    assert "Replace the saved product" in response.content.decode()
    packer_client.post("/pack/barcodes/teach/", {**sent, "replace": "yes"})
    assert product_of(text="8690001") == "AKN-SHOE"


def test_it_forgets(packer_client: Client, row: ProductBarcode) -> None:
    response = packer_client.post(f"/pack/barcodes/{row.pk}/forget/", follow=True)
    assert "Barcode 869-0001: deleted." in response.content.decode()
    assert packer_client.post(f"/pack/barcodes/{row.pk}/forget/").status_code == 404


def test_it_gives_out_what_it_takes_in(packer_client: Client, row: ProductBarcode) -> None:
    response = packer_client.get("/pack/barcodes/barcodes.csv")
    content = response.getvalue()
    assert response["Content-Disposition"] == 'attachment; filename="barcodes.csv"'
    ProductBarcode.objects.all().delete()
    assert "File imported. New: 1." in bring(packer_client, content)[1]
    assert product_of(text="8690001") == "AKN-<HAT>"


def test_it_says_what_is_wrong_with_a_file_by_line(packer_client: Client) -> None:
    status, page = bring(packer_client, b"barcode,product\n" + b",A\n" * 25)
    assert status == 422
    assert "25 lines have errors. Nothing was imported." in page
    assert "Line 2: A barcode needs at least one letter or digit." in page
    assert "And 5 more." in page


def test_it_asks_for_the_file(packer_client: Client) -> None:
    response = packer_client.post("/pack/barcodes/import/")
    assert (response.status_code, b"No file was chosen." in response.content) == (422, True)


@pytest.fixture
def desk_printer(packer_client: Client, media: object) -> Printer:
    """That of the station of this browser."""
    station = station_at()
    stand_at(packer_client, station)
    return station.label_printer


def printing(client: Client, **fields: str | int) -> tuple[int, str]:
    response = client.post("/pack/barcodes/labels/", {"copies": 2, "key": "k", **fields}, follow=True)
    return response.status_code, response.content.decode()


def product_named(sku: str, name: str) -> None:
    Product.objects.create(sku=sku, name=name, due_at=timezone.now(), used_at=timezone.now())


def test_its_form_is_filled_in_with_the_product_and_the_printer_of_the_station(
    packer_client: Client, desk_printer: Printer
) -> None:
    page = shown(packer_client, product="AKN-<HAT>")
    assert 'name="product" value="AKN-&lt;HAT&gt;"' in page
    assert f'<option value="{desk_printer.pk}" selected>' in page


def test_it_prints_labels_for_a_product_and_shows_their_progress(
    packer_client: Client, row: ProductBarcode, desk_printer: Printer
) -> None:
    status, page = printing(packer_client, product="AKN-<HAT>", printer=desk_printer.pk)
    assert (status, Slip.objects.get().copies) == (200, 2)
    assert f"Product labels × 2, {desk_printer.name}" in page
    assert '<a class="btn" href="/pack/barcodes/">Back</a>' in page


def test_it_asks_which_of_several_products_is_meant(packer_client: Client, desk_printer: Printer) -> None:
    product_named("AKN-1", "Red <hat>")
    product_named("AKN-2", "Blue hat")
    status, page = printing(packer_client, product="hat", printer=desk_printer.pk)
    assert (status, Slip.objects.count()) == (422, 0)
    assert "Several products match" in page
    assert 'name="sku" value="AKN-1"' in page
    assert "Red &lt;hat&gt;" in page
    assert printing(packer_client, product="hat", sku="AKN-2", printer=desk_printer.pk)[0] == 200
    assert Act.objects.get().after["product"] == "AKN-2"


def test_an_unknown_product_is_printed_only_when_insisted_upon(
    packer_client: Client, desk_printer: Printer
) -> None:
    status, page = printing(packer_client, product="NEW-1", printer=desk_printer.pk)
    assert (status, Slip.objects.count()) == (422, 0)
    assert "No product with this code or name is known here." in page
    assert 'name="sku" value="NEW-1"' in page
    assert 'Print <span class="untrusted">NEW-1</span> anyway' in page
    assert printing(packer_client, sku="NEW-1", product="NEW-1", printer=desk_printer.pk)[0] == 200


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"printer": 0}, "Choose a printer."),
        ({"copies": 201}, "Enter a count from 1 to 200."),
        ({"copies": ""}, "Enter a count from 1 to 200."),
        ({"product": ""}, "Enter a product."),
    ],
)
def test_it_says_what_is_missing_for_labels(
    packer_client: Client, row: ProductBarcode, desk_printer: Printer, fields: dict[str, str | int], why: str
) -> None:
    sent: dict[str, str | int] = {"product": "AKN-<HAT>", "printer": desk_printer.pk, **fields}
    status, page = printing(packer_client, **sent)
    assert (status, Slip.objects.count()) == (422, 0)
    assert f"{why} Nothing was printed." in page


def test_it_offers_no_labels_to_one_who_may_not_print(client: Client) -> None:
    user = User.objects.create_user("plain")
    user.user_permissions.set(Permission.objects.filter(codename=SEE))
    client.force_login(user)
    assert "/pack/barcodes/labels/" not in shown(client)
