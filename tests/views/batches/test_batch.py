"""One batch on the screen."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import LabelBatch, PrintJob
from packages_ui.seller_center.types import Address, Item, ShippingCompany
from packages_ui.services.batches.batches import progress
from packages_ui.services.mirror.keep import keep_with_items
from packages_ui.views.batches.batch import announcement, time_left
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import batch_of, label_of, move

State = PrintJob.State
HTMX = {"HX-Request": "true"}


@pytest.fixture
def batch(packer: User) -> LabelBatch:
    return batch_of("1001", "1002", "1003", "1004", owner=packer, name="Morning")


def address(batch: LabelBatch) -> str:
    return reverse("packages_ui:batch", args=[batch.pk])


def body(client: Client, batch: LabelBatch, query: str = "", **headers: str) -> str:
    response = client.get(f"{address(batch)}{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_how_far_the_batch_is(packer_client: Client, batch: LabelBatch) -> None:
    move(batch, State.READY, 1)
    move(batch, State.FAILED, 2, reason="not ready")
    shown = body(packer_client, batch)
    assert re.search(r"1 of 4 ready\s*</span>", shown)
    assert '<progress max="4" value="2"' in shown
    assert "1 failed" in shown
    assert "Morning" in shown


def test_it_answers_htmx_with_the_moving_part_only(packer_client: Client, batch: LabelBatch) -> None:
    response = packer_client.get(address(batch), headers=HTMX)
    assert response["Vary"].count("HX-Request") == 1
    shown = response.content.decode()
    assert "<html" not in shown
    assert shown.strip().startswith('<section id="progress"')


def test_it_sends_the_rest_only_when_something_has_moved(packer_client: Client, batch: LabelBatch) -> None:
    first = body(packer_client, batch)
    asks = re.search(r'hx-get="([^"]*)"', first)
    assert asks
    poll = asks[1].replace("&amp;", "&")
    assert "All labels" not in packer_client.get(poll, headers=HTMX).content.decode()
    move(batch, State.FAILED, 2, reason="not ready")
    moved = packer_client.get(poll, headers=HTMX).content.decode()
    assert "All labels" in moved
    assert 'id="failures"' in moved
    assert 'hx-swap-oob="true"' in moved


def test_it_stops_asking_when_the_batch_has_finished(packer_client: Client, batch: LabelBatch) -> None:
    assert 'hx-trigger="every 1s"' in body(packer_client, batch)
    move(batch, State.READY)
    assert "Making the PDF" in body(packer_client, batch)
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="batches/1.pdf", pdf_pages=4)
    shown = body(packer_client, batch, **HTMX)
    assert "hx-trigger" not in shown
    assert "PDF ready, 4 pages" in shown
    assert f'data-pdf="{address(batch)}labels.pdf' in shown


def test_it_lists_failures_with_the_carriers_words_and_what_to_do(
    packer_client: Client, batch: LabelBatch
) -> None:
    label = label_of("1002", b"ETIKET")
    move(batch, State.FAILED, 2, reason="<b>etiket</b> hazır değil", label=label)
    move(batch, State.FAILED, 3, reason="no such package")
    shown = body(packer_client, batch)
    assert "&lt;b&gt;etiket&lt;/b&gt; hazır değil" in shown
    assert "<b>etiket" not in shown
    assert f"/labels/{label.pk}/raw/" in shown
    assert "/packages/1002/" in shown
    assert shown.count('name="why"') == 2


def test_it_says_once_what_all_failed_for(packer_client: Client, batch: LabelBatch) -> None:
    move(batch, State.FAILED, reason="Seller Center does not accept our access key.")
    shown = body(packer_client, batch)
    assert shown.count("does not accept our access key") == 1
    assert "4 labels failed" in shown
    assert "Retry these 4" in shown
    assert 'id="retry-all"' not in shown
    assert "No label could be fetched" in shown


def test_it_offers_one_press_for_each_reason_and_no_try_that_must_fail(
    packer_client: Client, batch: LabelBatch
) -> None:
    move(batch, State.FAILED, 1, 2, reason="not ready")
    move(batch, State.FAILED, 3, reason="no such package", retryable=False)
    shown = body(packer_client, batch)
    assert "Retry these 2" in shown
    assert "Retry the 2 that can succeed" in shown
    last = shown[shown.index("no such package") : shown.index("</section>", shown.index("no such package"))]
    assert "Use our own label" in last
    assert "Retry" not in last


def test_it_says_whose_box_each_label_is_for(
    packer_client: Client, batch: LabelBatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ayse = Address(first_name="Ayşe", last_name="Işık", city="İzmir")
    for number in ("1001", "1002", "1003"):
        package = package_of(
            number, shipping_address=ayse, shipping_company=ShippingCompany(name="Aras Kargo")
        )
        keep_with_items(snapshots={number: (package, [Item(number="1"), Item(number="2")])})
    move(batch, State.FAILED, 1, reason="not ready")
    with django_assert_max_num_queries(20):
        shown = body(packer_client, batch)
    assert shown.count("Ayşe Işık") == 4  # of three in the list, one of them failed
    assert "İzmir" in shown
    assert "Aras Kargo" in shown


def test_it_says_why_labels_wait(packer_client: Client, batch: LabelBatch) -> None:
    move(batch, State.WANTED, 1, reason="Seller Center could not be reached.")
    assert "requested again automatically" in body(packer_client, batch)
    assert "Seller Center could not be reached." in body(packer_client, batch)


def test_it_shows_what_keeps_the_pdf_from_being_made(packer_client: Client, batch: LabelBatch) -> None:
    move(batch, State.READY)
    LabelBatch.objects.filter(pk=batch.pk).update(problem="The disk is full.")
    assert "The disk is full." in body(packer_client, batch)


def test_it_offers_nothing_to_press_to_one_who_may_only_look(client: Client, batch: LabelBatch) -> None:
    move(batch, State.FAILED, 2)
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="batches/1.pdf")
    client.force_login(onlooker())
    shown = body(client, batch)
    assert "/retry/" not in shown
    assert "/cancel/" not in shown
    assert 'id="print"' not in shown


def onlooker() -> User:
    user = User.objects.create_user("onlooker")
    user.user_permissions.add(Permission.objects.get(codename="view_packages"))
    return user


def test_it_offers_the_print_dialog_to_the_owner_only(packer_client: Client, batch: LabelBatch) -> None:
    other = batch_of("1", owner=User.objects.create_user("colleague"))
    assert "data-mine" in body(packer_client, batch)
    assert "data-mine" not in body(packer_client, other)


def test_it_pages_a_long_batch(packer_client: Client, packer: User) -> None:
    batch = batch_of(*(str(n) for n in range(2000, 2150)), owner=packer)
    assert "Page 1 of 2" in body(packer_client, batch)
    second = body(packer_client, batch, "?page=2")
    assert "2149" in second
    assert "2001" not in second
    assert "&amp;page=2" in second


def test_it_asks_few_questions_of_the_database(
    packer_client: Client, batch: LabelBatch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    move(batch, State.READY, 1)
    asks = re.search(r'hx-get="[^?]*([^"]*)"', body(packer_client, batch))
    assert asks
    with django_assert_max_num_queries(10):
        body(packer_client, batch, asks[1].replace("&amp;", "&"), **HTMX)


@pytest.mark.parametrize(
    ("done", "seen", "said"),
    [
        (0, "", ""),
        (1, "0", "1 of 4 labels are ready."),
        (1, "1", ""),
        (2, "1", "2 of 4 labels are ready."),
        (4, "3", "4 of 4 labels are ready."),
    ],
)
def test_it_announces_quarters_and_nothing_between(
    batch: LabelBatch, done: int, seen: str, said: str
) -> None:
    for position in range(1, done + 1):
        move(batch, State.READY, position)
    assert announcement(progress(batch), seen=seen) == said


def test_it_announces_the_end_once(packer_client: Client, batch: LabelBatch) -> None:
    move(batch, State.READY, 1, 2, 3)
    move(batch, State.FAILED, 4)
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="batches/1.pdf")
    said = "Finished. 3 of 4 labels are ready. 1 failed."
    assert said in body(packer_client, batch, "?quarter=4", **HTMX)
    assert said not in body(packer_client, batch, "?quarter=end", **HTMX)
    assert said not in body(packer_client, batch)


@pytest.mark.parametrize(("seconds", "text"), [(None, ""), (0, ""), (40, "40 s"), (180, "3 min")])
def test_it_tells_the_time_left_in_few_words(seconds: int | None, text: str) -> None:
    assert time_left(seconds) == text
