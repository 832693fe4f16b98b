"""Pressing Print labels."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui import tasks
from packages_ui.models import LabelBatch
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.services.packages.snapshot import Snapshot
from packages_ui.services.packages.stored_snapshot import keep_read
from tests.in_process import in_process
from tests.services.ahead.makers import label_for, package_of

HTMX = {"HX-Request": "true"}
PATH = "/labels/batches/"
pytestmark = pytest.mark.django_db


def numbers() -> list[str]:
    jobs = LabelBatch.objects.get().jobs.order_by("position")
    return list(jobs.values_list("package_number", flat=True))


def test_it_makes_a_batch_in_print_order_and_wakes_the_workers(
    packer_client: Client, packer: User, woken: Mock
) -> None:
    sent = {"packages": ["3", "1", "2"], "key": "k", "name": " Morning\x00  run\u202e "}
    response = packer_client.post(PATH, sent)
    batch = LabelBatch.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/labels/batches/{batch.pk}/"
    assert numbers() == ["3", "1", "2"]
    assert (batch.owner, batch.name) == (packer, "Morning run")
    woken.assert_called_once_with()


def test_it_prints_in_the_order_that_was_chosen_and_keeps_it(packer_client: Client, woken: Mock) -> None:
    packer_client.post(PATH, {"packages": ["10", "9", "2"], "key": "k", "print_order": "number"})
    first = LabelBatch.objects.get()
    assert (numbers(), first.order) == (["2", "9", "10"], "number")
    assert "by number" in packer_client.get(f"/labels/batches/{first.pk}/").content.decode()


def test_it_reverses_an_earlier_list_once(packer_client: Client, woken: Mock) -> None:
    packer_client.post(PATH, {"packages": ["1", "2"], "key": "k", "print_order": "reversed"})
    first = LabelBatch.objects.get()
    packer_client.post(PATH, {"batch": str(first.pk), "key": "l", "again": "1", "print_order": "reversed"})
    second = LabelBatch.objects.exclude(pk=first.pk).get()
    assert list(second.jobs.values_list("package_number", flat=True)) == ["2", "1"]


def test_it_names_a_batch_after_it_was_made(packer_client: Client, woken: Mock) -> None:
    packer_client.post(PATH, {"packages": ["1"], "key": "k"})
    address = f"/labels/batches/{LabelBatch.objects.get().pk}/"
    response = packer_client.post(f"{address}name/", {"name": " Morning\x00  run "}, follow=True)
    assert "This batch is now called: Morning run." in response.content.decode()
    assert LabelBatch.objects.get().name == "Morning run"
    assert "Morning run" in packer_client.get("/labels/").content.decode()


def test_it_sends_htmx_to_the_batch(packer_client: Client, woken: Mock) -> None:
    response = packer_client.post(PATH, {"packages": ["1"], "key": "k"}, headers=HTMX)
    assert response["HX-Redirect"] == f"/labels/batches/{LabelBatch.objects.get().pk}/"


def test_it_makes_one_batch_of_two_presses_and_says_so(packer_client: Client, woken: Mock) -> None:
    packer_client.post(PATH, {"packages": ["1"], "key": "k"})
    response = packer_client.post(PATH, {"packages": ["1"], "key": "k"}, follow=True)
    assert LabelBatch.objects.count() == 1
    page = response.content.decode()
    assert "You already printed this list." in page
    assert "Print again anyway" in page


def test_it_prints_again_when_the_person_insists(packer_client: Client, woken: Mock) -> None:
    packer_client.post(PATH, {"packages": ["2", "1"], "key": "k"})
    first = LabelBatch.objects.get()
    response = packer_client.post(PATH, {"batch": str(first.pk), "key": "other", "again": "1"})
    second = LabelBatch.objects.exclude(pk=first.pk).get()
    assert response["Location"] == f"/labels/batches/{second.pk}/"
    assert list(second.jobs.values_list("package_number", flat=True)) == ["2", "1"]


def test_it_takes_all_that_match(packer_client: Client, sandbox: Sandbox, woken: Mock) -> None:
    packer_client.post(PATH, {"all": "1", "status": "2", "key": "k"})
    assert numbers() == [number for number, record in sandbox.packages.items() if record.status == 2]


def test_it_takes_all_that_a_search_finds(packer_client: Client, sandbox: Sandbox, woken: Mock) -> None:
    number = list(sandbox.packages)[7]
    packer_client.post(PATH, {"all": "1", "q": number, "key": "k"})
    assert numbers() == [number]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "No package is selected"),
        ({"packages": ["1"], "print_order": "by chance"}, "not one of the orders"),
        ({"packages": ["1\x07"]}, "One of the package numbers is not valid"),
        ({"all": "1", "status": "many"}, "filter is not valid"),
        ({"all": "1", "number": "no such package"}, "No package"),
    ],
)
def test_it_refuses_what_is_no_list_and_says_why(
    packer_client: Client, sandbox: Sandbox, woken: Mock, sent: dict[str, object], words: str
) -> None:
    response = packer_client.post(PATH, {"key": "k", **sent})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not LabelBatch.objects.exists()
    woken.assert_not_called()


def test_it_leaves_the_page_as_it_is_over_htmx_when_it_refuses(packer_client: Client, woken: Mock) -> None:
    response = packer_client.post(PATH, {"key": "k"}, headers=HTMX)
    assert response.status_code == 422
    assert response["HX-Reswap"] == "none"
    assert "No package is selected" in response["HX-Trigger"]


@pytest.mark.parametrize("over", [{}, HTMX])
def test_it_says_when_seller_center_is_out(packer_client: Client, woken: Mock, over: dict[str, str]) -> None:
    switches = Switches(fail_share=1, fail_status=500, retry_after=False)
    with in_process(Sandbox(packages=5, switches=switches), tries=1):
        response = packer_client.post(PATH, {"all": "1", "key": "k"}, headers=over)
    assert response.status_code == 502
    said = response["HX-Trigger"] if over else response.content.decode()
    assert "Seller Center is not responding. Nothing was changed." in said
    assert not LabelBatch.objects.exists()


def test_it_says_when_the_key_is_refused(packer_client: Client, woken: Mock) -> None:
    with in_process(Sandbox(packages=5), api_key="revoked"):
        response = packer_client.post(PATH, {"all": "1", "key": "k"})
    assert response.status_code == 502
    assert "does not accept our access key" in response.content.decode()


def test_it_keeps_the_batch_when_the_queue_is_out(packer_client: Client, woken: Mock) -> None:
    woken.return_value = False
    response = packer_client.post(PATH, {"packages": ["1"], "key": "k"}, follow=True)
    assert LabelBatch.objects.count() == 1
    assert "starts when the queue is back" in response.content.decode()


def test_it_takes_a_page_without_a_key(packer_client: Client, woken: Mock) -> None:
    packer_client.post(PATH, {"packages": ["1"]})
    packer_client.post(PATH, {"packages": ["2"]})
    assert LabelBatch.objects.count() == 2


@pytest.mark.usefixtures("media")
def test_it_joins_at_once_what_was_fetched_ahead(
    packer_client: Client, woken: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    joiner = Mock(return_value=True)
    monkeypatch.setattr(tasks, "wake_joiner", joiner)
    package = package_of("1")
    label_for(package)
    keep_read(snapshot=Snapshot(package, ()))
    packer_client.post(PATH, {"packages": ["1", "2"], "key": "k"})
    joiner.assert_not_called()
    packer_client.post(PATH, {"packages": ["1"], "key": "l"})
    joiner.assert_called_once_with(LabelBatch.objects.order_by("-id")[0].pk)
