"""/products/pictures/, and what the page of a package shows of its goods."""

from pathlib import Path

import pytest
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
