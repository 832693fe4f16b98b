"""One row alone, as an act's answer carries it."""

from django.contrib.auth.models import User
from django.test import RequestFactory

from packages_ui.seller_center.types import Address, Package
from packages_ui.services.packages.rows import row
from packages_ui.views.packages.list_rows import flat_rows, render_row


def test_it_renders_a_row_that_replaces_the_one_on_screen(rf: RequestFactory, packer: User) -> None:
    request = rf.get("/packages/1/update/")
    request.user = packer

    text = render_row(request, row(Package(number="1", status=3)), items=2)

    assert text.strip().startswith("<template>")
    assert '<tr id="row-1" hx-swap-oob="true">' in text
    assert "Ready to Ship" in text
    assert 'aria-label="Select 1"' in text


def test_it_offers_no_tick_to_who_may_not_print(rf: RequestFactory, db: None) -> None:
    request = rf.get("/packages/1/update/")
    request.user = User.objects.create_user("viewer")

    assert "checkbox" not in render_row(request, row(Package(number="1")), items=2)


def test_it_escapes_a_hostile_number_in_links(db: None) -> None:
    flat = flat_rows([row(Package(number='a/b"?c', order_number="x&y=z"))])[0]

    assert flat["href"] == "/packages/a%2Fb%22%3Fc/"
    assert flat["order_href"] == "/packages/?order__number=x%26y%3Dz"


def test_it_marks_gifts_notes_and_waybills_by_hand(db: None) -> None:
    address = Address(notes="Ring twice.")
    package = Package(number="1", has_gift_box=True, shipping_address=address, is_requires_manual_entry=True)

    marks = flat_rows([row(package)])[0]["marks"]

    assert [word in marks for word in (">Gift<", ">Note<", ">Enter waybill<")] == [True] * 3
