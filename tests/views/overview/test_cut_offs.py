"""GET /cut-offs/ and what is posted from there."""

from datetime import date, time, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from packages_ui.models import Act, CutOff, Holiday
from packages_ui.seller_center.types import Package, ShippingCompany
from packages_ui.services.cutoffs.schedule import schedule
from packages_ui.services.mirror.find import find
from packages_ui.services.mirror.keep import keep
from packages_ui.services.mirror.wanted import Wanted

pytestmark = pytest.mark.usefixtures("sandbox")
ARAS = {"carrier": "Aras Kargo", "at": "17:30", "weekdays": ["1", "2"], "notice": "45"}
EVERY_DAY = 127


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def test_it_saves_one(packer_client: Client, packer: User) -> None:
    content = packer_client.post("/cut-offs/save/", ARAS, follow=True).content.decode()

    one = CutOff.objects.get()
    assert (one.carrier, one.at, one.weekdays, one.notice) == ("Aras Kargo", time(17, 30), 3, 45)
    assert "Cut-off time saved: Aras Kargo, 17:30." in content
    act = Act.objects.get(verb=Act.Verb.OVERVIEW)
    assert (act.user, act.after["name"], act.after["weekdays"]) == (packer, "Aras Kargo 17:30", 3)


@pytest.mark.django_db(transaction=True)
def test_it_changes_one_and_everybody_knows(packer_client: Client) -> None:
    one = CutOff.objects.create(carrier="Aras Kargo", at=time(9), weekdays=1)
    assert schedule().rules["Aras Kargo"][0].at == time(9)
    page = packer_client.get(f"/cut-offs/?change={one.pk}").content.decode()
    assert 'value="09:00"' in page

    packer_client.post("/cut-offs/save/", {**ARAS, "cut_off": one.pk})

    assert [rule.at for rule in schedule().rules["Aras Kargo"]] == [time(17, 30)]
    assert Act.objects.get(verb=Act.Verb.OVERVIEW).before["name"] == "Aras Kargo 09:00"


def test_it_refuses_the_same_twice(packer_client: Client) -> None:
    packer_client.post("/cut-offs/save/", ARAS)
    answer = packer_client.post("/cut-offs/save/", ARAS)
    assert answer.status_code == 409
    assert "Aras Kargo has a cut-off time at 17:30 already" in answer.content.decode()


def test_it_refuses_to_change_one_that_is_gone(packer_client: Client) -> None:
    answer = packer_client.post("/cut-offs/save/", {**ARAS, "cut_off": "77"})
    assert answer.status_code == 409
    assert not CutOff.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"carrier": ""}, {"at": "25:00"}, {"at": ""}, {"weekdays": []}, {"weekdays": ["3"]}, {"notice": "-1"}],
)
def test_it_refuses_what_is_none(packer_client: Client, wrong: dict[str, object]) -> None:
    assert packer_client.post("/cut-offs/save/", ARAS | wrong).status_code == 422
    assert not CutOff.objects.exists()


@pytest.mark.parametrize("own", ["0", "x", "9" * 5000])
def test_it_asks_for_a_new_one_again_as_new(packer_client: Client, own: str) -> None:
    page = packer_client.get("/cut-offs/").content.decode()
    assert 'name="cut_off" value="0"' in page
    refused = packer_client.post("/cut-offs/save/", {**ARAS, "cut_off": own, "at": ""}).content.decode()
    assert "Add a cut-off time" in refused
    assert "Change a cut-off time" not in refused


@pytest.fixture
def yurtici(db: None) -> None:
    keep(packages=[Package(number="1", status=2, shipping_company=ShippingCompany(name="Yurtiçi Kargo"))])


@pytest.mark.usefixtures("yurtici")
def test_it_spells_a_company_as_its_packages_do(packer_client: Client) -> None:
    """Or it would have no package, and nobody would be told."""
    packer_client.post("/cut-offs/save/", {**ARAS, "carrier": "YURTİÇİ kargo"})
    assert CutOff.objects.get().carrier == "Yurtiçi Kargo"


@pytest.mark.usefixtures("yurtici")
def test_it_says_that_no_package_has_that_company(packer_client: Client) -> None:
    content = packer_client.post("/cut-offs/save/", ARAS, follow=True).content.decode()
    assert "Cut-off time saved: Aras Kargo, 17:30." in content
    assert "No package here has the shipping company Aras Kargo. Check how it is written." in content


def test_it_deletes_one_once(packer_client: Client) -> None:
    one = CutOff.objects.create(carrier="Aras Kargo", at=time(9), weekdays=1)
    for sentence in ("Cut-off time deleted.", "It was deleted already."):
        page = packer_client.post(f"/cut-offs/{one.pk}/delete/", follow=True)
        assert sentence in page.content.decode()
    assert Act.objects.filter(verb=Act.Verb.OVERVIEW).count() == 1


def test_it_keeps_holidays(packer_client: Client) -> None:
    day = timezone.localdate() + timedelta(days=3)
    for name in ("Bayram", "Ramazan Bayramı"):
        packer_client.post("/cut-offs/holidays/save/", {"day": day.isoformat(), "holiday": name})
    assert Holiday.objects.get().name == "Ramazan Bayramı"
    assert "Ramazan Bayramı" in packer_client.get("/cut-offs/").content.decode()
    packer_client.post(f"/cut-offs/holidays/{Holiday.objects.get().pk}/delete/")
    assert not Holiday.objects.exists()
    assert packer_client.post("/cut-offs/holidays/save/", {"day": "0001-01-01"}).status_code == 422


def test_a_viewer_reads_and_changes_nothing(packer_client: Client, packer: User) -> None:
    CutOff.objects.create(carrier="Aras Kargo", at=time(9), weekdays=1)
    packer.user_permissions.set(Permission.objects.filter(codename="view_packages"))
    page = packer_client.get("/cut-offs/").content.decode()
    assert "Aras Kargo" in page
    assert 'action="/cut-offs' not in page
    for path in ("save/", "1/delete/", "holidays/save/", "holidays/1/delete/"):
        assert packer_client.post(f"/cut-offs/{path}", ARAS).status_code == 403


def test_late_goes_by_the_cut_off(packer_client: Client) -> None:
    """Both were ordered three hours ago; Aras came an hour ago, with the others there is a day."""
    now = timezone.now()
    for number, company in (("P1", "Aras Kargo"), ("P2", "UPS")):
        package = Package(
            number=number,
            status=2,
            date_placed=now - timedelta(hours=3),
            shipping_company=ShippingCompany(name=company),
        )
        keep(packages=[package])
    came = timezone.localtime(now - timedelta(hours=1)).time().replace(second=0, microsecond=0)
    CutOff.objects.create(carrier="Aras Kargo", at=came, weekdays=EVERY_DAY, notice=60)

    assert [row.number for row in find(Wanted(late=True))] == ["P1"]
    page = packer_client.get("/packages/?carrier=Aras+Kargo").content.decode()
    assert '<span class="due due-late">Late</span>' in page
    assert "due-late" not in packer_client.get("/packages/?carrier=UPS").content.decode()


def test_a_date_is_shown_in_order() -> None:
    assert str(Holiday(day=date(2026, 5, 19), name="Bayram")) == "19.05.2026 Bayram"
