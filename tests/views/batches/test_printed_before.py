"""Print labels, where some are on paper already."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from packages_ui.models import LabelBatch
from packages_ui.sandbox.app import Sandbox
from tests.services.batch_makers import person
from tests.services.printing.makers import printer_of, ready_batch
from tests.views.print_makers import HTMX, State, print_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "woken", "woken_feeders")]
PATH = "/labels/batches/"


@pytest.fixture
def before(packer: User, media: object) -> LabelBatch:
    """Two labels on paper."""
    made = ready_batch(printer_of(answers=True), "1001", "1002", owner=packer)
    print_out(made, 1)
    print_out(made, 2, state=State.UNKNOWN)
    return made


def numbers(batch: LabelBatch) -> list[str]:
    return list(batch.jobs.order_by("position").values_list("package_number", flat=True))


def newest() -> LabelBatch:
    batch = LabelBatch.objects.order_by("-pk").first()
    assert batch
    return batch


def hidden(page: str) -> list[tuple[str, str]]:
    """Name and value of each hidden field of the question, in its order, without the token."""
    form = page.split("data-again")[1].split("</form>", maxsplit=1)[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return [(name, unescape(value)) for name, value in found if name != "csrfmiddlewaretoken"]


def test_it_asks_with_a_table_of_what_is_on_paper(packer_client: Client, before: LabelBatch) -> None:
    response = packer_client.post(PATH, {"packages": ["1001", "9", "1002"], "key": "k"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "2 of these 3 labels were already printed" in page
    assert "Unconfirmed" in page
    assert before.printer
    for words in ("1001", "1002", before.printer.name, "packer", f"/labels/batches/{before.pk}/"):
        assert words in page
    assert "Print only the other 1" in page
    assert LabelBatch.objects.count() == 1


def test_it_asks_over_htmx_in_the_dialog(packer_client: Client, before: LabelBatch) -> None:
    response = packer_client.post(PATH, {"packages": ["1001"], "key": "k"}, headers=HTMX)
    assert response.status_code == 409
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#dialog-body", "innerHTML")
    page = response.content.decode()
    assert "<html" not in page
    assert "This label was already printed" in page
    assert "Print only the other" not in page


def test_it_keeps_all_that_was_sent_in_its_order(packer_client: Client, before: LabelBatch) -> None:
    packages = [str(number) for number in range(1999, 999, -1)]
    sent = {
        "key": "k",
        "packages": packages,
        "printer": "browser",
        "slips": "batch",
        "name": 'A "run" & <more>',
    }
    page = packer_client.post(PATH, sent).content.decode()
    wanted = [("key", "k"), *(("packages", number) for number in packages)]
    assert hidden(page) == [*wanted, ("printer", "browser"), ("slips", "batch"), ("name", 'A "run" & <more>')]


def test_it_prints_only_the_others(packer_client: Client, before: LabelBatch) -> None:
    page = packer_client.post(
        PATH, {"packages": ["9", "1001", "8"], "key": "k", "printer": "browser"}
    ).content
    again = {
        "packages": ["9", "1001", "8"],
        "key": "k",
        "printer": "browser",
        "only_new": "1",
        "because": "jam",
    }
    response = packer_client.post(PATH, again)
    assert b"only-new" in page
    assert response["Location"] == f"/labels/batches/{newest().pk}/"
    assert numbers(newest()) == ["9", "8"]
    assert not newest().jobs.exclude(reprint_because="").exists()


def test_it_prints_all_again_for_a_reason(packer_client: Client, before: LabelBatch) -> None:
    sent = {"packages": ["9", "1001"], "key": "k", "step": "again", "because": "damaged"}
    packer_client.post(PATH, sent)
    packer_client.post(PATH, sent)
    assert LabelBatch.objects.count() == 2
    assert numbers(newest()) == ["9", "1001"]
    assert {job.reprint_because for job in newest().jobs.all()} == {"damaged"}


@pytest.mark.parametrize("over", [{}, HTMX])
def test_it_wants_a_reason(packer_client: Client, before: LabelBatch, over: dict[str, str]) -> None:
    sent = {"packages": ["1001"], "key": "k", "step": "again"}
    response = packer_client.post(PATH, sent, headers=over)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Choose a reason. Nothing was printed yet." in page
    assert hidden(page) == [("packages", "1001"), ("key", "k")]
    assert LabelBatch.objects.count() == 1


@pytest.mark.parametrize("over", [{}, HTMX, {**HTMX, "HX-Target": "dialog-body"}])
def test_it_takes_no_reason_that_there_is_not(
    packer_client: Client, before: LabelBatch, over: dict[str, str]
) -> None:
    response = packer_client.post(PATH, {"packages": ["1001"], "because": "fun"}, headers=over)
    assert response.status_code == 422
    quiet = over == HTMX
    said = response["HX-Trigger"] if quiet else response.content.decode()
    assert "not one of the reasons" in said
    assert LabelBatch.objects.count() == 1


def test_it_shows_twenty_and_counts_the_rest(packer_client: Client, packer: User, media: object) -> None:
    printed = [str(number) for number in range(1001, 1031)]
    batch = ready_batch(printer_of(answers=True), *printed, owner=person("colleague"))
    print_out(batch, *range(1, 31))
    page = packer_client.post(PATH, {"packages": printed, "key": "k"}).content.decode()
    assert "These 30 labels were already printed" in page
    assert "and 10 more" in page
    assert '<th scope="row" class="num">1020</th>' in page
    assert '<th scope="row" class="num">1021</th>' not in page


def test_it_keeps_the_filter_of_all_that_match(packer_client: Client, packer: User, sandbox: Sandbox) -> None:
    number = list(sandbox.packages)[7]
    print_out(ready_batch(printer_of(), number, owner=person("colleague")), 1)
    page = packer_client.post(PATH, {"all": "1", "q": number, "key": "k"}).content.decode()
    assert hidden(page) == [("all", "1"), ("q", number), ("key", "k")]


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/packages/?status=2", "/packages/?status=2"),
        ("https://evil.example/", 'href="/packages/"'),
    ],
)
def test_it_leads_back_to_where_the_person_was(
    packer_client: Client, before: LabelBatch, referer: str, back: str
) -> None:
    response = packer_client.post(PATH, {"packages": ["1001"]}, headers={"Referer": referer})
    page = response.content.decode().split('class="act-foot"')[1]
    assert back in page
    assert "evil.example" not in page


def test_it_asks_too_when_an_earlier_list_is_printed_again(packer_client: Client, before: LabelBatch) -> None:
    response = packer_client.post(PATH, {"batch": str(before.pk), "again": "1", "key": "k"})
    assert response.status_code == 409
    assert hidden(response.content.decode()) == [("batch", str(before.pk)), ("again", "1"), ("key", "k")]
