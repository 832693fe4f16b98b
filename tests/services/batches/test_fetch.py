"""Labels come, whatever happens to some of them; threads and rows are real."""

import errno
import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from threading import Event, Thread

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.models import FetchPause, Label, LabelBatch, Lease, PrintJob
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import kind_of
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.errors import ServerFailed
from packages_ui.services import label_files, lease
from packages_ui.services.batches import batches, fetch, fetch_pause, fetched
from packages_ui.services.batches.fetch import SLOTS, fetch_labels
from packages_ui.services.printing.bell import Ring, ring
from tests.in_process import in_process
from tests.processes import PATIENCE, until
from tests.services.batch_makers import batch_of, move, states
from tests.services.printing.makers import printer_of

State = PrintJob.State
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


def nobody(batch_id: int) -> None:
    """For those who do not want to know what has settled."""


def of_kind(sandbox: Sandbox, *kinds: str) -> list[str]:
    return [number for number, record in sandbox.packages.items() if kind_of(record) in kinds]


def printable(sandbox: Sandbox, most: int = 1000) -> list[str]:
    return of_kind(sandbox, "zpl", "zpl-base64", "pdf", "pdf-landscape", "png", "png-uri", "jpeg")[:most]


def test_it_fetches_every_label_into_its_own_row(sandbox: Sandbox) -> None:
    numbers = printable(sandbox)[::-1]
    batch = batch_of(*numbers)
    settled: list[int] = []
    assert fetch_labels(on_settled=settled.append) is False
    assert states(batch) == [State.READY] * len(numbers)
    assert settled == [batch.pk]
    jobs = batch.jobs.order_by("position").select_related("label")
    assert [job.label.package_number for job in jobs if job.label] == numbers
    assert sandbox.calls["PKG104"] == len(numbers)


def test_it_keeps_the_bytes_and_what_they_are(sandbox: Sandbox) -> None:
    batch = batch_of(*of_kind(sandbox, "zpl-base64")[:1])
    fetch_labels(on_settled=nobody)
    label = Label.objects.get(jobs__batch=batch)
    content = label_files.load(label.path, digest=label.sha256)
    assert (label.format, label.size) == (LabelFormat.ZPL, len(content))
    assert b"^XA" in content


def test_it_goes_on_when_some_fail_and_tells_the_carriers_words(sandbox: Sandbox) -> None:
    numbers = printable(sandbox, 5)
    sandbox.packages[numbers[2]].oddity = "not-ready"
    batch = batch_of(*numbers)
    fetch_labels(on_settled=nobody)
    assert states(batch) == [State.READY, State.READY, State.FAILED, State.READY, State.READY]
    job = batch.jobs.get(position=3)
    assert "etiket hazır değil (E-1042)" in job.reason
    assert job.retryable
    assert job.failed_at


def test_it_says_when_a_package_is_gone_and_that_asking_again_is_no_use(sandbox: Sandbox) -> None:
    batch = batch_of("no-such-package")
    fetch_labels(on_settled=nobody)
    job = batch.jobs.get()
    assert (job.state, job.retryable) == (State.FAILED, False)
    assert "does not know" in job.reason


@pytest.mark.parametrize(
    ("oddity", "words"), [("unknown", "not a known label format"), ("url", "links are not opened")]
)
def test_it_fails_what_is_no_label_and_keeps_it(sandbox: Sandbox, oddity: str, words: str) -> None:
    number = printable(sandbox, 1)[0]
    sandbox.packages[number].oddity = oddity
    batch = batch_of(number)
    fetch_labels(on_settled=nobody)
    job = batch.jobs.select_related("label").get()
    assert job.state == State.FAILED
    assert words in job.reason
    assert job.label
    assert label_files.load(job.label.path, digest=job.label.sha256)


def test_it_asks_again_only_for_what_is_retried(sandbox: Sandbox) -> None:
    numbers = printable(sandbox, 4)
    sandbox.packages[numbers[1]].oddity = "not-ready"
    batch = batch_of(*numbers)
    fetch_labels(on_settled=nobody)
    asked = sandbox.calls["PKG104"]
    sandbox.packages[numbers[1]].oddity = ""
    assert batches.retry(batch=batch) == 1
    fetch_labels(on_settled=nobody)
    assert states(batch) == [State.READY] * 4
    assert sandbox.calls["PKG104"] == asked + 1


def test_it_draws_our_own_label_where_it_is_wanted(sandbox: Sandbox) -> None:
    batch = batch_of(*of_kind(sandbox, "manual-entry")[:1])
    fetch_labels(on_settled=nobody)
    assert states(batch) == [State.FAILED]
    batches.retry(batch=batch, own=True)
    fetch_labels(on_settled=nobody)
    label = Label.objects.get(jobs__batch=batch)
    assert (label.source, label.format) == (Label.Source.OWN, LabelFormat.PDF)


def test_it_leaves_out_what_is_cancelled_in_the_middle(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = printable(sandbox)
    batch = batch_of(*numbers)
    move(batch, State.READY, 1)
    cancel_at_the_sixth(monkeypatch, batch)
    settled: list[int] = []
    fetch_labels(on_settled=settled.append)
    found = states(batch)
    assert found[0] == State.READY
    assert set(found[8:]) == {State.CANCELLED}
    assert sandbox.calls["PKG104"] < len(numbers) - 1
    assert set(settled) == {batch.pk}
    assert not batch.jobs.filter(state=State.CANCELLED, label__isnull=False).exists()


def cancel_at_the_sixth(monkeypatch: pytest.MonkeyPatch, batch: LabelBatch) -> None:
    """While that answer and others are under way: they wait until it is done."""
    asked = count(1)
    cancelled = Event()

    def ask(job: PrintJob) -> fetched.Fetched:
        place = next(asked)
        if place == 6:
            batches.cancel(batch=batch)
            connection.close()
            cancelled.set()
        if place > 6:
            cancelled.wait(PATIENCE)
        return fetched.fetch_one(job)

    monkeypatch.setattr(fetch, "fetch_one", ask)


def test_it_does_not_write_into_a_row_that_another_worker_has_claimed(sandbox: Sandbox) -> None:
    batch = batch_of(*printable(sandbox, 2))
    mine, theirs = batch.jobs.order_by("position")
    batch.jobs.filter(pk=mine.pk).update(state=State.FETCHING, claim="mine")
    batch.jobs.filter(pk=theirs.pk).update(state=State.FETCHING, claim="theirs")
    written = fetched.write([fetched.fetch_one(mine), fetched.fetch_one(theirs)], token="mine")
    assert states(batch) == [State.READY, State.FETCHING]
    assert batch.jobs.get(pk=theirs.pk).claim == "theirs"
    assert written.settled == []


def test_it_stops_taking_rows_when_its_lease_is_lost(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = printable(sandbox)
    batch = batch_of(*numbers)
    monkeypatch.setattr(fetch, "RENEW_SECONDS", 0)
    monkeypatch.setattr(lease, "renew", lambda **_: False)
    assert fetch_labels(on_settled=nobody) is True
    assert sandbox.calls["PKG104"] == 0
    assert states(batch) == [State.WANTED] * len(numbers)


@pytest.fixture
def refusing() -> Iterator[Sandbox]:
    """It does not know our key (any more)."""
    with in_process(Sandbox(packages=60, seed=1), api_key="revoked") as made:
        yield made


def test_it_keeps_everything_wanted_at_a_refused_key_and_asks_little(refusing: Sandbox) -> None:
    first, second = batch_of(*list(refusing.packages)[:40]), batch_of(*list(refusing.packages)[40:])
    assert fetch_labels(on_settled=nobody) is False
    assert set(states(first) + states(second)) == {State.WANTED}
    assert not PrintJob.objects.exclude(reason="", claim="").exists()
    asked = refusing.calls["PKG104"]
    assert asked <= 2 * django_settings.LABELS_IN_FLIGHT  # those already in hand
    assert "does not accept our access key" in fetch_pause.notice()
    assert fetch_labels(on_settled=nobody) is False
    assert refusing.calls["PKG104"] == asked


def test_it_tries_the_key_with_one_label_when_it_is_time(refusing: Sandbox) -> None:
    batch = batch_of(*list(refusing.packages)[:40])
    fetch_labels(on_settled=nobody)
    asked = refusing.calls["PKG104"]
    it_is_time()
    assert fetch_labels(on_settled=nobody) is False
    assert refusing.calls["PKG104"] == asked + 1
    assert set(states(batch)) == {State.WANTED}


def test_it_goes_on_by_itself_when_the_key_works_again(media: object) -> None:
    with in_process(Sandbox(packages=60, seed=1), api_key="revoked") as sandbox:
        batch = batch_of(*printable(sandbox))
        fetch_labels(on_settled=nobody)
    batch.jobs.update(wanted_at=timezone.now() - timedelta(hours=1))
    it_is_time()
    with in_process(sandbox):
        fetch_labels(on_settled=nobody)
    assert set(states(batch)) == {State.READY}
    assert not fetch_pause.is_on()
    assert fetch_pause.notice() == ""


def test_it_does_not_give_up_what_waited_for_the_key(media: object) -> None:
    """An outage just after it counts from there, not from when the label was asked for."""
    with in_process(Sandbox(packages=60, seed=1), api_key="revoked") as sandbox:
        batch = batch_of(*printable(sandbox, 1))
        fetch_labels(on_settled=nobody)
    fetch_pause.works()
    batch.jobs.update(wanted_at=timezone.now() - timedelta(hours=1))
    sandbox.switches = Switches(fail_share=1, retry_after=False)
    with in_process(sandbox):
        fetch_labels(on_settled=nobody)
    assert states(batch) == [State.WANTED]


def test_it_takes_an_outage_for_no_answer_about_the_key(media: object) -> None:
    with in_process(Sandbox(packages=60, seed=1), api_key="revoked") as sandbox:
        batch_of(*printable(sandbox))
        fetch_labels(on_settled=nobody)
    it_is_time()
    sandbox.switches = Switches(fail_share=1, retry_after=False)
    with in_process(sandbox):
        fetch_labels(on_settled=nobody)
    assert fetch_pause.is_on()


def it_is_time() -> None:
    """For the next try."""
    FetchPause.objects.update(due_at=timezone.now())


def test_it_leaves_rows_waiting_when_seller_center_is_out(sandbox: Sandbox) -> None:
    sandbox.switches = Switches(fail_share=1, retry_after=False)
    batch = batch_of(*printable(sandbox))
    assert fetch_labels(on_settled=nobody) is False
    assert set(states(batch)) == {State.WANTED}
    told = batch.jobs.exclude(reason="").values_list("reason", flat=True)
    assert told
    assert all(reason == ServerFailed().sentence for reason in told)
    sandbox.switches = Switches()
    fetch_labels(on_settled=nobody)
    assert set(states(batch)) == {State.READY}
    assert not batch.jobs.exclude(reason="").exists()


def test_it_gives_up_a_row_that_has_waited_long(sandbox: Sandbox) -> None:
    sandbox.switches = Switches(fail_share=1, retry_after=False)
    batch = batch_of(*printable(sandbox, 1))
    batch.jobs.update(wanted_at=timezone.now() - timedelta(hours=1))
    fetch_labels(on_settled=nobody)
    assert states(batch) == [State.FAILED]


def test_it_says_when_the_disk_is_full(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(label_files, "write_whole", full)
    batch = batch_of(*printable(sandbox, 3))
    fetch_labels(on_settled=nobody)
    assert set(states(batch)) == {State.FAILED}
    assert "No space left on device" in batch.jobs.all()[0].reason


def test_it_does_nothing_when_every_slot_is_taken(sandbox: Sandbox) -> None:
    for number in range(SLOTS):
        lease.take(name=f"fetch-{number}", seconds=500)
    batch = batch_of(*printable(sandbox, 2))
    assert fetch_labels(on_settled=nobody) is False
    assert states(batch) == [State.WANTED] * 2


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_it_gives_its_slot_and_its_rows_back(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    batch = batch_of(*printable(sandbox, 3))
    if ends == "badly":
        monkeypatch.setattr(fetch, "write", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fetch_labels(on_settled=nobody)
        assert states(batch) == [State.WANTED] * 3
    else:
        fetch_labels(on_settled=nobody)
    assert not Lease.objects.filter(until__gte=timezone.now(), name__startswith="fetch-").exists()


def test_it_takes_the_first_labels_of_every_batch_first(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    numbers = printable(sandbox, 8)
    long, short = batch_of(*numbers[:6]), batch_of(*numbers[6:])
    order: list[tuple[int, int]] = []
    asks = fetched.fetch_one

    def noted(job: PrintJob) -> fetched.Fetched:
        order.append((job.position, job.batch_id))
        return asks(job)

    monkeypatch.setattr(fetch, "fetch_one", noted)
    settings.LABELS_IN_FLIGHT = 1
    fetch_labels(on_settled=nobody)
    assert order[:4] == [(1, long.pk), (1, short.pk), (2, long.pk), (2, short.pk)]


def test_it_fails_one_job_whose_own_label_cannot_be_drawn(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*, number: str) -> bytes:
        raise LabelError("It cannot be drawn.")

    monkeypatch.setattr(fetched, "draw_own_label", refuses)
    batch = batch_of(*printable(sandbox, 2))
    batch.jobs.filter(position=1).update(own=True)
    fetch_labels(on_settled=nobody)
    assert states(batch) == [State.FAILED, State.READY]


def test_it_joins_nothing_that_goes_to_a_printer(sandbox: Sandbox) -> None:
    settled: list[int] = []
    one, other = printable(sandbox)[:2]
    batch_of(one, printer=printer_of())
    for_browser = batch_of(other)
    fetch_labels(on_settled=settled.append)
    assert settled == [for_browser.pk]


def test_it_stays_for_what_is_wanted_next_and_hears_of_it(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run, its slot and its message for each label of a packer would cost more than the label."""
    clock = [0.0]
    monkeypatch.setattr(fetch, "monotonic", lambda: clock[0])
    one, other = printable(sandbox)[:2]
    first, settled = batch_of(one), Event()
    fetching = Thread(target=fetch_and_close, args=(settled,))
    fetching.start()
    assert settled.wait(PATIENCE)
    until(lambda: states(first) == [State.READY], "the first label")
    second = batch_of(other)
    assert ring(Ring.WANTED) == 1
    until(lambda: states(second) == [State.READY], "the second label")
    clock[0] = 2 * PATIENCE  # its time is over
    assert ring(Ring.WANTED) == 1
    fetching.join(PATIENCE)
    assert ring(Ring.WANTED) == 0


def fetch_and_close(settled: Event) -> None:
    try:
        long = PATIENCE + 1
        fetch_labels(on_settled=lambda _batch_id: settled.set(), linger=long, seconds=long)
    finally:
        connection.close()
