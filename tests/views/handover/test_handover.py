"""The page on which boxes are scanned, and its responses to scans."""

import pytest
from django.core.cache import cache
from django.test import Client

from packages_ui.models import Handover, HandoverBox, Scan
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from tests.services.handover.makers import number, packed, ready
from tests.undo import undo_of
from tests.views.handover.handover_makers import closed_handover, handover_of

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def shown(client: Client, path: str = "/handover/", **query: str | int) -> str:
    response = client.get(path, query)
    assert response.status_code == 200
    return str(response.content.decode())


def put(client: Client, text: str, handover: object = "", *, key: str = "k", htmx: bool = True) -> str:
    sent = {"text": text, "handover": handover, "key": key}
    response = client.post("/handover/scan/", sent, headers=HTMX if htmx else {})
    assert response.status_code == 200
    return str(response.content.decode())


def test_it_asks_for_the_first_box(packer_client: Client) -> None:
    assert "Scan a box to start." in shown(packer_client)


def test_it_shows_the_chosen_handover_with_its_last_boxes(packer_client: Client) -> None:
    handover_of(carrier="Aras")
    handover = handover_of("PK-1", "PK-2", carrier="D<HL")
    page = shown(packer_client, handover=handover.pk)
    assert '<h2 id="handover-title" class="handover-title untrusted">D&lt;HL</h2>' in page
    assert '<span class="num">2</span> <span class="handover-unit">boxes</span>' in page
    assert page.index("PK-2") < page.index("PK-1")
    assert f'data-handover="{handover.pk}" data-key="2" aria-current="true"' in page


@pytest.mark.parametrize("chosen", ["x", "9" * 30, "²", "77"])
def test_it_chooses_no_handover_that_is_not_there(packer_client: Client, chosen: str) -> None:
    assert "No carrier selected" in shown(packer_client, handover=chosen)


def test_it_lists_closed_handovers(packer_client: Client) -> None:
    handover = closed_handover("A", "B")
    assert f'<a class="untrusted" href="/handover/{handover.pk}/">DHL</a>' in shown(packer_client)


def test_it_gives_only_the_moving_part_over_htmx(packer_client: Client) -> None:
    response = packer_client.get("/handover/", headers=HTMX)
    assert response.content.decode().strip().startswith('<div id="moving"')
    assert "HX-Request" in response["Vary"]


def test_it_puts_a_box_in_and_sounds_good(packer_client: Client, sandbox: Sandbox) -> None:
    box = ready(sandbox, "DHL")
    page = put(packer_client, number(box))
    assert f"✓ {number(box)} added" in page
    assert 'data-outcome="in" data-sound="good">' in page
    assert f'name="handover" value="{Handover.objects.get().pk}"' in page
    assert Scan.objects.get().key == "k"


def test_it_blocks_the_box_of_another_company(packer_client: Client, sandbox: Sandbox) -> None:
    handover = handover_of(carrier="DHL")
    page = put(packer_client, number(ready(sandbox, "Aras")), handover.pk)
    assert 'data-outcome="wrong_carrier" data-sound="other" data-blocks>' in page
    assert "goes with Aras, not with DHL." in page
    assert not HandoverBox.objects.exists()


def test_it_goes_on_with_the_company_of_a_handover_that_was_closed_meanwhile(
    packer_client: Client, sandbox: Sandbox
) -> None:
    shut = closed_handover("A")
    assert "data-blocks" in put(packer_client, number(ready(sandbox, "Aras")), shut.pk)
    assert 'data-outcome="in"' in put(packer_client, number(ready(sandbox, "DHL", index=1)), shut.pk, key="l")


def test_it_works_without_javascript(packer_client: Client, sandbox: Sandbox) -> None:
    page = put(packer_client, number(ready(sandbox)), htmx=False)
    assert "<h1>Handover</h1>" in page
    assert 'data-outcome="in"' in page


def test_it_escapes_what_was_scanned(packer_client: Client, sandbox: Sandbox) -> None:
    assert "“&lt;b&gt;1&lt;/b&gt;”" in put(packer_client, "<b>1</b>")


def test_it_takes_no_signs_that_a_database_refuses(packer_client: Client, sandbox: Sandbox) -> None:
    box = ready(sandbox)
    assert f"✓ {number(box)} added" in put(packer_client, f"\x00{number(box)}\x00", key="\x00")
    assert not Scan.objects.exists()


def test_it_answers_while_seller_center_is_away(packer_client: Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(fail_share=1)
    packed("PK-1")
    page = put(packer_client, "PK-1")
    assert "✓ PK-1 added" in page
    assert "Seller Center is down" in page


def test_it_takes_a_box_out_again(packer_client: Client) -> None:
    handover = handover_of("PK-1", "PK-2")
    box = handover.boxes.get(package_number="PK-1")
    response = packer_client.post(f"/handover/boxes/{box.pk}/remove/", headers=HTMX)
    assert "PK-1 is removed." in response["HX-Trigger"]
    assert [one.package_number for one in handover.boxes.all()] == ["PK-2"]
    assert undo_of(response)["values"]["text"] == "PK-1"


def test_it_takes_no_box_out_of_a_closed_handover(packer_client: Client) -> None:
    box = closed_handover("PK-1").boxes.get()
    response = packer_client.post(f"/handover/boxes/{box.pk}/remove/", follow=True)
    assert (
        "Nothing was changed: the handover to DHL is closed and PK-1 stays on its list."
        in response.content.decode()
    )
    assert HandoverBox.objects.exists()
