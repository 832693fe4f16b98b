"""Which boxes may be handed over."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import translation

from packages_ui.models import Handover, HandoverBox, Packing, Scan, StatusChange, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.services.barcodes.package_codes import note_package
from packages_ui.services.barcodes.products import add_barcode
from packages_ui.services.handover.handovers import HandoverStopped, close
from packages_ui.services.handover.scan import ScannedBox, scan
from packages_ui.services.marks.hold import hold
from packages_ui.services.mirror.keep import keep
from packages_ui.services.packages.snapshot import read
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import person
from tests.services.handover.makers import number, packed, ready

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def user(db: None) -> User:
    return person()


def put(text: str, user: User, carrier: str = "", key: str = "") -> ScannedBox:
    return scan(texts=[text], station=None, user_id=user.pk, carrier=carrier, key=key)


def boxes() -> list[str]:
    return list(HandoverBox.objects.values_list("package_number", flat=True))


def test_it_opens_the_handover_of_the_first_box(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox, "DHL")
    told = put(number(box), user)
    assert (told.outcome, told.sound, told.blocks) == ("in", "good", False)
    assert told.sentence == f"✓ {number(box)} added"
    assert told.carrier == Handover.objects.get().carrier == "DHL"
    assert HandoverBox.objects.get().tracking_number == box.body["tracking_number"]


def test_it_finds_a_box_of_ours_by_its_waybill_at_seller_center(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox)
    assert put(box.body["waybill_number"], user).number == number(box)


@pytest.mark.parametrize("code", ["package_number", "waybill_number"])
def test_it_reads_a_scan_in_every_way_that_is_told(sandbox: Sandbox, user: User, code: str) -> None:
    box = ready(sandbox)
    texts = ["*garbled ışğ", number(box) if code == "package_number" else box.body[code]]
    assert scan(texts=texts, station=None, user_id=user.pk).number == number(box)


@pytest.mark.parametrize(
    ("tracking", "scanned"),
    [
        ("386900000000000018", "]C100386900000000000018"),
        ("9205590303190000000000", "]C142098028\x1d9205590303190000000000"),
        ("1Z00000A0000000001", "]Q1https://kargo.example/t/1Z00000A0000000001"),
        ("1234567890", "*1234567890*"),
    ],
)
def test_it_knows_a_box_however_its_number_is_written(
    sandbox: Sandbox, user: User, tracking: str, scanned: str
) -> None:
    box = ready(sandbox)
    note_package(number(box), tracking=tracking)
    assert put(scanned, user).number == number(box)


def test_it_goes_by_the_shipping_method_where_no_company_is_named(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox)
    box.body.update(shipping_company=None, shipping_method="Depot van")
    assert put(number(box), user).carrier == "Depot van"


def test_it_counts_a_box_once_and_blocks_nothing(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox)
    put(number(box), user)
    told = put(number(box), user, "DHL")
    assert (told.outcome, told.sound, told.blocks) == ("twice", "twice", False)
    assert boxes() == [number(box)]


def test_it_takes_a_scan_that_is_sent_again_for_the_first(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox)
    assert [put(number(box), user, key="k1").outcome for _ in range(2)] == ["in", "in"]
    assert put(number(box), user, key="k2").outcome == "twice"
    assert list(Scan.objects.values_list("key", "outcome")) == [
        ("k1", "handover_in"),
        ("k2", "handover_twice"),
    ]


def test_it_keeps_the_box_of_another_company_out(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox, "Aras Kargo")
    told = put(number(box), user, "DHL")
    assert (told.outcome, told.sound, told.blocks, told.carrier) == ("wrong_carrier", "other", True, "DHL")
    assert told.sentence == f"{number(box)} goes with Aras Kargo, not with DHL."
    assert boxes() == []


def test_it_says_what_an_unknown_code_looks_like(sandbox: Sandbox, user: User) -> None:
    told = put("8690123456789", user)
    assert (told.outcome, told.sound, told.blocks) == ("unknown", "unknown", True)
    assert "“8690123456789”" in told.sentence
    assert "It looks like a product barcode." in told.next_step


def test_it_recognises_the_barcode_of_a_product(sandbox: Sandbox, user: User) -> None:
    add_barcode(text="8690123456789", product="AKN-HAT", user_id=user.pk)
    assert "the barcode of the product AKN-HAT" in put("8690123456789", user).next_step


@pytest.mark.parametrize("text", ["", "  ", "***"])
def test_it_asks_nobody_about_an_empty_scan(user: User, text: str) -> None:
    assert put(text, user).outcome == "unknown"


@pytest.mark.parametrize(
    ("state", "read_back", "words"),
    [
        (Packing.State.OPEN, False, "is still being packed"),
        (Packing.State.PARKED, False, "is still being packed"),
        (Packing.State.PACKED, False, "was not scanned on the closed box"),
    ],
)
def test_it_keeps_out_what_was_not_read_back(
    sandbox: Sandbox, user: User, state: Packing.State, read_back: bool, words: str
) -> None:
    box = ready(sandbox)
    packed(number(box), state=state, read_back=read_back)
    told = put(number(box), user)
    assert (told.outcome, told.sound) == ("not_read_back", "wrong")
    assert words in told.sentence


def test_it_keeps_out_what_is_preparing_and_was_not_packed_here(sandbox: Sandbox, user: User) -> None:
    assert put(number(ready(sandbox, status=2)), user).outcome == "not_read_back"


def test_it_takes_what_was_read_back_and_waits_for_seller_center(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox, status=2)
    packed(number(box))
    assert put(number(box), user).outcome == "in"


def test_it_keeps_out_what_seller_center_did_not_let_become_ready(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox, status=2)
    packing = packed(number(box))
    now = packing.opened_at
    StatusChange.objects.create(
        package_number=number(box),
        status=3,
        state="conflict",
        sentence="It lost an item.",
        wanted_at=now,
        due_at=now,
    )
    told = put(number(box), user)
    assert told.outcome == "cancelled"
    assert "It lost an item." in told.sentence


def test_it_keeps_out_what_is_gone(sandbox: Sandbox, user: User) -> None:
    packed("PK-GONE")
    told = put("PK-GONE", user)
    assert told.outcome == "cancelled"
    assert "was cancelled" in told.sentence


@pytest.mark.parametrize(
    ("status", "outcome"), [(4, "shipped"), (5, "cancelled"), (6, "cancelled"), (9, "cancelled")]
)
def test_it_keeps_out_what_is_in_another_status(
    sandbox: Sandbox, user: User, status: int, outcome: str
) -> None:
    assert put(number(ready(sandbox, status=status)), user).outcome == outcome


def test_it_keeps_out_what_was_handed_over_and_waits_to_become_shipped(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox)
    put(number(box), user)
    close(handover=Handover.objects.get(), user_id=user.pk)
    told = put(number(box), user)
    assert (told.outcome, told.sound) == ("shipped", "many")
    assert "already handed over" in told.sentence


def test_it_takes_it_again_once_that_was_withdrawn(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox)
    put(number(box), user)
    close(handover=Handover.objects.get(), user_id=user.pk)
    StatusChange.objects.update(state=StatusChange.State.WITHDRAWN)
    assert put(number(box), user).outcome == "in"


def test_it_names_the_handover_in_which_a_box_of_a_changed_company_lies(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox, "DHL")
    put(number(box), user)
    box.body["shipping_company"] = {"name": "Aras Kargo", "slug": "aras"}
    told = put(number(box), user, "Aras Kargo")
    assert told.outcome == "wrong_carrier"
    assert "is on the list for DHL, but now goes with Aras Kargo" in told.sentence
    assert len(boxes()) == 1


def test_our_own_rows_decide_while_seller_center_is_away(sandbox: Sandbox, user: User) -> None:
    packed("PK-1", carrier="DHL", tracking_number="TR 77-88")
    packed("PK-2", read_back=False)
    sandbox.switches = Switches(fail_share=1)
    told = put("tr7788", user)
    assert (told.outcome, told.carrier) == ("in", "DHL")
    assert "Seller Center is down" in told.next_step
    assert put("PK-2", user).outcome == "not_read_back"
    assert HandoverBox.objects.get().tracking_number == "TR 77-88"


def test_it_knows_nothing_of_other_boxes_while_seller_center_is_away(sandbox: Sandbox, user: User) -> None:
    sandbox.switches = Switches(fail_share=1)
    told = put(number(ready(sandbox)), user)
    assert told.outcome == "unknown"
    assert "Seller Center is down" in told.sentence


def test_the_copy_decides_of_boxes_that_were_packed_elsewhere(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox)
    keep(packages=[read(number=number(box)).package])
    sandbox.switches = Switches(fail_share=1)
    told = put(box.body["tracking_number"], user)
    assert (told.outcome, told.number) == ("in", number(box))
    assert "checked against our copy" in told.next_step
    assert HandoverBox.objects.get().tracking_number == box.body["tracking_number"]


@pytest.mark.parametrize(("status", "outcome"), [(2, "not_read_back"), (4, "shipped")])
def test_the_copy_lets_no_box_go_that_is_not_ready(
    sandbox: Sandbox, user: User, status: int, outcome: str
) -> None:
    box = ready(sandbox)
    keep(packages=[read(number=number(box)).package])
    StoredPackage.objects.update(status=status)
    sandbox.switches = Switches(fail_share=1)
    assert put(number(box), user).outcome == outcome
    assert not HandoverBox.objects.exists()


def test_boxes_of_no_company_are_one_list_in_every_language(sandbox: Sandbox, user: User) -> None:
    for index, language in enumerate(("en", "tr")):
        box = ready(sandbox, index=index)
        box.body.update(shipping_company=None, shipping_method=None)
        with translation.override(language):
            assert put(number(box), user).outcome == "in"
    assert Handover.objects.get().carrier == "No shipping company"


def test_it_says_which_box_of_its_order_it_is_and_where_the_others_are(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox, "DHL")
    packed(number(box))
    order = box.body["order_number"]
    keep(packages=[package_of("1", order_number=order), package_of("2", order_number=order, status=3)])
    result = put(number(box), user)
    assert result.outcome == "in"
    assert "Box 3 of 3 of this order. 1: not packed yet. 2: Ready to Ship." in str(result.next_step)


def test_it_takes_no_box_that_is_on_hold(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox, "DHL")
    packed(number(box))
    hold(number=number(box), because="fraud?", user_id=user.pk)
    result = put(number(box), user)
    assert (result.outcome, result.sound, result.blocks) == ("stopped", "wrong", True)
    assert f"Package {number(box)} is on hold by" in result.sentence
    assert not boxes()


def test_it_closes_no_list_with_a_box_that_was_held_since(sandbox: Sandbox, user: User) -> None:
    box = ready(sandbox, "DHL")
    packed(number(box))
    put(number(box), user)
    hold(number=number(box), because="fraud?", user_id=user.pk)
    with pytest.raises(HandoverStopped, match="on hold by"):
        close(handover=Handover.objects.get(), user_id=user.pk)
    assert Handover.objects.get().closed_at is None
