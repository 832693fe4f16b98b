"""/products/pictures/, and what the page of a package shows of its goods."""

from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.labels.papers import Pictures
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.goods import files
from tests.packages import preparing
from tests.services.goods.makers import product


@pytest.fixture
def address(media: Path) -> str:
    return f"/products/pictures/{files.store(Pictures(b'large one', b'small one'))}"


def test_it_serves_a_picture_to_whoever_is_signed_in(packer_client: Client, address: str) -> None:
    answer = packer_client.get(f"{address}/large.jpg")
    assert (answer.content, answer["Content-Type"]) == (b"large one", "image/jpeg")
    assert packer_client.get(f"{address}/small.jpg").content == b"small one"
    assert "immutable" in answer["Cache-Control"]
    again = packer_client.get(f"{address}/large.jpg", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_it_needs_login_and_permission(client: Client, stranger_client: Client, address: str) -> None:
    assert client.get(f"{address}/large.jpg")["Location"].startswith("/login/")
    assert stranger_client.get(f"{address}/large.jpg").status_code == 403
    assert stranger_client.post(f"{address}/large.jpg").status_code == 405


@pytest.mark.parametrize("end", ["/huge.jpg", "0/large.jpg"])
def test_it_has_no_other(packer_client: Client, address: str, end: str) -> None:
    assert packer_client.get(f"{address}{end}").status_code == 404


def test_it_reads_no_other_file(packer_client: Client, media: Path) -> None:
    media.mkdir()
    (media / "secret-large.jpg").write_bytes(b"secret")
    assert packer_client.get("/products/pictures/..%2Fsecret/large.jpg").status_code == 404


def test_the_page_of_a_package_names_its_goods(packer_client: Client, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    product(record.items[0]["product"], name="Gömlek <b>", colour="Mavi", picture="cd" * 32)
    page = packer_client.get(f"/packages/{record.number}/").content.decode()
    assert "Gömlek &lt;b&gt; · Mavi" in page
    assert f"/products/pictures/{'cd' * 32}/small.jpg" in page
    assert record.items[0]["product"] in page


def bring(client: Client, content: bytes) -> tuple[int, str]:
    file = BytesIO(content)
    file.name = "products.csv"
    response = client.post("/pack/products/import/", {"file": file}, follow=True)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize(
    ("path", "method", "needed"),
    [
        ("/pack/products/", "GET", "pack_packages"),
        ("/pack/products/products.csv", "GET", "teach_barcode"),
        ("/pack/products/import/", "POST", "teach_barcode"),
    ],
)
def test_the_table_needs_login_permission_and_its_method(
    client: Client, packer_client: Client, path: str, method: str, needed: str
) -> None:
    assert client.generic(method, path)["Location"] == f"/login/?next={path}"
    other = User.objects.create_user("other")
    other.user_permissions.set(Permission.objects.exclude(codename=needed))
    client.force_login(other)
    assert client.generic(method, path).status_code == 403
    assert packer_client.generic("DELETE", path).status_code == 405


def test_it_lists_and_finds_products(packer_client: Client) -> None:
    product("A-<1>", own_name="Kemer", shelf="R-7")
    product("B-1", name="Gömlek")
    page = packer_client.get("/pack/products/?q=r-7").content.decode()
    assert "A-&lt;1&gt;" in page
    assert "B-1" not in page
    assert (
        "<html" not in packer_client.get("/pack/products/", headers={"hx-request": "true"}).content.decode()
    )


def test_it_imports_and_exports_a_file(packer_client: Client) -> None:
    status, page = bring(packer_client, b"sku,shelf\nA-1,R-1\n")
    assert (status, "New: 1. Changed: 0." in page) == (200, True)
    answer = packer_client.get("/pack/products/products.csv")
    assert b'"A-1","","R-1",""' in b"".join(answer)


def test_it_says_what_is_wrong_with_a_file(packer_client: Client) -> None:
    status, page = bring(packer_client, b"sku,shelf\n,<b>\n")
    assert status == 422
    assert "Line 2: The product code is missing." in page
    assert packer_client.post("/pack/products/import/").status_code == 422
