"""What the page of a package says of its labels on paper."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Label, LabelBatch
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.printing.reprint import reprint
from tests.packages import preparing
from tests.services.batch_makers import label_of, person
from tests.services.printing.makers import printer_of, ready_batch
from tests.views.print_makers import HTMX, print_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return preparing(sandbox)


@pytest.fixture
def batch(record: Record, media: object) -> LabelBatch:
    """The package's label, printed by ayşe as the second of two."""
    made = ready_batch(printer_of(answers=True), "1", record.number, owner=person("ayşe"), name="Morning")
    print_out(made, 1, 2)
    made.jobs.filter(position=2).update(codes="TRK-0001\nWB-1")
    return made


def label_part(client: Client, record: Record) -> str:
    page = client.get(f"/packages/{record.number}/").content.decode()
    return " ".join(page.split('id="label-title"')[1].split("</section>")[0].split())


def test_it_says_when_where_and_by_whom_it_was_printed(
    packer_client: Client, record: Record, batch: LabelBatch
) -> None:
    page = label_part(packer_client, record)
    assert batch.printer
    now = timezone.localtime(batch.jobs.get(position=2).printed_at).strftime("%H:%M")
    assert f'Printed</span> {now} · <span class="untrusted">{batch.printer.name}</span> ·' in page
    assert ">ayşe<" in page


def test_it_lists_every_copy(packer_client: Client, packer: User, record: Record, batch: LabelBatch) -> None:
    jobs = batch.jobs.filter(position=2)
    reprint(batch=batch, jobs=jobs, because="damaged", user_id=packer.pk)
    page = label_part(packer_client, record)
    assert "Print history (2)" in page
    newest, first = page.split("<li>")[1:]
    assert "Copy 2 (damaged)" in newest
    assert ">packer<" in newest
    assert ">ayşe<" in first
    assert f'<a href="/labels/batches/{batch.pk}/">Morning</a> · No. 2' in page


def test_it_says_which_paper_to_destroy(packer_client: Client, record: Record, batch: LabelBatch) -> None:
    Label.objects.filter(package_number=record.number).update(
        stale_at=timezone.now(), stale_because="The address was changed."
    )
    page = label_part(packer_client, record)
    assert "Outdated label." in page
    assert "Destroy this paper:" in page
    for words in ("No. 2</strong> · <a", "Morning", "TRK-0001", "printed"):
        assert words in page.split("Destroy this paper:")[1]


def test_it_names_no_paper_where_none_came_out(packer_client: Client, record: Record) -> None:
    ready_batch(printer_of(), record.number)
    Label.objects.update(stale_at=timezone.now())
    assert "It has not been printed here." in label_part(packer_client, record)


def test_it_finds_changed_what_nobody_called_so(
    packer_client: Client, record: Record, batch: LabelBatch
) -> None:
    Label.objects.filter(package_number=record.number).update(fingerprint="of another address")
    assert "TRK-0001" in label_part(packer_client, record).split("Destroy this paper:")[1]


def test_it_names_an_older_label_that_is_on_paper(
    packer_client: Client, record: Record, batch: LabelBatch
) -> None:
    Label.objects.filter(package_number=record.number).update(stale_at=timezone.now())
    jobs = batch.jobs.filter(position=2)
    reprint(batch=batch, jobs=jobs, because="other", user_id=person().pk)
    batch.jobs.filter(copy=2).update(label=label_of(record.number, b"^XA^XZ", LabelFormat.ZPL))
    page = label_part(packer_client, record)
    assert "An older label was printed." in page
    assert "TRK-0001" in page.split("Destroy this paper:")[1]


def test_it_says_nothing_of_a_package_that_was_never_asked_for(packer_client: Client, record: Record) -> None:
    page = label_part(packer_client, record)
    assert "Asked for" not in page
    assert "No label fetched yet." in page


def test_it_asks_before_it_prints_again(packer_client: Client, record: Record, batch: LabelBatch) -> None:
    response = packer_client.post("/labels/batches/", {"packages": [record.number], "key": "k"}, headers=HTMX)
    assert response.status_code == 409
    assert "This label was already printed" in response.content.decode()


WORDS = "The carrier sent words instead of a label."


@pytest.mark.parametrize(
    ("format_", "problem", "said"),
    [
        (LabelFormat.EPL, "", "is in EPL"),
        (LabelFormat.UNKNOWN, WORDS, WORDS),
        (LabelFormat.UNKNOWN, "", "cannot be previewed"),
    ],
)
def test_it_says_why_a_label_is_not_shown(
    packer_client: Client, record: Record, format_: LabelFormat, problem: str, said: str
) -> None:
    label = label_of(record.number, b"?", format_)
    Label.objects.filter(pk=label.pk).update(problem=problem)
    page = label_part(packer_client, record)
    assert said in page
    assert "<img" not in page
