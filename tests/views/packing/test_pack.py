"""/pack/ and the scans that its page sends"""

import json
from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui import tasks
from packages_ui.models import LabelBatch, Packing, PrintJob, Scan, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.seller_center import page
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at

pytestmark = [pytest.mark.usefixtures("media", "woken")]


@pytest.fixture(autouse=True)
def woken_feeders(monkeypatch: pytest.MonkeyPatch) -> Mock:
    mock = Mock(return_value=True)
    monkeypatch.setattr(tasks, "wake_feeders", mock)
    monkeypatch.setattr(tasks, "wake_status_changes", mock)
    return mock


@pytest.fixture
def station(packer_client: Client) -> Station:
    made = station_at(name="Desk <7>")
    packer_client.post(f"/stations/{made.pk}/use/")
    return made


@pytest.fixture
def record(sandbox: Sandbox, packer: User) -> Record:
    return shelved(sandbox, "AKN-<A>", "AKN-B")


def send(client: Client, *texts: str, **more: Any) -> Any:
    scans = [
        {
            "key": f"key-{text}-{place}".replace("<", "").replace(">", ""),
            "texts": [text],
            "clock": place * 1000,
        }
        | more
        for place, text in enumerate(texts)
    ]
    return client.post("/pack/scan/", json.dumps({"scans": scans}), content_type="application/json")


def test_it_needs_a_station(packer_client: Client) -> None:
    station_at()
    answer = packer_client.get("/pack/")
    assert (answer.status_code, answer["Location"]) == (302, "/stations/?next=/pack/")
    assert send(packer_client, "anything").status_code == 409
    assert not Scan.objects.exists()


def test_it_keeps_the_scans_of_a_station_that_was_deleted(packer_client: Client, station: Station) -> None:
    """In the browser, as the response is no success."""
    station.delete()
    answer = send(packer_client, "anything")
    assert (answer.status_code, "no longer assigned" in answer.content.decode()) == (409, True)
    assert not Scan.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_for_packers_only(stranger_client: Client, client: Client, method: str) -> None:
    path = "/pack/" if method == "get" else "/pack/scan/"
    assert getattr(stranger_client, method)(path).status_code == 403
    assert getattr(client, method)(path)["Location"].startswith("/login/")


def test_it_packs_and_escapes(packer_client: Client, station: Station, record: Record) -> None:
    page = send(packer_client, record.number, "AKN-<A>").content.decode()
    assert "AKN-&lt;A&gt;: 1 of 1." in page
    assert 'data-sounds="good good"' in page
    assert Packing.objects.get().station == station


def test_an_unknown_barcode_leads_to_labels_for_what_is_still_missing(
    packer_client: Client, station: Station, record: Record
) -> None:
    page = send(packer_client, record.number, "AKN-B", "no-such-code").content.decode()
    assert 'href="/pack/barcodes/?product=AKN-%3CA%3E#labels"' in page
    assert "?product=AKN-B#" not in page


def test_it_wakes_who_prints_with_the_last_unit(
    packer_client: Client, station: Station, record: Record, woken: Mock, woken_feeders: Mock
) -> None:
    send(packer_client, record.number, "AKN-<A>")
    assert not woken.called
    send(packer_client, "AKN-B", key="the-last-unit")
    assert woken.called
    assert woken_feeders.called
    assert PrintJob.objects.get().batch.printer == station.label_printer


def test_it_says_nothing_while_nothing_moves(packer_client: Client, station: Station, record: Record) -> None:
    page = packer_client.get("/pack/")
    version = page.context["version"]
    assert packer_client.get("/pack/", {"seen": version}).status_code == 204
    send(packer_client, record.number)
    moved = packer_client.get("/pack/", {"seen": version})
    assert moved.status_code == 200
    assert b"<html" not in moved.content


def test_it_is_another_page_in_another_language(packer_client: Client, station: Station) -> None:
    version = packer_client.get("/pack/").context["version"]
    assert packer_client.get("/pack/", {"seen": version}).status_code == 204
    packer_client.post("/language/", {"language": "tr"})
    assert packer_client.get("/pack/", {"seen": version}).status_code == 200


@pytest.mark.usefixtures("still")
def test_it_tells_a_new_version_of_what_looks_the_same(
    packer_client: Client, station: Station, record: Record
) -> None:
    version = packer_client.get("/pack/").context["version"]
    moved = packer_client.get("/pack/", {"seen": f"other-{version.partition('-')[2]}"})
    assert (moved.status_code, moved["X-Desk-Version"]) == (204, version)


def test_a_look_asks_for_a_label_that_nobody_has_asked_for(
    packer_client: Client, station: Station, record: Record, woken: Mock
) -> None:
    send(packer_client, record.number, "AKN-<A>", "AKN-B")
    Packing.objects.update(batch=None)
    PrintJob.objects.all().delete()
    LabelBatch.objects.all().delete()
    version = packer_client.get("/pack/", {"seen": "old"}).context["version"]
    assert PrintJob.objects.get().package_number == record.number
    assert packer_client.get("/pack/", {"seen": version}).status_code == 204


def test_it_takes_the_browser_to_the_scanned_station(packer_client: Client, station: Station) -> None:
    other = station_at(name="Desk 8")
    send(packer_client, f"STATION-{other.pk}")
    assert "Desk 8" in packer_client.get("/pack/").content.decode()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"scans": []}',
        '{"scans": [{"key": "short", "texts": ["a"]}]}',
        '{"scans": [{"key": "long-enough", "texts": []}]}',
        '{"scans": [{"key": "long-enough", "texts": ["\\u0000"]}]}',
        '{"scans": [{"key": "long-enough", "texts": ["a"], "kind": "nonsense"}]}',
        '{"scans": [{"key": "long-enough", "texts": ["a"], "clock": -1}]}',
    ],
)
def test_it_refuses_what_is_no_scan(packer_client: Client, station: Station, body: str) -> None:
    answer = packer_client.post("/pack/scan/", body, content_type="application/json")
    assert answer.status_code == 400
    assert not Scan.objects.exists()


def test_it_takes_a_code_that_is_longer_than_any_of_ours(packer_client: Client, station: Station) -> None:
    answer = send(packer_client, "7" * 3000, key="a-leaflets-code")
    assert answer.status_code == 200
    assert Scan.objects.get().text == "7" * 200


def test_it_answers_a_kept_line_in_parts(
    packer_client: Client, station: Station, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Seller Center is slow; the page sends the rest again."""
    monkeypatch.setattr(page, "left", lambda: 0.0)
    scans = [{"key": f"key-{n}-long", "texts": [record.number], "clock": n} for n in range(3)]
    body, headers = json.dumps({"scans": scans}), {"X-Scans": "1"}
    answer = packer_client.post("/pack/scan/", body, content_type="application/json", headers=headers)
    assert answer["X-Scans"] == "1"
    assert Scan.objects.count() == 1
    answer = packer_client.post("/pack/scan/", body, content_type="application/json")
    assert answer["X-Scans"] == "3"  # an older page knows no parts
    assert Scan.objects.count() == 3
