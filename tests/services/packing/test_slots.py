"""Carts: a pick list numbers their boxes, and the desk says which one a package's items are in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from packages_ui.models import CartSlot
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.documents.want import load
from packages_ui.services.packing.choices import choices_of
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.screen import read_desk
from tests.labels.documents.makers import text_of
from tests.services.batch_makers import person
from tests.services.documents.makers import Kind, made, wanted
from tests.services.packing.at_desk import outcomes
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


def slots() -> list[tuple[str, int, int]]:
    return list(CartSlot.objects.order_by("pk").values_list("package_number", "cart", "slot"))


def test_a_pick_list_for_a_cart_numbers_its_boxes() -> None:
    wanted("5", "3", "9", cart=2)
    assert slots() == [("5", 1, 1), ("3", 1, 2), ("9", 2, 1)]


def test_the_same_request_numbers_them_once() -> None:
    for _ in range(2):
        wanted("5", "3", cart=4, key="same")
    assert len(slots()) == 2


def test_other_papers_have_no_cart() -> None:
    wanted("5")
    wanted("5", cart=3, kind=Kind.PACKING_SLIP)
    assert slots() == []


def test_the_paper_says_where_what_goes(sandbox: Sandbox) -> None:
    one, two = shelved(sandbox, "AKN-A", "AKN-A"), shelved(sandbox, "AKN-A", "AKN-B")
    document = made(wanted(one.number, two.number, cart=12, language="en"))
    text = " ".join(text_of(load(document=document)).split())
    assert "AKN-A Slot 1 ×2 · Slot 2" in text
    assert "AKN-B Slot 2" in text


@pytest.mark.parametrize(("cart", "said"), [(7, "Slot 2"), (1, "Cart 2, slot 1")])
def test_the_desk_says_the_slot(sandbox: Sandbox, cart: int, said: str) -> None:
    record = shelved(sandbox, "AKN-A", "AKN-B")
    wanted(record.number, cart=30)
    wanted("1", record.number, cart=cart)
    desk = Desk(user_id=person().pk, station=station_at())
    outcomes(desk, record.number)
    shown = read_desk(desk=desk).open
    assert shown is not None
    assert str(shown.slot) == said


def test_the_packages_to_choose_from_say_it_in_one_statement(sandbox: Sandbox) -> None:
    numbers = [shelved(sandbox, "AKN-A").number for _ in range(3)]
    wanted(*numbers, cart=7)
    with CaptureQueriesContext(connection) as statements:
        found = choices_of([*numbers, "unknown"])
    assert [str(one.label).split(" · ")[0] for one in found] == [
        "Slot 1",
        "Slot 2",
        "Slot 3",
        "Package unknown",
    ]
    assert len(statements) == 2
