"""The page of missing items: four ways, what each does, and their results."""

import html

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.models import Packing
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.packages.snapshot import read
from packages_ui.services.packages.stored_snapshot import keep_read
from packages_ui.services.packing.desk import Desk
from tests.packages import somebody_else
from tests.services.packing.at_desk import scans
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at
from tests.wire import wired

URL = "/pack/missing/"
HTMX = {"HX-Request": "true"}
State = Packing.State
pytestmark = pytest.mark.usefixtures("reasons")


@pytest.fixture
def desk(packer: User, packer_client: Client) -> Desk:
    """The station of the packer's browser."""
    station = station_at(name="Desk 1")
    packer_client.post(f"/stations/{station.pk}/use/")
    return Desk(user_id=packer.pk, station=station)


@pytest.fixture
def record(sandbox: Sandbox, desk: Desk) -> Record:
    """Open at the station with AKN-A in the box; AKN-B is missing."""
    made = shelved(sandbox, "AKN-A", "AKN-B")
    scans(desk, made.number, "AKN-A")
    return made


def packing() -> Packing:
    return Packing.objects.latest("pk")


def filled(way: str, **more: object) -> dict[str, object]:
    """What the unchanged page sends."""
    now = packing()
    missing = list(now.units.filter(done_at=None).values_list("number", flat=True))
    seen = now.seen_at.isoformat() if now.seen_at else ""
    return {
        "number": now.package_number,
        "updated_at": seen,
        "missing": missing,
        "way": way,
        "reason": "Unsupplied",
        **more,
    }


def text(response: object) -> str:
    return html.unescape(response.content.decode())  # type: ignore[attr-defined]


@pytest.mark.usefixtures("record", "reasons")
def test_it_offers_the_reasons_in_the_readers_words(packer_client: Client) -> None:
    page = text(packer_client.get(URL))
    assert 'name="reason" value="Unsupplied"' in page
    assert '<span class="untrusted">Out of stock</span>' in page
    assert ">Unsupplied<" not in page


@pytest.mark.usefixtures("record")
def test_it_shows_four_ways(packer_client: Client) -> None:
    page = packer_client.get(URL)

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    for way in ("reject", "split", "release", "park"):
        assert f'id="way-{way}"' in text(page)
    assert "Removed from the order for good: 1 × AKN-B." in text(page)
    assert "This box becomes a new package with its own label: 1 × AKN-A." in text(page)


def test_it_shows_what_the_ways_do_with_other_units(packer_client: Client, record: Record) -> None:
    everything = [item["number"] for item in record.items]
    page = packer_client.post(URL, filled("reject", missing=everything, step="look"), headers=HTMX)

    assert "<html" not in text(page)
    assert "Nothing is left, so package" in text(page)
    assert 'id="missing-form"' not in text(page)
    assert len(record.items) == 2


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("reject", "1 item rejected."),
        ("split", "This box is now package"),
        ("release", "1 reservation released."),
        ("park", "is set aside"),
    ],
)
@pytest.mark.usefixtures("record", "media", "woken", "woken_feeders")
def test_it_acts_and_leads_back_to_the_desk(way: str, said: str, packer_client: Client) -> None:
    page = packer_client.post(URL, filled(way), follow=True)

    assert page.redirect_chain == [("/pack/", 302)]
    assert said in text(page)


@pytest.mark.usefixtures("record")
def test_it_acts_over_htmx(packer_client: Client) -> None:
    answer = packer_client.post(URL, filled("park"), headers=HTMX)

    assert answer["HX-Redirect"] == "/pack/"
    assert packing().state == State.PARKED


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"way": ""}, "Choose what to do first"),
        ({"way": "burn"}, "Choose what to do first"),
        ({"missing": ["<1>"]}, "Item <1> is no longer in the package"),
        ({"reason": "", "own_reason": " "}, "Choose a reason"),
        ({"updated_at": "yesterday"}, "This page is too old."),
    ],
)
def test_it_keeps_what_was_chosen_when_something_is_wrong(
    changes: dict[str, object], why: str, packer_client: Client, record: Record
) -> None:
    answer = packer_client.post(URL, filled("reject") | changes, headers=HTMX)

    assert answer.status_code == 422
    assert why in text(answer)
    assert ("<1>" in answer.content.decode()) is False
    assert 'value="Unsupplied" checked' in text(answer) or not {"way", "updated_at"} & changes.keys()
    assert len(record.items) == 2


def test_it_takes_own_words_for_a_reason(packer_client: Client, sandbox: Sandbox, record: Record) -> None:
    with wired(sandbox) as wire:
        packer_client.post(URL, filled("reject", reason="", own_reason="Yırtık"))

    assert wire.written[0][2]["reason"] == "Yırtık"


FAULTS: dict[str, tuple[int, dict[str, object]]] = {
    "Not A &amp; B": (409, {"says": (400, {"detail": "Not A & B."})}),
    "has not changed": (502, {"loses": "before"}),
    "it is not known whether": (502, {"loses": "before", "then_down": True}),
    "cannot be reached": (502, {"down": True}),
}


@pytest.mark.parametrize("why", FAULTS)
@pytest.mark.usefixtures("record")
def test_it_shows_what_went_wrong(why: str, packer_client: Client, sandbox: Sandbox) -> None:
    status, faults = FAULTS[why]
    sent = filled("reject")
    with wired(sandbox, **faults):
        answer = packer_client.post(URL, sent, headers=HTMX)

    assert answer.status_code == status
    assert why in answer.content.decode()
    assert packing().state == State.OPEN


def test_it_shows_the_package_as_it_is_once_it_has_changed(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    packer_client.get(URL)
    sent = filled("split")
    record.items.append({**record.items[0], "number": "X-1", "product": "AKN-NEW"})
    somebody_else(sandbox, record)
    answer = packer_client.post(URL, sent, headers=HTMX)

    assert answer.status_code == 409
    assert "has changed since you opened it" in text(answer)
    assert "AKN-NEW" in text(answer)
    assert packer_client.post(URL, filled("park"), headers=HTMX)["HX-Redirect"] == "/pack/"


def test_it_leads_to_the_desk_when_the_package_is_gone(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    del sandbox.packages[record.number]
    page = packer_client.post(URL, filled("reject"), follow=True)

    assert page.redirect_chain == [("/pack/", 302)]
    assert "lists no package" in text(page)
    assert packing().state == State.DROPPED


def test_it_sends_nothing_for_another_package(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    with wired(sandbox) as wire:
        page = packer_client.post(URL, filled("reject", number="another"), follow=True)

    assert "another package is open" in text(page)
    assert wire.written == []


@pytest.mark.usefixtures("desk")
def test_it_leads_to_the_desk_when_nothing_is_open(packer_client: Client) -> None:
    assert packer_client.get(URL)["Location"] == "/pack/"
    assert packer_client.get(URL, headers=HTMX)["HX-Redirect"] == "/pack/"


def test_it_leads_to_the_desk_while_an_error_blocks(
    packer_client: Client, desk: Desk, sandbox: Sandbox, record: Record
) -> None:
    scans(desk, "AKN-A")  # too many
    with wired(sandbox) as wire:
        page = packer_client.post(URL, filled("reject"), follow=True)

    assert "Nothing was sent" in text(page)
    assert wire.written == []


def test_it_blocks_the_desk_when_the_package_has_changed(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    record.items.pop()
    somebody_else(sandbox, record)
    keep_read(snapshot=read(number=record.number))

    assert packer_client.get(URL)["Location"] == "/pack/"
    assert packing().block["outcome"] == "changed"


def test_it_asks_for_a_station_first(packer_client: Client) -> None:
    assert packer_client.get(URL)["Location"] == f"/stations/?next={URL}"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_it_takes_no_other_method(packer_client: Client, method: str) -> None:
    assert getattr(packer_client, method)(URL).status_code == 405


def test_it_needs_a_person_who_may_pack(client: Client, stranger_client: Client) -> None:
    assert client.get(URL)["Location"].startswith("/login/")
    assert stranger_client.get(URL).status_code == 403


def test_it_refuses_a_packer_without_the_permissions(
    packer: User, packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    packer.user_permissions.set(Permission.objects.filter(codename="pack_packages"))
    refused = text(packer_client.get(URL)).count("You don't have permission.")
    assert refused == 6  # on the card, and for its key

    with wired(sandbox) as wire:
        for way in ("reject", "split", "release"):
            assert packer_client.post(URL, filled(way)).status_code == 403
    assert wire.written == []
    assert packer_client.post(URL, filled("park"))["Location"] == "/pack/"


def test_it_names_other_packages_that_need_it(
    packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    shelved(sandbox, "AKN-B", "AKN-B")
    assert "AKN-B: 1 other package (2 in all)" in text(packer_client.get(URL))
    page = packer_client.post(URL, filled("release"), follow=True)

    assert f"/pack/missing/shortage/?product=AKN-B&but={record.number}" in text(page)


@pytest.mark.parametrize("way", ["reject", "split", "release"])
def test_it_changes_nothing_for_a_form_without_what_was_seen(
    packer_client: Client, record: Record, sandbox: Sandbox, way: str
) -> None:
    with wired(sandbox) as wire:
        answer = packer_client.post(URL, filled(way, updated_at=""), headers=HTMX)

    assert answer.status_code == 409
    assert wire.written == []
