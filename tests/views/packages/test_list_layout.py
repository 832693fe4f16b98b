"""POST /packages/layout/: the columns of the list, for each person."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils.translation import override

from packages_ui.models import ListLayout
from packages_ui.seller_center.types import Address, Package
from packages_ui.services.packages.rows import row
from packages_ui.services.packages.views import COLUMNS, set_layout
from packages_ui.views.packages.list_rows import render_row

LAYOUT = "/packages/layout/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sandbox")]


def heads(browser: Client) -> list[str]:
    text = browser.get("/packages/").content.decode().split("<thead>")[1].split("</thead>")[0]
    found = (re.sub("<[^>]+>", "", part).strip() for part in text.split("<th ")[1:])
    return [one.split(">")[-1].strip() for one in found if one.split(">")[-1].strip()]


def cells(browser: Client) -> list[str]:
    """The classes of the first row's cells."""
    first = browser.get("/packages/").content.decode().split('<tr id="row-')[1].split("</tr>")[0]
    return re.findall(r'<td class="([^"]*)"', first)


def test_it_shows_all_as_usual(packer_client: Client) -> None:
    assert heads(packer_client)[:4] == ["Package", "Order", "Customer", "City"]
    assert len(heads(packer_client)) == len(COLUMNS) + 1
    assert "<!--" not in packer_client.get("/packages/").content.decode().split('id="rows"')[1]


def test_it_shows_what_was_chosen_in_its_order(packer_client: Client) -> None:
    form = {"column": ["city", "age", "customer"], "place-city": 3, "place-age": 1, "place-customer": 2}
    response = packer_client.post(LAYOUT, {**form, "compact": "1", "query": "?status=2"})
    assert response["Location"] == "/packages/?status=2"
    assert heads(packer_client) == ["Package", "Age", "Customer", "City"]
    assert cells(packer_client) == ["tick", "num end c-age", "who", "city"]
    assert "packages compact" in packer_client.get("/packages/").content.decode()


def test_it_asks_for_no_counts_that_nobody_sees(packer_client: Client, packer: User) -> None:
    assert "/packages/item-counts/" in packer_client.get("/packages/").content.decode()
    set_layout(user_id=packer.pk, columns=["city"], compact=False)
    assert "/packages/item-counts/" not in packer_client.get("/packages/").content.decode()


def test_it_is_ones_own(packer_client: Client, packer: User) -> None:
    other = User.objects.create_superuser("ayse")
    set_layout(user_id=other.pk, columns=["city"], compact=True)
    assert len(heads(packer_client)) == len(COLUMNS) + 1


def test_it_goes_back_to_the_usual(packer_client: Client, packer: User) -> None:
    set_layout(user_id=packer.pk, columns=[], compact=True)
    assert heads(packer_client) == ["Package"]
    packer_client.post(LAYOUT, {"reset": "1", "column": ["city"]})
    assert not ListLayout.objects.exists()


def test_it_keeps_nothing_that_is_no_column(packer_client: Client) -> None:
    packer_client.post(
        LAYOUT, {"column": ["evil", "city", "city"], "place-city": "first", "query": "?status=x"}
    )
    assert ListLayout.objects.get().columns == "city"


def test_a_row_after_an_action_has_the_same_columns(packer: User) -> None:
    set_layout(user_id=packer.pk, columns=["age", "customer"], compact=False)
    request = RequestFactory().get("/")
    request.user = packer
    address = Address(first_name="<!--end-->", last_name="x")
    with override("en"):
        text = render_row(request, row(Package(number="1", status=3, shipping_address=address)), items=2)
    assert re.findall(r'<td class="([^"]*)"', text) == ["tick", "num end c-age", "who"]
    assert text.endswith("</tr>\n</template>")


def test_it_needs_a_post_of_somebody_who_may_see_packages(
    client: Client, stranger_client: Client, packer_client: Client
) -> None:
    assert client.post(LAYOUT)["Location"].startswith("/login/")
    assert stranger_client.post(LAYOUT).status_code == 403
    assert packer_client.get(LAYOUT).status_code == 405
