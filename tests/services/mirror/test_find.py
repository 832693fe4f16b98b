"""Any part of any text finds a package, and every filter narrows what was found."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from packages_ui.models import Handover, HandoverBox, LabelBatch, Packing, PrintJob, StoredPackage
from packages_ui.models import Label as LabelRow
from packages_ui.seller_center.types import Address, Item, ShippingCompany
from packages_ui.services.batches.label_states import label_states
from packages_ui.services.mirror import find, label_order
from packages_ui.services.mirror.keep import keep_with_items
from packages_ui.services.mirror.wanted import SORTS, Wanted
from packages_ui.services.packages.rows import stored_row
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import label_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ARAS, YURTICI = ShippingCompany(name="Aras Kargo"), ShippingCompany(name="Yurtiçi Kargo")


@pytest.fixture(autouse=True)
def _three() -> None:
    stored(
        "1001",
        ["AKN-KIRMIZI-42", "AKN-MAVİ"],
        hours=2,
        shipping_address=Address(
            first_name="Ayşe", last_name="IŞIK", city="İzmir", phone_number="0532 123 45 67"
        ),
        shipping_company=ARAS,
        shipping_method="Aras - Standart",
        notes="Zile basmayın, 100% cam_eşya",
        tracking_number="TRK900",
    )
    stored(
        "1002",
        ["AKN-MAVİ"],
        hours=30,
        shipping_address=Address(first_name="Çağrı", last_name="Öz", city="İZMİR", company_name="Şok A.Ş."),
        shipping_company=YURTICI,
        has_gift_box=True,
        waybill_number="WAY77",
    )
    stored(
        "1003",
        ["X"] * 7,
        hours=50,
        status=4,
        shipping_address=Address(first_name="Ayse", last_name="Isik", city="Ankara"),
        shipping_company=ARAS,
        order_number="O-1001",
        is_requires_manual_entry=True,
    )


def stored(number: str, products: list[str], *, hours: float, **fields: Any) -> None:
    package = package_of(number, updated_at=NOW, created_at=NOW - timedelta(hours=hours), **fields)
    items = [Item(number=f"{number}-{n}", product=name) for n, name in enumerate(products, 1)]
    keep_with_items(snapshots={number: (package, items)})


def found(q: str = "", **wanted: Any) -> list[str]:
    return [row.number for row in find.find(Wanted(q=q, **wanted))]


@pytest.mark.parametrize(
    ("q", "numbers"),
    [
        ("", ["1003", "1002", "1001"]),
        ("ayşe ışık", ["1003", "1001"]),
        ("ISIK AYSE", ["1003", "1001"]),
        ("işik", ["1003", "1001"]),
        ("izmir", ["1002", "1001"]),
        ("IZMIR yurtici", ["1002"]),
        ("izmir ankara", []),
        ("cagri oz", ["1002"]),
        ('"çağrı öz"', ["1002"]),
        ('"öz çağrı"', []),
        ("4567", ["1001"]),
        ("+90(532)123-45-67", []),
        ("0532-123-45-67", ["1001"]),
        ("kirmizi", ["1001"]),
        ("akn-mavi", ["1002", "1001"]),
        ("zile", ["1001"]),
        ("şok a.ş.", ["1002"]),
        ("way77", ["1002"]),
        ("k900", ["1001"]),
        ("aras standart", ["1001"]),
        ("1001", ["1003", "1001"]),
        ("öz", ["1002"]),
        ("0%", ["1001"]),
        ("m_e", ["1001"]),
        ("a%n", []),
        ("a_n", []),
        ('x" OR "izmir', []),
        ("search:izmir", []),
        ("*", []),
    ],
)
def test_it_finds_any_part_of_any_text(q: str, numbers: list[str]) -> None:
    assert found(q) == numbers


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({"columns": {"status": 2}}, ["1002", "1001"]),
        ({"columns": {"carrier": "Aras Kargo"}}, ["1003", "1001"]),
        ({"columns": {"gift": True}}, ["1002"]),
        ({"columns": {"note": True}}, ["1001"]),
        ({"columns": {"manual": True}}, ["1003"]),
        ({"columns": {"order_number": "O-1001"}}, ["1003", "1001"]),
        ({"moments": {"created_at__gte": NOW - timedelta(hours=40)}}, ["1002", "1001"]),
        ({"city": "ızmir"}, ["1002", "1001"]),
        ({"product": "akn-mavi"}, ["1002", "1001"]),
        ({"product": "izmir"}, []),
        ({"items": "1"}, ["1002"]),
        ({"items": "2+"}, ["1003", "1001"]),
        ({"older": 40}, ["1003"]),
        ({"late": True}, ["1002"]),
        ({"late": True, "older": 1}, ["1002"]),
        ({"q": "isik", "columns": {"carrier": "Aras Kargo"}, "city": "Ankara"}, ["1003"]),
    ],
)
def test_it_narrows(wanted: dict[str, Any], numbers: list[str]) -> None:
    assert found(**wanted) == numbers


@pytest.mark.parametrize("sort", SORTS)
def test_it_sorts_by_every_column(sort: str) -> None:
    upwards = found(sort=sort)
    assert sorted(upwards) == ["1001", "1002", "1003"]
    assert found(sort=f"-{sort}") == upwards[::-1]


def test_it_sorts_names_by_turkish_letters() -> None:
    assert found(sort="customer") == ["1001", "1003", "1002"]
    assert found(sort="-items") == ["1003", "1001", "1002"]


def test_it_sorts_by_what_stands_in_notes() -> None:
    stored("1004", ["X"], hours=1)
    assert found(sort="marks") == ["1004", "1003", "1001", "1002"]
    assert found(sort="-marks") == ["1002", "1001", "1003", "1004"]


def test_it_sorts_by_the_states_of_labels_as_the_list_shows_them() -> None:
    for number, state in {"1001": "failed", "1002": "fetching"}.items():
        job(number, "cancelled")
        job(number, state)
        job(number, "cancelled")
    for number, state in {"1004": "ready", "1005": "ready", "1006": "printed", "1007": "unknown"}.items():
        stored(number, ["X"], hours=int(number[3]))
        label_of(number, b"^XA^XZ")
        job(number, state)
    of_another = LabelRow.objects.filter(package_number="1005")
    of_another.update(fingerprint="f" * 64)
    its_own = LabelRow.objects.filter(package_number=OuterRef("package_number")).values("pk")
    PrintJob.objects.update(label=Subquery(its_own))
    states = label_states(tuple(stored_row(row, now=NOW) for row in StoredPackage.objects.all()))
    ordered = found(sort="label")
    words = [states[number].word for number in ordered]
    assert words == ["none", "fetching", "ready", "printed", "stale", "unknown", "failed"]
    assert found(sort="-label") == ordered[::-1]


def test_it_sorts_by_labels_only_what_it_can_look_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    job("1001", "failed")
    assert found(sort="label") == ["1003", "1002", "1001"]
    monkeypatch.setattr(label_order, "MOST_RANKED", 2)
    assert found(sort="-label") == found()
    assert found(sort="-label", columns={"status": 2})[0] == "1001"


def test_it_finds_what_somebody_packs_or_packed() -> None:
    user = User.objects.create_user("ayse")
    for number, state in (("1001", "open"), ("1002", "packed"), ("1003", "dropped")):
        Packing.objects.create(
            package_number=number, user=user, state=state, opened_at=NOW, touched_at=NOW, packed_at=NOW
        )
    assert found(packed_by=user.pk) == ["1002", "1001"]
    assert found(packed_by=user.pk + 1) == []


def test_it_finds_what_was_handed_over() -> None:
    closed = Handover.objects.create(carrier="Aras", closed_at=NOW)
    HandoverBox.objects.create(handover=closed, package_number="1001")
    HandoverBox.objects.create(handover=Handover.objects.create(carrier="Aras"), package_number="1002")
    assert found(handed_over=True) == ["1001"]
    assert found(handed_over=False) == ["1002"]


def job(number: str, state: str) -> None:
    batch = LabelBatch.objects.create(
        owner=User.objects.get_or_create(username="a")[0],
        key=f"{number}{state}{LabelBatch.objects.count()}",
        queued_at=NOW,
    )
    PrintJob.objects.create(batch=batch, package_number=number, position=1, state=state, wanted_at=NOW)


@pytest.mark.parametrize(
    ("states", "label"),
    [
        ((), "none"),
        (("cancelled",), "none"),
        (("failed", "ready"), "ready"),
        (("ready", "failed"), "failed"),
        (("failed", "cancelled"), "failed"),
        (("printed",), "printed"),
        (("unknown",), "unconfirmed"),
        (("sent",), "unconfirmed"),
    ],
)
def test_it_finds_labels_by_the_newest_job(states: tuple[str, ...], label: str) -> None:
    for state in states:
        job("1001", state)
    job("1002", "ready" if label != "ready" else "failed")
    assert [n for n in found(label=label) if n != "1003"] == ["1001"]


def test_it_finds_outdated_labels_of_packages_that_are_here() -> None:
    for number in ("1001", "1002", "1003"):
        label_of(number, b"^XA^XZ")
    LabelRow.objects.filter(package_number__in=("1001", "1003")).update(stale_at=NOW)
    assert found(label="outdated") == ["1001"]
    label_of("1001", b"^XA^XZ")
    assert found(label="outdated") == []


def test_it_counts_no_further_than_people_want_to_know(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = find.find(Wanted())
    assert find.count(rows) == 3
    assert find.counts_by_status(Wanted(q="isik")) == {2: 1, 4: 1}
    monkeypatch.setattr(find, "MOST_COUNTED", 2)
    assert find.count(rows) == 3
    assert find.counts_by_status(Wanted()) is None


def test_it_finds_the_package_that_bears_a_code() -> None:
    assert [row.number for row in find.bearing(["TRK900"])] == ["1001"]
    assert [row.number for row in find.bearing(["WAY77", "x"])] == ["1002"]
    assert len(find.bearing(["O-1001"])) == 2
    assert find.bearing([]) == []


def test_it_searches_by_an_index() -> None:
    """Of a large table; a small one is read from end to end."""
    rows = find.matching(Wanted(q="kirmizi"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "stored_search" in rows.explain()
    else:
        assert "VIRTUAL TABLE INDEX" in rows.explain()
